// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The tests import all of these names from here.
/* solhint-disable no-unused-import */
import {SubsidyBook} from "../SubsidyBook.sol";
import {
    ISubsidyBook,
    ProgrammeTerms,
    ProgrammeView,
    SubsidyKind,
    SubsidyPeriod,
    SubsidyRefusal,
    SubsidyState,
    SubsidyTerms,
    SubsidyView
} from "../interfaces/ISubsidyBook.sol";
import {LedgerFixture, PartyKind, RightKind} from "./LedgerFixture.sol";

/// @notice The ledger with its subsidy book, an authority with a programme of interest subsidies, and a registered pledge.
abstract contract SubsidyFixture is LedgerFixture {
    uint256 internal constant AUTHORITIES =
        (1 << uint256(PartyKind.SubsidyAuthority)) | (1 << uint256(PartyKind.GovernmentPool));
    address internal constant AUTHORITY_KEY = address(0x5B01);
    address internal constant OTHER_AUTHORITY_KEY = address(0x5B02);
    address internal constant DEBTOR_KEY = address(0xDEB7);
    bytes32 internal constant SALT = keccak256("amount");
    uint128 internal constant BUDGET = 5_000_000;
    uint128 internal constant MOST = 2_000_000;

    SubsidyBook internal subsidies;
    uint64 internal subsidyAuthority;
    uint64 internal programme;
    uint64 internal pledge;
    bytes32[] internal pledged;

    function setUp() public virtual override {
        super.setUp();
        subsidies = SubsidyBook(_deploy("SubsidyBook", abi.encode(address(log), address(parties), address(pledges))));
        _addBook(address(subsidies));
        _grantSubsidies();
        subsidyAuthority = _admit(PartyKind.SubsidyAuthority, unicode"演示知识产权局", AUTHORITY_KEY);
        _admit(PartyKind.SubsidyAuthority, unicode"演示二局", OTHER_AUTHORITY_KEY);
        debtor = _admit(PartyKind.Enterprise, unicode"演示借款有限公司", DEBTOR_KEY);
        pledged = _patents(1, 2);
        pledge = _registered(pledged);
        programme = _declare(_programmeTerms());
    }

    function _programmeTerms() internal pure returns (ProgrammeTerms memory) {
        return
            ProgrammeTerms({
                name: unicode"演示贴息",
                region: "CN-440300",
                kind: SubsidyKind.Interest,
                period: SubsidyPeriod.Year,
                rightKinds: uint32(1 << uint256(RightKind.Patent)),
                ratio: 5_000,
                currency: "CNY",
                most: MOST,
                budget: BUDGET,
                startsOn: 20250101,
                endsOn: 20271231,
                conditions: hex"0155122030"
            });
    }

    function _terms(uint32 period, uint128 amount) internal view returns (SubsidyTerms memory) {
        return SubsidyTerms(programme, pledge, period, debtor, 4_000_000, amount, SALT);
    }

    function _declare(ProgrammeTerms memory terms) internal returns (uint64) {
        vm.prank(AUTHORITY_KEY);
        return subsidies.declareProgramme(terms, _act());
    }

    function _revise(ProgrammeTerms memory terms) internal {
        vm.prank(AUTHORITY_KEY);
        subsidies.reviseProgramme(programme, terms, _act());
    }

    function _close() internal {
        vm.prank(AUTHORITY_KEY);
        subsidies.closeProgramme(programme, _act());
    }

    function _claim(address key, SubsidyTerms memory terms) internal returns (uint64) {
        vm.prank(key);
        return subsidies.claimSubsidy(terms, pledged, _patent("1"), _act());
    }

    function _claimed(uint32 period, uint128 amount) internal returns (uint64) {
        return _claim(BANK_KEY, _terms(period, amount));
    }

    function _grantIt(uint64 subsidy, uint128 amount) internal {
        vm.prank(AUTHORITY_KEY);
        subsidies.grantSubsidy(subsidy, amount, SALT, _act());
    }

    function _refuse(uint64 subsidy) internal {
        vm.prank(AUTHORITY_KEY);
        subsidies.refuseSubsidy(subsidy, SubsidyRefusal.NotEligible, _act());
    }

    function _pay(uint64 subsidy) internal {
        vm.prank(AUTHORITY_KEY);
        subsidies.paySubsidy(subsidy, _act());
    }

    function _withdraw(address key, uint64 subsidy) internal {
        vm.prank(key);
        subsidies.withdrawSubsidy(subsidy, _act());
    }

    function _assertState(uint64 subsidy, SubsidyState state) internal view {
        same(uint256(subsidies.subsidyOf(subsidy).state), uint256(state), "state");
    }

    function _before(uint32 period, uint64 first) internal {
        _refused(
            abi.encodeWithSelector(
                ISubsidyBook.SubsidyClaimedBefore.selector,
                programme,
                pledge,
                period,
                first,
                address(subsidies)
            )
        );
    }

    function _wrong(uint64 subsidy, SubsidyState state) internal {
        _refused(abi.encodeWithSelector(ISubsidyBook.WrongSubsidyState.selector, subsidy, state));
    }

    function _grantSubsidies() private {
        address book = address(subsidies);
        uint256 claimants = LENDERS | FUNDS | (1 << uint256(PartyKind.Enterprise));
        _grant(book, ISubsidyBook.declareProgramme.selector, AUTHORITIES);
        _grant(book, ISubsidyBook.reviseProgramme.selector, AUTHORITIES);
        _grant(book, ISubsidyBook.closeProgramme.selector, AUTHORITIES);
        _grant(book, ISubsidyBook.claimSubsidy.selector, claimants);
        _grant(book, ISubsidyBook.withdrawSubsidy.selector, claimants);
        _grant(book, ISubsidyBook.refuseSubsidy.selector, AUTHORITIES);
        _grant(book, ISubsidyBook.grantSubsidy.selector, AUTHORITIES);
        _grant(book, ISubsidyBook.paySubsidy.selector, AUTHORITIES);
    }
}
