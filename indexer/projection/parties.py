"""Rows out of PartyRegistry's events."""

import json

from chain_gateway.ledger.enums import DocumentKeyScheme, PartyKind
from chain_gateway.ledger.events import (
    CallerGranted,
    DocumentKeyPublished,
    KeyAdded,
    KeyDelegated,
    KeyRevoked,
    KeyRotated,
    LedgerEvent,
    PartyAdmitted,
    PartyReinstated,
    PartyRenamed,
    PartySuspended,
    VerbGranted,
    VerbPaused,
    VerbUnpaused,
)
from chain_gateway.ledger.spelling import folded
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.rows import (
    CallerGrantRow,
    Change,
    Close,
    DelegationRow,
    DocumentKeyRow,
    Insert,
    NameGramRow,
    PartyKeyRow,
    PartyNameRow,
    PartyRow,
    PauseRow,
    SuspensionRow,
    VerbGrantRow,
)
from indexer.projection.subjects import hexadecimal, number_of


def search_name(name: str) -> str:
    """The form in which names are compared: NFKC, upper case, blanks collapsed."""
    return folded(name)


def name_grams(searched: str) -> tuple[str, ...]:
    """Every two characters that follow each other in a word of a name (or of a question) in the form of `search_name`.

    A Chinese name has no blanks, and its words are mostly of two characters.
    """
    words = searched.split(" ")
    return tuple(dict.fromkeys(word[place : place + 2] for word in words for place in range(len(word) - 1)))


def party_admitted(event: LedgerEvent, payload: PartyAdmitted, block: BlockStamp) -> list[Change]:
    """A party was entered. Whatever its event holds, no name of a natural person reaches the rows that answers read."""
    person = payload.kind is PartyKind.NaturalPerson
    name = "" if person else payload.name
    party, searched = number_of(event), search_name(name)
    return [
        Insert(
            PartyRow(
                sequence=event.sequence,
                block=block.number,
                party=party,
                kind=int(payload.kind),
                name=name,
                search_name=searched,
                identifier="" if person else payload.identifier,
            )
        ),
        *_grams(event, block, searched),
    ]


def party_renamed(event: LedgerEvent, payload: PartyRenamed, block: BlockStamp) -> list[Change]:
    """The party goes by another name. A natural person's is a commitment, which no row needs: were there a name in such
    an event, it would not be kept.
    """
    if any(payload.commitment):
        return []
    searched = search_name(payload.name)
    return [
        Insert(
            PartyNameRow(
                sequence=event.sequence,
                block=block.number,
                party=number_of(event),
                name=payload.name,
                search_name=searched,
                on=act_date(payload.act, block).on,
            )
        ),
        *_grams(event, block, searched),
    ]


def _grams(event: LedgerEvent, block: BlockStamp, searched: str) -> list[Change]:
    """What finds the party by parts of the name that the event gave it."""
    party = number_of(event)
    return [
        Insert(NameGramRow(sequence=event.sequence, block=block.number, party=party, gram=gram))
        for gram in name_grams(searched)
    ]


def key_added(event: LedgerEvent, payload: KeyAdded, block: BlockStamp) -> list[Change]:
    """A key may sign for the party."""
    return [Insert(_key(event, block, payload.key))]


def key_delegated(event: LedgerEvent, payload: KeyDelegated, block: BlockStamp) -> list[Change]:
    """A further key may sign for the party, in some verbs only."""
    verbs = [[verb.target, hexadecimal(verb.selector)] for verb in payload.verbs]
    delegation = DelegationRow(
        sequence=event.sequence,
        block=block.number,
        party=number_of(event),
        key=payload.key,
        verbs=json.dumps(verbs, separators=(",", ":")),
    )
    return [Insert(_key(event, block, payload.key)), Insert(delegation)]


