"""How fast the public look-up answers out of PostgreSQL, beside an empty endpoint of the same server.

The register is synthetic: generated rows, no real firm. One process serves, another asks. Server time is from the
application's first to its last word of an answer. The last line is one JSON object.

Usage: python -m benchmarks.lookup [--pledges 1000000] [--seconds 15] [--store URL-of-a-filled-store]
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg

from benchmarks.lookup.load import CONNECTIONS, load
from benchmarks.lookup.register import fill, number
from benchmarks.lookup.server import EMPTY, TIMES
from indexer.store.engine import open_engine
from indexer.store.schema import migrate
from tests.support.postgresql import Cluster

BATCH = 10_000
BATCHES = 9
LOG = "0x" + "11" * 20


def main() -> int:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pledges", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=15.0, help="of each measurement")
    options.add_argument("--keep", action="store_true", help="leave the filled store there, and say where")
    options.add_argument("--store", help="a store that an earlier run with --keep filled, with the same --pledges")
    asked = options.parse_args()
    cluster = None if asked.store else Cluster(shared_buffers="1GB")
    try:
        url = asked.store or _filled(cluster, asked.pledges)
        figures = {"cores": os.cpu_count(), "pledges": asked.pledges, "connections": CONNECTIONS}
        figures |= _measure(url, asked.pledges, asked.seconds)
        if asked.keep:
            print(url)
    finally:
        if cluster is not None and not asked.keep:
            cluster.remove()
    print(json.dumps(figures))
    return 0


def _filled(cluster: Cluster | None, pledges: int) -> str:
    assert cluster is not None
    url = cluster.fresh()
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    began = time.perf_counter()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        fill(connection, pledges, int(time.time()), LOG, 1337)
    print(f"filled with {pledges:,} synthetic pledges in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return url


def _measure(url: str, pledges: int, seconds: float) -> dict[str, object]:
    drawn = random.Random(1)  # noqa: S311 - the same questions in each run
    rights = pledges + pledges // 3
    paths = [f"/v1/status/{number(drawn.randrange(rights))}" for _ in range(200_000)]
    with _served(url) as (port, http):
        load(port, lambda n: paths[-1 - n % len(paths)], min(seconds, 5.0))
        http.get(TIMES)
        empty = load(port, lambda _: EMPTY, seconds)
        http.get(TIMES)
        single = load(port, lambda n: paths[n % len(paths)], seconds)
        busy = http.get(TIMES).json()
        for path in paths[1_000:3_000]:
            http.get(path).raise_for_status()
        alone = http.get(TIMES).json()
        batches = []
        for _ in range(BATCHES):
            numbers = [number(drawn.randrange(rights)) for _ in range(BATCH)]
            answer = http.post("/v1/status:batch", json={"numbers": numbers}, timeout=60)
            answer.raise_for_status()
            assert len(answer.json()["results"]) == BATCH
            batches.append(http.get(TIMES).json()[0])
    assert not single.failed, f"{single.failed} questions failed"
    return {
        "empty_per_second": round(empty.per_second),
        "single_per_second": round(single.per_second),
        "single_over_empty": round(single.per_second / empty.per_second, 3),
        "single_p50_ms": _milliseconds(alone, 0.5),
        "single_p99_ms": _milliseconds(alone, 0.99),
        "single_busy_p50_ms": _milliseconds(busy, 0.5),
        "single_busy_p99_ms": _milliseconds(busy, 0.99),
        "batch_10000_median_s": round(sorted(batches)[BATCHES // 2], 3),
        "batch_10000_longest_s": round(max(batches), 3),
    }


def _milliseconds(times: list[float], share: float) -> float:
    return round(times[int(len(times) * share)] * 1_000, 2)


@contextmanager
def _served(url: str) -> Iterator[tuple[int, httpx.Client]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.lookup.server", url, str(port)])  # noqa: S603
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
            for _ in range(300):
                try:
                    http.get(EMPTY).raise_for_status()
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            yield port, http
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
