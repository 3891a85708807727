"""JSON-RPC over HTTP with one session, which can be closed.

web3's own provider keeps a session for each thread and leaves their connections to the garbage collector.
"""

from typing import Any

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

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
