"""The node goes away, loses answers, forgets transactions: nothing is lost and nothing done twice."""

import contextlib
import time
from pathlib import Path
from typing import Any

import pytest

from chain_gateway.ledger import calls
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.rpc import Finality, Node, NodeUnavailable
from chain_gateway.rpc.engines import AnvilChain, AnvilNotFound, anvil_binary
from chain_gateway.signing import KeyRing, Signer
from chain_gateway.submission import NewSubmission, Request, State, Step, Store, Submission, Submitter, open_store
from pledge.deployment import deploy

OFFICE = 1
OFFICE_OF_HOUSE = 1_000_001


@pytest.fixture
def anvil() -> Path:
    try:
        return anvil_binary(Path(__file__).parents[3] / "node_modules")
    except AnvilNotFound as missing:
        pytest.skip(str(missing))


def ledger_on(chain: AnvilChain, office: Signer) -> Deployment:
    """A deployed ledger with one office."""
    governance = Signer.random()
    deployment = deploy(chain.node, governance)
    call = calls.admit(PartyEntry(PartyKind.RegistryOffice, "演示"), [office.address], Act())
    fields = {"to": deployment.parties, "value": 0, "data": call.data, "gas": call.gas, "gasPrice": 0}
    fields |= {"chainId": chain.node.chain_id(), "nonce": chain.node.nonce(governance.address)}
    chain.node.send_raw(governance.sign_transaction(fields))
    while chain.node.nonce(governance.address) == fields["nonce"]:
        pass
    return deployment


def enrol(store: Store, deployment: Deployment, office: Signer, name: str) -> Submission:
    """An accepted submission that enters one party."""
    call = calls.enrol([PartyEntry(PartyKind.Enterprise, name)], Act())
    new = NewSubmission("enrol", OFFICE, office.address, call.book, deployment.parties, call.data, call.gas)
    return store.accept(new, Request("clerk", OFFICE, "enrol", bytes(32)))[0]


def test_a_node_that_is_down_holds_everything_and_it_goes_on_when_it_is_back(house: Any) -> None:
    start = house.chain.node.head().number + 1
    store, worker = house.open(), house.worker()
    accepted = [house.accept(store, f"down {number}") for number in range(3)]
    house.cable.plugged = False
    for _ in range(3):
        with pytest.raises(NodeUnavailable):
            worker.run_once()
    assert [store.get(each.id).state for each in accepted] == [State.PREPARED] * 3
    house.cable.plugged = True
    worker.run_once()
    assert [store.get(each.id).state for each in accepted] == [State.FINAL] * 3
    assert house.entered(start) == [f"down {number}" for number in range(3)]


@pytest.mark.parametrize("step", Step)
def test_a_cable_pulled_before_any_step_is_survived(house: Any, killer: Any, step: Step) -> None:
    start = house.chain.node.head().number + 1
    store = house.open()
    accepted = house.accept(store, f"cable {step.value}")

    def pull(at: Step, _: Any) -> None:
        if at is step:
            house.cable.plugged = False

    worker = house.worker(killer(also=pull))
    with contextlib.suppress(NodeUnavailable):
        worker.run_once()
    house.cable.plugged = True
    house.worker().run_once()
    assert store.get(accepted.id).state is State.FINAL
    assert house.entered(start) == [f"cable {step.value}"]


@pytest.mark.parametrize(
    "method",
    [
        "eth_call",
        "eth_getTransactionCount",
        "eth_sendRawTransaction",
        "eth_getTransactionReceipt",
        "eth_getBlockByNumber",
    ],
)
def test_a_lost_answer_is_asked_for_again(house: Any, method: str) -> None:
    start = house.chain.node.head().number + 1
    store, worker = house.open(), house.worker()
    accepted = house.accept(store, f"answer to {method}")
    house.cable.lose_answer_to = method
    with pytest.raises(NodeUnavailable):
        worker.run_once()
    worker.run_once()
    assert store.get(accepted.id).state is State.FINAL
    assert house.entered(start) == [f"answer to {method}"], "it was taken once, whatever became of the answer"


