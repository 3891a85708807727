"""Events per second of a first mirroring, beside others that do the same work, in one run on one machine.

An anvil is filled through the real contracts, then each of these reads it, one after the other, into a database of its
own on one PostgreSQL, which is durable here (fsync is on):

  fetch    the same logs, nothing decoded: the limit
  floor    a plain script that slices hexadecimal text and copies rows, and checks nothing
  naive    a loop over web3.py with one statement per row
  ours     Pledgebook's indexer with every check on, which also fills all its other tables
  ponder   ponder (npm, installed into .state), cold and again warm; where it cannot run, the figures say why

All must end with the same rows (`rows.digest`). The last line is one JSON object.

Usage: python -m benchmarks.indexer [--blocks 2000] [--span 100] [--only fetch,floor,naive,ours,ponder]
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import requests

from benchmarks.indexer import floor, naive, ponder, rows
from benchmarks.indexer.workload import EVENTS_PER_BLOCK, GAS_LIMIT, Workload, fill
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import BulkNode, Node
from chain_gateway.rpc.engines.anvil import AnvilChain, anvil_binary
from indexer.service import Indexer
from indexer.settings import FollowerSettings
from tests.support.postgresql import Cluster

PROJECT = Path(__file__).parents[2]
EVERY = ("fetch", "floor", "naive", "ours", "ponder")


def main() -> int:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--blocks", type=int, default=2_000, help=f"blocks of {EVENTS_PER_BLOCK} events")
    options.add_argument("--span", type=int, default=100, help="blocks of one request of fetch, floor and naive")
    options.add_argument("--only", default=",".join(EVERY), help="which to run")
    options.add_argument("--keep", type=Path, help="fill an anvil, write what it holds to this file, and wait")
    options.add_argument("--from", type=Path, dest="kept", help="read the chain that --keep holds")
    asked = options.parse_args()
    with _chain(asked.blocks, asked.kept) as (url, workload):
        if asked.keep:
            content = {"url": url, **asdict(workload)}
            asked.keep.write_text(json.dumps(content))
            print(f"{url} holds {workload.events} events; Ctrl-C ends it")
            while True:
                time.sleep(60)
        figures = {"cores": os.cpu_count(), "events": workload.events, "blocks": workload.last_block}
        figures |= _compare(url, workload, asked.span, asked.only.split(","))
    print(json.dumps(figures))
    return 0


def _compare(url: str, workload: Workload, span: int, only: list[str]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    digests: dict[str, str] = {}
    cluster = Cluster(durable=True)
    try:
        for name in only:
            store = cluster.fresh()
            if name == "ponder":
                figures |= _ponder(url, workload, store, digests)
                continue
            started = time.perf_counter()
            if name == "fetch":
                figures["log_bytes"] = _fetch(url, workload, span)
            elif name == "ours":
                _ours(url, workload, store)
            else:
                _peer({"floor": floor.run, "naive": naive.run}[name], url, workload, store, span)
            rate = workload.events / (time.perf_counter() - started)
            figures[f"{name}_events_per_second"] = round(rate)
            print(f"{name}: {rate:,.0f} events/s", file=sys.stderr, flush=True)
            if name != "fetch":
                digests[name] = _digest(store, rows.OF_PLEDGEBOOK if name == "ours" else rows.OF_PEERS)
    finally:
        cluster.remove()
    if len(set(digests.values())) > 1:
        raise SystemExit(f"the rows differ: {digests}")
    figures["same_rows"] = next(iter(digests.values()), None)
    for peer in ("floor", "naive", "ponder_cold", "ponder_warm"):
        theirs, ours = (figures.get(f"{each}_events_per_second") for each in (peer, "ours"))
        if theirs and ours:
            figures[f"ours_over_{peer}"] = round(ours / theirs, 2)
    return figures


def _ponder(url: str, workload: Workload, store: str, digests: dict[str, str]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    try:
        # It tells only of blocks that have thirty others above them.
        mined = {"jsonrpc": "2.0", "id": 1, "method": "anvil_mine", "params": [hex(64)]}
        requests.post(url, json=mined, timeout=120).raise_for_status()
        project = ponder.project(PROJECT / ".state" / "bench-ponder", url, workload.deployment, workload.last_block)
        for schema, queries in (("cold", ponder.COLD), ("warm", ponder.WARM)):
            rate = workload.events / project.run(_plain(store), schema)
            figures[f"ponder_{schema}_events_per_second"] = round(rate)
            print(f"ponder, {schema}: {rate:,.0f} events/s", file=sys.stderr, flush=True)
            digests[f"ponder_{schema}"] = _digest(store, queries)
    except ponder.CannotRun as why:
        figures["ponder"] = str(why)
    return figures


def _fetch(url: str, workload: Workload, span: int) -> int:
    session = requests.Session()
    size = 0
    for first in range(workload.deployment.first_block, workload.last_block + 1, span):
        asked = {
            "fromBlock": hex(first),
            "toBlock": hex(min(first + span - 1, workload.last_block)),
            "address": list(workload.deployment.books()),
        }
        body = {"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [asked]}
        size += len(session.post(url, json=body, timeout=120).content)
    session.close()
    return size


def _peer(
    run: Callable[[str, Deployment, int, "psycopg.Connection[Any]", int], int],
    url: str,
    workload: Workload,
    store: str,
    span: int,
) -> None:
    with psycopg.connect(_plain(store)) as connection:
        connection.execute(rows.TABLES)
        connection.commit()
        if (events := run(url, workload.deployment, workload.last_block, connection, span)) != workload.events:
            raise SystemExit(f"{run.__module__} found {events} events of {workload.events}")


def _ours(url: str, workload: Workload, store: str) -> None:
    node = Node.http(url)
    settings = FollowerSettings(processes=max(1, (os.cpu_count() or 1) - 1))
    indexer = Indexer(BulkNode(node, url), workload.deployment, store, follower=settings)
    try:
        progress = indexer.catch_up()
    finally:
        indexer.close()
        node.close()
    if not progress.complete or progress.sequence != workload.events:
        raise SystemExit(f"the mirror is not complete: {progress}")


def _digest(store: str, queries: tuple[Any, Any]) -> str:
    with psycopg.connect(_plain(store)) as connection:
        return rows.digest(connection, queries)


def _plain(store: str) -> str:
    return store.replace("postgresql+psycopg://", "postgresql://")


@contextmanager
def _chain(blocks: int, kept: Path | None) -> Iterator[tuple[str, Workload]]:
    if kept is not None:
        content = json.loads(kept.read_text())
        yield content["url"], Workload(Deployment(**content["deployment"]), content["events"], content["last_block"])
        return
    with AnvilChain(anvil_binary(PROJECT / "node_modules"), gas_limit=GAS_LIMIT) as chain:
        yield chain.url, fill(chain, blocks)


if __name__ == "__main__":
    sys.exit(main())
