"""A gateway's worker as a process of its own, which may kill itself before a step.

python -m tests.support.worker_process reads one JSON object from the standard input: {"store", "rpc", "deployment",
"key", "party", "kill", "window", "until"}. `kill` names a Step and how many submissions it lets pass; `until` makes it
end when that many submissions have ended.
"""

import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from eth_account import Account
from sqlalchemy.exc import OperationalError

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Node
from chain_gateway.signing import KeyRing, Signer
from chain_gateway.submission import TERMINAL, PipelineSettings, Step, Submission, Submitter, open_store


def main() -> None:
    settings: dict[str, Any] = json.load(sys.stdin)
    left = settings["kill"]["after"] if settings["kill"] else 0

    def observe(step: Step, _: Submission) -> None:
        nonlocal left
        if settings["kill"] and step.value == settings["kill"]["step"]:
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    store = open_store(settings["store"])
    node = Node.http(settings["rpc"], fixed_gas_price=0, poll_seconds=0.05)
    worker = Submitter(
        store,
        node,
        Deployment.load(Path(settings["deployment"])),
        KeyRing({settings["party"]: Signer(Account.from_key(bytes.fromhex(settings["key"])))}),
        observe,
        PipelineSettings(window=settings["window"], resend_seconds=1.0),
    )
    worker.start()
    print("works", flush=True)
    ended = {state.value for state in TERMINAL}
    count = 0
    while count < settings["until"]:
        time.sleep(0.05)
        with contextlib.suppress(OperationalError):  # the database may be away for a while
            count = sum(number for state, number in store.counts().items() if state in ended)
    worker.stop()
    store.close()


if __name__ == "__main__":
    main()
