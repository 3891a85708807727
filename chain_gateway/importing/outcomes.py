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
    LEDGER_REFUSED = "ledger-refused"


class WarningCode(StrEnum):
    """What a person should look at although it was applied."""

    RECORDED_DATE_NOT_STATED = "recorded-date-not-stated"
    EXECUTED_AFTER_RECORDED = "executed-after-recorded"
    POSSIBLY_RECORDED_TWICE = "possibly-recorded-twice"
    RELEASED_BY_ANOTHER_NAME = "released-by-another-name"
    ASSIGNED_BY_ANOTHER_NAME = "assigned-by-another-name"
    ASSIGNED_IN_PART = "assigned-in-part"
    RIGHTS_NOT_ALL_LISTED = "rights-not-all-listed"
    REFERENCE_NOT_APPLIED = "reference-not-applied"


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
