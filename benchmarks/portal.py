"""Server time of each page of the portal on a synthetic register in PostgreSQL: from the first to the last word of the
application, in this process, one question after the other.

No real firm is in it. The last line is one JSON object: milliseconds by page, median and p99.

Usage: python -m benchmarks.portal [--pledges 1000000] [--asked 500] [--store URL-of-a-filled-store]
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Callable

import httpx
import psycopg

from benchmarks.lookup.register import fill, number
from indexer.lookup.tuning import tune
from indexer.portal.app import create_portal
from indexer.settings import LookupSettings
from indexer.store.engine import open_engine
from indexer.store.reader import Reader
from indexer.store.schema import migrate
from tests.support.postgresql import Cluster

LOG = "0x" + "11" * 20


def main() -> int:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pledges", type=int, default=1_000_000)
    options.add_argument("--asked", type=int, default=500, help="questions of each page")
    options.add_argument("--store", help="a store that `benchmarks.lookup --keep` filled, with the same --pledges")
    asked = options.parse_args()
    cluster = None if asked.store else Cluster()
    try:
        figures = asyncio.run(_measure(asked.store or _filled(cluster, asked.pledges), asked.pledges, asked.asked))
    finally:
        if cluster is not None:
            cluster.remove()
    print(json.dumps({"pledges": asked.pledges, "pages": figures}))
    return 0


def _filled(cluster: Cluster | None, pledges: int) -> str:
    assert cluster is not None
    url = cluster.fresh()
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        fill(connection, pledges, int(time.time()), LOG, 1337)
    return url


async def _measure(url: str, pledges: int, asked: int) -> dict[str, dict[str, float]]:
    drawn = random.Random(1)  # noqa: S311 - the same questions in each run
    rights = pledges + pledges // 3
    pages: dict[str, Callable[[], str]] = {
        "first page": lambda: "/",
        "right": lambda: f"/rights/{number(drawn.randrange(rights))}",
        "suggestions": lambda: f"/suggest?q={number(drawn.randrange(rights))}",
        "what ends soon": lambda: "/lists/expiring",
        "audit": lambda: "/audit",
        "statistics": lambda: "/statistics",
    }
    engine = open_engine(url)
    reader = Reader(engine, 5.0)
    # The register's node is not there: an answer's age is none of this measurement's business.
    app = create_portal(reader, LookupSettings(lag_seconds=1e9))
    tune()
    found: dict[str, dict[str, float]] = {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as client:
        for name, path in pages.items():
            times = []
            for each in range(asked + 20):
                began = time.perf_counter()
                answer = await client.get(path(), headers={"accept-language": "zh"})
                if each >= 20:
                    times.append((time.perf_counter() - began) * 1_000)
                answer.raise_for_status()
            times.sort()
            found[name] = {"median": round(times[asked // 2], 1), "p99": round(times[int(asked * 0.99)], 1)}
            print(f"{name:16} {found[name]['median']:7.1f} ms, p99 {found[name]['p99']:7.1f} ms", file=sys.stderr)
    reader.close()
    engine.dispose()
    return found


if __name__ == "__main__":
    sys.exit(main())
