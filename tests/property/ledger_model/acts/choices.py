"""Who acts, and on what: mostly what suits the state of the ledger, sometimes anyone on anything."""

from collections.abc import Sequence

from chain_gateway.ledger.enums import ChangeKind, CommitmentState, PledgeState, SchemeState
from chain_gateway.ledger.structs import Obligation, OtherConsent
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import HOLDERS, LENDERS, NOBODY, OFFICES, PAPER, PLEDGORS, Market
from tests.property.ledger_model.model import LIVE, REGISTERED
from tests.property.ledger_model.replay.funds import Commitment
from tests.property.ledger_model.replay.pledges import Pledge
from tests.property.ledger_model.rules import Keys, Rules

DAY = 86_400

FILED, NONE = (PledgeState.Filed,), ChangeKind.None_
SUITED: dict[str, tuple[Sequence[int], ChangeKind | None]] = {
    **dict.fromkeys(("register", "refuse", "withdraw", "ask_correction", "answer_correction"), (FILED, None)),
    "discharge": ((*LIVE, PledgeState.Realised), NONE),
    "cancel": ((*LIVE, PledgeState.Discharged), None),
    "revoke": (REGISTERED, None),
    **dict.fromkeys(("ask_amendment", "nominate_assignee", "ask_partial_release", "ask_subordination"), (LIVE, NONE)),
    "record_amendment": (LIVE, ChangeKind.Amendment),
    **dict.fromkeys(("accept_assignment", "record_assignment"), (LIVE, ChangeKind.Assignment)),
    "record_partial_release": (LIVE, ChangeKind.PartialRelease),
    "record_subordination": (LIVE, ChangeKind.Subordination),
    **dict.fromkeys(("drop_change", "determine", "consent_to_transfer"), (LIVE, None)),
    "declare_default": ((PledgeState.Registered,), None),
    **dict.fromkeys(("cure", "enforce"), ((PledgeState.Defaulted,), None)),
    "realise": ((PledgeState.Enforcing,), None),
    **dict.fromkeys(("offer", "cover_pledge"), ((PledgeState.Filed, PledgeState.Registered), None)),
}
"""States of a pledge, and the change that waits on it (None: any), that a verb suits."""

STANDING: dict[str, tuple[CommitmentState, ...]] = {
    **dict.fromkeys(("withdraw_offer", "decline", "accept"), (CommitmentState.Offered,)),
    "exercise": (CommitmentState.Accepted,),
    **dict.fromkeys(("pay", "confirm", "dispute", "mark_overdue"), (CommitmentState.Exercised,)),
    "lapse": (CommitmentState.Offered, CommitmentState.Accepted),
    "waive": (CommitmentState.Accepted, CommitmentState.Exercised),
    "resell": (CommitmentState.Settled,),
}
"""States of a commitment that a verb suits."""


