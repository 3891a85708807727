// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {IAssetRegistry, Lock} from "./interfaces/IAssetRegistry.sol";
import {Act} from "./interfaces/IBook.sol";
import {IChangeBook} from "./interfaces/IChangeBook.sol";
import {PartyKind} from "./interfaces/IPartyRegistry.sol";
import {IPledgeRegistry, ObligationKind, PledgeState, PledgeView} from "./interfaces/IPledgeRegistry.sol";
import {
    EligibilityView,
    IRefinancingBook,
    RefinancingKind,
    RefinancingState,
    RefinancingTerms,
    RefinancingView
} from "./interfaces/IRefinancingBook.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";
import {PledgeActs} from "./pledge/PledgeActs.sol";

/// @title RefinancingBook
/// @notice One live use of a pledged claim. PledgeRegistry keeps which use that is, AssetRegistry the lock of the rights.
contract RefinancingBook is IRefinancingBook, PledgeActs {
    using FieldName for bytes32;
    using SortedKeys for bytes32[];

    uint32 private constant WHOLE = 10_000;
    /// @dev Locks that a use of a claim sets.
    uint256 private constant USES = (1 << uint256(Lock.Pool)) | (1 << uint256(Lock.CentralBank));

    /// @notice The rights that a use locks.
    IAssetRegistry public immutable ASSETS;

    mapping(uint64 refinancing => RefinancingView) private _refinancings;
    mapping(uint64 pledge => mapping(uint64 centralBank => EligibilityView)) private _eligibilities;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param assets the asset registry, which lets this book lock rights
    /// @param pledges the pledge registry, which keeps the use of each claim for this book
    constructor(address log, address parties, address assets, address pledges) Book(log, parties) PledgeActs(pledges) {
        ASSETS = IAssetRegistry(assets);
    }

    /// @inheritdoc IRefinancingBook
    function assessEligibility(uint64 pledge, bool eligible, uint32 haircut, Act calldata act) external restricted {
        PledgeView memory pledged = _resolve(pledge);
        uint64 actor = _acting();
        _requireUnrecordedAct(act);
        _requireLive(pledge, pledged.state);
        uint32 most = eligible ? WHOLE - 1 : 0;
        if (haircut > most) revert InvalidHaircut(haircut, most);
        _eligibilities[pledge][actor] = EligibilityView(eligible, haircut);
        _recordPledge(EligibilityAssessed.selector, pledge, actor, abi.encode(eligible, haircut, act, RULE_SET));
    }

    /// @inheritdoc IRefinancingBook
    function offerClaim(
        uint64 pledge,
        RefinancingTerms calldata terms,
        Act calldata act
    ) external restricted returns (uint64 refinancing) {
        (PledgeView memory pledged, uint64 actor) = _byPledgee(pledge, act);
        _requireTerms(terms, actor);
        _requireUsable(pledge, pledged, terms.kind, terms.user, terms.amount);
        refinancing = _nextSequence();
        _refinancings[refinancing] = RefinancingView({
            state: RefinancingState.Offered,
            kind: terms.kind,
            pledge: pledge,
            holder: actor,
            user: terms.user,
            amount: terms.amount,
            rightsDigest: 0
        });
        _recordPledge(ClaimOffered.selector, refinancing, actor, abi.encode(pledge, terms, act, RULE_SET));
    }

    /// @inheritdoc IRefinancingBook
    function dropClaim(uint64 refinancing, Act calldata act) external restricted {
        RefinancingView storage entry = _refinancing(refinancing);
        uint64 actor = _acting();
        if (actor != entry.holder && actor != entry.user) revert NotTheUser(refinancing, entry.user, actor);
        _requireUnrecordedAct(act);
        _requireIn(refinancing, entry, RefinancingState.Offered);
        entry.state = RefinancingState.Dropped;
        _recordPledge(ClaimDropped.selector, refinancing, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IRefinancingBook
    function takeClaim(uint64 refinancing, bytes32[] calldata rights, Act calldata act) external restricted {
        RefinancingView storage entry = _refinancing(refinancing);
        uint64 actor = _acting();
        if (actor != entry.user) revert NotTheUser(refinancing, entry.user, actor);
        _requireUnrecordedAct(act);
        _requireIn(refinancing, entry, RefinancingState.Offered);
        uint64 pledge = entry.pledge;
        PledgeView memory pledged = _resolve(pledge);
        // Whoever holds the claim by now has offered nothing.
        if (entry.holder != pledged.pledgee) {
            revert IPledgeRegistry.NotThePledgee(pledge, pledged.pledgee, entry.holder);
        }
        _requireUsable(pledge, pledged, entry.kind, actor, entry.amount);
        _requireRights(pledge, pledged, rights);
        _requireUnlocked(rights);
        entry.state = RefinancingState.Live;
        entry.rightsDigest = pledged.rightsDigest;
        PLEDGES.setUse(pledge, refinancing);
        ASSETS.lock(pledge, rights, _lockOf(entry.kind), actor, act);
        _recordPledge(ClaimTaken.selector, refinancing, actor, abi.encode(pledge, pledged.rightsDigest, act, RULE_SET));
    }

    /// @inheritdoc IRefinancingBook
    function releaseClaim(uint64 refinancing, bytes32[] calldata rights, Act calldata act) external restricted {
        RefinancingView storage entry = _refinancing(refinancing);
        uint64 actor = _acting();
        uint64 pledge = entry.pledge;
        if (actor != entry.user) {
            // What was cancelled or revoked secures nothing that a use could need.
            PledgeView memory pledged = _resolve(pledge);
            if (actor != pledged.pledgee || pledged.state < PledgeState.Cancelled) {
                revert NotTheUser(refinancing, entry.user, actor);
            }
        }
        _requireUnrecordedAct(act);
        _requireIn(refinancing, entry, RefinancingState.Live);
        _requireEqual(pledge, rights.digest(), entry.rightsDigest);
        entry.state = RefinancingState.Released;
        PLEDGES.setUse(pledge, 0);
        ASSETS.unlock(pledge, rights, _lockOf(entry.kind), actor, act);
        _recordPledge(ClaimReleased.selector, refinancing, actor, abi.encode(pledge, act, RULE_SET));
    }

    /// @inheritdoc IRefinancingBook
    function refinancingOf(uint64 refinancing) external view returns (RefinancingView memory) {
        return _refinancings[refinancing];
    }

    /// @inheritdoc IRefinancingBook
    function eligibilityOf(uint64 pledge, uint64 centralBank) external view returns (EligibilityView memory) {
        return _eligibilities[pledge][centralBank];
    }

    function _refinancing(uint64 refinancing) private view returns (RefinancingView storage entry) {
        entry = _refinancings[refinancing];
        if (entry.state == RefinancingState.None) revert UnknownRefinancing(refinancing);
    }

    function _requireTerms(RefinancingTerms calldata terms, uint64 holder) private view {
        _require(terms.kind != RefinancingKind.None, "kind");
        _require(terms.amount != 0, "amount");
        // Without salt a round sum could be guessed out of the public hash of the event.
        _require(terms.salt != 0, "salt");
        _requireFilled("operation", bytes(terms.operation).length, Bounds.NUMBER);
        (PartyKind kind, bool active) = _parties().partyKind(terms.user);
        bool central = kind == PartyKind.CentralBank;
        bool pooling = kind == PartyKind.SecuritisationSponsor || kind == PartyKind.Trustee;
        bool fit = terms.kind == RefinancingKind.Pool ? pooling : central;
        _requireFit("user", terms.user, active && fit && terms.user != holder);
    }

    /// @dev The claim can be used in this way for this amount: registered, unchanged, in no use.
    function _requireUsable(
        uint64 pledge,
        PledgeView memory pledged,
        RefinancingKind kind,
        uint64 user,
        uint128 amount
    ) private view {
        PLEDGES.requireUnused(pledge);
        _requireState(pledge, pledged.state, PledgeState.Registered);
        _requireNoChange(pledge, pledged);
        uint32 haircut = 0;
        if (kind == RefinancingKind.Pool) {
            // A part of the claims that goes over before they are determined does not take the pledge with it.
            if (pledged.obligationKind == ObligationKind.Maximum && !pledged.determined) {
                revert IChangeBook.ClaimNotDetermined(pledge);
            }
        } else if (kind == RefinancingKind.CentralBank) {
            EligibilityView storage word = _eligibilities[pledge][user];
            if (!word.eligible) revert NotEligible(pledge, user);
            haircut = word.haircut;
        }
        if (uint256(amount) * WHOLE > uint256(pledged.amount) * (WHOLE - haircut)) {
            revert DrawnTooHigh(pledge, amount, pledged.amount, haircut);
        }
    }

    /// @dev Where several pledges lie on a right, the use of one claim excludes that of the others: the refusal names it.
    function _requireUnlocked(bytes32[] calldata rights) private view {
        for (uint256 index = 0; index < rights.length; ++index) {
            (uint64[] memory registered, , uint256 locks) = ASSETS.encumbrances(rights[index]);
            if (locks & USES == 0) continue;
            for (uint256 rank = 0; rank < registered.length; ++rank) PLEDGES.requireUnused(registered[rank]);
        }
    }

    function _requireIn(uint64 refinancing, RefinancingView storage entry, RefinancingState state) private view {
        if (entry.state != state) revert WrongRefinancingState(refinancing, entry.state);
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidRefinancing(field.text());
    }

    function _lockOf(RefinancingKind kind) private pure returns (Lock) {
        return kind == RefinancingKind.Pool ? Lock.Pool : Lock.CentralBank;
    }
}
