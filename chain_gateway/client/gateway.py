"""Client of the gateway: every write goes through it."""

import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx

from chain_gateway.client.bulk import Bulk, BulkRow
from chain_gateway.client.errors import ServiceUnavailable, WaitTimeout
from chain_gateway.client.submission import Submission
from chain_gateway.client.transport import JsonService

_BETWEEN_WAITS = 0.25
_LONGEST_WAIT = 30.0  # the gateway answers a waiting request after this many seconds at the latest


class GatewayClient(JsonService):
    """The gateway at `base_url`, for the holder of the bearer `token`.

    Each method may raise ServiceUnavailable and Problem.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        transport: httpx.BaseTransport | None = None,
        timeout_seconds: float = 60.0,
    ) -> None:
        super().__init__(
            base_url,
            headers={"authorization": f"Bearer {token}"},
            transport=transport,
            timeout_seconds=timeout_seconds,
        )

    def post(self, path: str, body: Mapping[str, Any], idempotency_key: str | None = None) -> Submission:
        """Hand in a write; the same `idempotency_key` and body again answer the same submission.

        Without a key each call is a write of its own.
        """
        key = idempotency_key if idempotency_key is not None else uuid.uuid4().hex
        return self._submission(self._json("POST", path, json=dict(body), headers={"idempotency-key": key}))

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
        found = self._json("POST", "/v1/directory:resolve", json={"names": list(names)})
        return dict(found["parties"])

    def prepare_consents(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What the pledgors of a filing are to sign: digests, the obligation with its salt, typed data for each."""
        return self._json("POST", "/v1/consents:prepare", json=dict(body))

    def check_pledge(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Dry run of a filing: a finding for each right; nothing is sent."""
        return self._json("POST", "/v1/pledges:check", json=dict(body))

    def search(
        self, rights: Sequence[str], as_of: str, idempotency_key: str | None = None
    ) -> tuple[str, list[Submission]]:
        """Hand in a search inside the chain of 1 to 10,000 rights; answers its id and the submissions of its parts."""
        key = idempotency_key if idempotency_key is not None else uuid.uuid4().hex
        body = {"rights": list(rights), "as_of": as_of}
        found = self._json("POST", "/v1/searches", json=body, headers={"idempotency-key": key})
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

    def put_document(self, content: bytes, content_type: str = "application/octet-stream") -> str:
        """Store a document; answers its content identifier (text)."""
        found = self._json("POST", "/v1/documents", content=content, headers={"content-type": content_type})
        return str(found["cid"])

    def document(self, cid: str) -> bytes:
        """The document with that content identifier."""
        return self._send("GET", f"/v1/documents/{quote(cid, safe='')}").content

    def health(self) -> dict[str, Any]:
        """State of the gateway and of what it depends on."""
        return self._json("GET", "/v1/health")

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
