"""Random schemes, losses, payments and recoveries on the real contracts, against the model with exact integers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.enums import (
    DefaultGround,
    EnforcementRoute,
    ObligationKind,
    PartyKind,
    RealisationMethod,
    RecoveryOrder,
)
from chain_gateway.ledger.events import LossDeclared, RecoveryShared
from chain_gateway.ledger.structs import Act, PartyEntry, Realisation, Registration, SchemeTerms, ShareView, Tranche
from chain_gateway.ledger.waterfall import WHOLE, Layer, Standing, reimbursed, share_loss, share_recovery
from chain_gateway.signing.signer import Signer
from tests.property.examples import examples
from tests.unit.ledger.conftest import OBLIGATION, PAPER, RealLedger, founded

SALT = b"\x05" * 32
ACT = Act(document=PAPER.document)
MOST = 2**96
_numbers = count(1)


@dataclass
class Market:
    """A ledger with eleven parties that may bear tranches."""

    ledger: RealLedger
    takers: tuple[tuple[int, Signer], ...]

    def signer(self, party: int) -> Signer:
        return next(signer for taker, signer in self.takers if taker == party)

    def do(self, call: Call, signer: Signer) -> Any:
        receipt = self.ledger.send(call, signer)
        assert receipt.succeeded, (call.function, self.ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, (call.function, receipt.gas_used, call.gas)
        return self.ledger.events_of(receipt)[-1]

    def scheme(self, order: RecoveryOrder, tranches: Sequence[Tranche]) -> int:
        now = self.ledger.chain.node.head().timestamp
        times = (0, now + 86_400, now + 864_000)
        terms = SchemeTerms("CNY", order, *times, 2**128 - 1, PAPER.document, SALT, tuple(tranches))
        proposed: int = self.do(calls.propose_scheme(terms, ACT), self.ledger.bank.signer).sequence
        for party in sorted({tranche.party for tranche in tranches[1:]}):
            self.do(calls.join_scheme(proposed, ACT), self.signer(party))
        return proposed

    def lost(self, scheme: int, amount: int) -> Any:
        ledger, bank = self.ledger, self.ledger.bank.signer
        rights = ledger.attest(1)
        filing = ledger.filing(rights, replace(OBLIGATION, kind=ObligationKind.Fixed, amount=amount))
        pledge = self.do(calls.file(filing, [], PAPER), bank).sequence
        registration = Registration(f"LOSS-{next(_numbers)}", 20240105, PAPER.document)
        self.do(calls.register(pledge, rights, filing.pledgors, registration, PAPER), ledger.office.signer)
        self.do(calls.cover_pledge(scheme, pledge, amount, SALT, ACT), bank)
        self.do(calls.declare_default(pledge, DefaultGround.AgreedCase, 20240201, ACT), bank)
        self.do(calls.enforce(pledge, EnforcementRoute.Agreement, "", ACT), bank)
        sold = Realisation(RealisationMethod.Sale, 0, "CNY", 1, 0, 0, 1, 0, 0, amount, b"", SALT)
        self.do(calls.realise(pledge, rights, rights, sold, ACT), bank)
        return self.do(calls.declare_loss(pledge, amount, SALT, ACT), bank)

    def shares(self, loss: int, number: int) -> list[ShareView]:
        return [self.ledger.ask(reads.share_of(loss, place)) for place in range(number)]


@pytest.fixture(scope="module")
def market() -> Market:
    ledger = founded()

    def admit(number: int) -> tuple[int, Signer]:
        signer = Signer.random()
        ledger.chain.fund(signer.address)
        entry = PartyEntry(PartyKind.Insurer, f"演示保险公司{number}")
        admitted, *_ = ledger.do(calls.admit(entry, [signer.address], Act()), ledger.governance)
        return admitted.sequence, signer

    return Market(ledger, tuple(admit(number) for number in range(11)))


@st.composite
def drawn_tranches(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    """Rate, what it reinsures and cap of each tranche: 1 to 12, of which some reinsure an earlier one."""
    number = draw(st.integers(1, 12))
    left, free = WHOLE, list[int]()
    found = [(0, 0, 0)]
    for _ in range(1, number):
        cap = draw(st.integers(1, MOST))
        reinsured = draw(st.sampled_from([0, *free]))
        if reinsured or not left:
            if not free:
                break
            reinsured = reinsured or free[0]
            free.remove(reinsured)
            found.append((draw(st.integers(1, WHOLE)), reinsured, cap))
        else:
            rate = draw(st.integers(1, left))
            left -= rate
            found.append((rate, 0, cap))
        free.append(len(found) - 1)
    found[0] = (left, 0, 0)
    return found


class Books:
    """The model's own books of one loss."""

    def __init__(self, amount: int, layers: Sequence[Layer]) -> None:
        self.layers = layers
        self.shares = share_loss(amount, layers)
        self.confirmed = [0] * len(layers)
        self.relieved = [0] * len(layers)
        self.returned = [0] * len(layers)

    def due(self, place: int) -> int:
        layer = self.layers[place]
        if not layer.reinsures:
            return self.shares[place]
        return reimbursed(self.confirmed[layer.reinsures], replace(layer, limit=self.shares[place]))

    def left(self, place: int) -> int:
        """What a tranche still has to pay."""
        return self.due(place) - self.confirmed[place] - self.relieved[place]

    def standings(self) -> list[Standing]:
        found = [Standing(self.shares[0] - self.returned[0])]
        for place in range(1, len(self.layers)):
            passed_on = sum(self.due(other) for other, layer in enumerate(self.layers) if layer.reinsures == place)
            own = self.confirmed[place] - passed_on - self.returned[place]
            found.append(Standing(own, self.left(place)))
        return found

    def recover(self, amount: int, order: RecoveryOrder) -> tuple[list[int], list[int]]:
        borne, relieved = share_recovery(amount, self.standings(), order)
        self.returned = [before + more for before, more in zip(self.returned, borne, strict=True)]
        self.relieved = [before + more for before, more in zip(self.relieved, relieved, strict=True)]
        return borne, relieved


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    st.data(),
    st.integers(1, MOST),
    drawn_tranches(),
    st.sampled_from((RecoveryOrder.CreditorFirst, RecoveryOrder.ProRata)),
)
def test_the_contract_splits_as_the_model_does(
    market: Market, data: st.DataObject, amount: int, drawn: list[tuple[int, int, int]], order: RecoveryOrder
) -> None:
    parties = [0, *(party for party, _ in market.takers)]
    tranches = [
        Tranche(parties[place], rate, reinsures, 0, cap, cap) for place, (rate, reinsures, cap) in enumerate(drawn)
    ]
    layers = [Layer(rate, reinsures, cap if place else None) for place, (rate, reinsures, cap) in enumerate(drawn)]
    declared = market.lost(market.scheme(order, tranches), amount)
    books, loss = Books(amount, layers), declared.sequence
    assert isinstance(declared.payload, LossDeclared)
    assert list(declared.payload.shares) == books.shares
    bank, recovered = market.ledger.bank.signer, 0
    for _ in range(data.draw(st.integers(1, 3))):
        for place in range(1, len(layers)):
            if not (left := books.left(place)):
                continue
            paid = data.draw(st.integers(0, left))
            if not paid:
                continue
            payer, reinsured = market.signer(tranches[place].party), layers[place].reinsures
            payee = market.signer(tranches[reinsured].party) if reinsured else bank
            books.confirmed[place] += paid
            market.do(calls.pay_share(loss, place, paid, SALT, ACT), payer)
            market.do(calls.confirm_share(loss, place, books.confirmed[place], SALT, ACT), payee)
        if recovered == amount:
            break
        back = data.draw(st.integers(1, amount - recovered))
        recovered += back
        shared = market.do(calls.share_recovery(loss, back, SALT, ACT), bank).payload
        assert isinstance(shared, RecoveryShared)
        assert (list(shared.borne), list(shared.relieved)) == books.recover(back, order)
    found = market.shares(loss, len(layers))
    assert [share.due for share in found] == [books.due(place) for place in range(len(layers))]
    assert [share.confirmed for share in found] == books.confirmed
    assert [share.relieved for share in found] == books.relieved
    assert [share.returned for share in found] == books.returned
    assert market.ledger.ask(reads.loss_of(loss)).recovered == recovered
