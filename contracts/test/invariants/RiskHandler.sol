// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    CoveringView,
    ILossBook,
    IRiskShareBook,
    LossView,
    PledgeState,
    PoolView,
    RecoveryOrder,
    RiskFixture,
    SchemeTerms,
    ShareView,
    Tranche,
    TrancheView
} from "../RiskFixture.sol";

/// @notice Six parties that act at random on three schemes, two pools and eight pledges, also against the rules. The handler
/// foretells whether each act is taken, and the verdict of the ledger must be the same.
contract RiskHandler is RiskFixture {
    uint64[] private _schemes;
    uint64[] private _pools;
    uint256[] private _paidIn;
    uint64[] private _claims;
    uint64[] private _losses;
    bytes32[][] private _lists;
    mapping(uint64 party => address) private _signs;
    uint256 public taken;

    function setUp() public override {
        super.setUp();
        _signs[bank] = BANK_KEY;
        _signs[guarantee] = GUARANTEE_KEY;
        _signs[insurer] = INSURER_KEY;
        _signs[treasury] = POOL_KEY;
        _pools.push(_declarePool(400));
        _paidIn.push(400);
        vm.prank(INSURER_KEY);
        _pools.push(risks.declarePool(_poolTerms(100), _act()));
        _paidIn.push(100);
        _schemes.push(_scheme(RecoveryOrder.CreditorFirst, 3_000, 700));
        _schemes.push(_scheme(RecoveryOrder.ProRata, 3_333, 2_000));
        _schemes.push(_scheme(RecoveryOrder.ProRata, 0, 150));
        for (uint256 index = 0; index < 8; ++index) {
            bytes32[] memory rights = _patents(100 + index, 1);
            _claims.push(_registered(rights));
            _lists.push(rights);
        }
        _assertHistory();
    }

    // Acts

    function cover(uint256 s, uint256 p, uint256 principal) external {
        uint64 under = _schemes[s % _schemes.length];
        uint64 claim = _claims[p % _claims.length];
        principal = within(principal, 1, 1_000);
        bool allowed = pledges.pledgeOf(claim).state == PledgeState.Registered && risks.coveringOf(claim).scheme == 0;
        bytes memory data = abi.encodeCall(
            IRiskShareBook.coverPledge,
            (under, claim, uint128(principal), SALT, _act())
        );
        _try(address(risks), BANK_KEY, data, allowed);
    }

    function uncover(uint256 p) external {
        uint64 claim = _claims[p % _claims.length];
        bytes memory data = abi.encodeCall(IRiskShareBook.endCover, (claim, _act()));
        _try(address(risks), BANK_KEY, data, risks.coveringOf(claim).scheme != 0);
    }

    function lose(uint256 p, uint256 deficiency, uint256 amount) external {
        uint256 place = p % _claims.length;
        pledge = _claims[place];
        pledged = _lists[place];
        CoveringView memory held = risks.coveringOf(pledge);
        if (pledges.pledgeOf(pledge).state == PledgeState.Registered && held.scheme != 0) {
            _realise(uint128(within(deficiency, 1, 1_000)));
        }
        amount = within(amount, 1, 1_000);
        uint128 most = enforcement.outcomeOf(pledge).deficiency;
        bool allowed = held.scheme != 0 && amount <= most && amount <= held.principal;
        bytes memory data = abi.encodeCall(ILossBook.declareLoss, (pledge, uint128(amount), SALT, _act()));
        if (_try(address(losses), BANK_KEY, data, allowed)) _losses.push(losses.lossOfPledge(pledge));
    }

    function pay(uint256 chosen, uint256 t, uint256 amount) external {
        if (_losses.length == 0) return;
        (uint64 loss, uint32 place, address key, ) = _chosen(chosen, t);
        ShareView memory share = losses.shareOf(loss, place);
        uint256 left = share.due - share.relieved > share.paid ? share.due - share.relieved - share.paid : 0;
        amount = amount % 2 == 0 && left != 0 ? within(amount, 1, left) : within(amount, 1, 800);
        bytes memory data = abi.encodeCall(ILossBook.payShare, (loss, place, uint128(amount), SALT, _act()));
        _try(address(losses), key, data, amount <= left);
    }

    function confirm(uint256 chosen, uint256 t, uint256 received) external {
        if (_losses.length == 0) return;
        (uint64 loss, uint32 place, , address payee) = _chosen(chosen, t);
        ShareView memory share = losses.shareOf(loss, place);
        uint256 most = share.due - share.relieved < share.paid ? share.due - share.relieved : share.paid;
        received = received % 3 != 0 && most != 0 ? within(received, 1, most) : within(received, 1, 800);
        bool allowed = received > share.confirmed && received <= most;
        bytes memory data = abi.encodeCall(ILossBook.confirmShare, (loss, place, uint128(received), SALT, _act()));
        _try(address(losses), payee, data, allowed);
    }

    function recover(uint256 chosen, uint256 amount) external {
        if (_losses.length == 0) return;
        uint64 loss = _losses[chosen % _losses.length];
        LossView memory entry = losses.lossOf(loss);
        amount = within(amount, 1, 400);
        bytes memory data = abi.encodeCall(ILossBook.shareRecovery, (loss, uint128(amount), SALT, _act()));
        _try(address(losses), BANK_KEY, data, entry.recovered + amount <= entry.amount);
    }

    function subrogate(uint256 chosen, uint256 t, uint256 extent) external {
        if (_losses.length == 0) return;
        (uint64 loss, uint32 place, address key, ) = _chosen(chosen, t);
        ShareView memory share = losses.shareOf(loss, place);
        extent = within(extent, 1, 300);
        bytes memory data = abi.encodeCall(ILossBook.subrogate, (loss, place, uint128(extent), SALT, _act()));
        _try(address(losses), key, data, share.subrogated + extent <= share.confirmed);
    }

    function fill(uint256 p, uint256 amount) external {
        p = p % _pools.length;
        amount = within(amount, 1, 200);
        address key = p == 0 ? POOL_KEY : INSURER_KEY;
        bytes memory data = abi.encodeCall(IRiskShareBook.fundPool, (_pools[p], uint128(amount), SALT, _act()));
        if (_try(address(risks), key, data, true)) _paidIn[p] += amount;
    }

    // What holds

    function checkLosses() external view {
        for (uint256 index = 0; index < _losses.length; ++index) {
            uint64 loss = _losses[index];
            LossView memory entry = losses.lossOf(loss);
            uint256 shares = 0;
            uint256 back = 0;
            for (uint256 place = 0; place < entry.tranches; ++place) {
                ShareView memory share = losses.shareOf(loss, place);
                TrancheView memory tranche = risks.trancheOf(entry.scheme, place);
                if (tranche.reinsures == 0) shares += share.share;
                back += uint256(share.returned) + share.relieved;
                check(share.subrogated <= share.confirmed && share.confirmed <= share.paid, "more rights than paid");
                if (place == 0) continue;
                check(share.share <= tranche.capPerLoss, "a share above its cap");
                check(uint256(share.confirmed) + share.relieved <= share.due, "more paid than owed");
                check(share.due <= share.share, "more owed than borne");
                check(_bears(loss, entry, place) >= share.returned, "more back than borne");
            }
            same(shares, entry.amount, "shares of a loss");
            same(back, entry.recovered, "shares of what came back");
            check(entry.recovered <= entry.amount, "more back than lost");
            check(losses.shareOf(loss, 0).returned <= losses.shareOf(loss, 0).share, "the creditor is overpaid");
        }
    }

    function checkCaps() external view {
        for (uint256 index = 0; index < _schemes.length; ++index) {
            for (uint256 place = 1; place < 4; ++place) {
                TrancheView memory tranche = risks.trancheOf(_schemes[index], place);
                (uint256 used, , , ) = _sums(_schemes[index], place);
                same(tranche.used, used, "used");
                check(used <= tranche.capInTotal, "used above the cap in total");
            }
        }
    }

    function checkPools() external view {
        for (uint256 index = 0; index < _pools.length; ++index) {
            PoolView memory pool = risks.poolOf(_pools[index]);
            uint256 reserved = 0;
            uint256 paid = 0;
            uint256 back = 0;
            for (uint256 each = 0; each < _schemes.length; ++each) {
                (, uint256 owed, uint256 confirmed, uint256 returned) = _sums(_schemes[each], index == 0 ? 1 : 2);
                (reserved, paid, back) = (reserved + owed, paid + confirmed, back + returned);
            }
            same(pool.reserved, reserved, "reserved");
            same(pool.used, paid, "paid out");
            same(pool.replenished, back, "replenished");
            same(pool.capital, _paidIn[index] + back - paid, "capital");
            check(pool.reserved <= pool.capital, "more set aside than there is");
        }
    }

    function checkCover() external view {
        for (uint256 index = 0; index < _schemes.length; ++index) {
            uint256 covered = 0;
            for (uint256 each = 0; each < _claims.length; ++each) {
                CoveringView memory held = risks.coveringOf(_claims[each]);
                if (held.scheme == _schemes[index]) covered += held.principal;
            }
            same(risks.schemeOf(_schemes[index]).covered, covered, "covered");
        }
    }

    /// @dev What a tranche paid and no reinsurer of it owes or paid.
    function _bears(uint64 loss, LossView memory entry, uint256 place) private view returns (uint256 bears) {
        bears = losses.shareOf(loss, place).confirmed;
        for (uint256 other = place + 1; other < entry.tranches; ++other) {
            if (risks.trancheOf(entry.scheme, other).reinsures == place) bears -= losses.shareOf(loss, other).due;
        }
    }

    /// @dev Over all losses of a scheme: what a tranche bears, owes at most, paid, and got back.
    function _sums(
        uint64 of_,
        uint256 place
    ) private view returns (uint256 used, uint256 owed, uint256 confirmed, uint256 returned) {
        for (uint256 index = 0; index < _losses.length; ++index) {
            if (losses.lossOf(_losses[index]).scheme != of_) continue;
            ShareView memory share = losses.shareOf(_losses[index], place);
            used += share.share - share.relieved;
            owed += share.share - share.relieved - share.confirmed;
            confirmed += share.confirmed;
            returned += share.returned;
        }
    }

    /// @dev A tranche that pays, with the keys of payer and payee.
    function _chosen(
        uint256 chosen,
        uint256 t
    ) private view returns (uint64 loss, uint32 place, address key, address payee) {
        loss = _losses[chosen % _losses.length];
        LossView memory entry = losses.lossOf(loss);
        place = uint32(within(t, 1, entry.tranches - 1));
        TrancheView memory tranche = risks.trancheOf(entry.scheme, place);
        key = _signs[tranche.party];
        payee = BANK_KEY;
        if (tranche.reinsures != 0) payee = _signs[risks.trancheOf(entry.scheme, tranche.reinsures).party];
    }

    /// @dev The public purse bears a part, the insurer reimburses it out of its own pool, and a guarantor bears the rest.
    function _scheme(RecoveryOrder order, uint32 retained, uint128 cap) private returns (uint64 proposed) {
        Tranche[] memory tranches = new Tranche[](4);
        tranches[0] = _creditor(retained);
        tranches[1] = Tranche(treasury, 4_001, 0, _pools[0], cap, 3 * cap);
        tranches[2] = Tranche(insurer, 7_777, 1, _pools[1], cap, 2 * cap);
        tranches[3] = Tranche(guarantee, 10_000 - 4_001 - retained, 0, 0, 2 * cap, 5 * cap);
        SchemeTerms memory terms = _schemeTerms(order, tranches);
        vm.prank(POOL_KEY);
        proposed = risks.proposeScheme(terms, _act());
        _join(INSURER_KEY, proposed);
        _join(GUARANTEE_KEY, proposed);
    }

    function _try(address book, address key, bytes memory data, bool allowed) private returns (bool done) {
        vm.prank(key);
        // The verdict itself is what is compared.
        // solhint-disable-next-line avoid-low-level-calls
        (done, ) = book.call(data);
        check(done == allowed, done ? "taken against the rules" : "refused though allowed");
        if (done) ++taken;
        _assertHistory();
    }
}