def test_a_transaction_that_the_node_forgot_is_handed_in_again_by_a_new_worker(house: Any) -> None:
    start = house.chain.node.head().number + 1
    store = house.open()
    accepted = house.accept(store, "forgotten")
    house.cable.forget_transactions = True
    house.worker().run_once()
    assert store.get(accepted.id).state is State.BROADCAST
    assert house.entered(start) == []
    house.cable.forget_transactions = False
    house.worker().run_once()
    house.worker().run_once()
    assert store.get(accepted.id).state is State.FINAL
    assert house.entered(start) == ["forgotten"]


def test_a_node_that_restarted_without_its_pool_gets_the_transaction_again(house: Any) -> None:
    start = house.chain.node.head().number + 1
    store, worker = house.open(), house.worker()
    accepted = house.accept(store, "pool")
    house.cable.forget_transactions = True
    worker.run_once()
    house.cable.plugged = False
    with pytest.raises(NodeUnavailable):
        worker.run_once()
    house.cable.plugged, house.cable.forget_transactions = True, False
    worker.run_once()
    worker.run_once()
    assert store.get(accepted.id).state is State.FINAL
    assert house.entered(start) == ["pool"]


def test_the_running_worker_outlives_an_outage(house: Any) -> None:
    store, worker = house.open(), house.worker()
    house.cable.plugged = False
    worker.start()
    try:
        accepted = house.accept(store, "outlived")
        worker.notify()
        while "node" not in worker.troubles():
            worker.wait(accepted.id, 0.05)
        assert "cannot be reached" in worker.troubles()["node"]
        house.cable.plugged = True
        assert worker.wait(accepted.id, 30).state is State.FINAL
        while worker.troubles():
            worker.wait(accepted.id, 0.05)
    finally:
        worker.stop()


@pytest.mark.parametrize(
    "error",
    [{"code": -32005, "message": "limit exceeded"}, {"code": -32000, "message": "header not found"}],
    ids=lambda error: error["message"],
)
def test_a_trial_that_the_node_does_not_make_now_is_made_again(house: Any, error: dict[str, Any]) -> None:
    start = house.chain.node.head().number + 1
    store, worker = house.open(), house.worker()
    accepted = house.accept(store, error["message"])
    house.cable.refuse["eth_call"] = error
    for _ in range(3):
        assert worker.run_once() == 0
        assert store.get(accepted.id).state is State.PREPARED
    assert error["message"] in worker.troubles()[house.signer.address]
    house.cable.refuse.clear()
    worker.run_once()
    assert store.get(accepted.id).state is State.FINAL
    assert worker.troubles() == {}
    assert house.entered(start) == [error["message"]]


@pytest.mark.parametrize("message", ["execution reverted", "out of gas", "EVM error OutOfGas"])
def test_a_trial_that_failed_in_the_contract_ends_the_submission_whatever_code_the_node_gives(
    house: Any, message: str
) -> None:
    store, worker = house.open(), house.worker()
    accepted = house.accept(store, f"code of {message}")
    house.cable.refuse["eth_call"] = {"code": -32000, "message": message}
    worker.run_once()
    ended = store.get(accepted.id)
    assert (ended.state, ended.error["code"]) == (State.REVERTED, "refused-by-ledger")


def test_a_lane_whose_node_errs_for_good_shows_and_is_asked_ever_more_seldom(house: Any) -> None:
    store, worker = house.open(), house.worker()
    accepted = house.accept(store, "seldom")
    asked: list[float] = []
    inner = house.cable.refuse

    class Noting(dict[str, dict[str, Any]]):
        def __contains__(self, method: object) -> bool:
            if method == "eth_call":
                asked.append(time.monotonic())
            return super().__contains__(method)

    house.cable.refuse = Noting({"eth_call": {"code": -32601, "message": "no such method"}})
    worker.start()
    try:
        time.sleep(1.0)
        assert len(asked) < 15, "at the node's usual pace of 10 ms it would be 100 times"
        assert "no such method" in worker.troubles()[house.signer.address]
        house.cable.refuse = inner
        assert worker.wait(accepted.id, 30).state is State.FINAL
    finally:
        worker.stop()


