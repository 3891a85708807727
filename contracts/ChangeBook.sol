// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {Act, Provenance} from "./interfaces/IBook.sol";
import {
    Amendment,
    ConsentForm,
    Determination,
    DeterminationGround,
    IChangeBook,
    LicenceScope,
    PriceUse,
    TransferConsent,
    TransferKind
} from "./interfaces/IChangeBook.sol";
import {PartyKind} from "./interfaces/IPartyRegistry.sol";
import {
    ChangeKind,
    Consent,
    IPledgeRegistry,
    Obligation,
    ObligationKind,
    OtherConsent,
    PledgeView
} from "./interfaces/IPledgeRegistry.sol";
import {IPledgorConsents} from "./interfaces/IPledgorConsents.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";
import {PledgeActs} from "./pledge/PledgeActs.sol";

/// @title ChangeBook
/// @notice Changes of a live pledge. It judges them; PledgeRegistry keeps them.
contract ChangeBook is IChangeBook, PledgeActs {
    using FieldName for bytes32;
    using ObligationRules for bytes3;
    using ObligationRules for Obligation;
    using SortedKeys for bytes32[];

    /// @notice The rights that pledges encumber.
    IAssetRegistry public immutable ASSETS;
    /// @notice Verifies and spends the pledgors' consents.
    IPledgorConsents public immutable CONSENTS;

    /// @dev What else is known of the change that waits.
    enum Note {
        None,
        /// The nominee has accepted the assignment.
        Accepted,
        /// The pledgors' consent to the amendment is on paper.
        OnPaper
    }

    mapping(uint64 pledge => Note) private _notes;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    /// @param assets the asset registry, which lets this book change ranks
    /// @param consents verifies the pledgors' consents, and lets this book spend them
    /// @param pledges the pledge registry, which lets this book change its pledges
    constructor(
        address log,
        address parties,
        address assets,
        address consents,
        address pledges
    ) Book(log, parties) PledgeActs(pledges) {
        ASSETS = IAssetRegistry(assets);
        CONSENTS = IPledgorConsents(consents);
    }

    /// @inheritdoc IChangeBook
    function askAmendment(
        uint64 pledge,
        bytes32[] calldata rights,
        Amendment calldata amendment,
        Consent[] calldata consents,
        OtherConsent[] calldata others,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, ) = _askedByPledgee(pledge, act);
        _requireRights(pledge, entry, rights);
        _requireObligation(amendment.obligation);
        bool heavier = amendment.added.length != 0 || _burdens(entry, amendment.obligation);
        ConsentForm form = ConsentForm.NotNeeded;
        if (heavier || consents.length != 0) {
            _requirePledgors(pledge, amendment.pledgors, entry.pledgorsDigest);
            bytes32 whole = _requireAddable(pledge, entry, rights, amendment);
            form = _consented(pledge, entry.pledgee, amendment, whole, consents, act);
        }
        _requireOthers(others, entry.pledgee);
        PLEDGES.setChange(pledge, ChangeKind.Amendment, _amendmentDigest(amendment));
        // Encoded apart: the compiler's stack holds no more names.
        bytes memory data = abi.encode(
            amendment.obligation,
            amendment.added,
            form,
            _nonces(consents),
            heavier,
            others,
            act,
            RULE_SET
        );
        _recordPledge(AmendmentAsked.selector, pledge, entry.pledgee, data);
    }

    /// @inheritdoc IChangeBook
    function recordAmendment(
        uint64 pledge,
        bytes32[] calldata rights,
        Amendment calldata amendment,
        bytes calldata consentDocument,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byOffice(pledge, act);
        bool migrated = _requireRecordable(pledge, entry, ChangeKind.Amendment, _amendmentDigest(amendment), act);
        if (migrated) _requireMigratedObligation(amendment.obligation);
        _requireLength("consentDocument", consentDocument.length, Bounds.DOCUMENT);
        if (_notes[pledge] == Note.OnPaper && consentDocument.length == 0) {
            revert IPledgeRegistry.PaperConsentMissing(pledge);
        }
        _close(pledge);
        PLEDGES.setTerms(pledge, amendment.obligation);
        if (amendment.added.length != 0) {
            _requireRights(pledge, entry, rights);
            if (!migrated) _requirePledgors(pledge, amendment.pledgors, entry.pledgorsDigest);
            bytes32 whole = _with(pledge, rights, amendment.added);
            PLEDGES.addRights(pledge, amendment.added, amendment.pledgors, whole, migrated);
        }
        _recordPledge(
            PledgeAmended.selector,
            pledge,
            actor,
            abi.encode(amendment.obligation, amendment.added, consentDocument, act, RULE_SET)
        );
    }

    /// @inheritdoc IChangeBook
    function nominateAssignee(uint64 pledge, uint64 assignee, Act calldata act) external restricted {
        (PledgeView memory entry, uint64 actor) = _askedByPledgee(pledge, act);
        if (entry.obligationKind == ObligationKind.Maximum && !entry.determined) revert ClaimNotDetermined(pledge);
        (PartyKind kind, bool active) = _parties().partyKind(assignee);
        uint256 takers = _parties().kindsOf(address(this), this.acceptAssignment.selector);
        // Who cannot accept is not worth naming.
        _requireFit("assignee", assignee, active && (takers >> uint256(kind)) & 1 == 1 && assignee != actor);
        PLEDGES.setChange(pledge, ChangeKind.Assignment, _word(assignee));
        _recordPledge(AssignmentNominated.selector, pledge, actor, abi.encode(assignee, act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function acceptAssignment(uint64 pledge, Act calldata act) external restricted {
        PledgeView memory entry = _resolve(pledge);
        uint64 actor = _acting();
        if (entry.pendingChange != ChangeKind.Assignment || _notes[pledge] == Note.Accepted) {
            revert NoSuchChange(pledge, ChangeKind.Assignment);
        }
        uint64 assignee = uint64(uint256(entry.pendingDigest));
        if (actor != assignee) revert NotTheAssignee(pledge, assignee, actor);
        _requireUnrecordedAct(act);
        _notes[pledge] = Note.Accepted;
        _recordPledge(AssignmentAccepted.selector, pledge, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function recordAssignment(uint64 pledge, uint64 assignee, Act calldata act) external restricted {
        (PledgeView memory entry, uint64 actor) = _byOffice(pledge, act);
        if (_requireRecordable(pledge, entry, ChangeKind.Assignment, _word(assignee), act)) {
            _requireParty("assignee", assignee);
            _requireFit("assignee", assignee, assignee != entry.pledgee);
        } else if (_notes[pledge] != Note.Accepted) {
            revert NotAccepted(pledge, assignee);
        }
        _close(pledge);
        PLEDGES.setPledgee(pledge, assignee);
        _recordPledge(PledgeAssigned.selector, pledge, actor, abi.encode(entry.pledgee, assignee, act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function askPartialRelease(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed,
        OtherConsent[] calldata others,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _askedByPledgee(pledge, act);
        _requireRights(pledge, entry, rights);
        _remaining(pledge, rights, freed);
        _requireOthers(others, actor);
        PLEDGES.setChange(pledge, ChangeKind.PartialRelease, freed.digest());
        _recordPledge(PartialReleaseAsked.selector, pledge, actor, abi.encode(freed, others, act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function recordPartialRelease(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byOffice(pledge, act);
        _requireRecordable(pledge, entry, ChangeKind.PartialRelease, freed.digest(), act);
        _requireRights(pledge, entry, rights);
        bytes32[] memory remaining = _remaining(pledge, rights, freed);
        _close(pledge);
        PLEDGES.removeRights(pledge, freed, remaining.digest());
        _recordPledge(
            RightsReleased.selector,
            pledge,
            actor,
            abi.encode(freed, uint32(remaining.length), act, RULE_SET)
        );
    }

    /// @inheritdoc IChangeBook
    function dropChange(uint64 pledge, Act calldata act) external restricted {
        PledgeView memory entry = _resolve(pledge);
        uint64 actor = _acting();
        ChangeKind change = entry.pendingChange;
        bool nominated = change == ChangeKind.Assignment && entry.pendingDigest == _word(actor);
        if (actor == entry.office) {
            _requireNative(act);
            _requireAct(act);
        } else if (actor == entry.pledgee || nominated) {
            _requireUnrecordedAct(act);
        } else {
            revert IPledgeRegistry.NotThePledgee(pledge, entry.pledgee, actor);
        }
        if (change == ChangeKind.None) revert NoSuchChange(pledge, change);
        _close(pledge);
        _recordPledge(ChangeDropped.selector, pledge, actor, abi.encode(change, act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function askSubordination(
        uint64 pledge,
        bytes32[] calldata rights,
        uint64 favoured,
        Act calldata act
    ) external restricted {
        (, uint64 actor) = _askedByPledgee(pledge, act);
        _requireCount("rights", rights.length, Bounds.RIGHTS);
        rights.requireAscending("rights");
        for (uint256 index = 0; index < rights.length; ++index) _requireNext(rights[index], pledge, favoured);
        PLEDGES.setChange(pledge, ChangeKind.Subordination, _subordinationDigest(favoured, rights));
        _recordPledge(SubordinationAsked.selector, pledge, actor, abi.encode(favoured, rights, act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function recordSubordination(
        uint64 pledge,
        bytes32[] calldata rights,
        uint64 favoured,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byOffice(pledge, act);
        bytes32 digest = _subordinationDigest(favoured, rights);
        if (_requireRecordable(pledge, entry, ChangeKind.Subordination, digest, act)) {
            _requireCount("rights", rights.length, Bounds.RIGHTS);
            rights.requireAscending("rights");
        }
        _close(pledge);
        ASSETS.swapRanks(rights, pledge, favoured);
        _recordPledge(RanksChanged.selector, pledge, actor, abi.encode(favoured, rights, act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function determine(
        uint64 pledge,
        DeterminationGround ground,
        Determination calldata determination,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byPledgee(pledge, act);
        _requireLive(pledge, entry.state);
        if (entry.obligationKind != ObligationKind.Maximum || entry.determined) revert NothingToDetermine(pledge);
        if (ground == DeterminationGround.None) revert IPledgeRegistry.GroundMissing();
        // An old register may not state the ceiling.
        if (entry.amount != 0 && determination.amount > entry.amount) {
            revert AboveCeiling(pledge, determination.amount, entry.amount);
        }
        if (determination.salt == 0) revert Missing("salt");
        PLEDGES.setDetermined(pledge);
        _recordPledge(ClaimDetermined.selector, pledge, actor, abi.encode(ground, determination, act, RULE_SET));
    }

    /// @inheritdoc IChangeBook
    function consentToTransfer(
        uint64 pledge,
        bytes32[] calldata rights,
        TransferConsent calldata consent,
        Act calldata act
    ) external restricted {
        (PledgeView memory entry, uint64 actor) = _byPledgee(pledge, act);
        _requireLive(pledge, entry.state);
        _requireRights(pledge, entry, rights);
        _without(pledge, rights, consent.covered, "covered");
        _requireTransferConsent(consent);
        if (act.document.length == 0) revert Missing("act.document");
        _recordPledge(TransferConsented.selector, pledge, actor, abi.encode(consent, act, RULE_SET));
    }

    /// @dev Ends the pending change, recorded or not.
    function _close(uint64 pledge) private {
        if (_notes[pledge] != Note.None) delete _notes[pledge];
        PLEDGES.setChange(pledge, ChangeKind.None, 0);
    }

    /// @dev Opens the asking for a change.
    function _askedByPledgee(
        uint64 pledge,
        Act calldata act
    ) private view returns (PledgeView memory entry, uint64 actor) {
        (entry, actor) = _byPledgee(pledge, act);
        _requireLive(pledge, entry.state);
        _requireNoChange(pledge, entry);
    }

    /// @dev Natively an office records what was asked for, and nothing else. A migrated act needs no asking, because the
    /// office's own register is its source; it may not cut across a change that was asked for here.
    function _requireRecordable(
        uint64 pledge,
        PledgeView memory entry,
        ChangeKind change,
        bytes32 digest,
        Act calldata act
    ) private pure returns (bool migrated) {
        _requireLive(pledge, entry.state);
        migrated = act.provenance == Provenance.Migrated;
        if (migrated) {
            if (!entry.migrated) revert IPledgeRegistry.NotMigrated(pledge);
            _requireNoChange(pledge, entry);
        } else if (entry.pendingChange != change || entry.pendingDigest != digest) {
            revert NoSuchChange(pledge, change);
        }
    }

    /// @dev The added rights, none or more, must be pledgeable by the pledgors and of the same office. Returns the digest of the whole list.
    function _requireAddable(
        uint64 pledge,
        PledgeView memory entry,
        bytes32[] calldata rights,
        Amendment calldata amendment
    ) private view returns (bytes32) {
        if (amendment.added.length == 0) return entry.rightsDigest;
        uint64 office = ASSETS.pledgeable(amendment.added, amendment.pledgors);
        if (office != entry.office) revert IPledgeRegistry.NotThePledgesOffice(pledge, entry.office, office);
        return _with(pledge, rights, amendment.added);
    }

    /// @dev All pledgors sign, or all consent on paper. Who else is pledgee stays as it was consented to when the pledge was filed.
    function _consented(
        uint64 pledge,
        uint64 pledgee,
        Amendment calldata amendment,
        bytes32 rights,
        Consent[] calldata consents,
        Act calldata act
    ) private returns (ConsentForm) {
        if (consents.length == 0) {
            // Nobody signed, so the paper that the amendment rests on must be named.
            if (act.document.length == 0) revert Missing("act.document");
            _notes[pledge] = Note.OnPaper;
            return ConsentForm.Paper;
        }
        _requireConsentsMatch(amendment.pledgors, consents);
        CONSENTS.use(consents, pledge, pledgee, new uint64[](0), amendment.obligation.digest(), rights);
        return ConsentForm.Signed;
    }

    function _requireNext(bytes32 right, uint64 pledge, uint64 favoured) private view {
        (uint64[] memory registered, , ) = ASSETS.encumbrances(right);
        for (uint256 rank = 1; rank < registered.length; ++rank) {
            if (registered[rank - 1] == pledge && registered[rank] == favoured) return;
        }
        revert IAssetRegistry.NotNextInRank(right, pledge, favoured);
    }

    function _requireTransferConsent(TransferConsent calldata consent) private view {
        bool licence = consent.kind == TransferKind.Licence;
        _require(consent.kind != TransferKind.None, "kind");
        if (consent.counterparty != 0) _requireParty("counterparty", consent.counterparty);
        _require(licence == (consent.scope != LicenceScope.None), "scope");
        _require(!licence || consent.pledgeFollows, "pledgeFollows");
        bool priced = consent.price != 0;
        _require(priced == (consent.priceUse != PriceUse.None), "priceUse");
        _require(priced == (consent.currency != 0), "currency");
        _require(!priced || consent.currency.isCurrency(), "currency");
        _require(priced == (consent.salt != 0), "salt");
    }

    /// @dev Whether other terms weigh more on the pledgor, so that it must consent anew: a higher amount, another currency, kind
    /// or debtor (Civil Code 391), or a longer period. An end that was not stated counts as the longest period only when taken away.
    function _burdens(PledgeView memory entry, Obligation calldata obligation) private pure returns (bool) {
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

    /// @dev Digest of the pledge's list with the added rights.
    function _with(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata added
    ) private pure returns (bytes32 digest) {
        added.requireAscending("added");
        _requireAtMost("rights", rights.length + added.length, Bounds.RIGHTS);
        (bytes32[] memory whole, uint256 twice) = rights.merge(added);
        if (twice != added.length) revert RightInPledge(pledge, added[twice]);
        return whole.digest();
    }

    /// @dev The rights that are left when some are freed.
    function _remaining(
        uint64 pledge,
        bytes32[] calldata rights,
        bytes32[] calldata freed
    ) private pure returns (bytes32[] memory remaining) {
        remaining = _without(pledge, rights, freed, "freed");
        if (remaining.length == 0) revert NothingRemains(pledge);
    }

    function _amendmentDigest(Amendment calldata amendment) private pure returns (bytes32) {
        return keccak256(abi.encode(amendment.obligation.digest(), amendment.added.digest()));
    }

    function _subordinationDigest(uint64 favoured, bytes32[] calldata rights) private pure returns (bytes32) {
        return keccak256(abi.encode(favoured, rights.digest()));
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidTransferConsent(field.text());
    }
}
