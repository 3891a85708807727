"""Rows of the US table for tests, put together in a line; firms and numbers are made up."""

import csv
import io
from pathlib import Path

from chain_gateway.importing.ledger_view import EmptyLedger, LedgerView
from chain_gateway.importing.outcomes import Applied, Refused
from chain_gateway.importing.plan import ImportPlan, make_plan
from chain_gateway.importing.readers.us_csv import COLUMNS, read_us_csv

_COMMON = {
    "source": "DEMO table",
    "right": "patent",
    "execution_date": "2019-01-01",
    "recorded_date": "2019-01-02",
    "pledgor": "LANTERN WORKS, INC. (DEMO)",
    "pledgee": "FIRST LANTERN BANK (DEMO)",
    "title": "A LANTERN",
}


def interest(number: str, patent: int | str = 1, **fields: str) -> dict[str, str]:
    """A row of a security interest over patent US9900000n on application US9910000n."""
    return _row(number, patent, "SECURITY INTEREST", "SECURITY AGREEMENT", fields)


def release(number: str, of: str, patent: int | str = 1, **fields: str) -> dict[str, str]:
    """A row of a release of the pledge `of`."""
    fields = {"references": of, "recorded_date": "2019-02-02"} | fields
    return _row(number, patent, "RELEASE BY SECURED PARTY", "RELEASE BY SECURED PARTY", fields)


def assignment(number: str, of: str, patent: int | str = 1, **fields: str) -> dict[str, str]:
    """A row of an assignment of the pledge `of` to another bank."""
    fields = {
        "references": of,
        "recorded_date": "2019-01-20",
        "pledgor": "",
        "pledgee": "SECOND LANTERN CAPITAL LLC (DEMO)",
        "old_pledgee": "FIRST LANTERN BANK (DEMO)",
    } | fields
    return _row(number, patent, "ASSIGNMENT OF SECURITY INTEREST", "ASSIGNMENT OF SECURITY INTEREST", fields)


def _row(number: str, patent: int | str, event: str, text: str, fields: dict[str, str]) -> dict[str, str]:
    numbers = (
        {"patent_no": f"US9900{patent:04}", "application_no": f"US9910{patent:04}"} if isinstance(patent, int) else {}
    )
    return (
        dict.fromkeys(COLUMNS, "")
        | _COMMON
        | numbers
        | {"registration_no": number, "event_code": event, "conveyance_text": text}
        | fields
    )


def table(folder: Path, *rows: dict[str, str], name: str = "table.csv") -> Path:
    """The rows as a file of the US table."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def plan_of(folder: Path, *rows: dict[str, str], ledger: LedgerView | None = None) -> ImportPlan:
    """The plan of an import of these rows."""
    return make_plan(list(read_us_csv(table(folder, *rows))), ledger or EmptyLedger())


def outcomes(plan: ImportPlan) -> list[str]:
    """For each row the code of its refusal, or the names of the commands that apply it."""
    found = []
    for row in plan.rows:
        if isinstance(row.outcome, Refused):
            found.append(str(row.outcome.code))
        else:
            assert isinstance(row.outcome, Applied)
            found.append("+".join(type(plan.commands[index]).__name__ for index in row.outcome.commands))
    return found
