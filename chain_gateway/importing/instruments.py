"""From rows to instruments: what can be told of a row alone, and which rows make one recorded instrument.

Rows of one instrument repeat what they have in common: dates, parties, references. Where they disagree, the reading
that most rows have (of equally many the first) is the instrument's, and the others are refused: nothing is merged.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chain_gateway.importing.errors import shown
from chain_gateway.importing.outcomes import RefusalCode, Refused
from chain_gateway.importing.parties import party_key
from chain_gateway.importing.records import Conveyance, Record, Register, Row, UnreadableRow
from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId

_REEL_FRAME = re.compile(r"[0-9]{6}/[0-9]{4}")
_ORDER = (Conveyance.SECURITY_INTEREST, Conveyance.ASSIGNMENT, Conveyance.RELEASE)


@dataclass(frozen=True)
class Reading:
    """What all rows of an instrument say alike; parties by their keys, in no order."""

    executed_on: date | None
    recorded_on: date | None
    pledgors: frozenset[str]
    pledgees: frozenset[str]
    old_pledgees: frozenset[str]
    references: tuple[str, ...]


@dataclass(frozen=True)
class RowOfRight:
    """A row that can be read as an instrument's word about one right. `index` is its place among all rows of the
    import.
    """

    index: int
    record: Record
    right: RightId
    """The grant where the row has one, else the application."""
    application: RightId | None
    """The application, where the row states it."""

    @property
    def granted(self) -> bool:
        """Whether the row names a grant, and not an application alone."""
        return self.right != self.application


@dataclass(frozen=True)
class Instrument:
    """One recorded instrument: its number within a register, what it does, its reading, and a row for each right."""

    register: Register
    number: str
    conveyance: Conveyance
    reading: Reading
    rows: tuple[RowOfRight, ...]
    read: tuple[Record, ...]
    """All rows as read, refused ones too: what the source document holds."""

    @property
    def first(self) -> Record:
        """The first row, which speaks for what all rows share."""
        return self.rows[0].record

    @property
    def place(self) -> tuple[date, str, str, int]:
        """Order among instruments: the legal date of recording (else execution), then the number."""
        day = self.reading.recorded_on or self.reading.executed_on
        assert day is not None  # rows without any date are refused before
        return day, self.number, self.register.value, _ORDER.index(self.conveyance)


def references_of(record: Record) -> tuple[str, ...]:
    """The instruments that a row refers to: by its own field, else by its description."""
    return record.references or record.text_references


def group(rows: Sequence[Row]) -> tuple[list[Instrument], dict[int, Refused]]:
    """The instruments in order of their legal dates, and the rows that are in none, by index, with the reason."""
    refused: dict[int, Refused] = {}
    groups: dict[tuple[Register, str, Conveyance], list[RowOfRight]] = {}
    read: dict[tuple[Register, str, Conveyance], list[Record]] = {}
    for index, row in enumerate(rows):
        judged = _judge(index, row)
        if isinstance(row, Record):
            read.setdefault((row.register, row.registration_no, row.conveyance), []).append(row)
        if isinstance(judged, Refused):
            refused[index] = judged
        else:
            record = judged.record
            groups.setdefault((record.register, record.registration_no, record.conveyance), []).append(judged)
    instruments = []
    for key, members in groups.items():
        reading = _common([_reading(member.record) for member in members])
        kept: dict[RightId, RowOfRight] = {}
        for member in members:
            if difference := _difference(_reading(member.record), reading):
                refused[member.index] = Refused(RefusalCode.DIFFERS, difference)
            elif member.right in kept:
                first = kept[member.right].record
                text = f"{first.registration_no} lists {member.right.text} already in line {first.line} of {first.file}"
                refused[member.index] = Refused(RefusalCode.RECORDED_TWICE, text)
            else:
                kept[member.right] = member
        instruments.append(Instrument(*key, reading, tuple(kept.values()), tuple(read[key])))
    return sorted(instruments, key=lambda each: each.place), refused


def _judge(index: int, row: Row) -> RowOfRight | Refused:
    """The row as a word about one right, or why it is none; the first reason counts."""
    if isinstance(row, UnreadableRow):
        return Refused(RefusalCode.UNREADABLE, f"{row.field} {row.problem}" + (f": {row.value}" if row.value else ""))
    if row.deleted:
        return Refused(RefusalCode.DELETED_BY_OFFICE, "the office marks the record as deleted")
    if row.conveyance is Conveyance.OTHER:
        return Refused(
            RefusalCode.UNSUPPORTED_CONVEYANCE, f"{shown(row.conveyance_text)} is no matter of a security interest"
        )
    if row.conveyance is Conveyance.CORRECTIVE:
        return Refused(
            RefusalCode.CORRECTIVE,
            f"{shown(row.conveyance_text)} changes an earlier record; a person must say which field of it, and how",
        )
    if not row.registration_no:
        return Refused(RefusalCode.NO_NUMBER, "the row has no registration number (reel and frame)")
    if not row.patent_no and not row.application_no:
        return Refused(RefusalCode.NO_NUMBER, "the row names no right: neither a grant nor an application")
    if not _REEL_FRAME.fullmatch(row.registration_no):
        return Refused(
            RefusalCode.INVALID_NUMBER, f"registration number {shown(row.registration_no)} is no reel and frame"
        )
    try:
        right, application = _rights(row)
    except InvalidIdentifier as error:
        return Refused(RefusalCode.INVALID_NUMBER, f"{shown(error.value)}: {error.problem}; {error.hint}")
    if row.legal_date is None:
        return Refused(RefusalCode.NO_DATE, "the row has neither a date of recording nor one of execution")
    if reason := _parties_missing(row):
        return Refused(RefusalCode.NO_PARTIES, reason)
    if row.references and row.text_references and set(row.references) != set(row.text_references):
        named, told = ", ".join(row.references), ", ".join(row.text_references)
        return Refused(RefusalCode.DIFFERS, f"the reference field names {named} and the description {told}")
    if row.conveyance is not Conveyance.SECURITY_INTEREST and not references_of(row):
        return Refused(
            RefusalCode.NO_REFERENCE, f"{shown(row.conveyance_text)} does not say which instrument it is about"
        )
    return RowOfRight(index, row, right, application)


def _rights(row: Record) -> tuple[RightId, RightId | None]:
    """The row's right, and its application where stated. Raises InvalidIdentifier."""
    application = grant = None
    if row.register is Register.TRADEMARK:
        kinds = RightKind.Trademark, RightKind.TrademarkApplication
        serial = row.application_no
    else:
        kinds = RightKind.Patent, RightKind.PatentApplication
        serial = f"APPL:{row.application_no}"  # a bare number would be read as that of a grant
    if row.application_no:
        application = _of_kind(RightId.parse(serial), kinds[1], row.application_no, "application")
    if row.patent_no:
        grant = _of_kind(RightId.parse(row.patent_no), kinds[0], row.patent_no, "grant")
        if row.patent_no == row.application_no:
            hint = "the columns of grant and application hold the same number; leave the wrong one empty"
            raise InvalidIdentifier(row.patent_no, "ambiguous-number", hint)
    right = grant or application
    assert right is not None  # rows without either are refused before
    return right, application


