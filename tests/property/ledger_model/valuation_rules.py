"""The verdict on acts of ValuationBook, as `rules` gives it on those of the other books."""

from chain_gateway.ledger.enums import EngagementState, PartyKind
from tests.property.ledger_model.model import Refused
from tests.property.ledger_model.replay.valuations import Engagement
from tests.property.ledger_model.rules import Keys, Rules


class ValuationRules:
    """What ValuationBook takes, in the state that the replay has reached."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._replay = rules.replay

    def engage(self, key: str, rights: Keys, client: int) -> None:
        actor = self._rules.actor(key, "ValuationBook", "engage")
        if client == actor or not self._kind(client):
            raise Refused("InvalidParty")
        for right in rights:
            if not self._replay.rights.right(right).kind:
                raise Refused("UnknownRight")

    def deliver(self, key: str, engagement: int, signatories: tuple[int, int]) -> None:
        actor = self._rules.actor(key, "ValuationBook", "deliver")
        entry = self._known(engagement)
        if actor != entry.appraiser:
            raise Refused("NotTheAppraiser")
        self._waits(entry)
        signing = {each for each in signatories if each}
        for each in signing:
            if self._replay.parties.party_kind(each) != (PartyKind.NaturalPerson, True):
                raise Refused("InvalidSignatory")
        if entry.terms["kind"] == 1 and len(signing) != 2:
            raise Refused("InvalidSignatory")

    def abandon(self, key: str, engagement: int, draft: int) -> None:
        actor, entry = self._by_a_side(key, "abandon", engagement)
        self._waits(entry)
        if draft and actor != entry.appraiser:
            raise Refused("NotTheAppraiser")

    def allow_reader(self, key: str, engagement: int, reader: int) -> None:
        self._by_a_side(key, "allowReader", engagement)
        if not self._kind(reader):
            raise Refused("InvalidParty")
        if self._replay.valuations.may_read(engagement, reader):
            raise Refused("AlreadyAReader")

    def withdraw_reader(self, key: str, engagement: int, reader: int) -> None:
        _, entry = self._by_a_side(key, "withdrawReader", engagement)
        if reader not in entry.readers:
            raise Refused("NotAReader")

    def _kind(self, party: int) -> int:
        return int(self._replay.parties.party_kind(party)[0])

    def _known(self, engagement: int) -> Engagement:
        if engagement not in self._replay.valuations.engagements:
            raise Refused("UnknownEngagement")
        return self._replay.valuations.engagements[engagement]

    def _by_a_side(self, key: str, verb: str, engagement: int) -> tuple[int, Engagement]:
        actor = self._rules.actor(key, "ValuationBook", verb)
        entry = self._known(engagement)
        if actor not in (entry.appraiser, entry.terms["client"]):
            raise Refused("NotOfTheEngagement")
        return actor, entry

    def _waits(self, entry: Engagement) -> None:
        if entry.state != EngagementState.Engaged:
            raise Refused("WrongEngagementState")
