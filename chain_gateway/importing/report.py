"""What an import came to: instruments and rows by class and outcome, and every refused row with its reason."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chain_gateway.importing.commands import Assign, Cancel, Command, Migrate, PartialRelease
from chain_gateway.importing.outcomes import Applied, ImportWarning, Refused, RowOutcome, WarningCode
from chain_gateway.importing.plan import ImportPlan
from chain_gateway.importing.records import Record

REFUSED_COLUMNS = ("file", "line", "registration_no", "right", "conveyance", "code", "reason", "pledge", "error")


@dataclass(frozen=True)
class Tally:
    """Counts of an import. An instrument counts under each thing that was done with it."""

    rows: int
    rows_applied: int
    rows_refused: int
    rows_not_reached: int
    """Rows whose command was not tried, because the import stopped before."""
    migrated: int
    """Security interests that became pledges."""
    assigned: int
    """Pledges that moved to a new pledgee."""
    cancelled: int
    """Pledges that ended by a release."""
    partial_releases: int
    rights_migrated: int
    """Pairs of pledge and right that were entered."""
    rights_freed: int
    """Pairs of pledge and right that were freed."""
    refused: Mapping[str, int]
    """Refused rows by code."""
    by_class: Mapping[str, Mapping[str, int]]
    """For each class of instrument: instruments, rows, applied, refused. Unreadable rows are under UNREADABLE."""


@dataclass(frozen=True)
class ImportReport:
    """The outcome of an import, or of a dry run."""

    tally: Tally
    refused: tuple[RowOutcome, ...]
    warnings: tuple[ImportWarning, ...]
    pledges: Mapping[str, int] = field(default_factory=dict)
    """Id on the ledger of each pledge that this import migrated, by register and registration number."""
    interrupted: str = ""
    """Why the import stopped before its end, and how to go on; empty when it is complete."""

    @property
    def complete(self) -> bool:
        """Whether every command of the plan was carried out or refused by the ledger."""
        return not self.interrupted

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        tally = self.tally
        return {
            "complete": self.complete,
            "interrupted": self.interrupted or None,
            "rows": {
                "read": tally.rows,
                "applied": tally.rows_applied,
                "refused": tally.rows_refused,
                "not_reached": tally.rows_not_reached,
            },
            "instruments": {
                "migrated": tally.migrated,
                "assigned": tally.assigned,
                "cancelled": tally.cancelled,
                "partial_releases": tally.partial_releases,
            },
            "rights": {"migrated": tally.rights_migrated, "freed": tally.rights_freed},
            "by_class": {name: dict(counts) for name, counts in tally.by_class.items()},
            "refused": dict(tally.refused),
            "refused_rows": [dict(zip(REFUSED_COLUMNS, _cells(each), strict=True)) for each in self.refused],
            "warnings": [
                {
                    "code": str(each.code),
                    "registration_no": each.registration_no,
                    "file": each.file,
                    "line": each.line,
                    "text": each.text,
                }
                for each in self.warnings
            ],
            "pledges": dict(self.pledges),
        }

    def refused_csv(self) -> str:
        """The refused rows as a CSV table with `REFUSED_COLUMNS`."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(REFUSED_COLUMNS)
        writer.writerows([_safe(cell) for cell in _cells(each)] for each in self.refused)
        return text.getvalue()

    def refused_json(self) -> str:
        """The refused rows as JSON text, one object in a line."""
        rows = (dict(zip(REFUSED_COLUMNS, _cells(each), strict=True)) for each in self.refused)
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def report_of(
    plan: ImportPlan,
    refused_commands: Mapping[int, Refused] | None = None,
    pledges: Mapping[str, int] | None = None,
    done: int | None = None,
    interrupted: str = "",
) -> ImportReport:
    """The report of a plan: as it was carried out, or as it would be.

    `refused_commands` are those that the ledger refused; `done` is how many commands were tried (default: all).
    """
    refusals = dict(refused_commands or {})
    tried = len(plan.commands) if done is None else done
    rows = tuple(_final(each, refusals) for each in plan.rows)
    carried = [command for index, command in enumerate(plan.commands[:tried]) if index not in refusals]
    return ImportReport(
        tally=_tally(rows, carried, tried),
        refused=tuple(each for each in rows if isinstance(each.outcome, Refused)),
        warnings=(*plan.warnings, *_lost(plan.rows, refusals)),
        pledges=dict(pledges or {}),
        interrupted=interrupted,
    )


