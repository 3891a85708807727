"""JSON-RPC over HTTP with one session, which can be closed.

web3's own provider keeps a session for each thread and leaves their connections to the garbage collector.
"""

from collections.abc import Sequence
from typing import Any

import orjson
import requests
from requests.adapters import HTTPAdapter
from web3.providers import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

_CONNECTIONS = 32


class HttpProvider(JSONBaseProvider):
    """The node at `url`; a request waits at most `timeout_seconds`. Raises what requests raises."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        super().__init__()
        self._url = url
        self._timeout = timeout_seconds
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=_CONNECTIONS))

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """One request, one answer."""
        answer = self._session.post(
            self._url,
            data=self.encode_rpc_request(method, params),
            headers={"content-type": "application/json"},
            timeout=self._timeout,
        )
        answer.raise_for_status()
        return self.decode_rpc_response(answer.content)

    def make_many(self, questions: Sequence[tuple[str, Sequence[Any]]]) -> list[dict[str, Any]]:
        """Several requests as one JSON-RPC batch; their answers, "result" or "error", in the same order.

        A node that refuses the batch as a whole is answered as if it had refused each request.
        """
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}
            for number, (method, params) in enumerate(questions)
        ]
        answer = self._session.post(
            self._url,
            data=orjson.dumps(body if len(body) > 1 else body[0]),
            headers={"content-type": "application/json"},
            timeout=self._timeout,
        )
        answer.raise_for_status()
        content = orjson.loads(answer.content)
        if isinstance(content, dict):
            if len(questions) == 1:
                return [content]
            error = content.get("error")
            if error is None:
                raise requests.exceptions.InvalidJSONError("one answer came to a batch of requests")
            return [{"error": error}] * len(questions)
        found = {each["id"]: each for each in content if isinstance(each, dict) and "id" in each}
        if len(found) != len(questions) or not all(number in found for number in range(len(questions))):
            raise requests.exceptions.InvalidJSONError(f"{len(questions)} requests in a batch, {len(found)} answers")
        return [found[number] for number in range(len(questions))]

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
