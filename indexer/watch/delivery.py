"""Delivers notices by webhook, signed as Standard Webhooks has it, until the receiver takes them."""

import ipaddress
import json
import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

from indexer.store.watches import KeptWatch, Notice, WatchStore
from indexer.watch.feed import identity, webhook

WAITS = (5, 60, 600, 3_600, 6 * 3_600, 24 * 3_600)
"""Seconds after each attempt that failed; after the last the webhook is given up, and the feed still has the notice."""
_CLAIM_SECONDS = 120
_AT_ONCE = 50
_TIMEOUT_SECONDS = 10.0
_LONGEST_URL = 2_000
_LOGGER = logging.getLogger(__name__)


class UnusableWebhook(ValueError):
    """The address of a webhook is none that this service calls. Says why."""


class Courier:
    """Delivers what is due. `private_hosts` are names or addresses inside the operator's own network, which it allows
    to be called, also without TLS; everything else must be public and HTTPS.
    """

    def __init__(
        self, store: WatchStore, clock: Callable[[], float], private_hosts: frozenset[str] = frozenset()
    ) -> None:
        self._store = store
        self._clock = clock
        self._private_hosts = private_hosts
        self._client = httpx.Client(follow_redirects=False, timeout=_TIMEOUT_SECONDS, trust_env=False)

    def deliver(self) -> int:
        """Tries everything that is due once; answers how many were taken. Raises StoreError."""
        now = int(self._clock())
        taken = 0
        for notice, watch in self._store.claim(now, now + _CLAIM_SECONDS, _AT_ONCE):
            if self._send(notice, watch):
                self._store.settle(notice.number, int(self._clock()), None)
                taken += 1
            else:
                again = WAITS[notice.attempts - 1] if notice.attempts <= len(WAITS) else None
                self._store.settle(notice.number, None, None if again is None else int(self._clock()) + again)
        return taken

    def check(self, url: str) -> None:
        """Raises UnusableWebhook for an address that is not to be called."""
        check_address(url, self._private_hosts)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _send(self, notice: Notice, watch: KeptWatch) -> bool:
        if watch.webhook is None or watch.secret is None:
            return True
        body = json.dumps(webhook(notice), ensure_ascii=True, separators=(",", ":"))
        sent = datetime.fromtimestamp(self._clock(), UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": identity(notice),
            "webhook-timestamp": str(int(sent.timestamp())),
            "webhook-signature": Webhook(watch.secret).sign(identity(notice), sent, body),
        }
        try:
            self.check(watch.webhook)
            with self._client.stream("POST", watch.webhook, content=body, headers=headers) as answer:
                status = answer.status_code  # what it says beside is not read
        except (UnusableWebhook, httpx.HTTPError, httpx.InvalidURL) as error:
            _LOGGER.info("The webhook of watch %s was not reached: %s", watch.id, type(error).__name__)
            return False
        return 200 <= status < 300


def check_address(url: str, private_hosts: frozenset[str]) -> None:
    """Raises UnusableWebhook for an address that is not to be called: a service that calls whatever it is told would
    reach into its operator's network. The name is resolved again before every call.
    """
    if len(url) > _LONGEST_URL:
        raise UnusableWebhook(f"it has more than {_LONGEST_URL} characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UnusableWebhook("it is no address") from None
    if not host or parts.username or parts.password or parts.fragment:
        raise UnusableWebhook("it must name a host, and neither user, password nor fragment")
    if host in private_hosts and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https":
        raise UnusableWebhook("it must begin with https://")
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise UnusableWebhook(f"the name {host[:100]} is not known") from None
    if any(not ipaddress.ip_address(each.partition("%")[0]).is_global for each in found):
        raise UnusableWebhook(f"{host[:100]} is not a public address")
