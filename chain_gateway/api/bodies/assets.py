"""Bodies of the asset registry."""

from typing import Annotated

from pydantic import ConfigDict, Field

from chain_gateway.api.bodies.common import ActBody, Body, Id, Jurisdiction, LegalDate, by_name
from chain_gateway.api.texts import MainClass, RightText, SourceName, Title
from chain_gateway.ledger.enums import Ranking, RightKind, Validity

KindName = Annotated[RightKind, *by_name(RightKind, "None")]
RankingName = Annotated[Ranking, *by_name(Ranking, "None")]
ValidityName = Annotated[Validity, *by_name(Validity)]


class FactsBody(Body):
    """What the office attests of one right, as of a date."""

    right: RightText
    validity: ValidityName
    owners: list[Id] = Field(default_factory=list, max_length=64)
    filed_on: LegalDate | None = None
    granted_on: LegalDate | None = None
    expires_on: LegalDate | None = None
    title: Title = ""
    application_number: Annotated[str, Field(max_length=100)] = ""
    """Number of the application that the right was granted on, in any usual spelling."""
    main_class: MainClass = ""
    source: SourceName
    as_of: LegalDate


class AssetsBody(Body):
    """Facts of 1 to 500 rights."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "facts": [
                        {
                            "right": "CN201710601862.3",
                            "validity": "InForce",
                            "owners": [7],
                            "filed_on": "2017-07-21",
                            "title": "演示：一种测量装置",
                            "source": "演示",
                            "as_of": "2024-05-31",
                        }
                    ]
                }
            ]
        }
    )

    facts: Annotated[list[FactsBody], Field(min_length=1, max_length=500)]
    act: ActBody = ActBody()


class KindBody(Body):
    """Rules of a kind of right."""

    jurisdiction: Jurisdiction
    kind: KindName
    ranking: RankingName
    office: Id
    act: ActBody = ActBody()


class CoverageBody(Body):
    """A period of legal dates for which the office declares the ledger complete."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    jurisdiction: Jurisdiction
    kind: KindName
    from_: LegalDate = Field(alias="from")
    through: LegalDate
    act: ActBody = ActBody()
