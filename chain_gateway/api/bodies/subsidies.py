"""Bodies of the subsidy book and of the public directory."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field

from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.common import ActBody, Body, Cid, Id, LegalDate, Minor, Salt, by_name
from chain_gateway.api.bodies.pledges import Currency, Rights
from chain_gateway.api.texts import RightText
from chain_gateway.documents import to_binary
from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.enums import EntryKind, RightKind, SubsidyKind, SubsidyPeriod, SubsidyRefusal
from chain_gateway.ledger.structs import DirectoryTerms, ProgrammeTerms, SubsidyTerms

SubsidyKindName = Annotated[SubsidyKind, *by_name(SubsidyKind, "None")]
SubsidyPeriodName = Annotated[SubsidyPeriod, *by_name(SubsidyPeriod, "None")]
SubsidyRefusalName = Annotated[SubsidyRefusal, *by_name(SubsidyRefusal, "None")]
EntryKindName = Annotated[EntryKind, *by_name(EntryKind, "None")]
RightKindName = Annotated[RightKind, *by_name(RightKind, "None")]
Kinds = Annotated[list[RightKindName], Field(max_length=6)]
Name = Annotated[str, Field(min_length=1, max_length=85)]
Region = Annotated[str, Field(min_length=1, max_length=64, pattern="^[A-Za-z0-9-]+$", examples=["CN-440300"])]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Months = Annotated[int, Field(ge=0, le=1_200)]
Rate = Annotated[int, Field(ge=0, le=100_000)]


def kinds_mask(kinds: Sequence[RightKind]) -> int:
    """Bit n for each kind n."""
    return sum({1 << int(kind) for kind in kinds})


class ProgrammeBody(Body):
    """A programme of subsidies; its authority is the token's party."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "演示知识产权质押融资贴息",
                    "region": "CN-440300",
                    "kind": "Interest",
                    "period": "Year",
                    "right_kinds": ["Patent", "Trademark"],
                    "ratio_basis_points": 5000,
                    "currency": "CNY",
                    "most_minor": "50000000",
                    "budget_minor": "1000000000",
                    "starts_on": "2026-01-01",
                    "ends_on": "2027-12-31",
                    "conditions": "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq",
                }
            ]
        }
    )

    name: Name
    region: Region
    kind: SubsidyKindName
    period: SubsidyPeriodName
    right_kinds: Annotated[Kinds, Field(min_length=1)]
    ratio_basis_points: Annotated[BasisPoints, Field(ge=1)]
    currency: Currency
    most_minor: Minor
    budget_minor: Minor
    starts_on: LegalDate
    ends_on: LegalDate
    conditions: Cid
    act: ActBody = ActBody()

    def terms(self) -> ProgrammeTerms:
        """The ledger's terms."""
        return ProgrammeTerms(
            self.name,
            self.region,
            self.kind,
            self.period,
            kinds_mask(self.right_kinds),
            self.ratio_basis_points,
            self.currency,
            self.most_minor,
            self.budget_minor,
            to_chain(self.starts_on),
            to_chain(self.ends_on),
            to_binary(self.conditions),
        )


class SubsidyBody(Body):
    """A claim of a subsidy; the token's party is the pledgee or the debtor."""

    programme: Id
    pledge: Id
    period: LegalDate
    """First day of the period."""
    beneficiary: Id
    cost_minor: Minor
    amount_minor: Minor
    right: RightText
    """One of the pledge's rights, of a kind that the programme subsidises."""
    rights: Rights | None = None
    """All rights of the pledge; as the gateway finds them when absent."""
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, drawn: bytes) -> SubsidyTerms:
        """The ledger's terms, with the salt `drawn` where the body names none."""
        return SubsidyTerms(
            self.programme,
            self.pledge,
            to_chain(self.period),
            self.beneficiary,
            self.cost_minor,
            self.amount_minor,
            salt_of(self.salt, drawn),
        )


class SubsidyRefusalBody(Body):
    """Why a claim is refused."""

    reason: SubsidyRefusalName
    act: ActBody = ActBody()


class SubsidyGrantBody(Body):
    """What is granted, at most what was claimed."""

    amount_minor: Minor
    salt: Salt | None = None
    act: ActBody = ActBody()


class DirectoryEntryBody(Body):
    """A product, a need or rights on offer; all of it becomes public."""

    kind: EntryKindName
    owner: Id | None = None
    """Whose it is; the token's party when absent. For another party the act's document is its written consent."""
    name: Name
    region: Region
    right_kinds: Kinds = Field(default_factory=list)
    currency: Currency = "CNY"
    least_minor: Minor = 0
    most_minor: Minor = 0
    least_months: Months = 0
    most_months: Months = 0
    least_rate_basis_points: Rate = 0
    most_rate_basis_points: Rate = 0
    ratio_basis_points: BasisPoints = 0
    conditions: Cid
    rights: Annotated[list[RightText], Field(max_length=200)] = Field(default_factory=list)
    act: ActBody = ActBody()

    def terms(self, party: int, keys: tuple[bytes, ...]) -> DirectoryTerms:
        """The ledger's terms; `keys` are the asset keys of the rights."""
        return DirectoryTerms(
            self.kind,
            self.owner if self.owner is not None else party,
            self.name,
            self.region,
            kinds_mask(self.right_kinds),
            self.currency,
            self.least_minor,
            self.most_minor,
            self.least_months,
            self.most_months,
            self.least_rate_basis_points,
            self.most_rate_basis_points,
            self.ratio_basis_points,
            to_binary(self.conditions),
            keys,
        )
