"""Calls of the AccessManager against its compiled contract, and what its logs tell of announced acts."""

from typing import Any

import pytest
from eth_abi.abi import decode, encode

from chain_gateway.ledger import calls, governance
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.events import RawLog
from chain_gateway.ledger.operations import (
    CANCELLED,
    EXECUTED,
    EXPIRES_AFTER,
    SCHEDULED,
    Operation,
    OperationState,
    Role,
    called_function,
    operations,
)
from chain_gateway.ledger.solidity import InvalidValue
from chain_gateway.ledger.structs import Act
from tests.unit.ledger.test_calls import KEY
from tests.unit.ledger.test_events import DEPLOYMENT

UNPAUSE = calls.unpause(DEPLOYMENT.pledges, b"\x01\x02\x03\x04", Act(official_number="演示"))
CALLER = "0x" + "C1" * 20
MADE = Operation(b"\x01" * 32, 1, CALLER, DEPLOYMENT.parties, UNPAUSE.data, 1_000, 5, b"\x02" * 32)
BUILT = [
    governance.grant_role(Role.Guardian, KEY, 60),
    governance.revoke_role(Role.Governance, KEY),
    governance.schedule(UNPAUSE, DEPLOYMENT.parties, 7),
    governance.execute(MADE),
    governance.cancel(MADE),
]


def log(topic: bytes, key: bytes, nonce: int, data: bytes = b"", block: int = 5) -> RawLog:
    topics = (topic, key, nonce.to_bytes(32, "big"))
    return RawLog(DEPLOYMENT.access_manager, topics, data, block, b"\x0b" * 32, bytes([block]) * 32, 0)


def scheduled(key: bytes, nonce: int, ready_at: int, block: int = 5) -> RawLog:
    values = [ready_at, CALLER, DEPLOYMENT.parties, UNPAUSE.data]
    return log(SCHEDULED, key, nonce, encode(["uint48", "address", "address", "bytes"], values), block)


@pytest.mark.parametrize("made", BUILT, ids=lambda made: made.function)
def test_calldata_is_that_of_the_compiled_manager(made: Call) -> None:
    (entry,) = [each for each in artifact("AccessManager").abi if each.get("name") == made.function]
    types = [each["type"] for each in entry["inputs"]]
    assert made.data[:4] == calls.selector(made.function, types)
    assert encode(types, decode(types, made.data[4:])) == made.data[4:]


def test_what_is_announced_keeps_the_arguments_of_the_act_itself() -> None:
    announced = governance.schedule(UNPAUSE, DEPLOYMENT.parties, 7)
    assert announced.arguments == UNPAUSE.arguments | {"scheduled_for": 7}
    assert decode(["address", "bytes", "uint48"], announced.data[4:])[1:] == (UNPAUSE.data, 7)
    with pytest.raises(InvalidValue) as refused:
        governance.schedule(UNPAUSE, DEPLOYMENT.parties, 2**48)
    assert refused.value.field == "when"


def test_executing_asks_for_the_gas_of_the_gravest_act() -> None:
    assert governance.execute(MADE).gas > 3_000_000 > governance.cancel(MADE).gas


def test_logs_tell_how_each_announcement_ended_and_the_same_act_again_is_another() -> None:
    first, second = b"\x01" * 32, b"\x02" * 32
    found = operations(
        [
            scheduled(first, 1, 100),
            scheduled(second, 1, 110, 6),
            log(CANCELLED, first, 1, block=7),
            scheduled(first, 2, 120, 8),
            log(EXECUTED, first, 2, block=9),
            log(EXECUTED, b"\x03" * 32, 1),  # what began before the ledger
            log(b"\x04" * 32, first, 1),  # another event of the manager
        ]
    )
    assert [(each.id, each.nonce, each.ended) for each in found] == [
        (first, 1, OperationState.CANCELLED),
        (second, 1, None),
        (first, 2, OperationState.EXECUTED),
    ]
    assert (found[1].ready_at, found[1].block_number, found[1].data) == (110, 6, UNPAUSE.data)


@pytest.mark.parametrize(
    ("time", "state"),
    [(999, "waiting"), (1_000, "ready"), (999 + EXPIRES_AFTER, "ready"), (1_000 + EXPIRES_AFTER, "expired")],
)
def test_an_announcement_waits_is_ready_for_a_week_and_runs_out(time: int, state: str) -> None:
    assert MADE.state(time) == state
    assert EXPIRES_AFTER == 604_800, "AccessManager.expiration() is one week"


def test_calldata_is_shown_by_names_and_strange_data_is_not_guessed_at() -> None:
    shown: Any = called_function(DEPLOYMENT.parties, UNPAUSE.data, DEPLOYMENT)
    assert (shown.contract, shown.function) == ("PartyRegistry", "unpause")
    assert shown.arguments["target"] == DEPLOYMENT.pledges
    assert shown.arguments["selector"] == "0x01020304"
    assert shown.arguments["act"]["officialNumber"] == "演示"
    granted: Any = called_function(DEPLOYMENT.access_manager, BUILT[0].data, DEPLOYMENT)
    assert granted.arguments == {"roleId": 1, "account": KEY, "executionDelay": 60}
    kinds: Any = called_function(
        DEPLOYMENT.parties, calls.grant_verb(KEY, b"\x01\x02\x03\x04", 2**200, Act()).data, DEPLOYMENT
    )
    assert kinds.arguments["kinds"] == str(2**200)
    assert called_function(KEY, UNPAUSE.data, DEPLOYMENT) is None
    assert called_function(DEPLOYMENT.parties, b"\x00\x00\x00\x00", DEPLOYMENT) is None
    assert called_function(DEPLOYMENT.parties, UNPAUSE.data[:40], DEPLOYMENT) is None
    assert called_function(DEPLOYMENT.parties, UNPAUSE.data.replace("演示".encode(), b"\xff" * 6), DEPLOYMENT) is None
