"""One act in, the causes out: what befalls a watched right, pledge or name. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from chain_gateway.ledger.enums import CircumstanceKind, Validity
from indexer.projection.rows import EventRow
from indexer.watch.causes import Cause, Scope

LATE_DAYS = 10
"""A default that is put on the ledger later than this after its notice reaches a guarantor late."""


@dataclass(frozen=True)
class Happened:
    """An act, and what it touches."""

    event: EventRow
    payload: dict[str, Any]
    day: int
    """Days since 1970 of its block, in the offices' zone."""
    notice_day: int | None
    """The same of the notice that a default states."""
    pledge: int | None
    rights: frozenset[str]
    """Asset keys of the rights that it is about: those of its pledge, or the one that it attests."""
    pledgors: frozenset[int]
    texts: dict[str, str]
    """Texts of the rights by asset key."""
    validity_before: int | None
    owners_before: frozenset[int] | None
    owners: frozenset[int]


Rule = Callable[[Happened, Scope], Iterator[tuple[str, str]]]


def event_causes(happened: Happened, scope: Scope) -> list[Cause]:
    """Why the watcher is told of the act; nothing when it does not concern the watch, or is no news."""
    if happened.event.block <= scope.watch.since_block or not _concerns(happened, scope):
        return []
    found = [each for rule in RULES.get(happened.event.name, ()) for each in rule(happened, scope)]
    return [_cause(happened, scope, kind, text) for kind, text in found]


def _concerns(happened: Happened, scope: Scope) -> bool:
    return (
        happened.pledge in scope.pledges
        or not happened.rights.isdisjoint(scope.rights)
        or not scope.parties.isdisjoint(happened.pledgors | happened.owners | (happened.owners_before or frozenset()))
    )


def _facts(happened: Happened, _scope: Scope) -> Iterator[tuple[str, str]]:
    right = _right(happened)
    now = Validity[happened.payload["facts"]["validity"]]
    if happened.validity_before is not None and int(now) != happened.validity_before:
        before = Validity(happened.validity_before).name
        kind = {Validity.Lapsed: "right-lapsed", Validity.Invalidated: "right-invalidated"}.get(now, "validity-changed")
        yield kind, f"The office attests that {right} is {now.name}; before it was {before}."
    if happened.owners_before is not None and happened.owners != happened.owners_before:
        yield "right-transferred", f"The office attests other owners of {right}."


def _preserved(happened: Happened, _scope: Scope) -> Iterator[tuple[str, str]]:
    yield "right-preserved", f"A court preserves {_right(happened)}."


def _preservation_lifted(happened: Happened, _scope: Scope) -> Iterator[tuple[str, str]]:
    yield "preservation-lifted", f"A court's preservation of {_right(happened)} was lifted."


def _circumstance(happened: Happened, _scope: Scope) -> Iterator[tuple[str, str]]:
    kind = CircumstanceKind[happened.payload["circumstance"]["kind"]]
    if kind is CircumstanceKind.Litigation:
        yield "lawsuit", f"The office tells of a lawsuit over {_right(happened)}."
    elif kind is CircumstanceKind.Invalidation:
        yield "invalidation-asked", f"The office tells of proceedings to invalidate {_right(happened)}."


def _filing(happened: Happened, scope: Scope) -> Iterator[tuple[str, str]]:
    if happened.pledge not in scope.pledges or scope.watch.kind == "name":
        yield "competing-filing", f"Pledge {happened.pledge} was filed on {_right(happened)}."


def _ended(happened: Happened, _scope: Scope) -> Iterator[tuple[str, str]]:
    act = {"PledgeCancelled": "cancelled", "PledgeRevoked": "revoked", "PledgeRefused": "refused"}
    yield "pledge-ended", f"The office {act[happened.event.name]} pledge {happened.pledge}."


def _default(happened: Happened, scope: Scope) -> Iterator[tuple[str, str]]:
    # A default is told to the pledge's own parties and to whoever stands behind it (law.md 16).
    if happened.pledge in scope.guaranteed and happened.notice_day is not None:
        late = happened.day - happened.notice_day
        if late > LATE_DAYS:
            yield (
                "default-notice-late",
                f"The default of pledge {happened.pledge} was put on the ledger {late} days after its notice.",
            )
    if happened.pledge in scope.guaranteed | scope.own_pledges:
        yield "default-declared", f"A default of pledge {happened.pledge} was declared."


RULES: dict[str, tuple[Rule, ...]] = {
    "FactsAttested": (_facts,),
    "PreservationNoted": (_preserved,),
    "PreservationLifted": (_preservation_lifted,),
    "CircumstanceAttested": (_circumstance,),
    "PledgeFiled": (_filing,),
    "PledgeMigrated": (_filing,),
    "PledgeCancelled": (_ended,),
    "PledgeRevoked": (_ended,),
    "PledgeRefused": (_ended,),
    "PledgeDefaulted": (_default,),
}
"""Rules of the events that are causes."""


def _right(happened: Happened) -> str:
    texts = sorted(happened.texts.get(key, key) for key in happened.rights)
    return texts[0] if len(texts) == 1 else f"{len(texts)} rights"


def _cause(happened: Happened, scope: Scope, kind: str, text: str) -> Cause:
    event = happened.event
    key = f"{event.transaction_hash}:{event.name}:{event.subject}"
    facts = {
        "act": None if kind.startswith("default-") else event.name,
        "sequence": event.sequence,
        "pledge": happened.pledge,
        "rights": sorted(happened.texts.get(right, right) for right in happened.rights)[:100],
    }
    return Cause(scope.watch, kind, key, text, facts, event.block)
