// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The tests import all of these names from here.
/* solhint-disable no-unused-import */
import {ValuationBook} from "../ValuationBook.sol";
import {
    AbandonReason,
    EngagementState,
    EngagementTerms,
    EngagementView,
    IValuationBook,
    ValuationGrade,
    ValuationKind,
    ValuationPurpose,
    ValuationResult
} from "../interfaces/IValuationBook.sol";
import {Act, IAssetRegistry, IBook, IPledgeRegistry, LedgerFixture, PartyEntry, PartyKind} from "./LedgerFixture.sol";

/// @notice The ledger with its valuation book, two appraisers, three signatories and a client that has a key.
abstract contract ValuationFixture is LedgerFixture {
    address internal constant APPRAISER_KEY = address(0xA991);
    address internal constant RIVAL_KEY = address(0xA992);
    bytes32 internal constant SALT = keccak256("figures");
    bytes internal constant PAPER = hex"0155122020";
    uint8 internal constant MARKET_AND_INCOME = 12;
    uint128 internal constant LOW = 800_000_000;
    uint128 internal constant HIGH = 1_200_000_000;

    ValuationBook internal valuations;
    uint64 internal appraiser;
    uint64 internal rival;
    uint64 internal first;
    uint64 internal second;
    address internal clientKey;
    bytes32[] internal valued;

    function setUp() public virtual override {
        super.setUp();
        valuations = ValuationBook(
            _deploy("ValuationBook", abi.encode(address(log), address(parties), address(assets)))
        );
        _addBook(address(valuations));
        uint256 appraisers = 1 << uint256(PartyKind.Appraiser);
        uint256 clients = appraisers | LENDERS | (1 << uint256(PartyKind.Enterprise));
        _grant(address(valuations), IValuationBook.engage.selector, appraisers);
        _grant(address(valuations), IValuationBook.deliver.selector, appraisers);
        _grant(address(valuations), IValuationBook.abandon.selector, clients);
        _grant(address(valuations), IValuationBook.allowReader.selector, clients);
        _grant(address(valuations), IValuationBook.withdrawReader.selector, clients);
        appraiser = _admit(PartyKind.Appraiser, unicode"演示评估事务所", APPRAISER_KEY);
        rival = _admit(PartyKind.Appraiser, unicode"演示第二评估事务所", RIVAL_KEY);
        first = _person(1);
        second = _person(2);
        clientKey = vm.addr(OWNER_SECRET);
        valued = _patents(1, 3);
    }

    function _person(uint256 number) internal returns (uint64) {
        vm.prank(GOVERNOR);
        return parties.admit(PartyEntry(PartyKind.NaturalPerson, "", bytes32(number), ""), new address[](0), _act());
    }

    // Terms

    function _terms() internal view returns (EngagementTerms memory) {
        return
            EngagementTerms({
                kind: ValuationKind.Appraisal,
                purpose: ValuationPurpose.Pledge,
                client: owner,
                payer: owner,
                currency: "CNY",
                fee: 5_000_000,
                independence: PAPER,
                salt: SALT
            });
    }

    function _modelTerms() internal view returns (EngagementTerms memory terms) {
        terms = _terms();
        terms.kind = ValuationKind.Model;
        terms.fee = 0;
        terms.payer = 0;
        terms.independence = "";
    }

    function _result() internal view returns (ValuationResult memory) {
        return
            ValuationResult({
                grade: ValuationGrade.None,
                methods: MARKET_AND_INCOME,
                low: LOW,
                high: HIGH,
                valuedOn: 20250105,
                validUntil: 20260104,
                signatory: first,
                coSignatory: second,
                modelVersion: "",
                report: PAPER,
                salt: SALT
            });
    }

    function _modelResult() internal pure returns (ValuationResult memory) {
        return
            ValuationResult({
                grade: ValuationGrade.BBB,
                methods: 0,
                low: 0,
                high: 0,
                valuedOn: 20250105,
                validUntil: 20260104,
                signatory: 0,
                coSignatory: 0,
                modelVersion: unicode"演示模型 1",
                report: "",
                salt: SALT
            });
    }

    function _undocumented() internal pure returns (Act memory act) {
        act = _act();
        act.document = "";
    }

    // Acts

    function _engage(EngagementTerms memory terms) internal returns (uint64) {
        vm.prank(APPRAISER_KEY);
        return valuations.engage(valued, terms, _act());
    }

    function _engaged() internal returns (uint64) {
        return _engage(_terms());
    }

    function _deliver(uint64 engagement, ValuationResult memory result) internal {
        vm.prank(APPRAISER_KEY);
        valuations.deliver(engagement, result, _act());
    }

    function _abandon(address key, uint64 engagement, uint128 draftLow, uint128 draftHigh) internal {
        vm.prank(key);
        valuations.abandon(engagement, AbandonReason.ResultNotAccepted, draftLow, draftHigh, SALT, _act());
    }

    function _allow(address key, uint64 engagement, uint64 reader) internal {
        vm.prank(key);
        valuations.allowReader(engagement, reader, _act());
    }

    // Refusals

    function _invalid(string memory field) internal {
        _refused(abi.encodeWithSelector(IValuationBook.InvalidValuation.selector, field));
    }

    function _missing(string memory field) internal {
        _refused(abi.encodeWithSelector(IBook.Missing.selector, field));
    }

    function _invalidParty(string memory field, uint64 party) internal {
        _refused(abi.encodeWithSelector(IPledgeRegistry.InvalidParty.selector, field, party));
    }

    function _unknown(uint64 engagement) internal {
        _refused(abi.encodeWithSelector(IValuationBook.UnknownEngagement.selector, engagement));
    }

    function _wrong(uint64 engagement, EngagementState state) internal {
        _refused(abi.encodeWithSelector(IValuationBook.WrongEngagementState.selector, engagement, state));
    }

    function _notTheAppraiser(uint64 engagement, uint64 actor) internal {
        _refused(abi.encodeWithSelector(IValuationBook.NotTheAppraiser.selector, engagement, appraiser, actor));
    }

    function _recorded() internal {
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
    }

    function _assertState(uint64 engagement, EngagementState state) internal view {
        same(uint256(valuations.engagementOf(engagement).state), uint256(state), "state");
    }
}
