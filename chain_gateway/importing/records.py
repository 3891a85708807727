"""A row of an official register as it was recorded: one instrument and one right that it names."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Register(StrEnum):
    """The two series of recorded instruments of the US office; each numbers its reels by itself.

    A reel and frame such as 000790/0001 exists in both, and means another instrument in each.
    """

    PATENT = "patent"
    TRADEMARK = "trademark"


class Conveyance(StrEnum):
    """What an instrument does, as far as this ledger is concerned."""

    SECURITY_INTEREST = "SECURITY INTEREST"
    ASSIGNMENT = "ASSIGNMENT OF SECURITY INTEREST"
    RELEASE = "RELEASE BY SECURED PARTY"
    CORRECTIVE = "CORRECTIVE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Record:
    """One row, normalised in form only: dates are dates, reel and frame are zero padded, blanks at the ends are gone.

    An empty text, None or an empty tuple means that the record does not state it. Nothing is inferred.
    """

    file: str
    """Name of the file, without its folder."""
    line: int
    """Line of a CSV file, ordinal of the row in any other."""
    source: str
    """Where the record comes from, by the record's own word or by the layout."""
    register: Register
    conveyance: Conveyance
    conveyance_text: str
    """The office's description of the instrument, as recorded."""
    patent_no: str
    """Number of the grant or of the registered mark."""
    application_no: str
    registration_no: str
    """Reel and frame, "040134/0001"; whatever else the record says is kept as it is."""
    references: tuple[str, ...]
    """Instruments that it refers to by the record's own field."""
    text_references: tuple[str, ...]
    """Instruments that the description names."""
    executed_on: date | None
    """Legal date; with several dates of execution the earliest, which is also the office's headline."""
    recorded_on: date | None
    pledgors: tuple[str, ...]
    pledgees: tuple[str, ...]
    """The secured parties: who takes in a security interest, who lets go in a release, the new one in an assignment."""
    old_pledgees: tuple[str, ...]
    """Who assigns a security interest."""
    title: str
    rights_stated: int | None
    """How many rights the instrument says it has."""
    deleted: bool = False
    """The office marks the record as deleted or purged."""

    @property
    def legal_date(self) -> date | None:
        """The date that orders instruments: of recording, else of execution."""
        return self.recorded_on or self.executed_on


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row, or several lines, that could not be read; reported in its place."""

    file: str
    line: int
    field: str
    value: str
    """The offending value, made printable and cut."""
    problem: str


Row = Record | UnreadableRow
"""What a reader yields: every row of the file, readable or not, in order."""

MAX_FIELD = 16_384
"""Longest text of a field; the longest real one, a list of 57 pledgors, has under 2,500 characters."""

# Categories of characters that nobody sees or that reorder what a person sees (Cf: right-to-left marks, zero widths): a
# name that holds one is not what it looks like. Also lone surrogates (bytes that were no UTF-8) and private use.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_REEL_FRAME = re.compile(r"([0-9]{1,6})\s*[/-]\s*([0-9]{1,4})")


class UnreadableField(ValueError):
    """A field that cannot be read; a reader turns it into an UnreadableRow."""

    def __init__(self, field: str, value: object, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.value = value
        self.problem = problem


def clean(field: str, value: str) -> str:
    """The text without blanks at its ends (UnreadableField when it is too long or holds characters nobody can see)."""
    if len(value) > MAX_FIELD:
        raise UnreadableField(field, value, f"longer than {MAX_FIELD} characters")
    if value.isprintable():
        return value.strip()
    for character in value:
        if unicodedata.category(character) in _HIDDEN and character not in "\t\n\r":
            raise UnreadableField(field, value, f"holds the character U+{ord(character):04X}, which cannot be seen")
    return value.strip()


def reel_frame(text: str) -> str:
    """A registration number with reel padded to six digits and frame to four; another text is answered as it is."""
    match = _REEL_FRAME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return f"{match[1].zfill(6)}/{match[2].zfill(4)}" if match else text.strip()
