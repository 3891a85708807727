"""Bodies of the buyback book."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from chain_gateway.api.bodies.common import ActBody, Body, Cid, Id, Minor, Salt, by_name
from chain_gateway.api.bodies.pledges import Currency, Rights
from chain_gateway.documents import to_binary
from chain_gateway.ledger.enums import BuybackRoute, DeclineReason
from chain_gateway.ledger.structs import CommitmentTerms, FundTerms

DeclineReasonName = Annotated[DeclineReason, *by_name(DeclineReason, "None")]
Seconds = Annotated[int, Field(ge=0, lt=2**63, json_schema_extra={"examples": [1_800_000_000]})]
"""A moment of chain time, in seconds since 1970-01-01 UTC."""


def salt_of(given: str | None, drawn: bytes) -> bytes:
    """The salt that the body names, else the one drawn by the gateway."""
    return bytes.fromhex(given[2:]) if given is not None else drawn


class FundBody(Body):
    """A fund; its owner is the token's party."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "manager": 9,
                    "currency": "CNY",
                    "capital_minor": "2000000000",
                    "pledgor_limit_minor": "1000000000",
                }
            ]
        }
    )

    manager: Id | None = None
    """Who runs the fund; the token's party when absent."""
    currency: Currency
    capital_minor: Minor
    pledgor_limit_minor: Minor | None = None
    """The most that may be at stake for one pledgor; the whole capital when absent."""
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, owner: int, drawn: bytes) -> FundTerms:
        """The ledger's terms, with the salt `drawn` where the body names none."""
        limit = self.pledgor_limit_minor
        return FundTerms(
            manager=self.manager if self.manager is not None else owner,
            currency=self.currency,
            capital=self.capital_minor,
            pledgor_limit=limit if limit is not None else self.capital_minor,
            salt=salt_of(self.salt, drawn),
        )


class CapBody(Body):
    """The cap on buyback prices."""

    basis_points: Annotated[int, Field(ge=1, le=10_000)]
    act: ActBody = ActBody()


class OfferBody(Body):
    """A buyback commitment as the fund's manager offers it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "fund": 40,
                    "pledge": 41,
                    "route": "Claim",
                    "currency": "CNY",
                    "price_minor": "750000000",
                    "opens_at": 1_800_000_000,
                    "closes_at": 1_830_000_000,
                    "payment_days": 30,
                    "conditions": "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq",
                }
            ]
        }
    )

    fund: Id
    pledge: Id
    route: Literal["Claim", "Sale"]
    """Purchase of the claim with its pledge, or of the rights in an agreed or court sale."""
    currency: Currency
    price_minor: Minor
    commission_minor: Minor = 0
    opens_at: Seconds
    closes_at: Seconds
    payment_days: Annotated[int, Field(ge=1, le=366)]
    reinsurer: Id | None = None
    covered: Rights | None = None
    """Rights that the commitment covers; all of the pledge's when absent."""
    conditions: Cid
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, covered: bytes, drawn: bytes) -> CommitmentTerms:
        """The ledger's terms; `covered` is the digest of the covered rights."""
        return CommitmentTerms(
            route=BuybackRoute[self.route],
            currency=self.currency,
            price=self.price_minor,
            commission=self.commission_minor,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            payment_days=self.payment_days,
            reinsurer=self.reinsurer or 0,
            covered_rights=covered,
            conditions=to_binary(self.conditions),
            salt=salt_of(self.salt, drawn),
        )


class DeclineBody(Body):
    """Why the pledgee declines an offer."""

    reason: DeclineReasonName
    act: ActBody = ActBody()


class BuybackAcceptanceBody(Body):
    """Acceptance of an offer."""

    principal_minor: Minor
    """What of the secured obligation is drawn and outstanding; never its maximum amount."""
    pledgors: Annotated[list[Id], Field(min_length=1, max_length=256)] | None = None
    """The pledge's pledgors; as the gateway finds them when absent."""
    salt: Salt | None = None
    act: ActBody = ActBody()


class PaymentBody(Body):
    """A payment, whole or in part."""

    amount_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class SettlementBody(Body):
    """What the pledgee received in all."""

    received_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class ResaleBody(Body):
    """The sale of what the fund had bought."""

    price_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()
