"""Secrets at rest, and signatures that an independent reader verifies."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from chain_gateway.submission.webhooks import Delivery
from chain_gateway.webhooks import SecretBox, WebhookKeyDamaged, WebhookSettings, new_secret
from chain_gateway.webhooks.courier import pause
from chain_gateway.webhooks.message import body_of, headers_of

TEST = Delivery(
    "hook-1", "test-1", "webhook.test", None, "pending", 1, 0, 0, None, None, "2026-11-24T08:00:00.000Z", ""
)


def test_a_secret_is_kept_encrypted_and_read_again_by_its_webhook_alone(tmp_path: Path) -> None:
    box = SecretBox.open(tmp_path / "webhook.key")
    secret = new_secret()
    sealed = box.seal("hook-1", secret)
    assert secret.encode() not in sealed
    assert SecretBox.open(tmp_path / "webhook.key").read("hook-1", sealed) == secret
    with pytest.raises(WebhookKeyDamaged):
        box.read("hook-2", sealed)
    with pytest.raises(WebhookKeyDamaged):
        SecretBox.open(tmp_path / "another.key").read("hook-1", sealed)
    assert (tmp_path / "webhook.key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_file_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "webhook.key").write_bytes(b"short")
    with pytest.raises(WebhookKeyDamaged, match="5 bytes"):
        SecretBox.open(tmp_path / "webhook.key")


def test_a_message_is_signed_so_that_the_standards_own_library_verifies_it() -> None:
    old, new = new_secret(), new_secret()
    body = body_of(TEST, None)
    headers = headers_of("test-1", datetime.now(UTC), body, [new, old])
    for secret in (old, new):
        assert Verifier(secret).verify(body, headers) == json.loads(body)
    with pytest.raises(WebhookVerificationError):
        Verifier(new_secret()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(new).verify(body + b" ", headers)


def test_pauses_double_up_to_an_hour_and_differ() -> None:
    settings = WebhookSettings()
    for attempts, longest in ((1, 5), (2, 10), (5, 80), (40, 3600)):
        found = [pause(attempts, settings) for _ in range(20)]
        assert all(timedelta(seconds=longest / 2) <= each <= timedelta(seconds=longest) for each in found)
        assert len(set(found)) > 1
