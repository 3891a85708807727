"""Bodies of answers."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from chain_gateway.api.problems import ProblemBody


class EventBody(BaseModel):
    """A ledger event that a submission caused."""

    sequence: int
    book: str
    name: str
    subject: int | str = Field(description="Party or pledge id, asset key, or the like.")
    actor: int


class ResultBody(BaseModel):
    """What an included submission caused."""

    events: list[EventBody]


class BlockBody(BaseModel):
    """The block that includes a submission."""

    number: int
    hash: str
    time: str


class SubmissionBody(BaseModel):
    """One write, from its acceptance to its end."""

    id: str
    state: Literal[
        "awaiting-approval",
        "prepared",
        "signed",
        "broadcast",
        "included",
        "final",
        "reverted",
        "replaced",
        "dropped",
    ]
    verb: str
    party: int
    transaction: str | None
    block: BlockBody | None
    error: ProblemBody | None
    result: ResultBody | None
    created_at: str
    updated_at: str
    replayed: bool = Field(description="True when the answer repeats an earlier one with the same Idempotency-Key.")


class DirectoryBody(BaseModel):
    """Party id of each name, null of one that the directory does not hold."""

    parties: dict[str, int | None]


class ConsentsBody(BaseModel):
    """What the pledgors of a filing are to sign, in ascending order of pledgor."""

    obligation_digest: str
    rights_digest: str
    obligation: dict[str, Any]
    typed_data: list[dict[str, Any]] = Field(description="One EIP-712 message for each pledgor.")
    consents: list[dict[str, Any]] = Field(description="Pledgor, nonce and deadline of each; key and signature go in.")


class FindingBody(BaseModel):
    """One reason for which a filing would be refused."""

    ground: str = Field(description="Ground of refusal, by the name of the ledger's enum.")
    error: str = Field(description="The ledger's error.")
    detail: str
    advice: str
    pledge: int | None = Field(default=None, description="The pledge that stands in the way.")


class RightFindingsBody(BaseModel):
    """What the dry run found of one right, in the order of the request."""

    right: str
    asset_key: str
    ok: bool
    findings: list[FindingBody]


class SimulationBody(BaseModel):
    """Outcome of the simulated call, which has the last word."""

    passes: bool
    error: ProblemBody | None


class CheckBody(BaseModel):
    """Outcome of a dry run; nothing was sent."""

    ok: bool
    block: BlockBody
    filing: list[FindingBody] = Field(description="What is wrong with the filing as a whole.")
    rights: list[RightFindingsBody]
    simulation: SimulationBody


class HealthBody(BaseModel):
    """State of the gateway and of what it depends on."""

    status: Literal["ok", "degraded"]
    chain: dict[str, Any]
    store: dict[str, Any]
    worker: dict[str, Any]


class ReadyBody(BaseModel):
    """Whether requests should be sent here now."""

    ready: bool
    checks: dict[str, bool] = Field(description="store, node, worker, lanes, open.")
