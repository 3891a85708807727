"""Bodies of the valuation book."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.common import ActBody, Body, Cid, Id, LegalDate, Minor, Salt, binary, by_name
from chain_gateway.api.bodies.pledges import Currency
from chain_gateway.api.texts import RightText
from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.enums import (
    AbandonReason,
    ValuationGrade,
    ValuationKind,
    ValuationMethod,
    ValuationPurpose,
)
from chain_gateway.ledger.structs import EngagementTerms, ValuationResult
from chain_gateway.valuation import Litigation, RightProfile

_DOCUMENT = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
_MOST_RIGHTS = 200

PurposeName = Annotated[ValuationPurpose, *by_name(ValuationPurpose, "None")]
GradeName = Annotated[ValuationGrade, *by_name(ValuationGrade, "None")]
MethodName = Annotated[ValuationMethod, *by_name(ValuationMethod, "None")]
AbandonReasonName = Annotated[AbandonReason, *by_name(AbandonReason, "None")]
_Count = Annotated[int, Field(ge=0, le=1_000_000)]


class EngagementBody(Body):
    """An engagement, recorded before there is a result; the token's party is to value."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rights": ["CN201710601862.3"],
                    "purpose": "Pledge",
                    "client": 7,
                    "payer": 7,
                    "currency": "CNY",
                    "fee_minor": "5000000",
                    "independence": _DOCUMENT,
                }
            ]
        }
    )

    kind: Literal["Appraisal", "Model"] = "Appraisal"
    rights: Annotated[list[RightText], Field(min_length=1, max_length=_MOST_RIGHTS)]
    purpose: PurposeName
    client: Id
    """Who asked for the valuation."""
    payer: Id | None = None
    """Who pays the fee; none when it is no party of the ledger."""
    currency: Currency
    """Of the fee and of the value."""
    fee_minor: Minor = 0
    independence: Cid | None = None
    """Declaration of independence; an appraisal needs one."""
    salt: Salt | None = None
    act: ActBody = ActBody()

    def terms(self, drawn: bytes) -> EngagementTerms:
        """The ledger's terms, with the salt `drawn` where the body names none."""
        return EngagementTerms(
            kind=ValuationKind[self.kind],
            purpose=self.purpose,
            client=self.client,
            payer=self.payer or 0,
            currency=self.currency,
            fee=self.fee_minor,
            independence=binary(self.independence),
            salt=salt_of(self.salt, drawn),
        )


class ValuationResultBody(Body):
    """The result: an appraisal has a range, methods, two signatories and a report; a model's a grade and a version."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "methods": ["Market", "Income"],
                    "low_minor": "800000000",
                    "high_minor": "1200000000",
                    "valued_on": "2024-06-01",
                    "valid_until": "2025-05-31",
                    "signatory": 21,
                    "co_signatory": 22,
                    "report": _DOCUMENT,
                }
            ]
        }
    )

    grade: GradeName | None = None
    methods: Annotated[list[MethodName], Field(max_length=3)] = []  # noqa: RUF012  # pydantic copies it
    low_minor: Minor = 0
    high_minor: Minor = 0
    valued_on: LegalDate
    """As of which date the rights are valued."""
    valid_until: LegalDate
    signatory: Id | None = None
    co_signatory: Id | None = None
    model_version: Annotated[str, Field(max_length=64)] = ""
    report: Cid | None = None
    salt: Salt | None = None
    act: ActBody = ActBody()

    def result(self, drawn: bytes) -> ValuationResult:
        """The ledger's result, with the salt `drawn` where the body names none."""
        return ValuationResult(
            grade=self.grade if self.grade is not None else ValuationGrade.None_,
            methods=sum(1 << method for method in set(self.methods)),
            low=self.low_minor,
            high=self.high_minor,
            valued_on=to_chain(self.valued_on),
            valid_until=to_chain(self.valid_until),
            signatory=self.signatory or 0,
            co_signatory=self.co_signatory or 0,
            model_version=self.model_version,
            report=binary(self.report),
            salt=salt_of(self.salt, drawn),
        )


