"""Programmes, subsidies and the directory, out of events."""

from dataclasses import dataclass

from chain_gateway.ledger.enums import SubsidyState
from tests.property.ledger_model.replay.events import Event, Fields


@dataclass
class Programme:
    """A programme of subsidies."""

    authority: int
    terms: Fields
    closed: bool = False
    granted: int = 0


@dataclass
class Subsidy:
    """A claim."""

    claimant: int
    terms: Fields
    amount: int
    state: int = SubsidyState.Claimed


@dataclass
class Entry:
    """An entry of the directory."""

    publisher: int
    terms: Fields
    version: int = 1
    withdrawn: bool = False


class Subsidies:
    """SubsidyBook and DirectoryBook."""

    def __init__(self) -> None:
        self.programmes: dict[int, Programme] = {}
        self.subsidies: dict[int, Subsidy] = {}
        self.taken: dict[tuple[int, int, int], int] = {}
        """Programme, pledge and period to the subsidy that takes it."""
        self.entries: dict[int, Entry] = {}

    def on_programme_declared(self, event: Event) -> None:
        self.programmes[event.about] = Programme(event.actor, event.data["terms"])

    def on_programme_revised(self, event: Event) -> None:
        self.programmes[event.about].terms = event.data["terms"]

    def on_programme_closed(self, event: Event) -> None:
        self.programmes[event.about].closed = True

    def on_subsidy_claimed(self, event: Event) -> None:
        terms = event.data["terms"]
        self.subsidies[event.about] = Subsidy(event.actor, terms, terms["amount"])
        key = terms["programme"], terms["pledge"], terms["period"]
        assert self.taken.setdefault(key, event.about) == event.about, "a period is taken once"

    def on_subsidy_withdrawn(self, event: Event) -> None:
        self._leave(event, SubsidyState.Withdrawn)

    def on_subsidy_refused(self, event: Event) -> None:
        self._leave(event, SubsidyState.Refused)

    def on_subsidy_granted(self, event: Event) -> None:
        entry = self.subsidies[event.about]
        entry.state, entry.amount = SubsidyState.Granted, event.data["amount"]
        self.programmes[entry.terms["programme"]].granted += entry.amount

    def on_subsidy_paid(self, event: Event) -> None:
        self.subsidies[event.about].state = SubsidyState.Paid

    def on_entry_published(self, event: Event) -> None:
        self.entries[event.about] = Entry(event.actor, event.data["terms"])

    def on_entry_revised(self, event: Event) -> None:
        entry = self.entries[event.about]
        entry.terms, entry.version = event.data["terms"], event.data["version"]

    def on_entry_withdrawn(self, event: Event) -> None:
        self.entries[event.about].withdrawn = True

    def programme_of(self, programme: int) -> dict[str, object]:
        """The reading of a programme."""
        entry = self.programmes.get(programme)
        if entry is None:
            return {}
        names = ("kind", "period", "rightKinds", "ratio", "currency", "most", "budget", "startsOn", "endsOn")
        told = {name: entry.terms[name] for name in names}
        return told | {"authority": entry.authority, "closed": entry.closed, "granted": entry.granted}

    def subsidy_of(self, subsidy: int) -> dict[str, object]:
        """The reading of a subsidy."""
        entry = self.subsidies.get(subsidy)
        if entry is None:
            return {}
        told = {name: entry.terms[name] for name in ("programme", "pledge", "beneficiary", "period")}
        return told | {"state": entry.state, "claimant": entry.claimant, "amount": entry.amount}

    def entry_of(self, entry: int) -> dict[str, object]:
        """The reading of an entry."""
        found = self.entries.get(entry)
        if found is None:
            return {}
        told = {"kind": found.terms["kind"], "owner": found.terms["owner"], "publisher": found.publisher}
        return told | {"withdrawn": found.withdrawn, "version": found.version}

    def _leave(self, event: Event, state: SubsidyState) -> None:
        entry = self.subsidies[event.about]
        entry.state = state
        del self.taken[entry.terms["programme"], entry.terms["pledge"], entry.terms["period"]]
