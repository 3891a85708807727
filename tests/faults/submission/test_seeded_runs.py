"""Whatever goes wrong, in whatever order: each accepted act happens exactly once, or ends with a reason.

A seed draws a story: acts are accepted while workers are killed before any step, the node is away, errs, lies and loses
transactions, the database fails, the clock jumps, and others use the key. Then everything is well again, and all must
end. `--fault-runs N` tells how many seeds; one fails alone with `--fault-seed N`.
"""

import contextlib
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from chain_gateway.rpc import Node
from chain_gateway.signing import KeyRing
from chain_gateway.submission import PipelineSettings, State, Step, Store, Submission, Submitter, open_store
from tests.support.faulty_ledger import PARTY, FaultyLedger, Office
from tests.support.node_proxy import NodeProxy


class Killed(BaseException):
    """The process ended here."""


class Story:
    """One seed's run."""

    def __init__(self, seed: int, ledger: FaultyLedger, proxy: NodeProxy, url: str) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # a story to repeat, not a secret
        self.name = f"seed {seed}"
        self.ledger, self.proxy, self.url = ledger, proxy, url
        self.office: Office = ledger.office()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.store = self.open()
        self.accepted: list[tuple[str, Submission]] = []
        self.fails_after: int | None = None

    def open(self) -> Store:
        return open_store(self.url, lambda: self.now)

    def worker(self, store: Store, kill_at: int | None = None) -> Submitter:
        left = [kill_at]

        def observe(_: Step, __: Submission) -> None:
            if left[0] is not None:
                if left[0] == 0:
                    raise Killed
                left[0] -= 1

        node = Node.http(self.proxy.url, fixed_gas_price=0, timeout_seconds=0.5)
        ring = KeyRing({PARTY: self.office.signer})
        settings = PipelineSettings(window=5, resend_seconds=0.0)
        return Submitter(store, node, self.ledger.deployment, ring, observe, settings)

    def run(self, kill_at: int | None = None, fail_after: int | None = None) -> None:
        """A process that works once, and what becomes of it."""
        store = self.open()
        if fail_after is not None:
            statements = [fail_after]

            def fail(*_: Any) -> None:
                if statements[0] == 0:
                    raise OperationalError("the database is away", None, Exception("gone"))
                statements[0] -= 1

            event.listen(store._database._engine, "before_cursor_execute", fail)
        worker = self.worker(store, kill_at)
        try:
            # Everything that a service's worker outlives.
            with contextlib.suppress(Killed, Exception):
                worker.run_once()
        finally:
            worker._node.close()
            store.close()

    def tell(self) -> None:
        """The story, then the good end."""
        events: list[tuple[int, Callable[[], None]]] = [
            (6, self.accept), (5, self.run), (5, self.killed), (4, self.ledger.mine), (2, self.away), (2, self.lying),
            (2, self.losing), (1, self.twice), (2, self.database), (1, self.jump), (2, self.burned), (2, self.two),
        ]  # fmt: skip
        self.accept()
        for _ in range(self.chance.randrange(8, 16)):
            self.chance.choices([act for _, act in events], [weight for weight, _ in events])[0]()
        self.proxy.mood = "good"
        self.proxy.answers.clear()
        for _ in range(40):
            self.run()
            self.ledger.mine()
            if not self.store.busy():
                break

    def accept(self) -> None:
        names = [f"{self.name} {len(self.accepted) + each}" for each in range(self.chance.randrange(1, 8))]
        self.accepted += zip(names, self.ledger.accept(self.store, self.office, names), strict=True)

    def killed(self) -> None:
        self.run(kill_at=self.chance.randrange(30))

    def away(self) -> None:
        self.proxy.mood = self.chance.choice(["down", "500", "garbage", "slow"])
        self.run()
        self.proxy.mood = "good"

    def lying(self) -> None:
        words = self.chance.choice(
            ["already known", "nonce too low", "nonce too high", "txpool is full", "internal error"]
        )
        self.proxy.answers["eth_sendRawTransaction"] = lambda _: {"error": {"code": -32000, "message": words}}
        self.run(kill_at=self.chance.choice([None, self.chance.randrange(30)]))
        self.proxy.answers.clear()

    def losing(self) -> None:
        """The node forgets what it took, or had never taken what it said it did."""
        if self.chance.random() < 0.5:
            self.ledger.ask("anvil_dropAllTransactions")
        else:
            self.proxy.answers["eth_sendRawTransaction"] = lambda _: {"result": "0x" + "00" * 32}
            self.run()
            self.proxy.answers.clear()

    def twice(self) -> None:
        def deliver(request: dict[str, Any]) -> None:
            self.ledger.chain._provider.make_request("eth_sendRawTransaction", request["params"])  # type: ignore[arg-type]

        self.proxy.answers["eth_sendRawTransaction"] = deliver
        self.run()
        self.proxy.answers.clear()

    def database(self) -> None:
        self.run(fail_after=self.chance.randrange(25))

    def jump(self) -> None:
        self.now += timedelta(days=self.chance.choice([-400, -1, 1, 400]))

    def burned(self) -> None:
        self.ledger.burn(self.office, above=self.chance.choice([0, 0, 1, 2, 4]))

    def two(self) -> None:
        """Two processes on the same key."""
        threads = [threading.Thread(target=self.run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_everything_accepted_ends_exactly_once_or_with_a_reason(
    fault_seed: int, faulty_ledger: FaultyLedger, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}" if fault_seed % 2 else request.getfixturevalue("postgresql_url")
    with NodeProxy(faulty_ledger.chain.url) as proxy:
        story = Story(fault_seed, faulty_ledger, proxy, url)
        story.tell()
        states = faulty_ledger.check(story.store, story.office, story.accepted)
        story.store.close()
    assert set(states) <= {State.FINAL, State.REPLACED}
    again = {submission.id for _, submission in story.accepted}
    assert len(again) == len(story.accepted)
