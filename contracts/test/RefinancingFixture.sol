// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The tests import all of these names from here.
/* solhint-disable no-unused-import */
import {RefinancingBook} from "../RefinancingBook.sol";
import {
    EligibilityView,
    IRefinancingBook,
    RefinancingKind,
    RefinancingState,
    RefinancingTerms,
    RefinancingView
} from "../interfaces/IRefinancingBook.sol";
import {IAssetRegistry, IPledgeRegistry, LedgerFixture, PartyKind} from "./LedgerFixture.sol";

/// @notice The ledger with its refinancing book, a central bank, a sponsor, a trustee, and a registered pledge of 10 million.
abstract contract RefinancingFixture is LedgerFixture {
    uint256 internal constant USERS =
        (1 << uint256(PartyKind.CentralBank)) |
            (1 << uint256(PartyKind.SecuritisationSponsor)) |
            (1 << uint256(PartyKind.Trustee));
    address internal constant CENTRAL_KEY = address(0xCE01);
    address internal constant TRUSTEE_KEY = address(0x7201);
    address internal constant SPONSOR_KEY = address(0x5901);
    bytes32 internal constant SALT = keccak256("amount");
    uint128 internal constant CLAIM = 1_000_000_000;
    uint128 internal constant DRAWN = 700_000_000;

    RefinancingBook internal refinancings;
    uint64 internal central;
    uint64 internal trustee;
    uint64 internal sponsor;
    uint64 internal pledge;
    bytes32[] internal pledged;

    function setUp() public virtual override {
        super.setUp();
        refinancings = RefinancingBook(
            _deploy("RefinancingBook", abi.encode(address(log), address(parties), address(assets), address(pledges)))
        );
        _addBook(address(refinancings));
        _grantRefinancings();
        central = _admit(PartyKind.CentralBank, unicode"演示中央银行", CENTRAL_KEY);
        trustee = _admit(PartyKind.Trustee, unicode"演示信托", TRUSTEE_KEY);
        sponsor = _admit(PartyKind.SecuritisationSponsor, unicode"演示证券", SPONSOR_KEY);
        pledged = _patents(1, 2);
        pledge = _registered(pledged);
    }

    function _terms(RefinancingKind kind) internal view returns (RefinancingTerms memory) {
        uint64 user = kind == RefinancingKind.Pool ? trustee : central;
        return RefinancingTerms(kind, user, DRAWN, unicode"演示1期", SALT);
    }

    function _assess(bool eligible, uint32 haircut) internal {
        vm.prank(CENTRAL_KEY);
        refinancings.assessEligibility(pledge, eligible, haircut, _act());
    }

    function _offer(RefinancingTerms memory terms) internal returns (uint64) {
        vm.prank(BANK_KEY);
        return refinancings.offerClaim(pledge, terms, _act());
    }

    function _offer(RefinancingKind kind) internal returns (uint64) {
        return _offer(_terms(kind));
    }

    function _take(address key, uint64 refinancing) internal {
        vm.prank(key);
        refinancings.takeClaim(refinancing, pledged, _act());
    }

    function _pooled() internal returns (uint64 refinancing) {
        refinancing = _offer(RefinancingKind.Pool);
        _take(TRUSTEE_KEY, refinancing);
    }

    function _release(address key, uint64 refinancing) internal {
        vm.prank(key);
        refinancings.releaseClaim(refinancing, pledged, _act());
    }

    function _drop(address key, uint64 refinancing) internal {
        vm.prank(key);
        refinancings.dropClaim(refinancing, _act());
    }

    function _locks(bytes32 key) internal view returns (uint256 locks) {
        (, , locks) = assets.encumbrances(key);
    }

    function _assertState(uint64 refinancing, RefinancingState state) internal view {
        same(uint256(refinancings.refinancingOf(refinancing).state), uint256(state), "state");
    }

    function _assertUse(uint64 claim, uint64 expected) internal view {
        (uint64 use, address book) = pledges.useOf(claim);
        same(use, expected, "use");
        same(book, expected == 0 ? address(0) : address(refinancings), "book of the use");
    }

    function _inUse(uint64 claim, uint64 use) internal {
        _refused(abi.encodeWithSelector(IPledgeRegistry.ClaimInUse.selector, claim, use, address(refinancings)));
    }

    function _wrong(uint64 refinancing, RefinancingState state) internal {
        _refused(abi.encodeWithSelector(IRefinancingBook.WrongRefinancingState.selector, refinancing, state));
    }

    function _notTheUser(uint64 refinancing, uint64 user, address key) internal {
        _refused(abi.encodeWithSelector(IRefinancingBook.NotTheUser.selector, refinancing, user, parties.partyOf(key)));
    }

    function _grantRefinancings() private {
        address book = address(refinancings);
        uint256 holders = LENDERS | FUNDS;
        _grant(book, IRefinancingBook.assessEligibility.selector, 1 << uint256(PartyKind.CentralBank));
        _grant(book, IRefinancingBook.offerClaim.selector, holders);
        _grant(book, IRefinancingBook.dropClaim.selector, holders | USERS);
        _grant(book, IRefinancingBook.takeClaim.selector, USERS);
        _grant(book, IRefinancingBook.releaseClaim.selector, holders | USERS);
        bytes4[3] memory selectors = [
            IAssetRegistry.lock.selector,
            IAssetRegistry.unlock.selector,
            IPledgeRegistry.setUse.selector
        ];
        for (uint256 index = 0; index < selectors.length; ++index) {
            address target = index < 2 ? address(assets) : address(pledges);
            vm.prank(GOVERNOR);
            parties.grantCaller(target, selectors[index], book, true, _act());
        }
    }
}
