"""The demonstration from beginning to end; what it answers is data, and `show` makes it readable."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from chain_gateway.client import LookupClient
from chain_gateway.importing.commands import Cancel, PartialRelease
from chain_gateway.importing.known import LookupLedger
from chain_gateway.importing.plan import ImportPlan, make_plan
from chain_gateway.importing.readers import read
from chain_gateway.importing.report import ImportReport
from chain_gateway.importing.runner import run as run_import
from chain_gateway.ledger.dates import today as office_today
from pledge.demonstration import cast
from pledge.demonstration.pledging import tell
from pledge.demonstration.setting import Setting, make_ready
from pledge.demonstration.steps import Unexpected
from pledge.house import House

COMMITTED_RECORDS = ("us_security_interests.csv", "us_security_chains.csv")
_INDEX_SECONDS = 60.0

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Demonstration:
    """What the demonstration found; every count is read from the chain through the look-up, except `report`."""

    report: ImportReport
    """What the importer says of each row."""
    statistics: dict[str, Any]
    """Counts of the ledger after the import and before the invented pledge."""
    history: dict[str, Any]
    """All acts on the patent with the longest history."""
    lookups: dict[str, dict[str, Any]]
    """Status answers: pledged, released, never pledged where the kind is covered and where not, a real Chinese one."""
    pledging: dict[str, Any]
    """The invented pledge: its acts, the refused second filing, and the status after each step."""
    completeness: dict[str, Any]
    """The rolling hash at the end."""
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {
            "import": self.report.to_json(),
            "statistics": self.statistics,
            "history": self.history,
            "lookups": self.lookups,
            "pledging": self.pledging,
            "completeness": self.completeness,
            "seconds": round(self.seconds, 1),
        }


def demonstrate(house: House, records: Path | None, progress: Progress) -> Demonstration:
    """Run everything on a fresh, started house. `records` replaces the committed records.

    Raises Unexpected when a step does not end as the rules say, MalformedFile, ServiceUnavailable, Problem.
    """
    started = time.monotonic()
    today = office_today()
    lookup = house.lookup
    setting = make_ready(house, today)
    indexed(house)
    plan, report = _import(house, setting, records, progress)
    if report.interrupted:
        raise Unexpected("import", report.interrupted)
    indexed(house)
    statistics = lookup.statistics()
    statuses: dict[str, dict[str, Any]] = {}

    def look(step: str) -> None:
        indexed(house)
        statuses[step] = lookup.status(cast.PLEDGED_PATENT)

    story = tell(setting.enrolled, today, look)
    return Demonstration(
        report=report,
        statistics=statistics,
        history=_history(lookup),
        lookups=_lookups(lookup, plan, statuses),
        pledging={
            "pledge": story.pledge,
            "registration_number": story.registration_number,
            "consent_signed_by": story.consent_signed_by,
            "second_filing_refused": story.refused_with,
            "statuses": {step: answer["status"] for step, answer in statuses.items()},
            "acts": lookup.pledge_history(story.pledge)["acts"],
        },
        completeness=lookup.completeness(),
        seconds=time.monotonic() - started,
    )


def indexed(house: House) -> None:
    """Wait until the look-up answers from the chain's newest block. Raises Unexpected when it does not come."""
    wanted = house.node.head().number
    deadline = time.monotonic() + _INDEX_SECONDS
    lookup = house.lookup
    while True:
        state = lookup.completeness()
        block = state.get("block")
        if block and block["number"] >= wanted:
            return
        if time.monotonic() > deadline:
            raise Unexpected("index", f"the look-up did not reach block {wanted} in {_INDEX_SECONDS:.0f} s: {state}")
        time.sleep(0.02)


def _import(
    house: House, setting: Setting, records: Path | None, progress: Progress
) -> tuple[ImportPlan, ImportReport]:
    rows = [row for path in _record_files(records) for row in _read(path)]
    offices = {register: office.party for register, office in setting.offices.items()}
    plan = make_plan(rows, LookupLedger(house.lookup, offices))
    return plan, run_import(plan, setting.offices, progress)


def _record_files(records: Path | None) -> Sequence[Path]:
    return [records] if records is not None else [Path(name) for name in COMMITTED_RECORDS]


def _read(path: Path) -> list[Any]:
    if path.name in COMMITTED_RECORDS and path.parent == Path():
        with as_file(files("chain_gateway.importing").joinpath("data", path.name)) as committed:
            return list(read(committed))
    return list(read(path))


def _history(lookup: LookupClient) -> dict[str, Any]:
    return lookup.history(cast.REAL_US_PATENT_HISTORY)


def _lookups(lookup: LookupClient, plan: ImportPlan, statuses: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The look-ups that the page of results shows. Pledged and released come from the records themselves."""
    answers = {
        "pledged": lookup.status(cast.REAL_US_PATENT_HISTORY),
        "never pledged, kind covered": lookup.status(cast.FREE_PATENT),
        "never pledged, kind not covered": lookup.status(cast.NEVER_PLEDGED_US_PATENT),
        "real Chinese patent, not attested here": lookup.status(cast.REAL_CHINESE_PATENT),
    }
    released = _first_released(lookup, plan)
    if released is not None:
        answers["released"] = lookup.status(released)
    answers["released, the demonstration's own"] = statuses["released"]
    return answers


def _first_released(lookup: LookupClient, plan: ImportPlan) -> str | None:
    """A right that a record freed and that no other pledge holds; None when the records have none."""
    freed = [
        right.text
        for command in plan.commands
        if isinstance(command, (Cancel, PartialRelease))
        for right in (command.rights if isinstance(command, Cancel) else command.freed)
    ]
    if not freed:
        return None
    rows = lookup.batch(freed[:10_000])["results"]
    return next((row["right"] for row in rows if row["status"] == "released"), None)
