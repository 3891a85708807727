"""The verdict on acts of DisposalBook, as `rules` gives it on those of the other books."""

from chain_gateway.ledger.enums import CommitmentState, ListingState, PledgeState
from tests.property.ledger_model.model import Refused
from tests.property.ledger_model.replay.disposals import Listed
from tests.property.ledger_model.rules import Keys, Rules


class DisposalRules:
    """What DisposalBook takes, in the state that the replay has reached."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._replay = rules.replay

    def list_rights(self, key: str, pledge: int, commitment: int, rights: Keys, listed: Keys) -> None:
        actor = self._rules.actor(key, "DisposalBook", "listRights")
        self._sells(actor, pledge, commitment)
        entry = self._replay.pledges.pledges[pledge]
        if not commitment and entry.state != PledgeState.Enforcing:
            raise Refused("WrongState")
        if commitment and self._replay.funds.commitments[commitment].state != CommitmentState.Settled:
            raise Refused("WrongCommitmentState")
        if rights != entry.rights:
            raise Refused("WrongRights")
        if not set(listed) <= set(rights):
            raise Refused("RightNotInPledge")
        for right in listed:
            if self._replay.disposals.listing_of_right(right):
                raise Refused("AlreadyListed")
            if not commitment and self._replay.pledges.realised(pledge, right):
                raise Refused("AlreadyRealised")

    def reprice(self, key: str, listing: int) -> None:
        self._in(self._by_seller(key, "reprice", listing), ListingState.Listed)

    def sell(self, key: str, listing: int) -> None:
        entry = self._by_seller(key, "sell", listing)
        self._in(entry, ListingState.Listed)
        if not entry.commitment and self._replay.pledges.pledges[entry.pledge].state != PledgeState.Enforcing:
            raise Refused("WrongState")

    def settle(self, key: str, listing: int, listed: Keys) -> None:
        entry = self._by_seller(key, "settle", listing)
        self._in(entry, ListingState.Sold)
        self._whole(entry, listed)
        if entry.commitment:
            done = self._replay.funds.commitments[entry.commitment].state == CommitmentState.Resold
        else:
            done = all(self._replay.pledges.realised(entry.pledge, right) for right in listed)
        if not done:
            raise Refused("NotRealised")

    def delist(self, key: str, listing: int, listed: Keys) -> None:
        entry = self._by_seller(key, "delist", listing)
        self._in(entry, ListingState.Listed, ListingState.Sold)
        self._whole(entry, listed)

    def _by_seller(self, key: str, verb: str, listing: int) -> Listed:
        actor = self._rules.actor(key, "DisposalBook", verb)
        entry = self._replay.disposals.listings.get(listing)
        if entry is None:
            raise Refused("UnknownListing")
        self._sells(actor, entry.pledge, entry.commitment)
        return entry

    def _sells(self, actor: int, pledge: int, commitment: int) -> None:
        held = self._replay.pledges.pledges.get(pledge)
        if held is None:
            raise Refused("UnknownPledge")
        seller = held.pledgee
        if commitment:
            bought = self._replay.funds.commitments.get(commitment)
            if bought is None:
                raise Refused("UnknownCommitment")
            if bought.pledge != pledge:
                raise Refused("NotOfThePledge")
            seller = self._replay.funds.funds[bought.fund].terms["manager"]
        if actor != seller:
            raise Refused("NotTheSeller")

    def _in(self, entry: Listed, *states: ListingState) -> None:
        if entry.state not in states:
            raise Refused("WrongListingState")

    def _whole(self, entry: Listed, listed: Keys) -> None:
        if listed != entry.rights:
            raise Refused("WrongListedRights")