def document_key_published(event: LedgerEvent, payload: DocumentKeyPublished, block: BlockStamp) -> list[Change]:
    """Documents for the party are encrypted to another key from now on, or to none."""
    date, party = act_date(payload.act, block), number_of(event)
    closed = Close(DocumentKeyRow, (("party", party),), event.sequence, block.number, date.on, date.dated_by)
    if payload.scheme is DocumentKeyScheme.None_:
        return [closed]
    row = DocumentKeyRow(
        sequence=event.sequence,
        block=block.number,
        party=party,
        scheme=int(payload.scheme),
        key=hexadecimal(payload.key),
    )
    return [closed, Insert(row)]


def key_rotated(event: LedgerEvent, payload: KeyRotated, block: BlockStamp) -> list[Change]:
    """A new key took the place of another."""
    date = act_date(payload.act, block)
    match = (("party", number_of(event)), ("key", payload.old_key))
    return [
        Close(PartyKeyRow, match, event.sequence, block.number, date.on, date.dated_by),
        Insert(_key(event, block, payload.new_key, payload.old_key)),
    ]


def verb_paused(event: LedgerEvent, payload: VerbPaused, block: BlockStamp) -> list[Change]:
    """A verb is refused to everyone from now on."""
    return [
        Insert(
            PauseRow(
                sequence=event.sequence,
                block=block.number,
                verb=hexadecimal(event.subject),
                target=payload.target,
                selector=hexadecimal(payload.selector),
                on=act_date(payload.act, block).on,
            )
        )
    ]


def verb_unpaused(event: LedgerEvent, payload: VerbUnpaused, block: BlockStamp) -> list[Change]:
    """A pause was lifted."""
    date = act_date(payload.act, block)
    match = (("verb", hexadecimal(event.subject)),)
    return [Close(PauseRow, match, event.sequence, block.number, date.on, date.dated_by)]


def key_revoked(event: LedgerEvent, payload: KeyRevoked, block: BlockStamp) -> list[Change]:
    """A key no longer signs for the party."""
    date = act_date(payload.act, block)
    match = (("party", number_of(event)), ("key", payload.key))
    return [Close(PartyKeyRow, match, event.sequence, block.number, date.on, date.dated_by)]


def party_suspended(event: LedgerEvent, payload: PartySuspended, block: BlockStamp) -> list[Change]:
    """The party's acts are refused from now on."""
    date = act_date(payload.act, block)
    return [
        Insert(SuspensionRow(sequence=event.sequence, block=block.number, party=number_of(event), on=date.on)),
    ]


def party_reinstated(event: LedgerEvent, payload: PartyReinstated, block: BlockStamp) -> list[Change]:
    """The party may act again."""
    date = act_date(payload.act, block)
    match = (("party", number_of(event)),)
    return [Close(SuspensionRow, match, event.sequence, block.number, date.on, date.dated_by)]


def verb_granted(event: LedgerEvent, payload: VerbGranted, block: BlockStamp) -> list[Change]:
    """The kinds of party that may call a verb were set; they replace the former ones."""
    date = act_date(payload.act, block)
    verb = hexadecimal(event.subject)
    return [
        Close(VerbGrantRow, (("verb", verb),), event.sequence, block.number, date.on, date.dated_by),
        Insert(
            VerbGrantRow(
                sequence=event.sequence,
                block=block.number,
                verb=verb,
                target=payload.target,
                selector=hexadecimal(payload.selector),
                kinds=hex(payload.kinds),
            )
        ),
    ]


def caller_granted(event: LedgerEvent, payload: CallerGranted, block: BlockStamp) -> list[Change]:
    """One contract may, or may no longer, call a verb of another."""
    date = act_date(payload.act, block)
    verb = hexadecimal(event.subject)
    match = (("verb", verb), ("caller", payload.caller))
    return [
        Close(CallerGrantRow, match, event.sequence, block.number, date.on, date.dated_by),
        Insert(
            CallerGrantRow(
                sequence=event.sequence,
                block=block.number,
                verb=verb,
                target=payload.target,
                selector=hexadecimal(payload.selector),
                caller=payload.caller,
                allowed=payload.allowed,
            )
        ),
    ]


def _key(event: LedgerEvent, block: BlockStamp, key: str, replaces: str = "") -> PartyKeyRow:
    return PartyKeyRow(sequence=event.sequence, block=block.number, party=number_of(event), key=key, replaces=replaces)