def _final(row: RowOutcome, refusals: Mapping[int, Refused]) -> RowOutcome:
    if not isinstance(row.outcome, Applied):
        return row
    kept = tuple(index for index in row.outcome.commands if index not in refusals)
    return RowOutcome(row.row, Applied(kept) if kept else refusals[row.outcome.commands[0]])


def _lost(rows: Sequence[RowOutcome], refusals: Mapping[int, Refused]) -> Iterator[ImportWarning]:
    """What the ledger refused of a row that is applied by its other commands."""
    for each in rows:
        row = each.row
        if not isinstance(row, Record) or not isinstance(each.outcome, Applied):
            continue
        lost = [refusals[index] for index in each.outcome.commands if index in refusals]
        for refusal in lost if len(lost) < len(each.outcome.commands) else ():
            name = f"{refusal.code} ({refusal.error})" if refusal.error else str(refusal.code)
            code = WarningCode.REFERENCE_NOT_APPLIED
            yield ImportWarning(code, row.registration_no, row.file, row.line, f"{name}: {refusal.text}")


def _tally(rows: Sequence[RowOutcome], commands: Sequence[Command], tried: int) -> Tally:
    def applied(each: RowOutcome) -> bool:
        return isinstance(each.outcome, Applied) and any(index < tried for index in each.outcome.commands)

    by_class: dict[str, Counter[str]] = {}
    instruments: dict[str, set[tuple[str, str]]] = {}
    for each in rows:
        name = each.row.conveyance.value if isinstance(each.row, Record) else "UNREADABLE"
        counts = by_class.setdefault(name, Counter(instruments=0, rows=0, applied=0, refused=0))
        counts["rows"] += 1
        counts["applied"] += applied(each)
        counts["refused"] += isinstance(each.outcome, Refused)
        if isinstance(each.row, Record) and each.row.registration_no:
            instruments.setdefault(name, set()).add((each.row.register.value, each.row.registration_no))
    for name, found in instruments.items():
        by_class[name]["instruments"] = len(found)
    migrates = [command for command in commands if isinstance(command, Migrate)]
    cancels = [command for command in commands if isinstance(command, Cancel)]
    partial = [command for command in commands if isinstance(command, PartialRelease)]
    return Tally(
        rows=len(rows),
        rows_applied=sum(map(applied, rows)),
        rows_refused=sum(isinstance(each.outcome, Refused) for each in rows),
        rows_not_reached=sum(isinstance(each.outcome, Applied) and not applied(each) for each in rows),
        migrated=len(migrates),
        assigned=sum(isinstance(command, Assign) for command in commands),
        cancelled=len(cancels),
        partial_releases=len(partial),
        rights_migrated=sum(len(command.rights) for command in migrates),
        rights_freed=sum(len(command.rights) for command in cancels) + sum(len(command.freed) for command in partial),
        refused=dict(Counter(str(each.outcome.code) for each in rows if isinstance(each.outcome, Refused))),
        by_class={name: dict(counts) for name, counts in sorted(by_class.items())},
    )


def _cells(each: RowOutcome) -> tuple[Any, ...]:
    row, refused = each.row, each.outcome
    assert isinstance(refused, Refused)
    about = ("", "", "")
    if isinstance(row, Record):
        about = (row.registration_no, row.patent_no or row.application_no, row.conveyance.value)
    return (row.file, row.line, *about, str(refused.code), refused.text, refused.pledge, refused.error)


def _safe(cell: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula: records may hold anything."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} else cell
