// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Book} from "./Book.sol";
import {Act} from "./interfaces/IBook.sol";
import {DirectoryTerms, EntryKind, EntryView, IDirectoryBook} from "./interfaces/IDirectoryBook.sol";
import {IPartyRegistry, PartyKind} from "./interfaces/IPartyRegistry.sol";
import {IPledgeRegistry} from "./interfaces/IPledgeRegistry.sol";
import {Bounds} from "./libraries/Bounds.sol";
import {FieldName} from "./libraries/FieldName.sol";
import {ObligationRules} from "./libraries/ObligationRules.sol";
import {SortedKeys} from "./libraries/SortedKeys.sol";

/// @title DirectoryBook
/// @notice The public directory. The events hold what is published; the book keeps who may change it.
contract DirectoryBook is IDirectoryBook, Book {
    using FieldName for bytes32;
    using ObligationRules for bytes3;
    using SortedKeys for bytes32[];

    uint32 private constant WHOLE = 10_000;
    uint256 private constant MAX_NAME = 256;
    uint256 private constant MAX_RIGHTS = 200;
    /// @dev Kinds of party whose products these are; all others speak for owners.
    uint256 private constant PROVIDERS =
        (1 << uint256(PartyKind.Bank)) |
            (1 << uint256(PartyKind.GuaranteeCompany)) |
            (1 << uint256(PartyKind.OtherLender)) |
            (1 << uint256(PartyKind.SyndicateAgent)) |
            (1 << uint256(PartyKind.Insurer)) |
            (1 << uint256(PartyKind.Reguarantor));

    mapping(uint64 entry => EntryView) private _entries;

    /// @param log the log that numbers this book's events
    /// @param parties the party registry, authority of this book
    constructor(address log, address parties) Book(log, parties) {}

    /// @inheritdoc IDirectoryBook
    function publishEntry(DirectoryTerms calldata terms, Act calldata act) external restricted returns (uint64 entry) {
        uint64 actor = _acting();
        _requireTerms(terms, actor, act);
        entry = _nextSequence();
        _entries[entry] = EntryView(terms.kind, false, actor, terms.owner, 1);
        _recordOf(EntryPublished.selector, entry, actor, abi.encode(terms, act, RULE_SET));
    }

    /// @inheritdoc IDirectoryBook
    function reviseEntry(uint64 entry, DirectoryTerms calldata terms, Act calldata act) external restricted {
        EntryView storage known = _live(entry);
        uint64 actor = _acting();
        if (actor != known.publisher) revert NotThePublisher(entry, known.publisher, actor);
        _require(terms.kind == known.kind, "kind");
        _require(terms.owner == known.owner, "owner");
        _requireTerms(terms, actor, act);
        uint32 version = ++known.version;
        _recordOf(EntryRevised.selector, entry, actor, abi.encode(version, terms, act, RULE_SET));
    }

    /// @inheritdoc IDirectoryBook
    function withdrawEntry(uint64 entry, Act calldata act) external restricted {
        EntryView storage known = _live(entry);
        uint64 actor = _acting();
        if (actor != known.publisher && actor != known.owner) revert NotThePublisher(entry, known.publisher, actor);
        _requireUnrecordedAct(act);
        known.withdrawn = true;
        _recordOf(EntryWithdrawn.selector, entry, actor, abi.encode(act, RULE_SET));
    }

    /// @inheritdoc IDirectoryBook
    function entryOf(uint64 entry) external view returns (EntryView memory) {
        return _entries[entry];
    }

    function _recordOf(bytes32 topic0, uint64 entry, uint64 actor, bytes memory data) private {
        _record(topic0, bytes32(uint256(entry)), actor, data);
    }

    function _live(uint64 entry) private view returns (EntryView storage known) {
        known = _entries[entry];
        if (known.publisher == 0) revert UnknownEntry(entry);
        if (known.withdrawn) revert EntryIsWithdrawn(entry);
    }

    function _requireTerms(DirectoryTerms calldata terms, uint64 actor, Act calldata act) private view {
        _requireUnrecordedAct(act);
        _require(terms.kind != EntryKind.None, "kind");
        _requireFilled("name", bytes(terms.name).length, MAX_NAME);
        _requireFilled("region", bytes(terms.region).length, Bounds.NUMBER);
        _requireFilled("conditions", terms.conditions.length, Bounds.DOCUMENT);
        _require(terms.rightKinds & 1 == 0, "rightKinds");
        _require(terms.currency.isCurrency(), "currency");
        _require(terms.most == 0 || terms.least <= terms.most, "least");
        _require(terms.mostMonths == 0 || terms.leastMonths <= terms.mostMonths, "leastMonths");
        _require(terms.mostRate == 0 || terms.leastRate <= terms.mostRate, "leastRate");
        _require(terms.ratio <= WHOLE, "ratio");
        _requireAtMost("rights", terms.rights.length, MAX_RIGHTS);
        terms.rights.requireAscending("rights");
        _require(terms.kind == EntryKind.RightsOffer || terms.rights.length == 0, "rights");
        _requireOwner(terms, actor, act);
    }

    /// @dev Whose entry it is: a provider speaks for itself alone and of products alone; who speaks for another names its consent.
    function _requireOwner(DirectoryTerms calldata terms, uint64 actor, Act calldata act) private view {
        (PartyKind kind, ) = IPartyRegistry(authority()).partyKind(terms.owner);
        bool known = kind != PartyKind.None && kind != PartyKind.NaturalPerson;
        bool provides = (PROVIDERS >> uint256(kind)) & 1 == 1;
        bool product = terms.kind == EntryKind.Product;
        if (!known || provides != product || (product && terms.owner != actor)) {
            revert IPledgeRegistry.InvalidParty(bytes32("owner").text(), terms.owner);
        }
        if (terms.owner != actor && act.document.length == 0) revert Missing("act.document");
    }

    function _require(bool sound, bytes32 field) private pure {
        if (!sound) revert InvalidEntry(field.text());
    }
}
