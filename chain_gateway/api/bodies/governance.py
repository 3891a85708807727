"""Bodies of the governance's own acts, and of what it announced."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from chain_gateway.api.bodies.common import ActBody, Address, Body, by_name
from chain_gateway.ledger.enums import PartyKind

RoleName = Literal["Governance", "Guardian"]
KindName = Annotated[PartyKind, *by_name(PartyKind)]


class RoleBody(Body):
    """A key that is to have a role of the consortium's governance."""

    role: RoleName
    """`Guardian` pauses new business and nothing else; `Governance` does everything else."""
    account: Address
    delay_seconds: Annotated[int, Field(ge=0, le=31_536_000)] = 0
    """How long its acts wait between being announced and being executed."""


class RoleEndBody(Body):
    """A key that is to have a role no more."""

    role: RoleName
    account: Address


class VerbGrantBody(Body):
    """Who may call a verb of a book: these kinds of party, with `governance` the governance too, and nobody else."""

    book: Annotated[str, Field(max_length=40)]
    verb: Annotated[str, Field(max_length=60)]
    kinds: Annotated[list[KindName], Field(max_length=40)]
    governance: bool = False
    act: ActBody = ActBody()


class CallerGrantBody(Body):
    """A book that may call a verb of another book, or may no more."""

    book: Annotated[str, Field(max_length=40)]
    verb: Annotated[str, Field(max_length=60)]
    caller: Annotated[str, Field(max_length=40)]
    """The calling book, by its name."""
    allowed: bool
    act: ActBody = ActBody()


class NothingBody(Body):
    """Nothing: the path says what is executed or cancelled."""


class OperationBody(BaseModel):
    """An act that was announced at the AccessManager."""

    id: str = Field(description="0x and 64 hexadecimal digits.")
    nonce: int = Field(description="How often the same was announced up to this time.")
    state: Literal["waiting", "ready", "executed", "cancelled", "expired"]
    contract: str | None = Field(description="The contract that is called; null when it is none of the ledger.")
    function: str | None = Field(description="The function that is called; null when its data is not understood.")
    arguments: dict[str, Any] | None = Field(description="What it is called with.")
    caller: str = Field(description="Who announced it, and alone may execute it.")
    target: str
    data: str = Field(description="The calldata, for the members' own contract to execute.")
    ready_at: str = Field(description="Chain time from which it may be executed.")
    expires_at: str = Field(description="Chain time from which it may not be executed any more.")
    block: int = Field(description="Block in which it was announced.")
    transaction: str = Field(description="Transaction in which it was announced; its submission names the same.")


class OperationsBody(BaseModel):
    """What was announced, newest first."""

    time: str = Field(description="Chain time that the states are judged by: that of the newest block.")
    operations: list[OperationBody]
