// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The tests import all of these names from here.
/* solhint-disable no-unused-import */
import {BuybackBook} from "../BuybackBook.sol";
import {
    BuybackRoute,
    CommitmentState,
    CommitmentTerms,
    CommitmentView,
    CoverView,
    DeclineReason,
    FundTerms,
    FundView,
    IBuybackBook
} from "../interfaces/IBuybackBook.sol";
import {Act, Filing, IBook, IPledgeRegistry, LedgerFixture, PartyKind, PledgeState} from "./LedgerFixture.sol";

/// @notice The ledger with its buyback book, a fund of 20 million and a pledge for a loan of 10 million.
abstract contract BuybackFixture is LedgerFixture {
    uint256 internal constant GUARANTORS =
        (1 << uint256(PartyKind.DisposalFund)) |
            (1 << uint256(PartyKind.FundManager)) |
            (1 << uint256(PartyKind.GuaranteeCompany));

    address internal constant MANAGER_KEY = address(0xF0A1);
    address internal constant GUARANTEE_KEY = address(0x6A01);
    bytes32 internal constant SALT = keccak256("amount");

    uint128 internal constant CAPITAL = 2_000_000_000;
    uint128 internal constant LOAN = 1_000_000_000;
    uint128 internal constant PRICE = 750_000_000;

    BuybackBook internal buybacks;
    uint64 internal manager_;
    uint64 internal guarantee;
    uint64 internal insurer;
    uint64 internal revolving;
    uint64 internal pledge;
    bytes32[] internal pledged;

    function setUp() public virtual override {
        super.setUp();
        buybacks = BuybackBook(_deploy("BuybackBook", abi.encode(address(log), address(parties), address(pledges))));
        _addBook(address(buybacks));
        _grantBuybacks();
        manager_ = _admit(PartyKind.FundManager, unicode"演示基金管理人", MANAGER_KEY);
        guarantee = _admit(PartyKind.GuaranteeCompany, unicode"演示担保公司", GUARANTEE_KEY);
        insurer = _admit(PartyKind.Insurer, unicode"演示保险公司", address(0));
        revolving = _declare(_fundTerms(CAPITAL));
        pledged = _patents(1, 3);
        pledge = _registered(pledged);
    }

    // Terms

    function _fundTerms(uint128 capital) internal view returns (FundTerms memory) {
        return FundTerms(manager_, "CNY", capital, capital, SALT);
    }

    function _terms(uint128 price) internal view returns (CommitmentTerms memory) {
        return
            CommitmentTerms({
                route: BuybackRoute.Claim,
                currency: "CNY",
                price: price,
                commission: 10_000_000,
                opensAt: uint64(block.timestamp + 10 days),
                closesAt: uint64(block.timestamp + 400 days),
                paymentDays: 30,
                reinsurer: insurer,
                coveredRights: keccak256("covered"),
                conditions: hex"0155122020",
                salt: SALT
            });
    }

    function _undocumented() internal pure returns (Act memory act) {
        act = _act();
        act.document = "";
    }

    // Acts

    function _declare(FundTerms memory terms) internal returns (uint64) {
        vm.prank(FUND_KEY);
        return buybacks.declareFund(terms, _act());
    }

    function _offer(CommitmentTerms memory terms) internal returns (uint64) {
        vm.prank(MANAGER_KEY);
        return buybacks.offer(revolving, pledge, terms, _act());
    }

    function _accept(uint64 commitment, uint128 principal) internal {
        vm.prank(BANK_KEY);
        buybacks.accept(commitment, principal, _ids(owner), SALT, _act());
    }

    function _accepted(uint128 price) internal returns (uint64 commitment) {
        commitment = _offer(_terms(price));
        _accept(commitment, LOAN);
    }

    function _exercise(uint64 commitment) internal {
        vm.prank(BANK_KEY);
        buybacks.exercise(commitment, _act());
    }

    /// @dev An exercised commitment, ten days on, in the first second of its window.
    function _exercised(uint128 price) internal returns (uint64 commitment) {
        commitment = _accepted(price);
        _default();
        vm.warp(block.timestamp + 10 days);
        _exercise(commitment);
    }

    function _settled(uint128 price) internal returns (uint64 commitment) {
        commitment = _exercised(price);
        _pay(commitment, price);
        _nominate(fund);
        _confirm(commitment, price);
    }

    function _pay(uint64 commitment, uint128 amount) internal {
        vm.prank(MANAGER_KEY);
        buybacks.pay(commitment, amount, SALT, _act());
    }

    function _confirm(uint64 commitment, uint128 received) internal {
        vm.prank(BANK_KEY);
        buybacks.confirm(commitment, received, SALT, _act());
    }

    function _default() internal {
        _setState(pledge, PledgeState.Defaulted);
    }

    function _nominate(uint64 assignee) internal {
        _nominate(BANK_KEY, pledge, assignee);
    }

    function _takeOver(uint64 assignee, address key) internal {
        _takeOver(key, pledge, assignee);
    }

    function _dropChange() internal {
        _dropChange(BANK_KEY, pledge);
    }

    function _nominate(address key, uint64 claim, uint64 assignee) internal {
        vm.prank(key);
        changes.nominateAssignee(claim, assignee, _act());
    }

    /// @dev The nominee accepts, and the office records that the claim and its pledge are its own.
    function _takeOver(address key, uint64 claim, uint64 assignee) internal {
        vm.prank(key);
        changes.acceptAssignment(claim, _act());
        vm.prank(OFFICE_KEY);
        changes.recordAssignment(claim, assignee, _officeAct());
    }

    function _dropChange(address key, uint64 claim) internal {
        vm.prank(key);
        changes.dropChange(claim, _act());
    }

    function _askPartialRelease() internal {
        vm.prank(BANK_KEY);
        changes.askPartialRelease(pledge, pledged, _keys(pledged[0]), _noOthers(), _act());
    }

    // Comparisons

    function _assertMoney(uint128 capital, uint128 open, uint128 inventory) internal view {
        FundView memory entry = buybacks.fundOf(revolving);
        same(entry.capital, capital, "capital");
        same(entry.open, open, "open");
        same(entry.inventory, inventory, "inventory");
        same(buybacks.pledgorExposure(revolving, owner), uint256(open) + inventory, "exposure to the pledgor");
    }

    function _assertState(uint64 commitment, CommitmentState state) internal view {
        same(uint256(buybacks.commitmentOf(commitment).state), uint256(state), "state");
    }

    function _wrong(uint64 commitment, CommitmentState state) internal {
        _refused(abi.encodeWithSelector(IBuybackBook.WrongCommitmentState.selector, commitment, state));
    }

    function _invalid(string memory field) internal {
        _refused(abi.encodeWithSelector(IBuybackBook.InvalidTerms.selector, field));
    }

    function _notManager(address key) internal {
        _refused(
            abi.encodeWithSelector(IBuybackBook.NotTheFundsManager.selector, revolving, manager_, parties.partyOf(key))
        );
    }

    function _notPledgee(address key) internal {
        uint64 pledgee = pledges.pledgeOf(pledge).pledgee;
        _refused(abi.encodeWithSelector(IPledgeRegistry.NotThePledgee.selector, pledge, pledgee, parties.partyOf(key)));
    }

    function _notASide(uint64 commitment, address key) internal {
        _refused(abi.encodeWithSelector(IBuybackBook.NotASide.selector, commitment, parties.partyOf(key)));
    }

    function _unknown() internal {
        _refused(abi.encodeWithSelector(IBuybackBook.UnknownCommitment.selector, 0));
    }

    function _recorded() internal {
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
    }

    function _grantBuybacks() private {
        address book = address(buybacks);
        uint256 holders = LENDERS | GUARANTORS;
        _grant(book, IBuybackBook.declareFund.selector, GUARANTORS);
        _grant(book, IBuybackBook.reviseFund.selector, GUARANTORS);
        _grant(book, IBuybackBook.setCap.selector, GOVERNANCE);
        _grant(book, IBuybackBook.offer.selector, GUARANTORS);
        _grant(book, IBuybackBook.withdrawOffer.selector, GUARANTORS);
        _grant(book, IBuybackBook.decline.selector, holders);
        _grant(book, IBuybackBook.accept.selector, holders);
        _grant(book, IBuybackBook.exercise.selector, holders);
        _grant(book, IBuybackBook.pay.selector, GUARANTORS);
        _grant(book, IBuybackBook.confirm.selector, holders);
        _grant(book, IBuybackBook.dispute.selector, holders);
        _grant(book, IBuybackBook.markOverdue.selector, holders);
        _grant(book, IBuybackBook.lapse.selector, holders);
        _grant(book, IBuybackBook.waive.selector, holders);
        _grant(book, IBuybackBook.resell.selector, GUARANTORS);
    }
}
