"""The status of a right, by the rules of the trade (design, law.md 1 to 4). Pure."""

from dataclasses import dataclass

from chain_gateway.ledger.enums import CircumstanceKind, PledgeState, Validity
from indexer.lookup import wording
from indexer.lookup.burdens import NO_BURDENS, Burdens, is_overdue, is_pending
from indexer.lookup.standing import PledgeStanding, Standing
from indexer.lookup.texts import iso_date
from indexer.projection.rows import CoverageRow, FactsRow

ENDED = (Validity.Lapsed, Validity.Expired, Validity.Invalidated, Validity.Abandoned)


@dataclass(frozen=True)
class Coverage:
    """Whether an office has declared the ledger complete for a kind of right and a legal date.

    `state` is `covered`, `not-covered` (never declared, or not since the kind's rules were last set, or the date lies
    before the period) or `not-reconciled` (the date lies after it: not yet reconciled with the office's own register).
    """

    state: str
    from_on: int | None = None
    through_on: int | None = None


@dataclass(frozen=True)
class Caution:
    """Something that the asker must know beside the status. `code` is stable."""

    code: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """Status of a right, the reason when it is `unknown`, and the warnings."""

    status: str
    reason: str | None
    warnings: tuple[Caution, ...]


def coverage_on(declared: list[CoverageRow], on: int) -> Coverage:
    """The coverage of a kind as of a legal date; the newest declaration counts, as in the contract, unless the kind's
    rules were set anew since.
    """
    newest = max(declared, key=lambda row: row.sequence, default=None)
    if newest is None or newest.until_sequence is not None:
        return Coverage("not-covered")
    state = "covered"
    if on < newest.from_on:
        state = "not-covered"
    elif on > newest.through_on:
        state = "not-reconciled"
    return Coverage(state, newest.from_on, newest.through_on)


def worst(coverages: list[Coverage]) -> Coverage:
    """The least of several coverages, of a grant and its application; the first among equals."""
    return min(coverages, key=lambda each: ("not-covered", "not-reconciled", "covered").index(each.state))


def facts_on(attested: list[FactsRow], on: int) -> FactsRow | None:
    """The attestation that holds as of the latest date no later than `on`; None when there is none.

    An attestation may be sent long after the date that it is about, and says nothing of what came between: one sent
    later replaces another only when it is about the same date or a later one.
    """
    return max((row for row in attested if row.as_of <= on), key=lambda row: (row.as_of, row.sequence), default=None)


def judge(
    doubt: str | None,
    standing: Standing,
    attested: FactsRow | None,
    coverage: Coverage,
    on: int,
    burdens: Burdens = NO_BURDENS,
) -> Verdict:
    """The status as of the legal date `on`; `burdens` are those of that date.

    `doubt` is why the mirror cannot be relied on (see `proof`), None when it can. A right is `clear` only where it is
    attested in force and its office has declared its kind complete for the date; whatever else is not known is
    `unknown`.
    """
    status, reason = _status(doubt, standing, attested, coverage, on, burdens)
    warnings = _warnings(status, standing, attested, coverage, on) + _of_burdens(burdens, on)
    return Verdict(status, reason, tuple(warnings))


def _status(
    doubt: str | None, standing: Standing, attested: FactsRow | None, coverage: Coverage, on: int, burdens: Burdens
) -> tuple[str, str | None]:
    if doubt is not None:
        return "unknown", doubt
    if standing.live:
        enforcing = any(each.state is PledgeState.Enforcing for each in standing.live)
        return ("enforcing" if enforcing else "pledged"), None
    if standing.filed:
        return "filed", None
    if burdens.preservations:
        return "preserved", None
    if burdens.locks:
        return "locked", None
    if standing.past:
        return "released", None
    if attested is not None and attested.validity in ENDED:
        return "right-ended", None
    if coverage.state != "covered":
        return "unknown", coverage.state
    if attested is None or attested.validity != Validity.InForce or _term_over(attested, on):
        return "unknown", "not-attested"
    return "clear", None


def _warnings(status: str, standing: Standing, attested: FactsRow | None, coverage: Coverage, on: int) -> list[Caution]:
    warnings: list[Caution] = []
    for each in standing.live:
        warnings.extend(_of_live(each, on))
    for each in standing.filed:
        if (state := each.record.states[-1]).on > on:
            text = wording.takes_effect_later(each.record.pledge.pledge, iso_date(state.on) or "")
            warnings.append(Caution("takes-effect-later", text))
    for each in (*standing.live, *standing.past):
        if each.undated:
            text = wording.recorded_date_not_stated(each.record.pledge.pledge)
            warnings.append(Caution("recorded-date-not-stated", text))
    for each in standing.revoked:
        text = wording.registration_revoked(each.record.pledge.pledge)
        warnings.append(Caution("registration-revoked", text))
    if attested is not None:
        if attested.validity in ENDED:
            text = wording.right_ended(Validity(attested.validity).name, iso_date(attested.as_of) or "")
            warnings.append(Caution("right-ended", text))
        elif _term_over(attested, on):
            text = wording.right_term_over(iso_date(attested.expires_on) or "")
            warnings.append(Caution("right-term-over", text))
    if status == "released" and coverage.state != "covered":
        warnings.append(Caution("coverage-missing", wording.coverage_missing()))
    return warnings


def _of_burdens(burdens: Burdens, on: int) -> list[Caution]:
    warnings: list[Caution] = []
    for order in burdens.preservations:
        ended = iso_date(order.ends_on) if 0 < order.ends_on < on else None
        text = wording.preservation(order.court, order.case_number, order.rank, iso_date(order.starts_on) or "", ended)
        warnings.append(Caution("preservation", text))
    for row in burdens.circumstances:
        if is_overdue(row, on):
            grace = iso_date(row.ends_on) if row.ends_on >= on else None
            warnings.append(Caution("fees-overdue", wording.fees_overdue(iso_date(row.starts_on) or "", grace)))
        elif row.kind == CircumstanceKind.Invalidation and is_pending(row, on):
            text = wording.invalidation(row.case_number, iso_date(row.starts_on))
            warnings.append(Caution("invalidation", text))
        elif row.kind == CircumstanceKind.Litigation and is_pending(row, on):
            warnings.append(Caution("litigation", wording.litigation(row.case_number, iso_date(row.starts_on))))
    return warnings


def _of_live(each: PledgeStanding, on: int) -> list[Caution]:
    pledge = each.record.pledge.pledge
    warnings: list[Caution] = []
    terms = each.record.terms_on(on)
    if terms is not None and 0 < terms.ends_on < on:
        warnings.append(Caution("term-over", wording.term_over(pledge, iso_date(terms.ends_on) or "")))
    if each.state is PledgeState.Discharged:
        warnings.append(Caution("discharged-not-cancelled", wording.discharged_not_cancelled(pledge)))
    return warnings


def _term_over(attested: FactsRow, on: int) -> bool:
    return 0 < attested.expires_on < on