class Choices:
    """What an example knows, and who does what to what in it."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.asked: dict[bytes, tuple[Obligation, Keys] | tuple[Keys, int]] = {}
        """What was asked for, by the digest that the ledger keeps of it."""
        self.rights = tuple(sorted(market.facts))

    @property
    def _rules(self) -> Rules:
        return self.market.rules

    def _pledges(self, states: Sequence[int], change: int | None = None) -> list[int]:
        found = self.market.replay.pledges.pledges
        return [
            pledge
            for pledge, entry in found.items()
            if entry.state in states and (change is None or entry.change == change)
        ]

    def _suits(self, name: str) -> bool:
        risks = self.market.replay.risks
        if name in ("join_scheme", "cover_pledge"):
            wanted = SchemeState.Proposed if name == "join_scheme" else SchemeState.InForce
            if not any(entry.state == wanted for entry in risks.schemes.values()):
                return False
        if name in ("pay_share", "confirm_share", "subrogate", "share_recovery"):
            return bool(risks.losses)
        if name in ("end_cover", "declare_loss"):
            return bool(risks.covers if name == "end_cover" else self._lost())
        if name in ("fund_pool", "close_scheme"):
            return bool(risks.pools if name == "fund_pool" else risks.schemes)
        if name in SUITED:
            return bool(self._pledges(*SUITED[name]))
        if name in STANDING:
            return bool(self._ripe(name))
        if name in ("revise_fund", "offer"):
            return bool(self.market.replay.funds.funds)
        return True

    def _lost(self) -> list[int]:
        """Covered pledges that are realised and leave something due."""
        pledges = self.market.replay.pledges.pledges
        return [
            pledge
            for pledge in self.market.replay.risks.covers
            if pledges[pledge].outcome.get("whole") and pledges[pledge].outcome["deficiency"]
        ]

    def _pledge(self, draw: Draw, name: str, lucky: bool) -> tuple[int, Pledge]:
        known = self.market.replay.pledges.pledges
        suited = self._pledges(*SUITED[name])
        if name in ("enforce", "realise") and draw.of(4):
            suited = [each for each in suited if each in self.market.replay.risks.covers] or suited
        pledge = draw.one(suited if lucky and suited else [*known, NOBODY])
        return pledge, known.get(pledge) or self._none(draw)

    def _none(self, draw: Draw) -> Pledge:
        terms = self.market.obligation(1, 1_000, 20261231)
        fields = {"kind": 1, "amount": 1_000, "endsOn": 20261231, "startsOn": terms.starts_on}
        parties = (self.market.ids[draw.one(LENDERS)], self.market.ids["office"], (self.market.ids["owner"],))
        return Pledge(0, *parties, (), fields)  # type: ignore[arg-type]

    def _standing(self, states: Sequence[int]) -> list[int]:
        return [each for each, entry in self.market.replay.funds.commitments.items() if entry.state in states]

    def _ripe(self, name: str) -> list[int]:
        """Commitments that the verb suits by their own state, and that of their claim."""
        funds, pledges = self.market.replay.funds, self.market.replay.pledges.pledges
        found = self._standing(STANDING[name])
        if name == "accept":
            punctual = {fund for fund in funds.funds if not funds.overdue(fund, self.market.chain.time)}
            registered = PledgeState.Registered
            found = [
                each
                for each in found
                if pledges[funds.commitments[each].pledge].state == registered
                and funds.commitments[each].fund in punctual
            ]
        if name == "exercise":
            called = (PledgeState.Defaulted, PledgeState.Enforcing)
            found = [each for each in found if pledges[funds.commitments[each].pledge].state in called]
        if name == "confirm":
            found = [each for each in found if funds.commitments[each].paid > funds.commitments[each].received]
        if name == "waive":
            found = [each for each in found if not funds.commitments[each].paid]
        return found

    def _commitment(self, draw: Draw, name: str, lucky: bool) -> tuple[int, Commitment | None]:
        known = self.market.replay.funds.commitments
        suited = self._ripe(name)
        chosen = draw.one(suited if lucky and suited else [*known, NOBODY])
        return chosen, known.get(chosen)

    def _key(self, draw: Draw, lucky: bool, party: int, book: str, verb: str) -> str:
        """A key of the party that may call the verb; the unlucky get anybody's, also a revoked one."""
        if not lucky and draw.of(3) == 0:
            return draw.one([*self.market.replay.parties.keys, self.market.governance.address.lower()])
        return draw.one(self.market.keys_for(party, book, verb))

    def _governed(self, draw: Draw, lucky: bool) -> str:
        return self.market.governance.address.lower() if lucky else draw.one(list(self.market.replay.parties.keys))

    def _party(self, draw: Draw, names: Sequence[str]) -> int:
        return self.market.ids[draw.one(names)]

    def _whole(self, draw: Draw, entry: Pledge, lucky: bool) -> Keys:
        return entry.rights if lucky or draw.of(2) else draw.some(self.rights)

    def _by_pledgee(self, draw: Draw, lucky: bool, entry: Pledge, book: str, verb: str) -> str:
        party = entry.pledgee if lucky or draw.of(2) else self._party(draw, HOLDERS)
        return self._key(draw, lucky, party, book, verb)

    def _by_office(self, draw: Draw, lucky: bool, entry: Pledge, book: str, verb: str) -> str:
        party = entry.office if lucky or draw.of(2) else self._party(draw, OFFICES)
        return self._key(draw, lucky, party, book, verb)

    def _to_pledge(self, draw: Draw, lucky: bool, filing: bool) -> tuple[Keys, tuple[int, ...]]:
        """Some rights, and their owners: of one office and free, when lucky."""
        rights, chosen = self.market.replay.rights, draw.some(self.rights) or self.rights[:1]
        if lucky:
            office = rights.rules(chosen[0]).office
            chosen = tuple(
                key
                for key in chosen
                if rights.rules(key).office == office
                and not (
                    rights.exclusive(key) and (rights.right(key).registered or (filing and rights.right(key).filed))
                )
            ) or (self.rights[draw.of(len(self.rights))],)
        owners = {owner for key in chosen for owner in rights.right(key).owners}
        if not lucky and draw.of(3) == 0:
            owners.add(self._party(draw, PLEDGORS))
        return chosen, tuple(sorted(owners)) or (self.market.ids["owner"],)

    def _carried(self, draw: Draw, entry: Pledge, lucky: bool) -> bool:
        return draw.of(3) == 0 and (entry.migrated or not lucky)

    def _pledgors(self, draw: Draw, entry: Pledge, lucky: bool) -> tuple[int, ...]:
        return entry.pledgors if lucky or draw.of(3) else (self._party(draw, PLEDGORS),)

    def _others(self, entry: Pledge) -> list[OtherConsent]:
        """A written consent of one whom the act may harm."""
        return [OtherConsent(self.market.ids["guarantor"], PAPER)] if entry.pledgee == self.market.ids["bank"] else []
