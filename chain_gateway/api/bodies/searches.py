"""Bodies of searches inside the chain."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.common import ActBody, Body, LegalDate
from chain_gateway.api.texts import RightText

MAX_SEARCHED = 10_000


class SearchBody(Body):
    """Rights to search, in the order in which a certificate is to show them."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"rights": ["CN201710601862.3", "US7831837"], "as_of": "2024-05-31"}]}
    )

    rights: Annotated[list[RightText], Field(min_length=1, max_length=MAX_SEARCHED)]
    as_of: LegalDate
    act: ActBody = ActBody()


class SearchedBody(BaseModel):
    """A search, and the submissions that carry its parts."""

    search: str = Field(description="Id of the search: the subject of its events.")
    as_of: str
    count: int
    parts: list[SubmissionBody]
