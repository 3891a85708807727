"""Bodies of deciding on an act that waits for a second person."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from chain_gateway.api.bodies.common import Body
from chain_gateway.api.texts import Reason


class ApprovalBody(Body):
    """Nothing: who approves, and what, is said by token and path."""


class RejectionBody(Body):
    """Why an act is rejected."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "the contract names another debtor"}]})

    reason: Reason


class HeldActBody(BaseModel):
    """An act that waits for a second person."""

    submission: str
    verb: str
    asked_by: str = Field(description="Subject of the token that asked for it; another one must decide.")
    asked_at: str
    expires_at: str = Field(description="After this it is dropped.")
    arguments: dict[str, Any] = Field(description="The call that would be signed, amounts and all.")
    yours: bool = Field(description="Whether this token's subject asked for it, and so cannot decide.")


class HeldActsBody(BaseModel):
    """The acts of a party that wait for a second person, oldest first, 100 at most."""

    acts: list[HeldActBody]
