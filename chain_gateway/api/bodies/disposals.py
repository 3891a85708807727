"""Bodies of the disposal book."""

from typing import Annotated, Any

from pydantic import BaseModel

from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.common import ActBody, Body, Id, Minor, Salt, by_name
from chain_gateway.api.bodies.pledges import Currency, Rights
from chain_gateway.ledger.enums import DelistReason, DisposalChannel, Relation
from chain_gateway.ledger.structs import ListingTerms, Sale

_DOCUMENT = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"

ChannelName = Annotated[DisposalChannel, *by_name(DisposalChannel, "None")]
RelationName = Annotated[Relation, *by_name(Relation, "None")]
DelistReasonName = Annotated[DelistReason, *by_name(DelistReason, "None")]


class ListingBody(Body):
    """A listing of rights for sale."""

    pledge: Id
    commitment: Id | None = None
    """The settled buyback commitment whose inventory it is; none for a pledge in enforcement."""
    listed: Rights | None = None
    """Rights offered; all of the pledge's when absent."""
    channel: ChannelName
    venue: Id | None = None
    """IP exchange or operator; none when it is no party of the ledger."""
    currency: Currency
    price_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, drawn: bytes) -> ListingTerms:
        """The ledger's terms, with the salt `drawn` where the body names none."""
        return ListingTerms(self.channel, self.venue or 0, self.currency, self.price_minor, salt_of(self.salt, drawn))


class RepricingBody(Body):
    """Another asking price."""

    price_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class SaleBody(Body):
    """The sale of what is listed; the act's document is the contract."""

    buyer: Id | None = None
    """None when the buyer is no party of the ledger."""
    relation: RelationName
    """How the buyer is related to seller, pledgor or debtor."""
    price_minor: Minor
    disclosed: bool = False
    """Whether the price is told to the public."""
    salt: Salt | None = None
    act: ActBody

    def sale(self, drawn: bytes) -> Sale:
        """The ledger's sale, with the salt `drawn` where the body names none."""
        salt = salt_of(self.salt, drawn)
        return Sale(self.buyer or 0, self.relation, self.price_minor, self.disclosed, salt)


class ListedActBody(Body):
    """An act on a listing; its rights as the gateway finds them when absent."""

    listed: Rights | None = None
    act: ActBody = ActBody()


class DelistingBody(Body):
    """Why a listing ends without a settled sale."""

    reason: DelistReasonName
    listed: Rights | None = None
    act: ActBody = ActBody()


class ListingReadingBody(BaseModel):
    """A listing with its figures, for its seller, its buyer and auditors."""

    listing: int
    state: str
    pledge: int
    commitment: int | None
    seller: int
    channel: str
    currency: str
    asking_minor: str
    price_minor: str | None
    buyer: int | None
    relation: str | None
    disclosed: bool
    right_count: int


EXAMPLES: dict[str, dict[str, Any]] = {
    "ListingBody": {"pledge": 41, "channel": "Exchange", "venue": 30, "currency": "CNY", "price_minor": "600000000"},
    "RepricingBody": {"price_minor": "550000000"},
    "SaleBody": {
        "buyer": 31,
        "relation": "Unrelated",
        "price_minor": "520000000",
        "disclosed": True,
        "act": {"executed_on": "2026-03-02", "document": _DOCUMENT},
    },
    "ListedActBody": {},
    "DelistingBody": {"reason": "NoBuyer"},
    "ListingReadingBody": {
        "listing": 60,
        "state": "Sold",
        "pledge": 41,
        "commitment": None,
        "seller": 5,
        "channel": "Exchange",
        "currency": "CNY",
        "asking_minor": "550000000",
        "price_minor": "520000000",
        "buyer": 31,
        "relation": "Unrelated",
        "disclosed": True,
        "right_count": 2,
    },
}
"""Examples for the description."""
