// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Act, Provenance} from "./interfaces/IBook.sol";
import {
    CancellationGround,
    ChangeKind,
    Consent,
    Filing,
    IPledgeRegistry,
    Obligation,
    OtherConsent,
    PledgeState,
    RefusalGround,
    Registration
} from "./interfaces/IPledgeRegistry.sol";
import {IPledgorConsents} from "./interfaces/IPledgorConsents.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";
import {PledgeBase} from "./pledge/PledgeBase.sol";

/// @title PledgeRegistry
/// @notice The life cycle of a pledge, from filing to cancellation. Other books change it in between, through few verbs that only
/// they may call and that leave the judging to them.
contract PledgeRegistry is PledgeBase {
    using ObligationRules for Obligation;
    using SortedKeys for bytes32[];
    using SortedKeys for uint64[];

    uint256 private constant MAX_JOINT_PLEDGEES = 32;

    /// @notice Verifies and spends the pledgors' consents.
    IPledgorConsents public immutable CONSENTS;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param assets the asset registry, which lets this book reserve, encumber and free
    /// @param consents verifies the pledgors' consents, and lets this book spend them
    constructor(address log, address parties, address assets, address consents) Book(log, parties) PledgeBase(assets) {
        CONSENTS = IPledgorConsents(consents);
    }

    /// @inheritdoc IPledgeRegistry
    function file(
        Filing calldata filing,
        Consent[] calldata consents,
        Act calldata act
    ) external restricted returns (uint64 pledge) {
        uint64 actor = _acting();
        if (filing.pledgee != actor) revert NotThePledgee(0, filing.pledgee, actor);
        _requireUnrecordedAct(act);
        _requireFiling(filing);
        _requireObligation(filing.obligation);
        // Nobody is the pledgee of its own rights.
        _requireFit("pledgors", actor, filing.pledgors.indexOf(actor) == filing.pledgors.length);
        bool paperConsent = consents.length == 0;
        if (!paperConsent) {
            _requireConsentsMatch(filing.pledgors, consents);
            _spend(filing, consents);
        } else if (act.document.length == 0) {
            // Nobody signed, so the paper that the filing rests on must be named before it holds a right back for others.
            revert Missing("act.document");
        }
        pledge = _nextSequence();
        uint64 office = ASSETS.reserve(filing.rights, pledge, filing.pledgors);
        Pledge storage entry = _open(pledge, filing, office);
        entry.state = PledgeState.Filed;
        entry.paperConsent = paperConsent;
        _recordPledge(
            PledgeFiled.selector,
            pledge,
            actor,
            abi.encode(office, filing, paperConsent, _nonces(consents), act, RULE_SET)
        );
    }

    /// @inheritdoc IPledgeRegistry
    function register(
        uint64 pledge,
        bytes32[] calldata rights,
        uint64[] calldata pledgors,
        Registration calldata registration,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        _requireNative(act);
        _requireState(pledge, entry.state, PledgeState.Filed);
        _requireRights(pledge, entry, rights);
        _requirePledgors(pledge, pledgors, entry.pledgorsDigest);
        _requireLength("consentDocument", registration.consentDocument.length, Bounds.DOCUMENT);
        if (entry.paperConsent && registration.consentDocument.length == 0) revert PaperConsentMissing(pledge);
        _takeNumber(pledge, actor, registration.number, registration.effectiveOn);
        entry.state = PledgeState.Registered;
        ASSETS.encumber(rights, pledge, pledgors);
        _recordPledge(
            PledgeRegistered.selector,
            pledge,
            actor,
            abi.encode(registration.number, registration.effectiveOn, registration.consentDocument, act, RULE_SET)
        );
    }

    /// @inheritdoc IPledgeRegistry
    function migrate(
        Filing calldata filing,
        string calldata registrationNumber,
        uint32 effectiveOn,
        Act calldata act
    ) external restricted returns (uint64 pledge) {
        uint64 actor = _acting();
        if (act.provenance != Provenance.Migrated) revert WrongProvenance(act.provenance);
        _requireAct(act);
        _requireFiling(filing);
        _requireMigratedObligation(filing.obligation);
        _requireParty("pledgee", filing.pledgee);
        for (uint256 index = 0; index < filing.pledgors.length; ++index) {
            _requireParty("pledgors", filing.pledgors[index]);
        }
        pledge = _nextSequence();
        // First the number: a record that is carried over twice is told so, whatever else it would meet.
        _takeNumber(pledge, actor, registrationNumber, effectiveOn);
        uint64 office = ASSETS.carryOver(filing.rights, pledge);
        if (office != actor) revert NotThePledgesOffice(pledge, office, actor);
        Pledge storage entry = _open(pledge, filing, office);
        entry.state = PledgeState.Registered;
        entry.migrated = true;
        _recordPledge(
            PledgeMigrated.selector,
            pledge,
            actor,
            abi.encode(registrationNumber, effectiveOn, filing, act, RULE_SET)
        );
    }

    /// @inheritdoc IPledgeRegistry
    function refuse(
        uint64 pledge,
        bytes32[] calldata rights,
        RefusalGround ground,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        _requireNative(act);
        _requireState(pledge, entry.state, PledgeState.Filed);
        if (ground == RefusalGround.None) revert GroundMissing();
        _end(pledge, entry, rights, PledgeState.Refused);
        _recordPledge(PledgeRefused.selector, pledge, actor, abi.encode(ground, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function withdraw(uint64 pledge, bytes32[] calldata rights, Act calldata act) external restricted {
        (Pledge storage entry, uint64 actor) = _byPledgee(pledge, act);
        _requireState(pledge, entry.state, PledgeState.Filed);
        _end(pledge, entry, rights, PledgeState.Withdrawn);
        _recordPledge(PledgeWithdrawn.selector, pledge, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function discharge(
        uint64 pledge,
        CancellationGround ground,
        OtherConsent[] calldata others,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byPledgee(pledge, act);
        // After realisation too, the pledgee says so and the office cancels.
        if (entry.state != PledgeState.Realised) _requireLive(pledge, entry.state);
        _requireNoChange(pledge, entry);
        if (ground == CancellationGround.None) revert GroundMissing();
        _requireOthers(others, actor);
        entry.state = PledgeState.Discharged;
        _recordPledge(PledgeDischarged.selector, pledge, actor, abi.encode(ground, others, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function cancel(
        uint64 pledge,
        bytes32[] calldata rights,
        CancellationGround ground,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        if (ground == CancellationGround.None) revert GroundMissing();
        _requireCancellable(pledge, entry, ground, act.provenance);
        _close(entry);
        _end(pledge, entry, rights, PledgeState.Cancelled);
        _recordPledge(PledgeCancelled.selector, pledge, actor, abi.encode(ground, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function askCorrection(uint64 pledge, uint32 dueOn, Act calldata act) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        _requireNative(act);
        _requireState(pledge, entry.state, PledgeState.Filed);
        _requireDate("dueOn", dueOn);
        entry.correcting = true;
        _recordPledge(CorrectionAsked.selector, pledge, actor, abi.encode(dueOn, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function answerCorrection(uint64 pledge, Act calldata act) external restricted {
        (Pledge storage entry, uint64 actor) = _byPledgee(pledge, act);
        _requireState(pledge, entry.state, PledgeState.Filed);
        if (!entry.correcting) revert NoCorrectionAsked(pledge);
        if (act.document.length == 0) revert Missing("act.document");
        entry.correcting = false;
        _recordPledge(CorrectionAnswered.selector, pledge, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function revoke(
        uint64 pledge,
        bytes32[] calldata rights,
        RefusalGround ground,
        Act calldata act
    ) external restricted {
        (Pledge storage entry, uint64 actor) = _byOffice(pledge, act);
        PledgeState state = entry.state;
        if (state < PledgeState.Registered || state > PledgeState.Discharged) revert WrongState(pledge, state);
        if (act.provenance == Provenance.Migrated && !entry.migrated) revert NotMigrated(pledge);
        if (ground == RefusalGround.None) revert GroundMissing();
        if (act.document.length == 0) revert Missing("act.document");
        _close(entry);
        _end(pledge, entry, rights, PledgeState.Revoked);
        _recordPledge(PledgeRevoked.selector, pledge, actor, abi.encode(ground, act, RULE_SET));
    }

    /// @inheritdoc IPledgeRegistry
    function setChange(uint64 pledge, ChangeKind change, bytes32 digest) external restricted betweenBooks {
        Pledge storage entry = _pledges[pledge];
        entry.pendingChange = change;
        entry.pendingDigest = digest;
    }

    /// @inheritdoc IPledgeRegistry
    function setTerms(uint64 pledge, Obligation calldata obligation) external restricted betweenBooks {
        Pledge storage entry = _pledges[pledge];
        if (entry.obligationKind != obligation.kind) entry.determined = false;
        _setTerms(entry, obligation);
    }

    /// @inheritdoc IPledgeRegistry
    function setDetermined(uint64 pledge) external restricted betweenBooks {
        _pledges[pledge].determined = true;
    }

    /// @inheritdoc IPledgeRegistry
    function setPledgee(uint64 pledge, uint64 assignee) external restricted betweenBooks {
        _pledges[pledge].pledgee = assignee;
    }

    /// @inheritdoc IPledgeRegistry
    function addRights(
        uint64 pledge,
        bytes32[] calldata added,
        uint64[] calldata pledgors,
        bytes32 digest,
        bool migrated
    ) external restricted betweenBooks {
        Pledge storage entry = _pledges[pledge];
        entry.rightsDigest = digest;
        entry.rightCount += uint32(added.length);
        uint64 office = migrated ? ASSETS.carryOver(added, pledge) : ASSETS.extend(added, pledge, pledgors);
        if (office != entry.office) revert NotThePledgesOffice(pledge, entry.office, office);
    }

    /// @inheritdoc IPledgeRegistry
    function removeRights(uint64 pledge, bytes32[] calldata freed, bytes32 digest) external restricted betweenBooks {
        Pledge storage entry = _pledges[pledge];
        entry.rightsDigest = digest;
        entry.rightCount -= uint32(freed.length);
        _free(pledge, freed);
    }

    /// @inheritdoc IPledgeRegistry
    function advance(uint64 pledge, PledgeState from, PledgeState to) external restricted betweenBooks {
        Pledge storage entry = _pledges[pledge];
        _requireState(pledge, entry.state, from);
        entry.state = to;
    }

    function _open(uint64 pledge, Filing calldata filing, uint64 office) private returns (Pledge storage entry) {
        entry = _pledges[pledge];
        entry.rightCount = uint32(filing.rights.length);
        entry.pledgee = filing.pledgee;
        entry.office = office;
        entry.rightsDigest = filing.rights.digest();
        entry.pledgorsDigest = filing.pledgors.digest();
        _setTerms(entry, filing.obligation);
    }

    function _takeNumber(uint64 pledge, uint64 office, string calldata registrationNumber, uint32 effectiveOn) private {
        _requireFilled("registrationNumber", bytes(registrationNumber).length, Bounds.NUMBER);
        _requireDate("effectiveOn", effectiveOn);
        bytes32 numberId = _numberId(office, registrationNumber);
        uint64 holder = _byNumber[numberId];
        if (holder != 0) revert RegistrationNumberTaken(registrationNumber, holder);
        _byNumber[numberId] = pledge;
    }

    /// @dev Ends the pledge and frees its rights.
    function _end(uint64 pledge, Pledge storage entry, bytes32[] calldata rights, PledgeState state) private {
        _requireRights(pledge, entry, rights);
        entry.state = state;
        _free(pledge, rights);
    }

    function _requireCancellable(
        uint64 pledge,
        Pledge storage entry,
        CancellationGround ground,
        Provenance provenance
    ) private view {
        if (provenance == Provenance.Migrated && !entry.migrated) revert NotMigrated(pledge);
        if (entry.state == PledgeState.Discharged) return;
        _requireLive(pledge, entry.state);
        if (provenance == Provenance.Migrated) return;
        // A void contract or a court's word ends a pledge without the pledgee.
        if (ground != CancellationGround.ContractVoid && ground != CancellationGround.OtherLaw) {
            revert NotDischarged(pledge, ground);
        }
    }

    function _requireFiling(Filing calldata filing) private view {
        _requireCount("rights", filing.rights.length, Bounds.RIGHTS);
        _requireCount("pledgors", filing.pledgors.length, Bounds.PLEDGORS);
        filing.pledgors.requireAscending("pledgors");
        _requireAtMost("jointPledgees", filing.jointPledgees.length, MAX_JOINT_PLEDGEES);
        filing.jointPledgees.requireAscending("jointPledgees");
        for (uint256 index = 0; index < filing.jointPledgees.length; ++index) {
            uint64 joint = filing.jointPledgees[index];
            _requireFit("jointPledgees", joint, joint != filing.pledgee);
            _requireParty("jointPledgees", joint);
        }
    }

    function _spend(Filing calldata filing, Consent[] calldata consents) private {
        bytes32 obligation = filing.obligation.digest();
        CONSENTS.use(consents, 0, filing.pledgee, filing.jointPledgees, obligation, filing.rights.digest());
    }
}