def _of_kind(right: RightId, kind: RightKind, given: str, column: str) -> RightId:
    if right.kind is not kind:
        raise InvalidIdentifier(
            given, "wrong-kind", f"the column of the {column} holds another kind of number, {right.text}"
        )
    return right


def _parties_missing(row: Record) -> str:
    if not row.pledgees and row.conveyance is Conveyance.SECURITY_INTEREST:
        return "a security interest without a pledgee"
    if not row.pledgors and row.conveyance is Conveyance.SECURITY_INTEREST:
        return "a security interest without a pledgor"
    if not row.pledgees and row.conveyance is Conveyance.ASSIGNMENT:
        return "an assignment without a new pledgee"
    return ""


def _reading(record: Record) -> Reading:
    return Reading(
        record.executed_on,
        record.recorded_on,
        frozenset(map(party_key, record.pledgors)),
        frozenset(map(party_key, record.pledgees)),
        frozenset(map(party_key, record.old_pledgees)),
        tuple(sorted(references_of(record))) if record.conveyance is not Conveyance.SECURITY_INTEREST else (),
    )


def _common(readings: Sequence[Reading]) -> Reading:
    counts = Counter(readings)
    return max(counts, key=lambda reading: counts[reading])  # of equally many the first: dicts keep their order


def _difference(row: Reading, instrument: Reading) -> str:
    for field in ("executed_on", "recorded_on", "pledgors", "pledgees", "old_pledgees", "references"):
        ours, theirs = getattr(row, field), getattr(instrument, field)
        if ours != theirs:
            return f"{field} of this row is {_words(ours)}; most rows of the instrument say {_words(theirs)}"
    return ""


def _words(value: object) -> str:
    if isinstance(value, frozenset | tuple):
        return shown(" ; ".join(sorted(value))) if value else "not stated"
    return str(value) if value is not None else "not stated"
