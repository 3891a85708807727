// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Act, Provenance} from "../interfaces/IBook.sol";
import {PartyKind} from "../interfaces/IPartyRegistry.sol";
import {ChangeKind, Consent, IPledgeRegistry, Obligation} from "../interfaces/IPledgeRegistry.sol";
import {ObligationRules} from "../libraries/ObligationRules.sol";
import {SortedKeys} from "../libraries/SortedKeys.sol";
import {PledgeBase} from "./PledgeBase.sol";
import {PledgorConsents} from "./PledgorConsents.sol";

/// @title PledgeChanges
/// @notice Changes of a live pledge: the pledgee asks, the office records, and only then they bind others. One waits at a time.
abstract contract PledgeChanges is PledgeBase, PledgorConsents {
    using ObligationRules for Obligation;
    using SortedKeys for bytes32[];
    using SortedKeys for uint64[];

    /// @inheritdoc IPledgeRegistry
    function askAmendment(
        uint64 pledge,
        bytes32[] calldata rights,
        Obligation calldata obligation,
        Consent[] calldata consents,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byPledgee(pledge, act);
        _requireLive(pledge, entry);
        _requireNoChange(pledge, entry);
        _requireRights(pledge, entry, rights);
        _requireObligation(obligation);
        bytes32 digest = obligation.digest();
        bool consented = consents.length != 0;
        if (consented || _burdens(entry, obligation)) {
            _requireConsentsOf(pledge, entry, consents);
            _useConsents(consents, actor, digest, entry.rightsDigest);
        }
        _ask(entry, ChangeKind.Amendment, digest);
        _recordPledge(AmendmentAsked.selector, pledge, actor, abi.encode(obligation, consented, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function recordAmendment(uint64 pledge, Obligation calldata obligation, Act calldata act) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        _requireRecordable(pledge, entry, ChangeKind.Amendment, obligation.digest(), act);
        if (act.provenance == Provenance.Migrated) _requireMigratedObligation(obligation);
        _close(entry);
        _setTerms(entry, obligation);
        _recordPledge(PledgeAmended.selector, pledge, actor, abi.encode(obligation, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function nominateAssignee(uint64 pledge, uint64 assignee, Act calldata act) external restricted {
        (Pledge storage entry, uint64 actor) = _byPledgee(pledge, act);
        _requireLive(pledge, entry);
        _requireNoChange(pledge, entry);
        (PartyKind kind, bool active) = _parties().partyKind(assignee);
        uint256 takers = _parties().kindsOf(address(this), this.acceptAssignment.selector);
        // Who cannot accept is not worth naming.
        _requireFit("assignee", assignee, active && (takers >> uint256(kind)) & 1 == 1 && assignee != actor);
        _ask(entry, ChangeKind.Assignment, _word(assignee));
        _recordPledge(AssignmentNominated.selector, pledge, actor, abi.encode(assignee, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function acceptAssignment(uint64 pledge, Act calldata act) external restricted {
        Pledge storage entry = _resolve(pledge);
        uint64 actor = _acting();
        if (entry.pendingChange != ChangeKind.Assignment || entry.accepted) {
            revert NoSuchChange(pledge, ChangeKind.Assignment);
        }
        uint64 assignee = uint64(uint256(entry.pendingDigest));
        if (actor != assignee) revert NotTheAssignee(pledge, assignee, actor);
        _requireUnrecordedAct(act);
        entry.accepted = true;
        _recordPledge(AssignmentAccepted.selector, pledge, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function recordAssignment(uint64 pledge, uint64 assignee, Act calldata act) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        _requireRecordable(pledge, entry, ChangeKind.Assignment, _word(assignee), act);
        uint64 assignor = entry.pledgee;
        if (act.provenance == Provenance.Migrated) {
            _requireParty("assignee", assignee);
            _requireFit("assignee", assignee, assignee != assignor);
        } else if (!entry.accepted) {
            revert NotAccepted(pledge, assignee);
        }
        _close(entry);
        entry.pledgee = assignee;
        _recordPledge(PledgeAssigned.selector, pledge, actor, abi.encode(assignor, assignee, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function askPartialRelease(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byPledgee(pledge, act);
        _requireLive(pledge, entry);
        _requireNoChange(pledge, entry);
        _requireRights(pledge, entry, rights);
        _remaining(pledge, rights, freed);
        _ask(entry, ChangeKind.PartialRelease, freed.digest());
        _recordPledge(PartialReleaseAsked.selector, pledge, actor, abi.encode(freed, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function recordPartialRelease(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        _requireRecordable(pledge, entry, ChangeKind.PartialRelease, freed.digest(), act);
        _requireRights(pledge, entry, rights);
        bytes32[] memory remaining = _remaining(pledge, rights, freed);
        _close(entry);
        entry.rightsDigest = remaining.digest();
        entry.rightCount = uint32(remaining.length);
        _free(pledge, freed);
        _recordPledge(
            RightsReleased.selector,
            pledge,
            actor,
            abi.encode(freed, uint32(remaining.length), act, RULE_SET)
        );
    }

    /// @inheritdoc IPledgeRegistry
    function dropChange(uint64 pledge, Act calldata act) external restricted {
        Pledge storage entry = _resolve(pledge);
        uint64 actor = _acting();
        ChangeKind change = entry.pendingChange;
        bool nominated = change == ChangeKind.Assignment && entry.pendingDigest == _word(actor);
        if (actor == entry.office) {
            _requireNative(act);
            _requireAct(act);
        } else if (actor == entry.pledgee || nominated) {
            _requireUnrecordedAct(act);
        } else {
            revert NotThePledgee(pledge, entry.pledgee, actor);
        }
        if (change == ChangeKind.None) revert NoSuchChange(pledge, change);
        _close(entry);
        _recordPledge(ChangeDropped.selector, pledge, actor, abi.encode(change, act, RULE_SET));
    }

    function _ask(Pledge storage entry, ChangeKind change, bytes32 digest) private {
        entry.pendingChange = change;
        entry.pendingDigest = digest;
    }

    /// @dev Natively an office records what was asked for, and nothing else. A migrated act needs no asking, because the
    /// office's own register is its source; it may not cut across a change that was asked for here.
    function _requireRecordable(
        uint64 pledge,
        Pledge storage entry,
        ChangeKind change,
        bytes32 digest,
        Act calldata act
    ) private view {
        _requireLive(pledge, entry);
        if (act.provenance == Provenance.Migrated) {
            if (!entry.migrated) revert NotMigrated(pledge);
            _requireNoChange(pledge, entry);
        } else if (entry.pendingChange != change || entry.pendingDigest != digest) {
            revert NoSuchChange(pledge, change);
        }
    }

    function _requireConsentsOf(uint64 pledge, Pledge storage entry, Consent[] calldata consents) private view {
        uint64[] memory pledgors = new uint64[](consents.length);
        for (uint256 index = 0; index < pledgors.length; ++index) pledgors[index] = consents[index].pledgor;
        bytes32 digest = pledgors.digest();
        if (digest != entry.pledgorsDigest) revert WrongPledgors(pledge, digest, entry.pledgorsDigest);
    }

    /// @dev Whether other terms weigh more on the pledgor, so that it must consent anew: a higher amount, another currency, kind
    /// or debtor (Civil Code 391), or a longer period. An end that was not stated counts as the longest period only when taken away.
    function _burdens(Pledge storage entry, Obligation calldata obligation) private view returns (bool) {
        bool unbounded = obligation.endsOn == 0 && entry.endsOn != 0;
        return
            obligation.amount > entry.amount ||
            obligation.currency != entry.currency ||
            obligation.kind != entry.obligationKind ||
            obligation.debtor != entry.debtor ||
            obligation.startsOn < entry.startsOn ||
            obligation.endsOn > entry.endsOn ||
            unbounded;
    }

    /// @dev The rights that are left when some are freed.
    function _remaining(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed
    ) private pure returns (bytes32[] memory remaining) {
        _requireCount("freed", freed.length, MAX_RIGHTS);
        freed.requireAscending("freed");
        uint256 found;
        (remaining, found) = rights.without(freed);
        if (found != freed.length) revert RightNotInPledge(pledge, freed[found]);
        if (remaining.length == 0) revert NothingRemains(pledge);
    }
}
