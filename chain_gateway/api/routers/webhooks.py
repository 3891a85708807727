"""Webhooks: where a party is told of the end of its submissions."""

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from chain_gateway.api.auth import SCOPE_PARTY, Principal, Services, allowed
from chain_gateway.api.bodies.webhooks import (
    DeliveriesBody,
    DeliveryBody,
    NewWebhookBody,
    WebhookBody,
    WebhooksBody,
    WebhookSecretBody,
)
from chain_gateway.api.problems import responses
from chain_gateway.submission.rows import as_text
from chain_gateway.submission.webhooks import Delivery, Webhook
from chain_gateway.webhooks import checked_url, new_secret

router = APIRouter(tags=["webhooks"])

_Keeper = Annotated[Principal, Depends(allowed(SCOPE_PARTY))]
_WebhookId = Annotated[str, Path(pattern=r"^hook-[0-9a-f]{32}$", examples=["hook-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e"])]
_MessageId = Annotated[str, Path(max_length=80, pattern=r"^[a-z0-9.-]+$")]


@router.post(
    "/v1/webhooks",
    status_code=201,
    response_model=WebhookSecretBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422),
    summary="Register a webhook",
)
def register(body: NewWebhookBody, caller: _Keeper, services: Services, response: Response) -> dict[str, Any]:
    """The end of each of the party's submissions is posted to the URL, signed as Standard Webhooks says.

    https only; private addresses where the operator allows them. The secret is shown this once. A URL that is
    registered already is a problem (409 `webhook-known`), so a repeated request registers nothing twice.
    """
    checked_url(body.url, services.webhook_settings)
    webhook_id, secret = "hook-" + uuid.uuid4().hex, new_secret()
    sealed = services.secret_box.seal(webhook_id, secret)
    found = services.store.webhooks.add(webhook_id, caller.party, body.url, sealed, caller.subject)
    response.headers["Location"] = f"/v1/webhooks/{webhook_id}"
    return _webhook(found) | {"secret": secret}


@router.get("/v1/webhooks", response_model=WebhooksBody, responses=responses(401, 403), summary="The party's webhooks")
def listed(caller: _Keeper, services: Services) -> dict[str, Any]:
    """All webhooks of the token's party."""
    return {"webhooks": [_webhook(each) for each in services.store.webhooks.of(caller.party)]}


@router.get(
    "/v1/webhooks/{webhook}", response_model=WebhookBody, responses=responses(401, 403, 404), summary="A webhook"
)
def read(webhook: _WebhookId, caller: _Keeper, services: Services) -> dict[str, Any]:
    """A webhook of the token's party."""
    return _webhook(services.store.webhooks.get(webhook, caller.party))


@router.delete(
    "/v1/webhooks/{webhook}", status_code=204, responses=responses(401, 403, 404), summary="Delete a webhook"
)
def remove(webhook: _WebhookId, caller: _Keeper, services: Services) -> None:
    """Nothing more is sent to it; messages that wait for it are forgotten."""
    services.store.webhooks.remove(webhook, caller.party)


@router.post(
    "/v1/webhooks/{webhook}/rotation",
    response_model=WebhookSecretBody,
    responses=responses(400, 401, 403, 404, 413, 415),
    summary="Change a webhook's secret",
)
def rotate(webhook: _WebhookId, caller: _Keeper, services: Services) -> dict[str, Any]:
    """A new secret, shown this once. For a day messages are signed with the present one too."""
    secret = new_secret()
    until = services.clock() + services.webhook_settings.rotation_overlap
    sealed = services.secret_box.seal(webhook, secret)
    return _webhook(services.store.webhooks.rotate(webhook, caller.party, sealed, until)) | {"secret": secret}


@router.post(
    "/v1/webhooks/{webhook}/test",
    status_code=202,
    response_model=DeliveryBody,
    responses=responses(400, 401, 403, 404, 413, 415),
    summary="Send a test message",
)
def try_out(webhook: _WebhookId, caller: _Keeper, services: Services) -> dict[str, Any]:
    """A message `webhook.test`; what came of it is among the webhook's deliveries."""
    return _delivery(services.store.webhooks.try_out(webhook, caller.party))


@router.get(
    "/v1/webhooks/{webhook}/deliveries",
    response_model=DeliveriesBody,
    responses=responses(401, 403, 404),
    summary="Messages to a webhook",
)
def deliveries(
    webhook: _WebhookId,
    caller: _Keeper,
    services: Services,
    state: Annotated[Literal["pending", "delivered", "dead"] | None, Query(description="Only these.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> dict[str, Any]:
    """The newest messages. `dead` ones were tried for three days and can be sent again."""
    return {
        "deliveries": [
            _delivery(each) for each in services.store.webhooks.messages(webhook, caller.party, state, limit)
        ]
    }


@router.post(
    "/v1/webhooks/{webhook}/deliveries/{message}/resending",
    status_code=202,
    response_model=DeliveryBody,
    responses=responses(400, 401, 403, 404, 413, 415),
    summary="Send a message again",
)
def send_again(webhook: _WebhookId, message: _MessageId, caller: _Keeper, services: Services) -> dict[str, Any]:
    """The same message with the same id, whatever became of it."""
    return _delivery(services.store.webhooks.again(webhook, caller.party, message))


def _webhook(webhook: Webhook) -> dict[str, Any]:
    until = webhook.previous_until
    return {
        "id": webhook.id,
        "url": webhook.url,
        "created_at": webhook.created_at,
        "created_by": webhook.created_by,
        "previous_secret_until": as_text(datetime.fromtimestamp(until / 1000, UTC)) if until is not None else None,
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "message": delivery.message,
        "event": delivery.event,
        "submission": delivery.submission_id,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "status": delivery.status,
        "problem": delivery.problem,
        "created_at": delivery.created_at,
        "updated_at": delivery.updated_at,
    }
