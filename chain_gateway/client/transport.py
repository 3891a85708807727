"""What both clients share: one httpx client, JSON in and out, and every failure as an error of this package."""

import json
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from chain_gateway.client.errors import Problem, ServiceUnavailable

_GATEWAY_DOWN = frozenset({502, 503, 504})


_READINGS = frozenset({"GET", "HEAD", "DELETE"})
_WORTH_REPEATING = frozenset({429, 502, 503, 504})
_QUIET_SECONDS = 60.0
_LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class Retries:
    """How often a request is repeated, and after which pauses: doubled each time, less a random part."""

    times: int = 4
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 10.0

    def pause(self, attempt: int) -> float:
        """Seconds after so many attempts."""
        longest: float = min(self.first_pause_seconds * 2 ** (attempt - 1), self.longest_pause_seconds)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311  # jitter, no secret


NO_RETRIES = Retries(times=0)


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    id: str
    data: dict[str, Any]
    ended: bool


class JsonService:
    """A service that speaks JSON over HTTP below `base_url`. A context manager; `close` it otherwise."""

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        timeout_seconds: float = 60.0,
        retries: Retries = NO_RETRIES,
    ) -> None:
        self._retries = retries
        self.base_url = base_url.rstrip("/")
        self._http = httpx.Client(
            base_url=self.base_url,
            headers={"accept": "application/json"} | dict(headers or {}),
            transport=transport,
            timeout=timeout_seconds,
        )

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def __repr__(self) -> str:
        """The client by its address; a token is never shown."""
        return f"{type(self).__name__}({self.base_url!r})"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    ) -> httpx.Response:
        """One request; answers a success, raises ServiceUnavailable or Problem otherwise.

        One that may be repeated is, as `retries` say.
        """
        named = dict(headers or {})
        again = method in _READINGS or "idempotency-key" in named
        once = content is not None and not isinstance(content, bytes)
        attempt = 0
        while True:
            attempt += 1
            last = once or not again or attempt > self._retries.times
            try:
                answer = self._http.request(
                    method, path, json=body, content=content, headers=named, params=_parameters(query)
                )
            except httpx.HTTPError as problem:
                if last:
                    raise ServiceUnavailable(self.base_url, f"{type(problem).__name__}: {problem}") from None
                time.sleep(self._retries.pause(attempt))
                continue
            if answer.is_success:
                return answer
            if last or answer.status_code not in _WORTH_REPEATING:
                raise self._failure(answer)
            time.sleep(max(self._retries.pause(attempt), _asked_to_wait(answer)))

    def _pieces(self, path: str) -> Iterator[bytes]:
        """The body of one answer as it arrives."""
        try:
            with self._http.stream("GET", path, headers={"accept": "*/*"}) as answer:
                if not answer.is_success:
                    answer.read()
                    raise self._failure(answer)
                yield from answer.iter_bytes()
        except httpx.HTTPError as problem:
            raise ServiceUnavailable(self.base_url, f"{type(problem).__name__}: {problem}") from None

    def _events(self, path: str, last_id: str | None) -> Iterator[Event]:
        """One connection to a stream of events, from the one after `last_id`."""
        headers = {"accept": "text/event-stream"} | ({"last-event-id": last_id} if last_id is not None else {})
        timeout = httpx.Timeout(_QUIET_SECONDS)  # a stream beats more often
        try:
            with self._http.stream("GET", path, headers=headers, timeout=timeout) as answer:
                if not answer.is_success:
                    answer.read()
                    raise self._failure(answer)
                yield from _read_events(answer.iter_lines())
        except (httpx.HTTPError, ValueError) as problem:
            raise ServiceUnavailable(self.base_url, f"{type(problem).__name__}: {problem}") from None

    def _json(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        answer = self._send(method, path, **request)
        try:
            body = answer.json()
        except ValueError:
            raise ServiceUnavailable(self.base_url, f"{method} {path} was answered with no JSON") from None
        if not isinstance(body, dict):
            raise ServiceUnavailable(self.base_url, f"{method} {path} was answered with JSON that is no object")
        return body

    def _failure(self, answer: httpx.Response) -> Problem | ServiceUnavailable:
        body: Any = None
        if answer.headers.get("content-type", "").startswith("application/problem+json"):
            try:
                body = answer.json()
            except ValueError:
                body = None
        if isinstance(body, Mapping) and answer.status_code not in _GATEWAY_DOWN:
            return Problem.from_json({"status": answer.status_code} | dict(body))
        detail = body.get("detail", "") if isinstance(body, Mapping) else ""
        return ServiceUnavailable(self.base_url, f"HTTP {answer.status_code} {detail}".rstrip())


def _read_events(lines: Iterator[str]) -> Iterator[Event]:
    """Events of a stream (WHATWG HTML, 9.2), as far as this gateway uses them."""
    found: dict[str, str] = {}
    for line in lines:
        if not line:
            if "data" in found:
                yield Event(found.get("id", ""), json.loads(found["data"]), found.get("event") == "ended")
            found = {}
            continue
        name, _, value = line.partition(":")
        if name:
            found[name] = value.removeprefix(" ")


def _parameters(query: Mapping[str, str] | Sequence[tuple[str, str]] | None) -> httpx.QueryParams | None:
    if query is None:
        return None
    return httpx.QueryParams(list(query.items() if isinstance(query, Mapping) else query))


def _asked_to_wait(answer: httpx.Response) -> float:
    """Seconds of a Retry-After header, within bounds."""
    text = answer.headers.get("retry-after", "")
    return min(float(text), _LONGEST_WAIT) if text.isascii() and text.isdigit() else 0.0
