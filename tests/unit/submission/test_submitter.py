"""The worker on a real chain: order, refusals, results, waiting."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from chain_gateway.ledger.enums import PartyKind
from chain_gateway.rpc import Node
from chain_gateway.submission import Hold, State, Store, Submitter, UnknownSubmission
from chain_gateway.submission import submitter as submitter_module

Asked = Callable[..., Any]


@pytest.fixture
def submitter(store: Store, ledger: Any) -> Submitter:
    return Submitter(store, ledger.node, ledger.deployment, ledger.keyring)


def test_a_submission_goes_from_prepared_to_final_with_its_events(
    store: Store, ledger: Any, submitter: Submitter, asked: Asked, named: Asked
) -> None:
    accepted, _ = store.accept(ledger.enrol("演示甲", "演示乙"), asked(), [named("演示甲"), named("演示乙")])
    assert submitter.run_once() == 4
    final = store.get(accepted.id)
    assert final.state is State.FINAL
    assert [(event["book"], event["name"]) for event in final.events or ()] == [("PartyRegistry", "PartyAdmitted")] * 2
    assert ledger.admitted("演示甲")[-1:] == [final.events[0]["subject"]]  # type: ignore[index]
    assert store.resolve(["演示乙"]) == {"演示乙": final.events[1]["subject"]}  # type: ignore[index]
    block = ledger.node.block(final.block_number)
    assert (final.block_hash, final.block_time) == (block.hash, block.timestamp)
    assert submitter.run_once() == 0


def test_what_the_ledger_refuses_ends_reverted_with_its_reason_and_uses_no_nonce(
    store: Store, ledger: Any, submitter: Submitter, asked: Asked
) -> None:
    wrong = ledger.enrol("演示丙", kind=PartyKind.RegistryOffice)
    before = ledger.node.nonce(wrong.signer)
    accepted, _ = store.accept(wrong, asked())
    submitter.run_once()
    ended = store.get(accepted.id)
    assert (ended.state, ended.nonce, ended.transaction_hash) == (State.REVERTED, None, None)
    assert ended.error is not None
    assert ended.error["name"] == "InvalidKind"
    assert ended.error["message"]
    assert ended.error["advice"]
    assert ledger.node.nonce(wrong.signer) == before


def test_a_lane_keeps_the_order_of_acceptance(store: Store, ledger: Any, submitter: Submitter, asked: Asked) -> None:
    ids = [store.accept(ledger.enrol(f"演示序{number}"), asked())[0].id for number in range(5)]
    submitter.run_once()
    finals = [store.get(submission_id) for submission_id in ids]
    assert [final.nonce for final in finals] == list(range(finals[0].nonce or 0, (finals[0].nonce or 0) + 5))
    sequences = [final.events[0]["sequence"] for final in finals]  # type: ignore[index]
    assert sequences == sorted(sequences)


def test_a_refusal_does_not_hold_up_its_lane(store: Store, ledger: Any, submitter: Submitter, asked: Asked) -> None:
    kinds = [PartyKind.Enterprise, PartyKind.RegistryOffice, PartyKind.Enterprise]
    ids = [store.accept(ledger.enrol("演示间", kind=kind), asked())[0].id for kind in kinds]
    submitter.run_once()
    assert [store.get(each).state for each in ids] == [State.FINAL, State.REVERTED, State.FINAL]


def test_lanes_of_two_keys_go_on_side_by_side(
    store: Store, ledger: Any, submitter: Submitter, asked: Asked, second_key: int
) -> None:
    first, _ = store.accept(ledger.enrol("演示道一"), asked())
    second, _ = store.accept(ledger.enrol("演示道二", key=second_key), asked())
    submitter.run_once()
    assert [store.get(each.id).state for each in (first, second)] == [State.FINAL] * 2
    assert store.get(first.id).signer != store.get(second.id).signer


def test_an_act_builds_on_the_one_before_it_in_its_lane(
    store: Store, ledger: Any, submitter: Submitter, asked: Asked
) -> None:
    """The second enters a key that the first took: it is judged only after the first is on the chain."""
    from chain_gateway.ledger import calls
    from chain_gateway.ledger.structs import Act
    from chain_gateway.signing import Signer
    from chain_gateway.submission import NewSubmission

    store.accept(ledger.enrol("演示钥"), asked())
    submitter.run_once()
    party = ledger.admitted("演示钥")[-1]
    call = calls.bind_key(party, Signer.random().address, Act(document=b"\x01"))
    base = ledger.enrol("演示钥")
    bind = NewSubmission("bind_key", base.party, base.signer, call.book, base.to, call.data, call.gas)
    ids = [store.accept(bind, asked())[0].id for _ in range(2)]
    submitter.run_once()
    assert [store.get(each).state for each in ids] == [State.FINAL, State.REVERTED]
    assert (store.get(ids[1]).error or {})["name"] == "KeyTaken"


def test_a_key_that_is_gone_holds_its_lane_and_says_so(store: Store, ledger: Any, asked: Asked) -> None:
    from chain_gateway.signing import KeyRing

    accepted, _ = store.accept(ledger.enrol("演示失钥"), asked())
    without = Submitter(store, ledger.node, ledger.deployment, KeyRing())
    without.run_once()
    assert store.get(accepted.id).state is State.PREPARED
    assert "does not hold the key" in without.troubles()[accepted.signer]
    store.drop(accepted.id)
    without.run_once()
    assert without.troubles() == {}


def test_the_running_worker_is_woken_and_a_waiter_is_told_at_once(
    store: Store, ledger: Any, submitter: Submitter, asked: Asked
) -> None:
    submitter.start()
    try:
        assert submitter.running
        accepted, _ = store.accept(ledger.enrol("演示醒"), asked())
        submitter.notify()
        assert submitter.wait(accepted.id, 30).state is State.FINAL
        with pytest.raises(RuntimeError, match="runs already"):
            submitter.start()
    finally:
        submitter.stop()
    assert not submitter.running
    submitter.stop()


def test_a_wait_that_is_over_answers_the_present_state(
    store: Store, ledger: Any, submitter: Submitter, asked: Asked
) -> None:
    accepted, _ = store.accept(ledger.enrol("演示候"), asked())
    assert submitter.wait(accepted.id, 0).state is State.PREPARED
    assert submitter.wait(accepted.id, 0.05).state is State.PREPARED
    with pytest.raises(UnknownSubmission):
        submitter.wait("sub-none", 1)


def test_a_waiter_sees_the_work_of_a_worker_elsewhere(
    store: Store, ledger: Any, submitter: Submitter, asked: Asked
) -> None:
    accepted, _ = store.accept(ledger.enrol("演示他"), asked())
    elsewhere = Submitter(store, ledger.node, ledger.deployment, ledger.keyring)
    worker = threading.Thread(target=elsewhere.run_once)
    worker.start()
    assert submitter.wait(accepted.id, 30).state is State.FINAL
    worker.join()


def test_an_act_that_nobody_approved_in_time_is_dropped_by_the_clock_even_while_no_node_answers(
    store: Store, ledger: Any, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitter_module, "_TIDY_SECONDS", 0.0)
    held, _ = store.accept(ledger.enrol("演示过期公司"), asked(), (), Hold({}, "2020-01-01T00:00:00.000Z"))
    store.accept(ledger.enrol("演示等待公司"), asked())
    nobody = Node.http("http://127.0.0.1:9", finality=ledger.node.finality)
    worker = Submitter(store, nobody, ledger.deployment, ledger.keyring)
    worker.start()
    try:
        deadline = time.monotonic() + 20
        while store.state(held.id) is State.AWAITING_APPROVAL and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        worker.stop()
    assert store.state(held.id) is State.DROPPED
