"""Bodies of webhooks."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chain_gateway.api.bodies.common import Body

_WEBHOOK: dict[str, Any] = {
    "id": "hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e",
    "url": "https://bank.example/pledgebook",
    "created_at": "2026-11-24T08:00:00.000Z",
    "created_by": "clerk-1",
    "previous_secret_until": None,
}
_DELIVERY: dict[str, Any] = {
    "message": "sub-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e.final",
    "event": "submission.final",
    "submission": "sub-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e",
    "state": "pending",
    "attempts": 2,
    "status": 503,
    "problem": "HTTP 503",
    "created_at": "2026-11-24T08:00:00.000Z",
    "updated_at": "2026-11-24T08:00:07.000Z",
}


class NewWebhookBody(Body):
    """Where the party wants to be told of the end of its submissions."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": _WEBHOOK["url"]}]})

    url: Annotated[str, Field(min_length=1, max_length=500)]


class WebhookBody(BaseModel):
    """A webhook; its secret is not shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WEBHOOK]})

    id: str
    url: str
    created_at: str
    created_by: str
    previous_secret_until: str | None = Field(
        description="Until when messages are also signed with the secret before the last rotation."
    )


class WebhookSecretBody(WebhookBody):
    """A webhook with its new secret, which is shown this once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [_WEBHOOK | {"secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}]}
    )

    secret: str = Field(description="Verify signatures with it (Standard Webhooks, v1).")


class WebhooksBody(BaseModel):
    """The party's webhooks, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"webhooks": [_WEBHOOK]}]})

    webhooks: list[WebhookBody]


class DeliveryBody(BaseModel):
    """One message to a webhook."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DELIVERY]})

    message: str = Field(description="The header webhook-id, the same in every attempt.")
    event: str
    submission: str | None
    state: Literal["pending", "delivered", "dead"]
    attempts: int
    status: int | None = Field(description="HTTP status of the last attempt.")
    problem: str | None = Field(description="Why the last attempt failed.")
    created_at: str
    updated_at: str


class DeliveriesBody(BaseModel):
    """Messages to a webhook, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"deliveries": [_DELIVERY]}]})

    deliveries: list[DeliveryBody]
