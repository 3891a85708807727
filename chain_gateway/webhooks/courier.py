"""The courier: takes messages that are due, sends each, and notes what came of it.

A message is leased before it is sent and noted after, so a crash in between sends it again when the lease is over, with
the same id: at least once, and the receiver tells repetitions apart.
"""

import asyncio
import logging
import random
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from chain_gateway.submission import Store
from chain_gateway.submission.webhooks import DEAD, DELIVERED, PENDING, Delivery, Webhook
from chain_gateway.webhooks.addresses import ForbiddenAddress, InvalidWebhookUrl, checked_url, resolve
from chain_gateway.webhooks.message import body_of, headers_of
from chain_gateway.webhooks.secrets import SecretBox, WebhookKeyDamaged
from chain_gateway.webhooks.settings import WebhookSettings

_log = logging.getLogger(__name__)

_AT_ONCE = 64
_AT_ONCE_FOR_ONE = 8
_POLL_SECONDS = 0.5
_KEEP_DELIVERED = timedelta(days=30)
_TIDY_SECONDS = 3600.0
_GONE = 410


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt."""

    status: int | None
    problem: str | None
    """Why it did not arrive; None when it did."""


class Courier:
    """Works on the queue of one store in a thread of its own. Several processes may each have one."""

    def __init__(self, store: Store, box: SecretBox, settings: WebhookSettings, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._box = box
        self._settings = settings
        self._clock = clock
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._busy: Counter[str] = Counter()
        # Twice the time of an attempt and some more: nobody else takes a message that is being sent.
        self._lease_ms = int((2 * settings.timeout_seconds + 10) * 1000)

    def start(self) -> None:
        """Work until `stop`."""
        self._stopping.clear()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End when the attempts that are under way are over."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stopping.set()
            thread.join()

    @property
    def running(self) -> bool:
        """Whether the courier's thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    async def _run(self) -> None:
        tasks: set[asyncio.Task[None]] = set()
        loop = asyncio.get_running_loop()
        tidied = loop.time() - _TIDY_SECONDS
        async with self._client() as client:
            while not self._stopping.is_set():
                try:
                    if loop.time() - tidied >= _TIDY_SECONDS:
                        await asyncio.to_thread(self._store.webhooks.purge, self._clock() - _KEEP_DELIVERED)
                        tidied = loop.time()
                    claimed = await asyncio.to_thread(self._claim, _AT_ONCE - len(tasks))
                except Exception:  # noqa: BLE001  # a store that fails now is asked again after the pause
                    _log.exception("the webhooks' queue cannot be read; it is asked again")
                    claimed = []
                for webhook, delivery in claimed:
                    self._busy[webhook.id] += 1
                    task = asyncio.create_task(self._deliver(client, webhook, delivery))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
                if not claimed:
                    await asyncio.sleep(_POLL_SECONDS)
            if tasks:
                await asyncio.wait(tasks)

    def _claim(self, free: int) -> list[tuple[Webhook, Delivery]]:
        if free <= 0:
            return []
        busy = [webhook for webhook, count in self._busy.items() if count >= _AT_ONCE_FOR_ONE]
        return self._store.webhooks.claim(self._lease_ms, min(free, _AT_ONCE_FOR_ONE), busy)

    async def _deliver(self, client: httpx.AsyncClient, webhook: Webhook, delivery: Delivery) -> None:
        try:
            outcome = await self._attempt(client, webhook, delivery)
            await asyncio.to_thread(self._note, delivery, outcome)
        except Exception:  # noqa: BLE001  # the lease ends and it is tried again
            _log.exception("webhook %s, message %s: the attempt failed here", webhook.id, delivery.message)
        finally:
            self._busy[webhook.id] -= 1
            if self._busy[webhook.id] <= 0:
                del self._busy[webhook.id]

    async def _attempt(self, client: httpx.AsyncClient, webhook: Webhook, delivery: Delivery) -> Outcome:
        try:
            body, headers = await asyncio.to_thread(self._message, webhook, delivery)
            async with asyncio.timeout(self._settings.timeout_seconds):
                return await self._send(client, webhook.url, body, headers)
        except TimeoutError:
            return Outcome(None, f"no answer within {self._settings.timeout_seconds:g} s")
        except (InvalidWebhookUrl, ForbiddenAddress, WebhookKeyDamaged) as problem:
            return Outcome(None, str(problem))
        except OSError as problem:
            return Outcome(None, f"the name cannot be resolved: {problem.strerror or problem}")
        except httpx.HTTPError as problem:
            return Outcome(None, f"{type(problem).__name__}: {problem}")

    def _message(self, webhook: Webhook, delivery: Delivery) -> tuple[bytes, dict[str, str]]:
        now = self._clock()
        secrets = [self._box.read(webhook.id, webhook.secret)]
        if webhook.previous_secret is not None and (webhook.previous_until or 0) > now.timestamp() * 1000:
            secrets.append(self._box.read(webhook.id, webhook.previous_secret))
        submission = self._store.get(delivery.submission_id) if delivery.submission_id is not None else None
        body = body_of(delivery, submission)
        return body, headers_of(delivery.message, now, body, secrets)

    async def _send(self, client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]) -> Outcome:
        parts = checked_url(url, self._settings)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await asyncio.to_thread(resolve, parts.host, port, self._settings)
        host = parts.netloc.decode("ascii")
        async with client.stream(
            "POST",
            parts.copy_with(host=address, port=port),
            content=body,
            headers=headers | {"host": host},
            extensions={"sni_hostname": parts.host},
        ) as answer:  # its body is not read
            status = answer.status_code
        if 200 <= status < 300:
            return Outcome(status, None)
        if 300 <= status < 400:
            return Outcome(status, f"HTTP {status}: redirects are not followed; register the URL that it leads to")
        return Outcome(status, f"HTTP {status}")

    def _note(self, delivery: Delivery, outcome: Outcome) -> None:
        now_ms = int(self._clock().timestamp() * 1000)
        note = self._store.webhooks.note
        if outcome.problem is None:
            note(delivery, DELIVERED, status=outcome.status, problem=None)
            return
        due = now_ms + int(pause(delivery.attempts, self._settings).total_seconds() * 1000)
        over = due - delivery.since > self._settings.give_up_after.total_seconds() * 1000
        if over or outcome.status == _GONE:
            _log.warning("webhook %s, message %s: given up, %s", delivery.webhook, delivery.message, outcome.problem)
            note(delivery, DEAD, status=outcome.status, problem=outcome.problem)
            return
        note(delivery, PENDING, due_ms=due, status=outcome.status, problem=outcome.problem)

    def _client(self) -> httpx.AsyncClient:
        trusted = ssl.create_default_context()
        if self._settings.authorities is not None:
            trusted.load_verify_locations(self._settings.authorities)
        # No proxy of the environment: it would resolve names by itself. No connection is kept: an address is judged
        # for each message.
        return httpx.AsyncClient(
            verify=trusted,
            trust_env=False,
            follow_redirects=False,
            timeout=self._settings.timeout_seconds,
            limits=httpx.Limits(max_keepalive_connections=0),
        )


def pause(attempts: int, settings: WebhookSettings) -> timedelta:
    """The pause after so many failed attempts: doubled each time, up to a bound, less a random part up to a half."""
    doubled = settings.first_pause * 2.0 ** min(attempts - 1, 30)
    return min(doubled, settings.longest_pause) * random.uniform(0.5, 1.0)  # noqa: S311  # jitter, no secret
