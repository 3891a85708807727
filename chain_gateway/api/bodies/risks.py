"""Bodies and answers of the books of shared risk."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chain_gateway.api.bodies.buybacks import Seconds, salt_of
from chain_gateway.api.bodies.common import ActBody, Body, Cid, Id, Minor, Salt
from chain_gateway.api.bodies.pledges import Currency
from chain_gateway.documents import to_binary
from chain_gateway.ledger.enums import RecoveryOrder
from chain_gateway.ledger.structs import PoolTerms, SchemeTerms, Tranche

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Place = Annotated[int, Field(ge=0, le=11)]
PayingPlace = Annotated[int, Field(ge=1, le=11, description="Place of the tranche in the scheme; 0 is the creditor's.")]
_DOCUMENT = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"


class PoolBody(Body):
    """A pool that pays its owner's tranches; the owner is the token's party."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"currency": "CNY", "capital_minor": "5000000000", "rules": _DOCUMENT}]}
    )

    currency: Currency
    capital_minor: Minor
    rules: Cid
    """The rules that the pool goes by."""
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, drawn: bytes) -> PoolTerms:
        """The ledger's terms, with the salt `drawn` where the body names none."""
        return PoolTerms(self.currency, self.capital_minor, to_binary(self.rules), salt_of(self.salt, drawn))


class PoolPaymentBody(Body):
    """A payment into a pool."""

    amount_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class TrancheBody(Body):
    """One tranche. The first of a scheme is the creditor's: without caps, pool and reinsurance."""

    party: Id | None = None
    """Who bears it; absent in the first for whoever is the pledgee."""
    rate: BasisPoints
    """Of the loss, or of what the reinsured tranche pays."""
    reinsures: Place = 0
    """Place of the tranche that it reimburses, before its own; 0 for a share of the loss itself."""
    pool: Id | None = None
    cap_per_loss_minor: Minor = 0
    cap_in_total_minor: Minor = 0

    def tranche(self) -> Tranche:
        """The ledger's tranche."""
        return Tranche(
            party=self.party or 0,
            rate=self.rate,
            reinsures=self.reinsures,
            pool=self.pool or 0,
            cap_per_loss=self.cap_per_loss_minor,
            cap_in_total=self.cap_in_total_minor,
        )


class SchemeBody(Body):
    """A scheme of shared risk as it is proposed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "currency": "CNY",
                    "order": "CreditorFirst",
                    "opens_at": 1_800_000_000,
                    "closes_at": 1_830_000_000,
                    "claims_until": 1_860_000_000,
                    "cover_limit_minor": "10000000000",
                    "conditions": _DOCUMENT,
                    "tranches": [
                        {"rate": 2_000},
                        {
                            "party": 9,
                            "rate": 8_000,
                            "cap_per_loss_minor": "800000000",
                            "cap_in_total_minor": "8000000000",
                        },
                        {
                            "party": 10,
                            "rate": 8_000,
                            "reinsures": 1,
                            "cap_per_loss_minor": "640000000",
                            "cap_in_total_minor": "6400000000",
                        },
                    ],
                }
            ]
        }
    )

    currency: Currency
    order: Literal["CreditorFirst", "ProRata"]
    """In which order what comes back is shared."""
    opens_at: Seconds
    closes_at: Seconds
    claims_until: Seconds
    """Last moment at which a loss can be declared."""
    cover_limit_minor: Minor
    """The most principal under cover at one time."""
    conditions: Cid
    tranches: Annotated[list[TrancheBody], Field(min_length=1, max_length=12)]
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, drawn: bytes) -> SchemeTerms:
        """The ledger's terms, with the salt `drawn` where the body names none."""
        return SchemeTerms(
            currency=self.currency,
            order=RecoveryOrder[self.order],
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            claims_until=self.claims_until,
            cover_limit=self.cover_limit_minor,
            conditions=to_binary(self.conditions),
            salt=salt_of(self.salt, drawn),
            tranches=tuple(each.tranche() for each in self.tranches),
        )


class CoverBody(Body):
    """A pledge that is put under a scheme."""

    pledge: Id
    principal_minor: Minor
    """What of the secured obligation is covered."""
    salt: Salt | None = None
    act: ActBody = ActBody()


class LossBody(Body):
    """What the pledgee lost on a covered pledge."""

    pledge: Id
    amount_minor: Minor
    """At most what the debtor still owes after realisation, and what is covered."""
    salt: Salt | None = None
    act: ActBody = ActBody()


class SharePaymentBody(Body):
    """A payment of a tranche, whole or in part."""

    place: PayingPlace
    amount_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class ShareReceiptBody(Body):
    """What was received of a tranche in all."""

    place: PayingPlace
    received_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class SubrogationBody(Body):
    """Rights that the party of a tranche takes over from its payee."""

    place: PayingPlace
    extent_minor: Minor
    """At most what of its payments is confirmed."""
    salt: Salt | None = None
    act: ActBody


class RecoveryBody(Body):
    """Something that came back."""

    amount_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class PoolFiguresBody(BaseModel):
    """A pool as its owner and those whose schemes it pays read it. Amounts are minor units."""

    pool: int
    owner: int
    currency: str
    capital_minor: str = Field(description="What was paid in and came back, less what was paid out.")
    reserved_minor: str = Field(description="Set aside for declared losses.")
    free_minor: str = Field(description="What a new loss can take.")
    used_minor: str
    replenished_minor: str
    exhausted: bool
    covered_minor: str = Field(description="Principal under the schemes of which the pool pays a tranche.")
    months_left: int | None = Field(
        description="For which what is free lasts at the pool's average use so far; null below a month of age or use."
    )


class TrancheFiguresBody(BaseModel):
    """A tranche with what it bears of the losses so far."""

    place: int
    party: int | None = Field(description="Null in the first for whoever is the pledgee.")
    rate: int
    reinsures: int
    pool: int | None
    joined: bool
    cap_per_loss_minor: str
    cap_in_total_minor: str
    used_minor: str
    bears_minor: str | None = Field(description="What it would bear at most of the loss that was asked about.")


class SchemeFiguresBody(BaseModel):
    """A scheme as its parties read it."""

    scheme: int
    state: str
    proposer: int
    currency: str
    order: str
    cover_limit_minor: str
    covered_minor: str
    tranches: list[TrancheFiguresBody]


class ShareFiguresBody(BaseModel):
    """One tranche's part in a loss."""

    place: int
    party: int | None = Field(description="Null in the first for whoever is the pledgee.")
    share_minor: str = Field(description="What it bears at most; of a reinsurer, once its reinsured has paid all.")
    due_minor: str = Field(description="What it owes by now, in all.")
    paid_minor: str
    confirmed_minor: str
    relieved_minor: str = Field(description="What it need not pay, because it came back to its payee.")
    returned_minor: str = Field(description="What came back to it.")
    subrogated_minor: str


class LossFiguresBody(BaseModel):
    """A loss as its parties read it."""

    loss: int
    pledge: int
    scheme: int
    currency: str
    order: str
    amount_minor: str
    recovered_minor: str
    shares: list[ShareFiguresBody]
