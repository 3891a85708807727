"""What a webhook is told: which submission ended, and how. Never an amount, never a name."""

import json
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook as Signature

from chain_gateway.submission import Submission
from chain_gateway.submission.webhooks import Delivery


def body_of(delivery: Delivery, submission: Submission | None) -> bytes:
    """The message as JSON, the same in every attempt: an ended submission does not change any more."""
    told: dict[str, Any] = {"type": delivery.event}
    if submission is None:
        told |= {"timestamp": delivery.created_at, "data": {"webhook": delivery.webhook}}
    else:
        told |= {"timestamp": submission.updated_at, "data": _submission(submission)}
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def headers_of(message_id: str, at: datetime, body: bytes, secrets: list[str]) -> dict[str, str]:
    """Headers of Standard Webhooks, one signature for each secret, the newest first."""
    text = body.decode("ascii")
    signatures = [Signature(secret).sign(msg_id=message_id, timestamp=at, data=text) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": "pledgebook-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.astimezone(UTC).timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _submission(submission: Submission) -> dict[str, Any]:
    error = submission.error
    sent = submission.transaction_hash
    return {
        "submission": submission.id,
        "state": submission.state.value,
        "verb": submission.verb,
        "party": submission.party,
        "transaction": "0x" + sent.hex() if sent is not None else None,
        "block": submission.block_number,
        # Arguments of an error may be amounts: those are for who asks with a token.
        "error": {"code": error["code"], "name": error.get("name")} if error is not None else None,
        "events": [dict(event) for event in submission.events or ()],
    }
