"""Bodies of bulk filings."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chain_gateway.api.bodies.pledges import FILING_EXAMPLE, FilingBody
from chain_gateway.api.problems import ProblemBody

REFERENCE = re.compile(r"[\x21-\x7e]{1,64}")
Reference = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$", examples=["loan-2024-000117"])]
"""The row's own name: visible ASCII, once in a file."""


class BulkRowBody(FilingBody):
    """One row of a bulk filing: a filing with a name of its own."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reference": "loan-2024-000117"} | FILING_EXAMPLE]})

    reference: Reference


class BulkRowResultBody(BaseModel):
    """What became of one row: a submission or a problem."""

    row: int = Field(description="Counts from 1; empty lines are not counted.")
    reference: str | None
    submission: str | None
    state: str | None = Field(description="State of the submission now.")
    problem: ProblemBody | None = Field(
        description="Why the row was refused, or why its submission ended without effect."
    )


class BulkBody(BaseModel):
    """A bulk filing and how far it is."""

    id: str
    state: Literal["receiving", "under-way", "ended"] = Field(
        description="receiving: the file was cut off, the same request goes on; ended: nothing changes any more."
    )
    party: int
    rows: int = Field(description="Rows taken so far.")
    accepted: int
    refused: int
    states: dict[str, int] = Field(description="How many of its submissions are in each state that occurs.")
    failures: list[BulkRowResultBody] = Field(
        description="The first 100 rows that were refused or whose submission ended without effect."
    )
    created_at: str
    updated_at: str
    replayed: bool = Field(description="True when the whole file had been taken before.")


class BulkRowsBody(BaseModel):
    """Rows of a bulk filing, in the order of the file."""

    rows: list[BulkRowResultBody]
    next: int | None = Field(description="Ask for the rows after this one; null at the end.")
