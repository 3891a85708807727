"""What becomes of a row: applied by commands, or refused with a code and a sentence. Each row has one outcome."""

from dataclasses import dataclass
from enum import StrEnum

from chain_gateway.importing.records import Row


class RefusalCode(StrEnum):
    """Why a row is not applied. The codes are stable."""

    UNREADABLE = "unreadable"
    DELETED_BY_OFFICE = "deleted-by-office"
    UNSUPPORTED_CONVEYANCE = "unsupported-conveyance"
    CORRECTIVE = "corrective-needs-a-person"
    NO_NUMBER = "no-number"
    INVALID_NUMBER = "invalid-number"
    NO_DATE = "no-date"
    NO_PARTIES = "no-parties"
    NO_REFERENCE = "no-reference"
    DIFFERS = "differs-from-recorded"
    RECORDED_TWICE = "recorded-twice"
    BEYOND_LIMIT = "beyond-limit"
    UNKNOWN_REFERENCE = "unknown-reference"
    RELEASED_NEVER_PLEDGED = "released-never-pledged"
    ALREADY_RELEASED = "already-released"
    ASSIGNED_NEVER_PLEDGED = "assigned-never-pledged"
    ALREADY_ASSIGNED = "already-assigned"
    ASSIGNED_IN_PART = "assigned-in-part"
    LEDGER_REFUSED = "ledger-refused"


class WarningCode(StrEnum):
    """What a person should look at although it was applied."""

    RECORDED_DATE_NOT_STATED = "recorded-date-not-stated"
    EXECUTED_AFTER_RECORDED = "executed-after-recorded"
    POSSIBLY_RECORDED_TWICE = "possibly-recorded-twice"
    RELEASED_BY_ANOTHER_NAME = "released-by-another-name"
    ASSIGNED_BY_ANOTHER_NAME = "assigned-by-another-name"
    RIGHTS_NOT_ALL_LISTED = "rights-not-all-listed"
    REFERENCE_NOT_APPLIED = "reference-not-applied"


MEANINGS: dict[RefusalCode | WarningCode, str] = {
    RefusalCode.UNREADABLE: "The row cannot be read; field, value and problem are named.",
    RefusalCode.DELETED_BY_OFFICE: "The office marks the record as deleted.",
    RefusalCode.UNSUPPORTED_CONVEYANCE: "The instrument is of a kind that this ledger does not record.",
    RefusalCode.CORRECTIVE: "It corrects an earlier record; a person must say which field, and how.",
    RefusalCode.NO_NUMBER: "It names no right, or has no registration number.",
    RefusalCode.INVALID_NUMBER: "A number is not one of its kind.",
    RefusalCode.NO_DATE: "It states neither a date of recording nor one of execution.",
    RefusalCode.NO_PARTIES: "A pledgor or pledgee is missing.",
    RefusalCode.NO_REFERENCE: "It does not say which instrument it is about.",
    RefusalCode.DIFFERS: "It contradicts other rows of its instrument, or itself.",
    RefusalCode.RECORDED_TWICE: "The same instrument and right came before, in the files or on the ledger.",
    RefusalCode.BEYOND_LIMIT: "The instrument has more rights, parties or text than one act carries.",
    RefusalCode.UNKNOWN_REFERENCE: "The instrument that it is about is not on the ledger.",
    RefusalCode.RELEASED_NEVER_PLEDGED: "The right was never in the pledge that is released.",
    RefusalCode.ALREADY_RELEASED: "The right left the pledge before.",
    RefusalCode.ASSIGNED_NEVER_PLEDGED: "The right was never in the pledge that is assigned.",
    RefusalCode.ALREADY_ASSIGNED: "The pledge is the assignee's already.",
    RefusalCode.ASSIGNED_IN_PART: "It names only some of the pledge's rights; a person must divide the pledge.",
    RefusalCode.LEDGER_REFUSED: "The ledger refused it; its error is named.",
    WarningCode.RECORDED_DATE_NOT_STATED: "Its date of execution stands for that of recording.",
    WarningCode.EXECUTED_AFTER_RECORDED: "It was executed after it was recorded.",
    WarningCode.POSSIBLY_RECORDED_TWICE: "Another number has the same parties, date and rights; both are kept.",
    WarningCode.RELEASED_BY_ANOTHER_NAME: "Who releases is not the pledgee, by name.",
    WarningCode.ASSIGNED_BY_ANOTHER_NAME: "Who assigns is not the pledgee, by name.",
    WarningCode.RIGHTS_NOT_ALL_LISTED: "The instrument says it has more rights than are listed.",
    WarningCode.REFERENCE_NOT_APPLIED: "One of several instruments that it names came to nothing.",
}
"""Every code in a sentence; docs/errors.md shows them."""


@dataclass(frozen=True)
class Refused:
    """The row is not applied, and why. `error` is the ledger's error when the ledger refused, else empty."""

    code: RefusalCode
    text: str
    pledge: int | None = None
    """The pledge on the ledger that the reason is about."""
    error: str = ""


@dataclass(frozen=True)
class Applied:
    """The row is applied by the plan's commands of these indices (one, unless a release names several pledges)."""

    commands: tuple[int, ...]


Outcome = Applied | Refused


@dataclass(frozen=True)
class RowOutcome:
    """A row of a file and what becomes of it."""

    row: Row
    outcome: Outcome


@dataclass(frozen=True)
class ImportWarning:
    """A remark about an applied instrument."""

    code: WarningCode
    registration_no: str
    file: str
    line: int
    text: str
