"""Deliveries to a real server: slow, failing, redirecting, with a wrong certificate; and a crash before the note."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks.webhooks import Webhook as Verifier

from chain_gateway.submission import NewSubmission, Request, Store, open_store
from chain_gateway.submission.webhooks import Delivery, Webhook
from chain_gateway.webhooks import Courier, SecretBox, WebhookSettings, new_secret
from tests.support.receiver import Receiver

PARTY = 7
SIGNER = "0x" + "11" * 20
QUICK = WebhookSettings(
    loopback=True,
    timeout_seconds=1.0,
    first_pause=timedelta(milliseconds=50),
    longest_pause=timedelta(milliseconds=200),
)


class Post:
    """A store with a webhook, and a courier for it."""

    def __init__(self, folder: Path, url: str, settings: WebhookSettings = QUICK) -> None:
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.store = open_store(f"sqlite:///{folder / 'gateway.db'}")
        self.box = SecretBox.open(folder / "webhook.key")
        self.settings = settings
        self.secret = new_secret()
        self.hook = "hook-" + "0" * 32
        self.store.webhooks.add(self.hook, PARTY, url, self.box.seal(self.hook, self.secret), "clerk")

    def courier(self) -> Courier:
        return Courier(self.store, self.box, self.settings, lambda: self.now())

    @contextmanager
    def working(self) -> Iterator[Courier]:
        courier = self.courier()
        courier.start()
        try:
            yield courier
        finally:
            courier.stop()

    def ended_submission(self, key: str = "k") -> str:
        """A submission that was taken back: the shortest way to an end."""
        new = NewSubmission("file", PARTY, SIGNER, "PledgeRegistry", SIGNER, b"\x01" * 8, 100_000)
        accepted, _ = self.store.accept(new, Request("clerk", PARTY, "file", bytes(32), key))
        self.store.drop(accepted.id)
        return accepted.id

    def deliveries(self, state: str | None = None) -> list[Delivery]:
        return self.store.webhooks.messages(self.hook, PARTY, state, 100)

    def until(self, state: str, seconds: float = 15.0) -> Delivery:
        deadline = time.monotonic() + seconds
        while not (found := self.deliveries(state)):
            assert time.monotonic() < deadline, self.deliveries()
            time.sleep(0.02)
        return found[0]


def test_the_end_of_a_submission_is_told_once_and_signed(tmp_path: Path) -> None:
    with Receiver() as receiver:
        post = Post(tmp_path, receiver.url)
        submission = post.ended_submission()
        with post.working():
            (received,) = receiver.wait_for(1)
            post.until("delivered")
            time.sleep(0.7)
    assert len(receiver.received) == 1
    told = Verifier(post.secret).verify(received.body, received.headers)
    assert told["type"] == "submission.dropped"
    assert (told["data"]["submission"], told["data"]["state"]) == (submission, "dropped")
    assert received.headers["webhook-id"] == f"{submission}.dropped"


def test_the_message_is_queued_with_the_end_itself(tmp_path: Path) -> None:
    post = Post(tmp_path, "https://bank.example/")
    submission = post.ended_submission()
    (found,) = post.deliveries()
    assert (found.message, found.event, found.state) == (f"{submission}.dropped", "submission.dropped", "pending")


def test_another_partys_submission_is_not_told(tmp_path: Path) -> None:
    post = Post(tmp_path, "https://bank.example/")
    new = NewSubmission("file", PARTY + 1, SIGNER, "PledgeRegistry", SIGNER, b"", 100_000)
    other, _ = post.store.accept(new, Request("clerk", PARTY + 1, "file", bytes(32), "k"))
    post.store.drop(other.id)
    assert post.deliveries() == []


def test_a_failing_receiver_is_tried_again_with_the_same_id_until_it_takes_it(tmp_path: Path) -> None:
    with Receiver(answers=[500, 503, 404]) as receiver:
        post = Post(tmp_path, receiver.url)
        post.ended_submission()
        with post.working():
            receiver.wait_for(4)
            delivered = post.until("delivered")
    assert (delivered.attempts, delivered.status, delivered.problem) == (4, 204, None)
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    assert len({each.body for each in receiver.received}) == 1


def test_a_slow_receiver_is_cut_off_and_holds_up_nobody_else(tmp_path: Path) -> None:
    with Receiver(seconds=5) as slow, Receiver() as quick:
        post = Post(tmp_path, slow.url)
        other = "hook-" + "1" * 32
        for number in range(12):
            post.ended_submission(f"k{number}")
        post.store.webhooks.add(other, PARTY, quick.url, post.box.seal(other, post.secret), "clerk")
        post.ended_submission("last")
        with post.working():
            quick.wait_for(1, seconds=10)
            slow.wait_for(1)
            deadline = time.monotonic() + 10
            while not any("no answer within" in (each.problem or "") for each in post.deliveries("pending")):
                assert time.monotonic() < deadline
                time.sleep(0.05)


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    with Receiver() as target, Receiver(status=302) as receiver:
        receiver.location = target.url
        post = Post(tmp_path, receiver.url)
        post.ended_submission()
        with post.working():
            receiver.wait_for(2)
    assert target.received == []
    assert "redirects are not followed" in (post.deliveries()[0].problem or "")


def test_a_wrong_certificate_is_refused_and_one_of_the_banks_own_authority_taken(tmp_path: Path) -> None:
    certificate, authority = self_signed(tmp_path)
    with Receiver(certificate=certificate) as receiver:
        post = Post(tmp_path, receiver.url)
        post.ended_submission()
        with post.working():
            deadline = time.monotonic() + 10
            while "CERTIFICATE_VERIFY_FAILED" not in (post.deliveries()[0].problem or ""):
                assert time.monotonic() < deadline, post.deliveries()
                time.sleep(0.05)
        assert receiver.received == []
        post.settings = WebhookSettings(loopback=True, first_pause=QUICK.first_pause, authorities=authority)
        with post.working():
            receiver.wait_for(1)


def test_a_receiver_that_is_not_there_is_tried_until_its_message_is_too_old(tmp_path: Path) -> None:
    settings = WebhookSettings(
        loopback=True, first_pause=timedelta(milliseconds=20), give_up_after=timedelta(milliseconds=300)
    )
    post = Post(tmp_path, "http://127.0.0.1:9/hook", settings)
    post.ended_submission()
    with post.working():
        dead = post.until("dead")
    assert dead.attempts > 1
    assert dead.problem
    assert post.store.webhooks.queue().dead == 1


def test_a_dead_message_is_sent_again_on_request_with_the_same_id(tmp_path: Path) -> None:
    with Receiver(status=410) as receiver:
        post = Post(tmp_path, receiver.url)
        submission = post.ended_submission()
        with post.working():
            post.until("dead")
            receiver.status = 200
            post.store.webhooks.again(post.hook, PARTY, f"{submission}.dropped")
            post.until("delivered")
    assert [each.headers["webhook-id"] for each in receiver.received] == [f"{submission}.dropped"] * 2


def test_a_crash_between_delivery_and_note_delivers_again_with_the_same_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Receiver() as receiver:
        post = Post(tmp_path, receiver.url)
        post.ended_submission()
        with monkeypatch.context() as crashing, post.working():
            # What a kill leaves: the receiver has the message, and the store knows of a lease only.
            crashing.setattr(post.store.webhooks, "note", killed)
            receiver.wait_for(1)
        assert post.deliveries()[0].state == "pending"
        assert post.store.webhooks.claim(1_000, 10) == []  # leased
        post.now = lambda: datetime.now(UTC) + timedelta(minutes=5)
        post.store._clock = post.now
        post.store.webhooks._clock = post.now
        with post.working():
            receiver.wait_for(2)
            post.until("delivered")
    assert receiver.received[0].headers["webhook-id"] == receiver.received[1].headers["webhook-id"]
    assert receiver.received[0].body == receiver.received[1].body


def killed(*_: Any, **__: Any) -> None:
    raise SystemError("killed")


def test_after_a_rotation_both_secrets_verify_until_the_overlap_is_over(tmp_path: Path) -> None:
    with Receiver() as receiver:
        post = Post(tmp_path, receiver.url)
        fresh = new_secret()
        until = datetime.now(UTC) + timedelta(minutes=1)
        post.store.webhooks.rotate(post.hook, PARTY, post.box.seal(post.hook, fresh), until)
        post.ended_submission("a")
        with post.working():
            receiver.wait_for(1)
            post.until("delivered")
        post.store.webhooks.rotate(
            post.hook, PARTY, post.box.seal(post.hook, fresh), datetime.now(UTC) - timedelta(seconds=1)
        )
        post.ended_submission("b")
        with post.working():
            receiver.wait_for(2)
    both, one = receiver.received
    assert len(both.headers["webhook-signature"].split()) == 2
    for secret in (post.secret, fresh):
        Verifier(secret).verify(both.body, both.headers)
    assert len(one.headers["webhook-signature"].split()) == 1


def test_two_couriers_on_one_postgresql_deliver_each_message_once(tmp_path: Path, postgresql_url: str) -> None:
    with Receiver() as receiver:
        post = Post.__new__(Post)
        post.now = lambda: datetime.now(UTC)
        post.store = open_store(postgresql_url)
        post.box, post.settings, post.secret = SecretBox.open(tmp_path / "webhook.key"), QUICK, new_secret()
        post.hook = "hook-" + "0" * 32
        post.store.webhooks.add(post.hook, PARTY, receiver.url, post.box.seal(post.hook, post.secret), "clerk")
        for number in range(30):
            post.ended_submission(f"k{number}")
        with post.working(), post.working():
            receiver.wait_for(30, seconds=30)
            deadline = time.monotonic() + 10
            while len(post.deliveries("delivered")) < 30:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        post.store.close()
    assert len({each.headers["webhook-id"] for each in receiver.received}) == len(receiver.received) == 30


def test_no_message_and_no_repr_shows_a_secret(tmp_path: Path) -> None:
    with Receiver() as receiver:
        post = Post(tmp_path, receiver.url)
        post.ended_submission()
        with post.working():
            (received,) = receiver.wait_for(1)
        (hook,) = post.store.webhooks.of(PARTY)
        shown = repr(hook) + repr(post.box) + received.body.decode() + json.dumps(received.headers)
        assert post.secret not in shown
        assert hook.secret.hex() not in shown
    assert isinstance(hook, Webhook)
    assert isinstance(post.store, Store)


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine that nobody vouches for: key and certificate, and the certificate alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    from ipaddress import ip_address

    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both, alone = folder / "server.pem", folder / "authority.pem"
    both.write_bytes(private + public)
    alone.write_bytes(public)
    return both, alone


def test_a_message_that_is_asked_for_again_while_it_is_being_sent_is_sent_again(tmp_path: Path) -> None:
    with Receiver(seconds=0.3) as receiver:
        post = Post(tmp_path, receiver.url)
        submission = post.ended_submission()
        with post.working():
            receiver.wait_for(1)  # and not answered yet
            post.store.webhooks.again(post.hook, PARTY, f"{submission}.dropped")
            receiver.wait_for(2)
            post.until("delivered")
