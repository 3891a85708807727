"""Requests that wait hold up nobody else."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chain_gateway.api import GatewayServices, GatewaySettings, create_app
from chain_gateway.api.waiting import MAX_WAITS
from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.submission import NewSubmission, Request


@pytest.fixture
def idle(town: Any, tmp_path: Path) -> Iterator[GatewayServices]:
    """The town's gateway with a store of its own and a worker that does nothing by itself."""
    services = GatewayServices.open(
        GatewaySettings(f"sqlite:///{tmp_path / 'gateway.db'}", tmp_path / "documents"),
        deployment=town.services.deployment,
        node=town.services.node,
        keyring=town.services.keyring,
        issuers=town.issuer.public_keys,
    )
    yield services
    services.close()


def accepted(services: GatewayServices, party: int) -> str:
    call = calls.enrol([PartyEntry(PartyKind.Enterprise, "演示等候公司")], Act())
    signer, to = services.keyring.signer(party).address, services.deployment.address_of(call.book)
    new = NewSubmission("enrol", party, signer, call.book, to, call.data, call.gas)
    return services.store.accept(new, Request("clerk", party, "enrol", bytes(32)))[0].id


async def states(
    town: Any, services: GatewayServices, asked: list[tuple[int, str]], wait: float, meanwhile: Any
) -> list[tuple[str, float]]:
    """The state that each waiting request answers with and how long it took, while something else is done."""
    transport = httpx.ASGITransport(create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=60) as http:

        async def one(party: int, submission: str) -> tuple[str, float]:
            start = time.monotonic()
            answer = await http.get(f"/v1/submissions/{submission}?wait={wait}", headers=town.headers(party))
            return answer.json()["state"], time.monotonic() - start

        waiting = [asyncio.create_task(one(*each)) for each in asked]
        await asyncio.sleep(0.5)
        await meanwhile(http)
        return await asyncio.gather(*waiting)


def test_many_waiting_requests_leave_the_others_their_threads(town: Any, idle: GatewayServices) -> None:
    took: list[float] = []

    async def ask_for_health(http: httpx.AsyncClient) -> None:
        start = time.monotonic()
        assert (await http.get("/v1/health")).status_code == 200
        took.append(time.monotonic() - start)

    asked = [(party, accepted(idle, party)) for party in (town.office, town.bank) for _ in range(25)]
    found = asyncio.run(states(town, idle, asked, 5, ask_for_health))
    assert took[0] < 3
    assert {state for state, _ in found} == {"prepared"}
    assert min(seconds for _, seconds in found) >= 5


def test_a_waiting_request_is_answered_when_its_submission_ends(town: Any, idle: GatewayServices) -> None:
    submission = accepted(idle, town.office)

    async def work(_: httpx.AsyncClient) -> None:
        await asyncio.to_thread(idle.submitter.run_once)

    ((state, seconds),) = asyncio.run(states(town, idle, [(town.office, submission)], 30, work))
    assert state == "final"
    assert seconds < 20


def test_a_party_with_many_waiting_requests_is_answered_at_once(town: Any, idle: GatewayServices) -> None:
    async def nothing(_: httpx.AsyncClient) -> None:
        pass

    submission = accepted(idle, town.office)
    other = accepted(idle, town.bank)
    asked = [(town.office, submission)] * (MAX_WAITS + 3) + [(town.bank, other)]
    found = asyncio.run(states(town, idle, asked, 4, nothing))
    assert {state for state, _ in found} == {"prepared"}
    assert sum(seconds < 4 for _, seconds in found) == 3
    assert found[-1][1] >= 4, "another party's requests do not count"
