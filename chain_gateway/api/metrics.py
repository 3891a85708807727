"""What Prometheus is told. Labels are routes, states, statuses and keys' addresses: never parties' affairs."""

import threading
from collections.abc import Callable, Iterable, Set
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chain_gateway.api.problems import ApiProblem, respond
from chain_gateway.api.services import GatewayServices

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_PREFIX = "pledgebook_gateway_"
_LATENCIES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
_KEPT = 100_000


class Metrics:
    """The metrics of one gateway, in a registry of their own."""

    def __init__(self, services: GatewayServices, open_streams: Callable[[], int]) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.requests = Counter(
            _PREFIX + "requests", "Requests by route and status.", ("method", "route", "status"), registry=self.registry
        )
        self.request_seconds = Histogram(
            _PREFIX + "request_seconds", "Time to the end of the answer.", ("route",), registry=self.registry
        )
        self.authentication_failures = Counter(
            _PREFIX + "authentication_failures",
            "Requests without a valid token (401) or without the scope (403).",
            ("status",),
            registry=self.registry,
        )
        self.broadcast_seconds = Histogram(
            _PREFIX + "broadcast_seconds",
            "From the acceptance of a submission to its first broadcast.",
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self.inclusion_seconds = Histogram(
            _PREFIX + "inclusion_seconds",
            "From the first broadcast of a submission to its end on the ledger.",
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self._services = services
        self._moved: set[str] = set()
        self._lock = threading.Lock()
        self.registry.register(_State(services, open_streams))

    def moved(self, ids: Set[str]) -> None:
        """Submissions moved; their times are read when the metrics are."""
        with self._lock:
            if len(self._moved) < _KEPT:  # nobody scrapes: the newest are not worth more than the oldest
                self._moved |= ids

    def text(self) -> bytes:
        """The metrics in Prometheus' text format."""
        self._observe()
        return generate_latest(self.registry)

    def _observe(self) -> None:
        with self._lock:
            moved, self._moved = self._moved, set()
        if not moved:
            return
        found = self._services.store.timings(sorted(moved))
        for each in found:
            if each.broadcast_at is None:
                continue
            self.broadcast_seconds.observe(_between(each.created_at, each.broadcast_at))
            self.inclusion_seconds.observe(_between(each.broadcast_at, each.ended_at))
        under_way = moved - {each.id for each in found}
        with self._lock:
            self._moved |= under_way


class _State(Collector):
    """Gauges that are read from the store when somebody asks."""

    def __init__(self, services: GatewayServices, open_streams: Callable[[], int]) -> None:
        self._services = services
        self._open_streams = open_streams

    def collect(self) -> Iterable[Metric]:
        """One reading."""
        services = self._services
        now = services.clock()
        states = GaugeMetricFamily(_PREFIX + "submissions", "Submissions in each state.", labels=("state",))
        for state, count in services.store.counts().items():
            states.add_metric((state,), count)
        depth = GaugeMetricFamily(_PREFIX + "lane_depth", "Submissions under way.", labels=("signer", "stage"))
        oldest = GaugeMetricFamily(
            _PREFIX + "oldest_unsent_seconds", "Age of the oldest submission under way.", labels=("signer",)
        )
        for lane in services.store.depths():
            for stage, count in (
                ("prepared", lane.prepared),
                ("in_flight", lane.in_flight),
                ("included", lane.included),
            ):
                depth.add_metric((lane.signer, stage), count)
            oldest.add_metric((lane.signer,), _between(lane.oldest, now.isoformat()))
        queue = services.store.webhooks.queue()
        age = max(now.timestamp() - queue.oldest_ms / 1000, 0) if queue.oldest_ms is not None else 0
        yield states
        yield depth
        yield oldest
        yield _gauge("lanes_in_trouble", "Lanes that cannot go on at the moment.", len(services.submitter.troubles()))
        yield _gauge("worker_running", "1 while the worker runs.", services.submitter.running)
        yield _gauge("webhooks_pending", "Messages that wait to be delivered.", queue.pending)
        yield _gauge("webhooks_dead", "Messages that were given up.", queue.dead)
        yield _gauge("webhooks_oldest_seconds", "Age of the oldest message that waits.", age)
        yield _gauge("open_streams", "Streams of events that are open.", self._open_streams())


def metrics_app(metrics: Metrics) -> Callable[[Scope, Receive, Send], Any]:
    """ASGI application that answers GET /metrics and nothing else, for an address of the operator's own."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] not in ("GET", "HEAD") or scope["path"] != "/metrics":
            problem = ApiProblem(404, "not-found", "There is /metrics here.")
            await respond(problem.status, problem.body())(scope, receive, send)
            return

        content = await run_in_threadpool(metrics.text)
        await Response(content, headers={"content-type": CONTENT_TYPE})(scope, receive, send)

    return app


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(_PREFIX + name, words, value=float(value))


def _between(start: str, end: str) -> float:
    return max((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds(), 0.0)
