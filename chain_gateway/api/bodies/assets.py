"""Bodies of the asset registry."""

from typing import Annotated

from pydantic import ConfigDict, Field

from chain_gateway.api.bodies.common import ActBody, Body, Id, Jurisdiction, LegalDate, by_name
from chain_gateway.api.texts import CaseNumber, Court, MainClass, RightText, SourceName, Title, Words
from chain_gateway.ledger.enums import AssetClass, CircumstanceKind, Ranking, RightKind, Validity

KindName = Annotated[RightKind, *by_name(RightKind, "None")]
RankingName = Annotated[Ranking, *by_name(Ranking, "None")]
ValidityName = Annotated[Validity, *by_name(Validity)]


class StatedFactsBody(Body):
    """What the office attests of a right, as of a date."""

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


class FactsBody(StatedFactsBody):
    """What the office attests of one right, with its number."""

    right: RightText


class OneRightFactsBody(StatedFactsBody):
    """What the office attests of the right in the path."""

    act: ActBody = ActBody()


class CircumstanceBody(Body):
    """One circumstance; what `from` and `to` mean depends on the kind (see the glossary)."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    kind: Annotated[CircumstanceKind, *by_name(CircumstanceKind, "None")]
    from_: LegalDate | None = Field(default=None, alias="from")
    to: LegalDate | None = None
    case_number: CaseNumber = ""
    text: Words = ""
    source: SourceName
    as_of: LegalDate


class CircumstancesBody(Body):
    """Circumstances of the right in the path."""

    circumstances: Annotated[list[CircumstanceBody], Field(min_length=1, max_length=50)]
    act: ActBody = ActBody()


class PreservationBody(Body):
    """A court's preservation of the right in the path."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_extra={
            "examples": [
                {
                    "court": "演示市中级人民法院",
                    "case_number": "(2024)演示01执保1号",
                    "from": "2024-05-20",
                    "to": "2027-05-19",
                    "rank": 1,
                    "source": "演示",
                    "as_of": "2024-05-31",
                }
            ]
        },
    )

    court: Court
    case_number: Annotated[CaseNumber, Field(min_length=1)]
    from_: LegalDate = Field(alias="from")
    to: LegalDate | None = None
    rank: Annotated[int, Field(ge=1, le=65_535)] = 1
    """1 for the order in effect, 2 and more for those that wait."""
    source: SourceName
    as_of: LegalDate
    act: ActBody = ActBody()


class LiftingBody(Body):
    """The lifting of a preservation of the right in the path."""

    preservation: Id
    """Number of the event that noted it."""
    act: ActBody = ActBody()


class ClassBody(Body):
    """A class label of the right in the path, in the name of the token's party."""

    asset_class: Annotated[AssetClass, *by_name(AssetClass, "None")]
    source: SourceName
    as_of: LegalDate
    act: ActBody = ActBody()


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
