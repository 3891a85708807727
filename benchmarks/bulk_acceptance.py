"""How fast a gateway takes the rows of a bulk filing, durably and with everything that it checks before the chain.

Through the application itself (ASGI, in this process): token, stream, JSON, validation, asset keys, consents, calldata,
SQLite with every commit on disk. No worker runs, so nothing is tried or sent. CPU seconds count, because a shared
machine's clock tells of its neighbours.

    python -m benchmarks.bulk_acceptance [--rows 20000]
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from chain_gateway.api import DevelopmentIssuer, GatewayServices, GatewaySettings, create_app
from chain_gateway.api.bulk import MEDIA_TYPE, PATH
from chain_gateway.ledger.chinese_numbers import check_digit
from chain_gateway.rpc.engines import EmbeddedChain
from chain_gateway.signing import GOVERNANCE, KeyRing, Signer
from pledge.deployment import deploy

_BANK = 7
_DOCUMENT = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"


def rows(count: int) -> list[bytes]:
    """Filings of one right each with a consent in form, every one of another pledgor."""
    return [json.dumps(_row(number)).encode() + b"\n" for number in range(count)]


def _row(number: int) -> dict[str, Any]:
    stem = f"20171{number:07d}"
    return {
        "reference": f"loan-{number}",
        "pledgors": [1_000 + number],
        "rights": [f"CN:PAT:{stem}.{check_digit(stem)}"],
        "obligation": {
            "kind": "Maximum",
            "currency": "CNY",
            "amount_minor": "1000000000",
            "debtor": 1_000 + number,
            "starts_on": "2024-06-01",
            "ends_on": "2027-05-31",
            "contract": _DOCUMENT,
            "salt": "0x" + os.urandom(32).hex(),
        },
        "consents": [
            {
                "pledgor": 1_000 + number,
                "key": "0x" + os.urandom(20).hex(),
                "nonce": str(int.from_bytes(os.urandom(32), "big")),
                "deadline": 1_900_000_000,
                "signature": "0x" + os.urandom(64).hex() + "1b",
            }
        ],
    }


async def send(app: Any, token: str, lines: list[bytes]) -> dict[str, Any]:
    """One bulk filing; answers its resource."""

    async def content() -> AsyncIterator[bytes]:
        for start in range(0, len(lines), 200):
            yield b"".join(lines[start : start + 200])

    headers = {"authorization": f"Bearer {token}", "idempotency-key": "benchmark", "content-type": MEDIA_TYPE}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway", timeout=600) as http:
        answer = await http.post(PATH, content=content(), headers=headers)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        chain, governance, bank = EmbeddedChain(), Signer.random(), Signer.random()
        chain.fund(governance.address)
        issuer = DevelopmentIssuer.open(folder / "issuer.pem")
        services = GatewayServices.open(
            GatewaySettings(f"sqlite:///{folder / 'gateway.sqlite'}", folder / "documents"),
            deployment=deploy(chain.node, governance),
            node=chain.node,
            keyring=KeyRing({GOVERNANCE: governance, _BANK: bank}),
            issuers=issuer.public_keys,
        )
        app, lines = create_app(services), rows(count)
        token = issuer.issue("benchmark", _BANK, ["pledges:write"])
        wall, cpu = time.perf_counter(), time.process_time()
        found = asyncio.run(send(app, token, lines))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        assert found["accepted"] == count, found
        again, cpu_again = time.process_time(), 0.0
        asyncio.run(send(app, token, lines))
        cpu_again = time.process_time() - again
        services.store.close()
    print(
        json.dumps(
            {
                "rows": count,
                "rows_per_second": round(count / wall),
                "rows_per_cpu_second": round(count / cpu),
                "rows_sent_again_per_cpu_second": round(count / cpu_again),
            }
        )
    )


if __name__ == "__main__":
    main()