def test_an_included_act_whose_reason_the_node_cannot_tell_ends_all_the_same(house: Any, killer: Any) -> None:
    store = house.open()
    house.accept(store, "reason kept back")
    house.worker().run_once()
    party = store.get(store.audit_acts()[0].submission_id).events[0]["subject"]
    key = Signer.random().address
    bind = calls.bind_key(party, key, Act(document=b"\x01"))
    to = house.deployment.address_of(bind.book)
    new = NewSubmission("bind_key", OFFICE_OF_HOUSE, house.signer.address, bind.book, to, bind.data, bind.gas)
    accepted, _ = store.accept(new, Request("clerk", OFFICE_OF_HOUSE, "bind_key", bytes(32)))

    def take_the_key(step: Step, submission: Any) -> None:
        if step is Step.SEND and submission.id == accepted.id:
            add = calls.add_key(party, key, Act())
            house.send(house.governance, to, add.data, add.gas)
            house.cable.refuse["eth_call"] = {"code": -32000, "message": "missing trie node"}

    house.worker(killer(also=take_the_key)).run_once()
    ended = store.get(accepted.id)
    assert (ended.state, ended.error["code"]) == (State.REVERTED, "refused-by-ledger")
    assert "does not show why" in ended.error["message"]


def test_a_real_node_is_killed_while_transactions_wait_in_its_pool(anvil: Path, tmp_path: Path) -> None:
    office, state = Signer.random(), tmp_path / "chain.json"
    with AnvilChain(anvil, state=state) as chain:
        port, deployment = chain.port, ledger_on(chain, office)
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    accepted = [enrol(store, deployment, office, f"anvil {number}") for number in range(3)]
    with AnvilChain(anvil, state=state, port=port, block_seconds=30) as chain:
        worker = Submitter(store, chain.node, deployment, KeyRing({OFFICE: office}))
        worker.run_once()
        assert store.get(accepted[0].id).state is State.BROADCAST, "it waits in the pool for a block"
        worker = Submitter(store, chain.node, deployment, KeyRing({OFFICE: office}))
        worker.run_once()  # hands it in again, and the node knows it already
        assert worker.troubles() == {}
        assert store.get(accepted[0].id).state is State.BROADCAST
        chain._process.kill()
        chain._process.wait()
        with pytest.raises(NodeUnavailable):
            worker.run_once()
    with AnvilChain(anvil, state=state, port=port) as chain:
        worker.start()
        assert [worker.wait(each.id, 60).state for each in accepted] == [State.FINAL] * 3
        worker.stop()
        assert chain.node.nonce(office.address) == 3
    store.close()


def test_a_replaced_block_sends_its_submission_back_and_it_is_included_again(anvil: Path, tmp_path: Path) -> None:
    office = Signer.random()
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    with AnvilChain(anvil) as chain:
        deployment = ledger_on(chain, office)
        node = Node.http(chain.url, finality=Finality.after(3), fixed_gas_price=0)
        worker = Submitter(store, node, deployment, KeyRing({OFFICE: office}))
        ask: Any = chain._provider.make_request
        snapshot = ask("evm_snapshot", [])["result"]
        accepted = enrol(store, deployment, office, "replaced")
        while store.get(accepted.id).state is not State.INCLUDED:
            worker.run_once()
        first = store.get(accepted.id)
        assert worker.run_once() == 0, "it is not final before three blocks are built on it"
        ask("evm_revert", [snapshot])
        ask("anvil_mine", ["0x1"])
        worker.run_once()
        while store.get(accepted.id).state is not State.INCLUDED:
            worker.run_once()
        again = store.get(accepted.id)
        assert (again.nonce, again.raw_transaction) == (first.nonce, first.raw_transaction)
        assert again.block_hash != first.block_hash
        ask("anvil_mine", ["0x3"])
        worker.run_once()
        assert store.get(accepted.id).state is State.FINAL
        assert node.nonce(office.address) == 1
        node.close()
    store.close()
