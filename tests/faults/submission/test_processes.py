"""Real processes: killed with SIGKILL before each step, two on one key, and a database that goes away under them."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chain_gateway.submission import State, Step, Store, open_store
from tests.support.faulty_ledger import PARTY, FaultyLedger, Office
from tests.support.postgresql import Cluster

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def mining(faulty_ledger: FaultyLedger) -> Iterator[FaultyLedger]:
    """The ledger while blocks come by themselves."""
    ended = threading.Event()

    def mine() -> None:
        while not ended.wait(0.1):
            faulty_ledger.mine()

    thread = threading.Thread(target=mine)
    thread.start()
    yield faulty_ledger
    ended.set()
    thread.join()


@contextmanager
def worker(
    ledger: FaultyLedger,
    office: Office,
    url: str,
    until: int,
    kill: tuple[Step, int] | None = None,
    log: Path | None = None,
) -> Iterator[subprocess.Popen[str]]:
    settings: dict[str, Any] = {
        "store": url,
        "rpc": ledger.chain.url,
        "deployment": str(ledger.file),
        "key": office.key.hex(),
        "party": PARTY,
        "kill": {"step": kill[0].value, "after": kill[1]} if kill is not None else None,
        "window": 10,
        "until": until,
    }
    with (log or Path("/dev/null")).open("a") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.worker_process"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(settings))
        process.stdin.close()
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def all_end(store: Store, count: int, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while store.busy() or sum(store.counts().values()) < count:
        assert time.monotonic() < deadline, store.counts()
        time.sleep(0.05)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    found: str = request.getfixturevalue("postgresql_url")
    return found


def test_a_process_killed_before_every_step_in_turn_is_followed_by_one_that_finishes(
    mining: FaultyLedger, url: str
) -> None:
    office, store = mining.office(), open_store(url)
    accepted = []
    for place, step in enumerate(Step):
        names = [f"{url[:8]} {step.value} {number}" for number in range(4)]
        accepted += zip(names, mining.accept(store, office, names), strict=True)
        with worker(mining, office, url, until=1_000, kill=(step, place % 3)) as process:
            assert process.wait(180) == -9, f"it was to be killed before {step.value}"
    with worker(mining, office, url, until=len(accepted)) as process:
        assert process.wait(180) == 0
    assert mining.check(store, office, accepted) == [State.FINAL] * len(accepted)
    assert mining.fillers(store, office) == 0
    store.close()


def test_two_processes_on_one_key_send_each_act_once_and_one_takes_over_when_the_other_is_killed(
    mining: FaultyLedger, url: str
) -> None:
    office, store = mining.office(), open_store(url)
    names = [f"{url[:8]} two {number}" for number in range(60)]
    accepted = list(zip(names, mining.accept(store, office, names), strict=True))
    with worker(mining, office, url, until=len(names)) as first, worker(mining, office, url, until=len(names)) as other:
        while store.counts().get("final", 0) < 5:
            time.sleep(0.02)
        first.kill()
        assert other.wait(180) == 0
    assert mining.check(store, office, accepted) == [State.FINAL] * len(names)
    store.close()


def test_a_lane_belongs_to_one_process_until_that_ends(url: str) -> None:
    one, other = open_store(url), open_store(url)
    claims, others = one.claims(), other.claims()
    assert claims.claim("0xabc")
    assert claims.claim("0xabc")
    assert not others.claim("0xabc")
    assert others.claim("0xdef")
    assert claims.intact()
    claims.release()
    assert others.claim("0xabc")
    others.release()
    one.close()
    other.close()


def test_a_claim_is_lost_with_its_connection_and_that_is_noticed(postgresql: Cluster) -> None:
    url = postgresql.fresh()
    one, other = open_store(url), open_store(url)
    claims = one.claims()
    assert claims.claim("0xabc")
    with other._database.write() as connection:
        from sqlalchemy import text

        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    assert not claims.intact()
    others = other.claims()
    assert others.claim("0xabc")
    assert not claims.claim("0xabc")
    claims.release()
    others.release()
    one.close()
    other.close()


def test_a_database_that_is_away_and_comes_back_loses_nothing(mining: FaultyLedger, tmp_path: Path) -> None:
    cluster = Cluster()
    try:
        url = cluster.fresh()
        office, store = mining.office(), open_store(url)
        names = [f"away {number}" for number in range(40)]
        accepted = list(zip(names, mining.accept(store, office, names), strict=True))
        with worker(mining, office, url, until=1_000, log=tmp_path / "log"):
            for _ in range(2):
                count = store.counts().get("final", 0)
                while store.counts().get("final", 0) < min(count + 5, len(names)):
                    time.sleep(0.02)
                cluster.stop("immediate")
                time.sleep(0.5)
                cluster.start()
            all_end(store, len(names))
        assert mining.check(store, office, accepted) == [State.FINAL] * len(names)
        store.close()
    finally:
        cluster.remove()
