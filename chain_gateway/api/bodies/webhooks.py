"""Bodies of webhooks."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chain_gateway.api.bodies.common import Body


class NewWebhookBody(Body):
    """Where the party wants to be told of the end of its submissions."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://bank.example/pledgebook"}]})

    url: Annotated[str, Field(min_length=1, max_length=500)]


class WebhookBody(BaseModel):
    """A webhook; its secret is not shown."""

    id: str
    url: str
    created_at: str
    created_by: str
    previous_secret_until: str | None = Field(
        description="Until when messages are also signed with the secret before the last rotation."
    )


class WebhookSecretBody(WebhookBody):
    """A webhook with its new secret, which is shown this once."""

    secret: str = Field(description="Verify signatures with it (Standard Webhooks, v1).")


class WebhooksBody(BaseModel):
    """The party's webhooks, oldest first."""

    webhooks: list[WebhookBody]


class DeliveryBody(BaseModel):
    """One message to a webhook."""

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

    deliveries: list[DeliveryBody]