class AbandonmentBody(Body):
    """Why an engagement ends without a result, and what its draft had come to."""

    reason: AbandonReasonName
    draft_low_minor: Minor = 0
    """The draft's range; 0 when there was none. Only the party that was engaged states it."""
    draft_high_minor: Minor = 0
    salt: Salt | None = None
    act: ActBody = ActBody()


class ReaderBody(Body):
    """A party that is to read the figures, or is to read them no more."""

    reader: Id
    act: ActBody = ActBody()


class ProfileBody(Body):
    """What the grading model looks at; citations and family may be unknown, and then there is no grade."""

    remaining_months: _Count
    claims: _Count
    litigation: Litigation = Field(default=Litigation.NONE, strict=False)
    citations: _Count | None = None
    family: _Count | None = None

    def profile(self) -> RightProfile:
        """The model's own form of it."""
        return RightProfile(self.remaining_months, self.claims, self.litigation, self.citations, self.family)


class FactorBody(BaseModel):
    """What one factor of the model counted for."""

    factor: str
    value: str
    points: int = Field(description="0 to 100.")
    weight: int = Field(description="Basis points of the whole.")
    why: str


class ModelGradeBody(BaseModel):
    """A model's grade. It is no appraisal and gives no price."""

    kind: Literal["Model"]
    version: str
    outcome: Literal["graded", "insufficient-data"]
    grade: str | None
    score: int | None = Field(description="0 to 100.")
    factors: list[FactorBody]
    missing: list[str] = Field(description="Factors that are needed and not known.")
    label: str


class SpreadBody(BaseModel):
    """The spread over the appraisals of the same rights that the asker may read, dropped drafts among them."""

    times: str = Field(description="Middle of the highest range over that of the lowest.", examples=["3.20"])
    lowest: int = Field(description="Engagement with the lowest value.")
    highest: int


class EngagementReadingBody(BaseModel):
    """An engagement with its figures, for who may read them."""

    engagement: int
    kind: Literal["Appraisal", "Model"]
    purpose: str
    state: Literal["Engaged", "Delivered", "Abandoned"]
    expired: bool = Field(description="Whether the result may no longer be relied on today.")
    appraiser: int
    client: int
    payer: int | None
    currency: str
    fee_minor: str
    low_fee: bool | None = Field(description="Whether the fee is low by the rule; null while there is no value.")
    low_fee_rule: str
    grade: str | None
    methods: list[str]
    low_minor: str | None
    high_minor: str | None
    valued_on: str | None
    valid_until: str | None
    signatories: list[int]
    model_version: str | None
    report: str | None
    others: int = Field(
        description="Further appraisals of exactly these rights among the newest hundred, unreadable ones too."
    )
    others_unreadable: int
    spread: SpreadBody | None
    label: str


EXAMPLES: dict[str, dict[str, Any]] = {
    "AbandonmentBody": {"reason": "ResultNotAccepted", "draft_low_minor": "200000000", "draft_high_minor": "300000000"},
    "ReaderBody": {"reader": 5, "act": {"document": _DOCUMENT}},
    "ModelGradeBody": {
        "kind": "Model",
        "version": "pledgebook-grading 2026-1",
        "outcome": "insufficient-data",
        "grade": None,
        "score": None,
        "factors": [],
        "missing": ["family"],
        "label": "A model's output: no appraisal, no price, signed by nobody.",
    },
    "EngagementReadingBody": {
        "engagement": 52,
        "kind": "Appraisal",
        "purpose": "Pledge",
        "state": "Delivered",
        "expired": False,
        "appraiser": 20,
        "client": 7,
        "payer": 7,
        "currency": "CNY",
        "fee_minor": "5000000",
        "low_fee": False,
        "low_fee_rule": "low-fee 2026-1",
        "grade": None,
        "methods": ["Market", "Income"],
        "low_minor": "700000000",
        "high_minor": "900000000",
        "valued_on": "2026-01-05",
        "valid_until": "2027-01-04",
        "signatories": [21, 22],
        "model_version": None,
        "report": _DOCUMENT,
        "others": 1,
        "others_unreadable": 0,
        "spread": {"times": "3.20", "lowest": 50, "highest": 52},
        "label": "An appraisal of the party named.",
    },
    "ProfileBody": {"remaining_months": 132, "claims": 12, "litigation": "none", "citations": 14, "family": 5},
}
"""Examples for the description."""
