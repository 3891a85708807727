"""Acts on listings of pledged rights."""

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import (
    CommitmentState,
    DelistReason,
    DisposalChannel,
    ListingState,
    PledgeState,
    Relation,
)
from chain_gateway.ledger.structs import ListingTerms, Sale
from tests.property.ledger_model.acts.choices import Choices
from tests.property.ledger_model.disposal_rules import DisposalRules
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import DONE_HERE, HOLDERS, NOBODY, SALT, Tried
from tests.property.ledger_model.rules import Keys

_TERMS = ListingTerms(DisposalChannel.Auction, 0, "CNY", 500, SALT)


class DisposalActs(Choices):
    """Listings, sales, and their ends."""

    @property
    def _weigh(self) -> DisposalRules:
        return DisposalRules(self._rules)

    def _suits(self, name: str) -> bool:
        listings, commitments = self.market.replay.disposals.listings, self.market.replay.funds.commitments
        states = {entry.state for entry in listings.values()}
        if name == "list_rights":
            bought = any(entry.state == CommitmentState.Settled for entry in commitments.values())
            return bought or bool(self._pledges((PledgeState.Enforcing,)))
        if name in ("reprice", "sell", "delist"):
            return ListingState.Listed in states
        if name == "settle":
            return any(entry.state == ListingState.Sold and self._brought(each) for each, entry in listings.items())
        return super()._suits(name)

    def _list_rights(self, draw: Draw, lucky: bool) -> Tried:
        pledges, commitments = self.market.replay.pledges.pledges, self.market.replay.funds.commitments
        enforced = self._pledges((PledgeState.Enforcing,))
        bought = [each for each, entry in commitments.items() if entry.state == CommitmentState.Settled]
        commitment = draw.one(bought) if bought and draw.of(3) == 0 else 0
        if not lucky and draw.of(4) == 0:
            commitment = draw.one([*commitments, NOBODY])
        chosen = draw.one(enforced if lucky and enforced else [*pledges, NOBODY])
        pledge = commitments[commitment].pledge if commitment in commitments and (lucky or draw.of(3)) else chosen
        entry = pledges.get(pledge)
        rights = entry.rights if entry is not None else self.rights[:1]
        free = [right for right in rights if not self._taken(pledge, right)]
        listed = tuple(free or rights)[: 1 + draw.of(2)] if lucky else draw.some(self.rights) or rights
        seller = entry.pledgee if entry is not None else self.market.ids["bank"]
        if commitment in commitments:
            seller = self.market.replay.funds.funds[commitments[commitment].fund].terms["manager"]
        key = self._key(draw, lucky, seller, "DisposalBook", "listRights")
        call = calls.list_rights(pledge, commitment, rights, listed, _TERMS, DONE_HERE)
        return Tried(call, key, lambda: self._weigh.list_rights(key, pledge, commitment, rights, listed))

    def _reprice(self, draw: Draw, lucky: bool) -> Tried:
        listing, key, _ = self._listing(draw, lucky, "reprice", ListingState.Listed)
        self.market.fresh += 1
        call = calls.reprice(listing, 1_000 + self.market.fresh, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._weigh.reprice(key, listing))

    def _sell(self, draw: Draw, lucky: bool) -> Tried:
        listing, key, _ = self._listing(draw, lucky, "sell", ListingState.Listed)
        relation = draw.one((Relation.Unrelated, Relation.Pledgor))
        sale = Sale(draw.one((0, self._party(draw, HOLDERS))), relation, 1 + draw.of(900), bool(draw.of(2)), SALT)
        return Tried(calls.sell(listing, sale, DONE_HERE), key, lambda: self._weigh.sell(key, listing))

    def _settle(self, draw: Draw, lucky: bool) -> Tried:
        listing, key, listed = self._listing(draw, lucky, "settle", ListingState.Sold)
        call = calls.settle(listing, listed, DONE_HERE)
        return Tried(call, key, lambda: self._weigh.settle(key, listing, listed))

    def _delist(self, draw: Draw, lucky: bool) -> Tried:
        state = draw.one((ListingState.Listed, ListingState.Sold))
        listing, key, listed = self._listing(draw, lucky, "delist", state)
        call = calls.delist(listing, listed, DelistReason.NoBuyer, DONE_HERE)
        return Tried(call, key, lambda: self._weigh.delist(key, listing, listed))

    def _taken(self, pledge: int, right: bytes) -> bool:
        replay = self.market.replay
        return bool(replay.disposals.listing_of_right(right)) or replay.pledges.realised(pledge, right)

    def _listing(self, draw: Draw, lucky: bool, verb: str, state: ListingState) -> tuple[int, str, Keys]:
        """A listing, a key of who sells, and the list that is named: mostly of one that the verb suits."""
        known = self.market.replay.disposals.listings
        suited = [each for each, entry in known.items() if entry.state == state]
        if verb == "settle" and lucky:
            suited = [each for each in suited if self._brought(each)] or suited
        listing = draw.one(suited if lucky and suited else [*known, NOBODY])
        entry = known.get(listing)
        if entry is None:
            return listing, self._key(draw, lucky, self.market.ids["bank"], "DisposalBook", verb), self.rights[:1]
        seller = self.market.replay.pledges.pledges[entry.pledge].pledgee
        if entry.commitment:
            fund = self.market.replay.funds.commitments[entry.commitment].fund
            seller = self.market.replay.funds.funds[fund].terms["manager"]
        listed = entry.rights if lucky or draw.of(3) else self.rights[:1]
        return listing, self._key(draw, lucky, seller, "DisposalBook", verb), listed

    def _brought(self, listing: int) -> bool:
        """Whether what the sale brought is on record."""
        entry = self.market.replay.disposals.listings[listing]
        if entry.commitment:
            return self.market.replay.funds.commitments[entry.commitment].state == CommitmentState.Resold
        return all(self.market.replay.pledges.realised(entry.pledge, right) for right in entry.rights)
