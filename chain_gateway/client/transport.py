"""What both clients share: one httpx client, JSON in and out, and every failure as an error of this package."""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from chain_gateway.client.errors import Problem, ServiceUnavailable

_GATEWAY_DOWN = frozenset({502, 503, 504})


class JsonService:
    """A service that speaks JSON over HTTP below `base_url`. A context manager; `close` it otherwise."""

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        timeout_seconds: float = 60.0,
    ) -> None:
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
        json: Any = None,
        content: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One request; answers a success, raises ServiceUnavailable or Problem otherwise."""
        try:
            if content is not None:
                answer = self._http.request(method, path, content=content, headers=dict(headers or {}), params=query)
            elif json is not None:
                answer = self._http.request(method, path, json=json, headers=dict(headers or {}), params=query)
            else:
                answer = self._http.request(method, path, headers=dict(headers or {}), params=query)
        except httpx.HTTPError as problem:
            raise ServiceUnavailable(self.base_url, f"{type(problem).__name__}: {problem}") from None
        if answer.is_success:
            return answer
        raise self._failure(answer)

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
