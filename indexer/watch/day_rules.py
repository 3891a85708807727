"""One day in, the causes out: terms that end, fees that fall due, grace that runs. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chain_gateway.ledger.enums import CircumstanceKind
from indexer.projection.rows import CircumstanceRow, FactsRow, TermsRow
from indexer.watch.causes import Cause, Scope

STEPS = (7, 30, 90)
"""Days before an end at which a watcher is told of it; the nearest that is reached."""


@dataclass(frozen=True)
class Calendar:
    """Present rows that carry dates, of what a watch covers."""

    terms: tuple[TermsRow, ...]
    fees: tuple[CircumstanceRow, ...]
    facts: tuple[FactsRow, ...]


def day_causes(today: int, scope: Scope, calendar: Calendar) -> list[Cause]:
    """Why the watcher is told something today (yyyymmdd)."""
    causes: list[Cause] = []
    for row in calendar.terms:
        if row.pledge in scope.pledges:
            what = f"The term of pledge {row.pledge} ends on"
            causes += _ending(scope, "term-ending", f"pledge:{row.pledge}", what, row.ends_on, today, row.pledge, None)
    texts = {row.asset_key: row.right for row in calendar.facts}
    for fact in calendar.facts:
        if fact.asset_key in scope.rights:
            what, key = f"The attested term of {fact.right} ends on", f"right:{fact.asset_key}"
            causes += _ending(scope, "right-ending", key, what, fact.expires_on, today, None, fact.right)
    for fee in calendar.fees:
        if fee.asset_key in scope.rights and fee.kind == CircumstanceKind.AnnualFee:
            causes += _fee(scope, fee, texts.get(fee.asset_key, fee.asset_key), today)
    return causes


def reached(ends_on: int, today: int) -> int | None:
    """The nearest step that is reached before an end; None outside of them all, and once it has passed."""
    if not ends_on:
        return None
    left = (_date(ends_on) - _date(today)).days
    return next((step for step in STEPS if 0 <= left <= step), None)


def _ending(
    scope: Scope, kind: str, subject: str, what: str, ends_on: int, today: int, pledge: int | None, right: str | None
) -> Iterable[Cause]:
    step = reached(ends_on, today)
    if step is not None:
        text = f"{what} {_date(ends_on)}, within {step} days."
        yield _cause(scope, kind, f"{subject}:{ends_on}:{step}", text, ends_on, pledge, right)


def _fee(scope: Scope, fee: CircumstanceRow, right: str, today: int) -> Iterable[Cause]:
    subject = f"right:{fee.asset_key}"
    yield from _ending(
        scope, "fee-due", subject, f"The fee of {right} is paid until", fee.starts_on, today, None, right
    )
    if 0 < fee.starts_on < today <= fee.ends_on:
        text = f"The fee of {right} is overdue since {_date(fee.starts_on)}; its grace runs until {_date(fee.ends_on)}."
        yield _cause(scope, "grace-running", f"{subject}:{fee.starts_on}", text, fee.ends_on, None, right)


def _cause(scope: Scope, kind: str, key: str, text: str, on: int, pledge: int | None, right: str | None) -> Cause:
    facts = {"on": _date(on).isoformat(), "pledge": pledge, "rights": [] if right is None else [right]}
    return Cause(scope.watch, kind, key, text, facts, None)


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
