// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The tests import all of these names from here.
/* solhint-disable no-unused-import */
import {LossBook} from "../LossBook.sol";
import {RiskShareBook} from "../RiskShareBook.sol";
import {ILossBook, LossView, ShareView} from "../interfaces/ILossBook.sol";
import {
    CoveringView,
    IRiskShareBook,
    PoolTerms,
    PoolView,
    RecoveryOrder,
    SchemeState,
    SchemeTerms,
    SchemeView,
    Tranche,
    TrancheView
} from "../interfaces/IRiskShareBook.sol";
import {Waterfall} from "../libraries/Waterfall.sol";
import {Vm} from "./support/Vm.sol";
import {
    Act,
    DefaultGround,
    EnforcementRoute,
    IBook,
    IPledgeRegistry,
    LedgerFixture,
    PartyKind,
    PledgeState,
    Realisation
} from "./LedgerFixture.sol";

/// @notice The ledger with its books of shared risk, a scheme in force and a pledge for a loan of 10 million under it: the bank
/// bears 20% of a loss, a guarantee company 80%, of which an insurer reimburses 80%.
abstract contract RiskFixture is LedgerFixture {
    address internal constant GUARANTEE_KEY = address(0x6A01);
    address internal constant INSURER_KEY = address(0x1E51);
    address internal constant POOL_KEY = address(0x9001);
    bytes32 internal constant SALT = keccak256("amount");

    uint128 internal constant LOAN = 1_000_000_000;
    uint128 internal constant LOSS = 830_000_000;
    uint128 internal constant GUARANTEED = 664_000_000;
    uint128 internal constant REIMBURSED = 531_200_000;
    uint128 internal constant RECOVERY = 200_000_000;
    uint128 internal constant CAP = 5_000_000_000;

    RiskShareBook internal risks;
    LossBook internal losses;
    uint64 internal guarantee;
    uint64 internal insurer;
    uint64 internal treasury;
    uint64 internal scheme;
    uint64 internal pledge;
    bytes32[] internal pledged;

    function setUp() public virtual override {
        super.setUp();
        risks = RiskShareBook(_deploy("RiskShareBook", abi.encode(address(log), address(parties), address(pledges))));
        losses = LossBook(
            _deploy(
                "LossBook",
                abi.encode(address(log), address(parties), address(pledges), address(enforcement), address(risks))
            )
        );
        _addBook(address(risks));
        _addBook(address(losses));
        _grantRisks();
        guarantee = _admit(PartyKind.GuaranteeCompany, unicode"演示担保公司", GUARANTEE_KEY);
        insurer = _admit(PartyKind.Insurer, unicode"演示保险公司", INSURER_KEY);
        treasury = _admit(PartyKind.GovernmentPool, unicode"演示财政风险补偿资金池", POOL_KEY);
        scheme = _inForce(_schemeTerms(RecoveryOrder.CreditorFirst));
        pledged = _patents(1, 3);
        pledge = _registered(pledged);
    }

    // Terms

    function _tranche(uint64 party, uint32 rate, uint32 reinsures) internal pure returns (Tranche memory) {
        return Tranche(party, rate, reinsures, 0, CAP, CAP);
    }

    function _creditor(uint32 rate) internal pure returns (Tranche memory) {
        return Tranche(0, rate, 0, 0, 0, 0);
    }

    function _schemeTerms(RecoveryOrder order) internal view returns (SchemeTerms memory) {
        Tranche[] memory tranches = new Tranche[](3);
        tranches[0] = _creditor(2_000);
        tranches[1] = _tranche(guarantee, 8_000, 0);
        tranches[2] = _tranche(insurer, 8_000, 1);
        return _schemeTerms(order, tranches);
    }

    function _schemeTerms(RecoveryOrder order, Tranche[] memory tranches) internal view returns (SchemeTerms memory) {
        return
            SchemeTerms({
                currency: "CNY",
                order: order,
                opensAt: uint64(block.timestamp),
                closesAt: uint64(block.timestamp + 365 days),
                claimsUntil: uint64(block.timestamp + 730 days),
                coverLimit: 10_000_000_000,
                conditions: hex"0155122020",
                salt: SALT,
                tranches: tranches
            });
    }

    function _poolTerms(uint128 capital) internal pure returns (PoolTerms memory) {
        return PoolTerms("CNY", capital, hex"0155122030", SALT);
    }

    // Acts

    function _declarePool(uint128 capital) internal returns (uint64) {
        vm.prank(POOL_KEY);
        return risks.declarePool(_poolTerms(capital), _act());
    }

    function _propose(SchemeTerms memory terms) internal returns (uint64) {
        vm.prank(BANK_KEY);
        return risks.proposeScheme(terms, _act());
    }

    function _join(address key, uint64 joined) internal {
        vm.prank(key);
        risks.joinScheme(joined, _act());
    }

    /// @dev Proposed by the bank and joined by the guarantee company and the insurer.
    function _inForce(SchemeTerms memory terms) internal returns (uint64 proposed) {
        proposed = _propose(terms);
        _join(GUARANTEE_KEY, proposed);
        _join(INSURER_KEY, proposed);
        same(uint256(risks.schemeOf(proposed).state), uint256(SchemeState.InForce), "in force");
    }

    function _coverPledge(uint64 under, uint128 principal) internal {
        vm.prank(BANK_KEY);
        risks.coverPledge(under, pledge, principal, SALT, _act());
    }

    /// @dev Every right of the pledge is sold, and the debtor still owes `deficiency`.
    function _realise(uint128 deficiency) internal {
        _enforce(pledge);
        Realisation memory realisation = _realisation();
        realisation.deficiency = deficiency;
        vm.prank(BANK_KEY);
        enforcement.realise(pledge, pledged, pledged, realisation, _act());
    }

    function _declareLoss(uint128 amount) internal returns (uint64) {
        vm.prank(BANK_KEY);
        return losses.declareLoss(pledge, amount, SALT, _act());
    }

    /// @dev A loss of 8.3 million, shared.
    function _lost() internal returns (uint64) {
        return _lost(scheme);
    }

    function _lost(uint64 under) internal returns (uint64) {
        _coverPledge(under, LOAN);
        _realise(LOSS);
        return _declareLoss(LOSS);
    }

    function _pay(address key, uint64 loss, uint32 place, uint128 amount) internal {
        vm.prank(key);
        losses.payShare(loss, place, amount, SALT, _act());
    }

    function _confirm(address key, uint64 loss, uint32 place, uint128 received) internal {
        vm.prank(key);
        losses.confirmShare(loss, place, received, SALT, _act());
    }

    function _subrogate(address key, uint64 loss, uint32 place, uint128 extent) internal {
        vm.prank(key);
        losses.subrogate(loss, place, extent, SALT, _act());
    }

    function _recover(address key, uint64 loss, uint128 amount) internal {
        vm.prank(key);
        losses.shareRecovery(loss, amount, SALT, _act());
    }

    /// @dev The guarantee company has paid its whole share and the insurer all that it owes on it.
    function _paid(uint64 under) internal returns (uint64 loss) {
        loss = _lost(under);
        _pay(GUARANTEE_KEY, loss, 1, GUARANTEED);
        _confirm(BANK_KEY, loss, 1, GUARANTEED);
        _pay(INSURER_KEY, loss, 2, REIMBURSED);
        _confirm(GUARANTEE_KEY, loss, 2, REIMBURSED);
    }

    // Comparisons

    function _list(uint256 first, uint256 second, uint256 third) internal pure returns (uint256[] memory list) {
        list = new uint256[](3);
        (list[0], list[1], list[2]) = (first, second, third);
    }

    /// @dev The data and topics of the newest event of a book.
    function _assertEvent(address book, bytes32 topic0, uint64 subject, uint64 actor, bytes memory data) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory entry = logs[logs.length - 1];
        same(entry.emitter, book, "book");
        same(entry.topics[0], topic0, "event");
        same(uint256(entry.topics[1]), log.sequence(), "sequence");
        same(uint256(entry.topics[2]), subject, "subject");
        same(uint256(entry.topics[3]), actor, "actor");
        same(keccak256(entry.data), keccak256(data), "data");
    }

    function _undocumented() internal pure returns (Act memory act) {
        act = _act();
        act.document = "";
    }

    function _recorded() internal {
        _refused(abi.encodeWithSelector(IBook.OnlyOfficesRecord.selector, 20250106));
    }

    function _missing(string memory field) internal {
        _refused(abi.encodeWithSelector(IBook.Missing.selector, field));
    }

    function _grantRisks() private {
        uint256 takers =
            LENDERS |
                (1 << uint256(PartyKind.Insurer)) |
                (1 << uint256(PartyKind.Reguarantor)) |
                (1 << uint256(PartyKind.GovernmentPool));
        address book = address(risks);
        _grant(book, IRiskShareBook.declarePool.selector, takers);
        _grant(book, IRiskShareBook.fundPool.selector, takers);
        _grant(book, IRiskShareBook.proposeScheme.selector, takers);
        _grant(book, IRiskShareBook.joinScheme.selector, takers);
        _grant(book, IRiskShareBook.closeScheme.selector, takers);
        _grant(book, IRiskShareBook.coverPledge.selector, LENDERS | FUNDS);
        _grant(book, IRiskShareBook.endCover.selector, LENDERS | FUNDS);
        book = address(losses);
        _grant(book, ILossBook.declareLoss.selector, LENDERS | FUNDS);
        _grant(book, ILossBook.payShare.selector, takers);
        _grant(book, ILossBook.confirmShare.selector, takers | FUNDS);
        _grant(book, ILossBook.subrogate.selector, takers);
        _grant(book, ILossBook.shareRecovery.selector, takers | FUNDS);
        _let(IRiskShareBook.useCover.selector);
        _let(IRiskShareBook.drawn.selector);
        _let(IRiskShareBook.returned.selector);
    }

    function _let(bytes4 selector) private {
        vm.prank(GOVERNOR);
        parties.grantCaller(address(risks), selector, address(losses), true, _act());
    }
}
