// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Act} from "./interfaces/IBook.sol";
import {IEnforcementBook, Outcome} from "./interfaces/IEnforcementBook.sol";
import {ILossBook, LossView, ShareView} from "./interfaces/ILossBook.sol";
import {IPledgeRegistry, PledgeState, PledgeView} from "./interfaces/IPledgeRegistry.sol";
import {IRiskShareBook, RecoveryOrder, TrancheView} from "./interfaces/IRiskShareBook.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {Waterfall} from "./libraries/Waterfall.sol";

/// @title LossBook
/// @notice Losses that schemes share, payments on them, and what comes back. Who the creditor is, is read from the pledge each
/// time and never copied.
contract LossBook is ILossBook, Book {
    using FieldName for bytes32;

    struct Share {
        uint64 party;
        uint32 rate;
        uint32 reinsures;
        uint128 share;
        uint128 paid;
        uint128 confirmed;
        uint128 relieved;
        uint128 returned;
        uint128 subrogated;
    }

    struct Loss {
        uint64 pledge;
        uint64 scheme;
        RecoveryOrder order;
        uint128 amount;
        uint128 recovered;
        Share[] shares;
    }

    /// @notice The pledges whose claims are covered.
    IPledgeRegistry public immutable PLEDGES;
    /// @notice Where the deficiency is read.
    IEnforcementBook public immutable ENFORCEMENT;
    /// @notice The schemes.
    IRiskShareBook public immutable RISKS;

    /// @inheritdoc ILossBook
    mapping(uint64 pledge => uint64) public lossOfPledge;
    mapping(uint64 loss => Loss) private _losses;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param pledges the pledge registry
    /// @param enforcement the enforcement book
    /// @param risks the book of the schemes
    constructor(address log, address parties, address pledges, address enforcement, address risks) Book(log, parties) {
        PLEDGES = IPledgeRegistry(pledges);
        ENFORCEMENT = IEnforcementBook(enforcement);
        RISKS = IRiskShareBook(risks);
    }

    /// @inheritdoc ILossBook
    function declareLoss(
        uint64 pledge,
        uint128 amount,
        bytes32 salt,
        Act calldata act
    ) external restricted returns (uint64 loss) {
        PledgeView memory pledged = PLEDGES.pledgeOf(pledge);
        if (pledged.state == PledgeState.None) revert IPledgeRegistry.UnknownPledge(pledge);
        uint64 actor = _acting();
        if (actor != pledged.pledgee) revert IPledgeRegistry.NotThePledgee(pledge, pledged.pledgee, actor);
        _requireUnrecordedAct(act);
        _requireSalt(salt);
        Outcome memory outcome = ENFORCEMENT.outcomeOf(pledge);
        if (!outcome.whole || outcome.deficiency == 0) revert NoDeficiency(pledge);
        uint128 principal = RISKS.coveringOf(pledge).principal;
        if (principal == 0) revert IRiskShareBook.NotCovered(pledge);
        if (amount == 0 || amount > outcome.deficiency || amount > principal) {
            revert LossOutOfRange(pledge, amount, outcome.deficiency, principal);
        }
        loss = _nextSequence();
        lossOfPledge[pledge] = loss;
        _open(loss, pledge, actor, outcome.currency, amount);
        _recordOf(LossDeclared.selector, loss, actor, _declared(loss, salt, act));
    }

    /// @inheritdoc ILossBook
    function payShare(uint64 loss, uint32 place, uint128 amount, bytes32 salt, Act calldata act) external restricted {
        (Loss storage entry, Share storage share, uint64 actor) = _byPayer(loss, place, act);
        _requireSalt(salt);
        _require(amount != 0, "amount");
        uint256 paid = uint256(share.paid) + amount;
        uint256 due = _due(entry, share) - share.relieved;
        if (paid > due) revert ShareExceeded(loss, place, paid, due);
        share.paid = uint128(paid);
        _recordOf(SharePaid.selector, loss, actor, abi.encode(place, amount, uint128(paid), salt, act, RULE_SET));
    }

    /// @inheritdoc ILossBook
    function confirmShare(
        uint64 loss,
        uint32 place,
        uint128 received,
        bytes32 salt,
        Act calldata act
    ) external restricted {
        (Loss storage entry, Share storage share) = _share(loss, place);
        uint64 actor = _acting();
        uint64 payee = _payee(entry, share);
        if (actor != payee) revert NotThePayee(loss, place, payee, actor);
        _requireUnrecordedAct(act);
        _requireSalt(salt);
        uint256 most = _due(entry, share) - share.relieved;
        if (share.paid < most) most = share.paid;
        if (received <= share.confirmed || received > most) {
            revert ReceiptOutOfRange(loss, place, received, share.confirmed, most);
        }
        uint128 more = received - share.confirmed;
        share.confirmed = received;
        RISKS.drawn(entry.scheme, place, more);
        _recordOf(ShareConfirmed.selector, loss, actor, abi.encode(place, received, salt, act, RULE_SET));
    }

    /// @inheritdoc ILossBook
    function subrogate(uint64 loss, uint32 place, uint128 extent, bytes32 salt, Act calldata act) external restricted {
        (, Share storage share, uint64 actor) = _byPayer(loss, place, act);
        _requireSalt(salt);
        _require(extent != 0, "extent");
        if (act.document.length == 0) revert Missing("act.document");
        uint256 subrogated = uint256(share.subrogated) + extent;
        if (subrogated > share.confirmed) revert BeyondPayment(loss, place, subrogated, share.confirmed);
        share.subrogated = uint128(subrogated);
        _recordOf(
            RightsSubrogated.selector,
            loss,
            actor,
            abi.encode(place, extent, uint128(subrogated), salt, act, RULE_SET)
        );
    }

    /// @inheritdoc ILossBook
    function shareRecovery(uint64 loss, uint128 amount, bytes32 salt, Act calldata act) external restricted {
        Loss storage entry = _loss(loss);
        uint64 actor = _acting();
        _requireCollector(loss, entry, actor);
        _requireUnrecordedAct(act);
        _requireSalt(salt);
        _require(amount != 0, "amount");
        uint256 recovered = uint256(entry.recovered) + amount;
        if (recovered > entry.amount) revert RecoveryTooHigh(loss, recovered, entry.amount);
        entry.recovered = uint128(recovered);
        (uint256[] memory borne, uint256[] memory relieved) = Waterfall.shareRecovery(
            amount,
            _standings(entry),
            entry.order == RecoveryOrder.CreditorFirst
        );
        for (uint256 place = 0; place < borne.length; ++place) {
            Share storage share = entry.shares[place];
            share.returned += uint128(borne[place]);
            share.relieved += uint128(relieved[place]);
        }
        RISKS.returned(entry.scheme, borne, relieved);
        _recordOf(RecoveryShared.selector, loss, actor, abi.encode(amount, borne, relieved, salt, act, RULE_SET));
    }

    /// @inheritdoc ILossBook
    function lossOf(uint64 loss) external view returns (LossView memory) {
        Loss storage entry = _losses[loss];
        return
            LossView({
                pledge: entry.pledge,
                scheme: entry.scheme,
                order: entry.order,
                tranches: uint32(entry.shares.length),
                amount: entry.amount,
                recovered: entry.recovered
            });
    }

    /// @inheritdoc ILossBook
    function shareOf(uint64 loss, uint256 place) external view returns (ShareView memory view_) {
        Loss storage entry = _losses[loss];
        if (place >= entry.shares.length) return view_;
        Share storage share = entry.shares[place];
        return
            ShareView({
                share: share.share,
                due: uint128(_due(entry, share)),
                paid: share.paid,
                confirmed: share.confirmed,
                relieved: share.relieved,
                returned: share.returned,
                subrogated: share.subrogated
            });
    }

    /// @dev Ends the cover and keeps what each tranche bears, with what of the scheme later acts need.
    function _open(uint64 loss, uint64 pledge, uint64 creditor, bytes3 currency, uint128 amount) private {
        Loss storage entry = _losses[loss];
        entry.pledge = pledge;
        entry.amount = amount;
        uint256[] memory shares;
        (entry.scheme, entry.order, shares) = RISKS.useCover(pledge, creditor, currency, amount);
        for (uint256 place = 0; place < shares.length; ++place) {
            TrancheView memory tranche = RISKS.trancheOf(entry.scheme, place);
            Share storage share = entry.shares.push();
            share.party = tranche.party;
            share.rate = tranche.rate;
            share.reinsures = tranche.reinsures;
            share.share = uint128(shares[place]);
        }
    }

    function _recordOf(bytes32 topic0, uint64 loss, uint64 actor, bytes memory data) private {
        _record(topic0, bytes32(uint256(loss)), actor, data);
    }

    function _declared(uint64 loss, bytes32 salt, Act calldata act) private view returns (bytes memory) {
        Loss storage entry = _losses[loss];
        uint256[] memory shares = new uint256[](entry.shares.length);
        for (uint256 place = 0; place < shares.length; ++place) shares[place] = entry.shares[place].share;
        return abi.encode(entry.pledge, entry.scheme, entry.order, entry.amount, shares, salt, act, RULE_SET);
    }

    /// @dev What each tranche bears for good by now, and what it owes. The two together are what has not come back.
    function _standings(Loss storage entry) private view returns (Waterfall.Standing[] memory standings) {
        uint256 count = entry.shares.length;
        standings = new Waterfall.Standing[](count);
        standings[0].own = entry.shares[0].share - entry.shares[0].returned;
        for (uint256 place = 1; place < count; ++place) {
            Share storage share = entry.shares[place];
            uint256 due = _due(entry, share);
            standings[place].own += share.confirmed - share.returned;
            standings[place].owed = due - share.confirmed - share.relieved;
            // What its reinsurer owes or has paid is not the reinsured's own; it stands before, so it is counted already.
            if (share.reinsures != 0) standings[share.reinsures].own -= due;
        }
    }

    /// @dev What a tranche owes in all by now: its share, or a reinsurer's rate of what its reinsured actually paid.
    function _due(Loss storage entry, Share storage share) private view returns (uint256) {
        if (share.reinsures == 0) return share.share;
        return Waterfall.reimbursed(entry.shares[share.reinsures].confirmed, share.rate, share.share);
    }

    function _payee(Loss storage entry, Share storage share) private view returns (uint64) {
        if (share.reinsures != 0) return entry.shares[share.reinsures].party;
        return PLEDGES.pledgeOf(entry.pledge).pledgee;
    }

    function _loss(uint64 loss) private view returns (Loss storage entry) {
        entry = _losses[loss];
        if (entry.pledge == 0) revert UnknownLoss(loss);
    }

    function _share(uint64 loss, uint32 place) private view returns (Loss storage entry, Share storage share) {
        entry = _loss(loss);
        if (place == 0 || place >= entry.shares.length) revert NoSuchShare(loss, place);
        share = entry.shares[place];
    }

    /// @dev Opens an act that only the party of a tranche may do.
    function _byPayer(
        uint64 loss,
        uint32 place,
        Act calldata act
    ) private view returns (Loss storage entry, Share storage share, uint64 actor) {
        (entry, share) = _share(loss, place);
        actor = _acting();
        if (actor != share.party) revert NotThePayer(loss, place, share.party, actor);
        _requireUnrecordedAct(act);
    }

    function _requireCollector(uint64 loss, Loss storage entry, uint64 actor) private view {
        if (actor == PLEDGES.pledgeOf(entry.pledge).pledgee) return;
        uint256 count = entry.shares.length;
        for (uint256 place = 1; place < count; ++place) {
            Share storage share = entry.shares[place];
            if (share.party == actor && share.subrogated != 0) return;
        }
        revert NotACollector(loss, actor);
    }

    function _requireSalt(bytes32 salt) private pure {
        // Without salt a round sum could be guessed out of the public hash of the event.
        _require(salt != 0, "salt");
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidLoss(field.text());
    }
}
