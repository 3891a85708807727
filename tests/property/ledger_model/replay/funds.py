"""Funds and commitments, out of events."""

from dataclasses import dataclass, field

from chain_gateway.ledger.enums import CommitmentState
from tests.property.ledger_model.replay.events import Event, Fields

USUAL_CAP = 7_500
"""The cap that rule set 1 starts with (library BuybackCap); no event says it."""


@dataclass
class Fund:
    """A fund, its exercised commitments in the order that the book keeps, and what is at stake for each pledgor."""

    owner: int
    terms: Fields
    capital: int
    outstanding: list[int] = field(default_factory=list)
    exposure: dict[int, int] = field(default_factory=dict)


@dataclass
class Commitment:
    """A commitment."""

    fund: int
    pledge: int
    terms: Fields
    state: int = CommitmentState.Offered
    pledgors: tuple[int, ...] = ()
    disputed: bool = False
    overdue_marked: bool = False
    due_at: int = 0
    paid: int = 0
    received: int = 0

    @property
    def price(self) -> int:
        return int(self.terms["price"])

    @property
    def open(self) -> bool:
        return self.state in (CommitmentState.Accepted, CommitmentState.Exercised)


class Funds:
    """BuybackBook."""

    def __init__(self) -> None:
        self.cap = USUAL_CAP
        self.funds: dict[int, Fund] = {}
        self.commitments: dict[int, Commitment] = {}
        self.principals: dict[int, tuple[int, int]] = {}
        """Principal and cap of a pledge's last acceptance."""

    def on_fund_declared(self, event: Event) -> None:
        terms = event.data["terms"]
        self.funds[event.about] = Fund(event.actor, terms, terms["capital"])

    def on_fund_revised(self, event: Event) -> None:
        fund = self.funds[event.about]
        fund.terms, fund.capital = event.data["terms"], event.data["terms"]["capital"]

    def on_cap_set(self, event: Event) -> None:
        self.cap = event.data["cap"]

    def on_commitment_offered(self, event: Event) -> None:
        data = event.data
        self.commitments[event.about] = Commitment(data["fund"], data["pledge"], data["terms"])

    def on_offer_withdrawn(self, event: Event) -> None:
        self._of(event).state = CommitmentState.Withdrawn

    def on_offer_declined(self, event: Event) -> None:
        self._of(event).state = CommitmentState.Declined

    def on_commitment_accepted(self, event: Event) -> None:
        commitment = self._of(event)
        commitment.state, commitment.pledgors = CommitmentState.Accepted, event.data["pledgors"]
        self.principals[commitment.pledge] = (event.data["principal"], event.data["cap"])
        self._expose(commitment, commitment.price)

    def on_commitment_exercised(self, event: Event) -> None:
        commitment = self._of(event)
        commitment.state, commitment.due_at = CommitmentState.Exercised, event.data["dueAt"]
        self.funds[commitment.fund].outstanding.append(event.about)

    def on_payment_stated(self, event: Event) -> None:
        commitment = self._of(event)
        commitment.paid += event.data["amount"]
        assert commitment.paid == event.data["paid"]

    def on_payment_confirmed(self, event: Event) -> None:
        commitment = self._of(event)
        commitment.received = event.data["received"]
        if event.data["settled"]:
            commitment.state = CommitmentState.Settled
            self._take_off(event.about)

    def on_exercise_disputed(self, event: Event) -> None:
        self._of(event).disputed = True

    def on_payment_overdue(self, event: Event) -> None:
        self._of(event).overdue_marked = True

    def on_commitment_lapsed(self, event: Event) -> None:
        self._release(event, CommitmentState.Lapsed)

    def on_commitment_waived(self, event: Event) -> None:
        if self._of(event).state == CommitmentState.Exercised:
            self._take_off(event.about)
        self._release(event, CommitmentState.Waived)

    def on_inventory_resold(self, event: Event) -> None:
        commitment = self._of(event)
        commitment.state = CommitmentState.Resold
        self.funds[commitment.fund].capital = event.data["capital"]
        self._expose(commitment, -commitment.price)

    # Readings

    def fund_of(self, fund: int, time: int) -> dict[str, object]:
        entry = self.funds.get(fund)
        if entry is None:
            return {}
        return {
            "owner": entry.owner,
            **{name: entry.terms[name] for name in ("manager", "currency", "pledgorLimit")},
            "capital": entry.capital,
            "open": self.bound(fund),
            "inventory": self.inventory(fund),
            "outstanding": len(entry.outstanding),
            "overdue": self.overdue(fund, time),
        }

    def commitment_of(self, commitment: int) -> dict[str, object]:
        entry = self.commitments.get(commitment)
        if entry is None:
            return {}
        names = ("route", "opensAt", "closesAt", "paymentDays", "price")
        return {
            "state": entry.state,
            **{name: entry.terms[name] for name in names},
            "disputed": entry.disputed,
            "overdueMarked": entry.overdue_marked,
            "fund": entry.fund,
            "pledge": entry.pledge,
            "dueAt": entry.due_at,
            "paid": entry.paid,
            "received": entry.received,
        }

    def cover_of(self, pledge: int) -> dict[str, object]:
        principal, cap = self.principals.get(pledge, (0, 0))
        return {"committed": self.committed(pledge), "principal": principal, "cap": cap}

    def pledgor_exposure(self, fund: int, pledgor: int) -> int:
        return self.funds[fund].exposure.get(pledgor, 0) if fund in self.funds else 0

    def bound(self, fund: int) -> int:
        """Sum of the fund's open prices."""
        return sum(each.price for each in self.commitments.values() if each.fund == fund and each.open)

    def inventory(self, fund: int) -> int:
        """What the fund bought and has not sold, at cost."""
        settled = CommitmentState.Settled
        return sum(each.price for each in self.commitments.values() if each.fund == fund and each.state == settled)

    def committed(self, pledge: int) -> int:
        """Sum of the open prices on an obligation."""
        return sum(each.price for each in self.commitments.values() if each.pledge == pledge and each.open)

    def overdue(self, fund: int, time: int) -> int:
        """The first of the fund's outstanding exercises that is overdue; 0 when none is."""
        late = (each for each in self.funds[fund].outstanding if time > self.commitments[each].due_at)
        return next(late, 0)

    def _of(self, event: Event) -> Commitment:
        return self.commitments[event.about]

    def _release(self, event: Event, state: CommitmentState) -> None:
        commitment = self._of(event)
        if commitment.open:
            self._expose(commitment, -commitment.price)
        commitment.state = state

    def _expose(self, commitment: Commitment, price: int) -> None:
        exposure = self.funds[commitment.fund].exposure
        for pledgor in commitment.pledgors:
            exposure[pledgor] = exposure.get(pledgor, 0) + price

    def _take_off(self, commitment: int) -> None:
        """The last one of the list takes the place of the one that leaves."""
        outstanding = self.funds[self.commitments[commitment].fund].outstanding
        place, last = outstanding.index(commitment), outstanding.pop()
        if last != commitment:
            outstanding[place] = last
