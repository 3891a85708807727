"""Client of the gateway: every write goes through it."""

import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from chain_gateway.client.bulk import Bulk, BulkRow
from chain_gateway.client.errors import ServiceUnavailable, WaitTimeout
from chain_gateway.client.submission import Submission
from chain_gateway.client.transport import NO_RETRIES, JsonService, Retries
from chain_gateway.client.verbs import VERBS
from chain_gateway.client.webhook import Delivery, Webhook

_SILENT_ATTEMPTS = 5
_BETWEEN_WAITS = 0.25
_LONGEST_WAIT = 30.0  # the gateway answers a waiting request after this many seconds at the latest


class GatewayClient(JsonService):
    """The gateway at `base_url`, for the holder of the bearer `token`.

    Each method may raise ServiceUnavailable and Problem. With `retries` a request that is safe to repeat is
    repeated while the gateway cannot be reached or asks to wait: a reading, and a write with one Idempotency-Key.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        transport: httpx.BaseTransport | None = None,
        timeout_seconds: float = 60.0,
        retries: Retries = NO_RETRIES,
    ) -> None:
        super().__init__(
            base_url,
            headers={"authorization": f"Bearer {token}"},
            transport=transport,
            timeout_seconds=timeout_seconds,
            retries=retries,
        )

    def post(self, path: str, body: Mapping[str, Any], idempotency_key: str | None = None) -> Submission:
        """Hand in a write; the same `idempotency_key` and body again answer the same submission.

        Without a key each call is a write of its own.
        """
        key = idempotency_key if idempotency_key is not None else uuid.uuid4().hex
        return self._submission(self._json("POST", path, body=dict(body), headers={"idempotency-key": key}))

    def act(
        self,
        verb: str,
        body: Mapping[str, Any],
        idempotency_key: str | None = None,
        scheduled_for: int | None = None,
        **places: str | int,
    ) -> Submission:
        """Hand in a write by its name, such as `act("pledges_register", body, pledge=41)`; see `verbs.VERBS`.

        With `scheduled_for` (chain time, 0 for the earliest) an act of the governance is announced and not yet done.
        LookupError for a name that is no write, or without what its path needs.
        """
        method, path = VERBS[verb]
        if method != "POST":
            raise LookupError(f"{verb} is no write: it is {method} {path}")
        named = {name: quote(str(value), safe="") for name, value in places.items()}
        query = f"?scheduled_for={scheduled_for}" if scheduled_for is not None else ""
        return self.post(path.format_map(named) + query, body, idempotency_key)

    def operations(self, states: Sequence[str] = ()) -> dict[str, Any]:
        """What the governance announced, newest first, and the chain time that the states are judged by."""
        path = "/v1/governance/operations"
        return self._json("GET", path + "?" + "&".join(f"state={state}" for state in states) if states else path)

    def follow(self, submission_id: str) -> Iterator[Submission]:
        """The submission whenever its state changed, until it has ended. Goes on where a connection was cut off.

        Raises ServiceUnavailable when nothing can be heard several times in a row.
        """
        for event in self._follow(f"/v1/submissions/{quote(submission_id, safe='')}/events"):
            yield self._submission(event)

    def follow_bulk(self, bulk_id: str) -> Iterator[Bulk]:
        """The bulk filing whenever its counts changed, until it has ended; otherwise as `follow`."""
        for event in self._follow(f"/v1/bulks/{quote(bulk_id, safe='')}/events"):
            yield self._bulk(event)

    def submission(self, submission_id: str, wait_seconds: float = 0.0) -> Submission:
        """A submission; with `wait_seconds` (at most 30) the answer comes when it is finished or that time is over."""
        query = {"wait": f"{min(wait_seconds, _LONGEST_WAIT):g}"} if wait_seconds > 0 else None
        return self._submission(self._json("GET", f"/v1/submissions/{quote(submission_id, safe='')}", query=query))

    def wait(self, submission_id: str, timeout_seconds: float = 120.0) -> Submission:
        """The submission when it is finished; raises WaitTimeout when it is not after `timeout_seconds`."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            remaining = deadline - time.monotonic()
            found = self.submission(submission_id, max(remaining, 0.001))
            if found.terminal:
                return found
            if time.monotonic() >= deadline:
                raise WaitTimeout(submission_id, found.state, timeout_seconds)
            # It may answer at once, when this party has many requests waiting.
            time.sleep(min(_BETWEEN_WAITS, max(deadline - time.monotonic(), 0)))

    def submit(
        self, path: str, body: Mapping[str, Any], idempotency_key: str | None = None, timeout_seconds: float = 120.0
    ) -> Submission:
        """Hand in a write and wait for its end (`post`, then `wait`)."""
        accepted = self.post(path, body, idempotency_key)
        if accepted.terminal:
            return accepted
        return replace(self.wait(accepted.id, timeout_seconds), replayed=accepted.replayed)

    def resolve_names(self, names: Sequence[str]) -> dict[str, int | None]:
        """Party id of each name that the office's directory holds, None of one that it does not."""
        found = self._json("POST", "/v1/directory:resolve", body={"names": list(names)})
        return dict(found["parties"])

    def prepare_consents(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What the pledgors of a filing are to sign: digests, the obligation with its salt, typed data for each."""
        return self._json("POST", "/v1/consents:prepare", body=dict(body))

    def check_pledge(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Dry run of a filing: a finding for each right; nothing is sent."""
        return self._json("POST", "/v1/pledges:check", body=dict(body))

    def disposal(self, listing: int) -> dict[str, Any]:
        """A listing with its prices; Problem "not-your-listing" for whom they are not."""
        return self._json("GET", f"/v1/disposals/{listing}/figures")

    def valuation(self, engagement: int) -> dict[str, Any]:
        """An engagement to value rights with its figures; Problem "not-a-reader" for whom they are not."""
        return self._json("GET", f"/v1/valuations/{engagement}/figures")

    def search(
        self, rights: Sequence[str], as_of: str, idempotency_key: str | None = None
    ) -> tuple[str, list[Submission]]:
        """Hand in a search inside the chain of 1 to 10,000 rights; answers its id and the submissions of its parts."""
        key = idempotency_key if idempotency_key is not None else uuid.uuid4().hex
        body = {"rights": list(rights), "as_of": as_of}
        found = self._json("POST", "/v1/searches", body=body, headers={"idempotency-key": key})
        return str(found["search"]), [self._submission(part) for part in found["parts"]]

    def file_bulk(self, lines: Iterable[bytes], idempotency_key: str) -> Bulk:
        """Hand in a bulk filing: one JSON filing with a `reference` for each line.

        Sent again with the same key and the same lines it goes on where it was cut off, and files nothing twice.
        """
        content = (line.rstrip(b"\r\n") + b"\n" for line in lines)
        headers = {"idempotency-key": idempotency_key, "content-type": "application/x-ndjson"}
        return self._bulk(self._json("POST", "/v1/pledges:bulk", content=content, headers=headers))

    def bulk(self, bulk_id: str) -> Bulk:
        """A bulk filing as it is now."""
        return self._bulk(self._json("GET", f"/v1/bulks/{quote(bulk_id, safe='')}"))

    def bulk_rows(self, bulk_id: str, failed: bool = False) -> Iterator[BulkRow]:
        """What became of each row, in the order of the file; with `failed` of those that came to nothing."""
        after: int | None = 0
        while after is not None:
            query = {"after": str(after)} | ({"failed": "true"} if failed else {})
            page = self._json("GET", f"/v1/bulks/{quote(bulk_id, safe='')}/rows", query=query)
            yield from (BulkRow.from_json(row) for row in page["rows"])
            after = page["next"]

    def add_webhook(self, url: str) -> Webhook:
        """Register a webhook; its secret is in this answer and in no later one."""
        return self._webhook(self._json("POST", "/v1/webhooks", body={"url": url}))

    def webhooks(self) -> list[Webhook]:
        """The party's webhooks, oldest first."""
        return [self._webhook(each) for each in self._json("GET", "/v1/webhooks")["webhooks"]]

    def rotate_webhook(self, webhook_id: str) -> Webhook:
        """A webhook with a new secret; the one before signs too for a while."""
        return self._webhook(self._json("POST", f"/v1/webhooks/{quote(webhook_id, safe='')}/rotation"))

    def try_webhook(self, webhook_id: str) -> Delivery:
        """Have a test message sent."""
        return self._delivery(self._json("POST", f"/v1/webhooks/{quote(webhook_id, safe='')}/test"))

    def delete_webhook(self, webhook_id: str) -> None:
        """Have nothing more sent to it."""
        self._send("DELETE", f"/v1/webhooks/{quote(webhook_id, safe='')}")

    def deliveries(self, webhook_id: str, state: str | None = None) -> list[Delivery]:
        """The newest messages to a webhook, those in one state alone where it is named."""
        query = {"state": state} if state is not None else None
        found = self._json("GET", f"/v1/webhooks/{quote(webhook_id, safe='')}/deliveries", query=query)
        return [self._delivery(each) for each in found["deliveries"]]

    def send_again(self, webhook_id: str, message: str) -> Delivery:
        """Have a message sent once more, with the same id."""
        place = f"/v1/webhooks/{quote(webhook_id, safe='')}/deliveries/{quote(message, safe='')}/resending"
        return self._delivery(self._json("POST", place))

    def ready(self) -> bool:
        """Whether requests should be sent there now."""
        try:
            return bool(self._json("GET", "/v1/ready")["ready"])
        except ServiceUnavailable:
            return False

    def put_document(self, content: bytes, content_type: str = "application/octet-stream") -> str:
        """Store a document that is in memory, not sealed; answers its content identifier (text)."""
        found = self._json("POST", "/v1/documents", content=content, headers={"content-type": content_type})
        return str(found["cid"])

    def send_document(
        self, pieces: Iterable[bytes], content_type: str, name: str | None = None, recipients: Sequence[int] = ()
    ) -> dict[str, Any]:
        """Store a document that comes in pieces, sealed for the recipients where there are any; answers its record."""
        query: list[tuple[str, str]] = [("recipient", str(party)) for party in recipients]
        if name is not None:
            query.append(("name", name))
        place = "/v1/documents" + (f"?{urlencode(query)}" if query else "")
        return self._json("POST", place, content=pieces, headers={"content-type": content_type})

    def document(self, cid: str) -> bytes:
        """The document with that content identifier, as it is stored."""
        return self._send("GET", f"/v1/documents/{quote(cid, safe='')}").content

    def loss(self, loss: int) -> dict[str, Any]:
        """A loss with its shares; only for the parties that it concerns."""
        return self._json("GET", f"/v1/losses/{loss}")

    def pool(self, pool: int) -> dict[str, Any]:
        """A pool of the token's party with its figures."""
        return self._json("GET", f"/v1/pools/{pool}")

    def scheme(self, scheme: int, loss_minor: int | None = None) -> dict[str, Any]:
        """A scheme with its tranches, for its parties; with `loss_minor` also who would bear what of such a loss."""
        query = {"loss_minor": str(loss_minor)} if loss_minor is not None else None
        return self._json("GET", f"/v1/schemes/{scheme}/tranches", query=query)

    def document_pieces(self, cid: str) -> Iterator[bytes]:
        """The document in pieces, as it is stored; one that ends early raises ServiceUnavailable."""
        return self._pieces(f"/v1/documents/{quote(cid, safe='')}")

    def document_record(self, cid: str) -> dict[str, Any]:
        """What is known of a document, with its key as it is wrapped for the token's party."""
        return self._json("GET", f"/v1/documents/{quote(cid, safe='')}/record")

    def share_document(self, cid: str, party: int, wrapped_key: str) -> dict[str, Any]:
        """Hand in the document's key wrapped for one more party (base64url)."""
        body = {"party": party, "wrapped_key": wrapped_key}
        return self._json("POST", f"/v1/documents/{quote(cid, safe='')}/recipients", body=body)

    def erase_document(self, cid: str) -> dict[str, Any]:
        """Delete every wrapped key of a document, for good."""
        return self._json("POST", f"/v1/documents/{quote(cid, safe='')}/erasure")

    def verify_document(self, cid: str, repair: bool = False) -> dict[str, Any]:
        """Have every block on every node read and hashed, and with `repair` brought back where it is missing."""
        return self._json("POST", f"/v1/documents/{quote(cid, safe='')}/{'repair' if repair else 'verification'}")

    def document_key(self, party: int) -> dict[str, str]:
        """The key that documents for a party are sealed to: `scheme` and `key` in hexadecimal."""
        found = self._json("GET", f"/v1/document-keys/{party}")
        return {"scheme": str(found["scheme"]), "key": str(found["key"])}

    def health(self) -> dict[str, Any]:
        """State of the gateway and of what it depends on."""
        return self._json("GET", "/v1/health")

    def _follow(self, path: str) -> Iterator[dict[str, Any]]:
        last_id: str | None = None
        silent = 0
        while True:
            try:
                for event in self._events(path, last_id):
                    silent = 0
                    last_id = event.id
                    yield event.data
                    if event.ended:
                        return
                # The stream was closed before the end, or there is nothing more to tell.
                silent += 1
            except ServiceUnavailable:
                silent += 1
                if silent >= _SILENT_ATTEMPTS:
                    raise
            if silent >= _SILENT_ATTEMPTS:
                raise ServiceUnavailable(self.base_url, f"{path} ends again and again before the end")
            time.sleep(self._retries.pause(silent))

    def _webhook(self, body: Mapping[str, Any]) -> Webhook:
        try:
            return Webhook.from_json(body)
        except (KeyError, TypeError) as problem:
            raise ServiceUnavailable(self.base_url, f"it answered no webhook ({problem!r})") from None

    def _delivery(self, body: Mapping[str, Any]) -> Delivery:
        try:
            return Delivery.from_json(body)
        except (KeyError, TypeError) as problem:
            raise ServiceUnavailable(self.base_url, f"it answered no delivery ({problem!r})") from None

    def _bulk(self, body: Mapping[str, Any]) -> Bulk:
        try:
            return Bulk.from_json(body)
        except (KeyError, TypeError) as problem:
            raise ServiceUnavailable(self.base_url, f"it answered no bulk filing ({problem!r})") from None

    def _submission(self, body: Mapping[str, Any]) -> Submission:
        try:
            return Submission.from_json(body)
        except (KeyError, TypeError) as problem:
            raise ServiceUnavailable(self.base_url, f"it answered no submission ({problem!r})") from None
