"""Wherever the process ends, each accepted submission happens exactly once."""

import random
from typing import Any

import pytest

from chain_gateway.ledger import calls
from chain_gateway.ledger.structs import Act
from chain_gateway.signing import Signer
from chain_gateway.submission import NewSubmission, Request, State, Step

OFFICE = 1_000_001
STEPS_OF_ONE = 7


@pytest.mark.parametrize("step", Step)
def test_a_worker_killed_before_any_step_is_followed_by_one_that_finishes(house: Any, killer: Any, step: Step) -> None:
    start = house.chain.node.head().number + 1
    store = house.open()
    accepted = [house.accept(store, f"{step.value} {number}") for number in range(3)]
    assert house.run_killed(killer(only=step))
    house.worker().run_once()
    assert [store.get(each.id).state for each in accepted] == [State.FINAL] * 3
    assert house.entered(start) == [f"{step.value} {number}" for number in range(3)]


@pytest.mark.parametrize("step", Step)
def test_a_worker_killed_again_and_again_at_the_same_step_sends_nothing_twice(
    house: Any, killer: Any, step: Step
) -> None:
    start = house.chain.node.head().number + 1
    store = house.open()
    house.accept(store, f"again {step.value}")
    for _ in range(4):
        assert house.run_killed(killer(only=step))
    house.worker().run_once()
    assert house.entered(start) == [f"again {step.value}"]


def test_there_are_as_many_steps_as_the_tests_kill_at(house: Any, killer: Any) -> None:
    store = house.open()
    house.accept(store, "counted")
    observer = killer()
    house.worker(observer).run_once()
    assert observer.steps == [
        Step.TRY, Step.SIGN, Step.SEND, Step.NOTE_SENT, Step.LOOK, Step.NOTE_SEEN, Step.FINISH,
    ]  # fmt: skip
    assert len(observer.steps) == STEPS_OF_ONE == len(Step)


@pytest.mark.parametrize("seed", range(6))
def test_random_kills_lose_nothing_and_do_nothing_twice(house: Any, killer: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a reproducible sequence of kills, not a secret
    start = house.chain.node.head().number + 1
    store = house.open()
    names: list[str] = []
    accepted = []
    for _ in range(8):
        for _new in range(chance.randrange(3)):
            names.append(f"seed {seed} number {len(names)}")
            accepted.append(house.accept(store, names[-1]))
        house.run_killed(killer(at=chance.randrange(3 * STEPS_OF_ONE)))
    house.worker().run_once()
    assert [store.get(each.id).state for each in accepted] == [State.FINAL] * len(accepted)
    assert house.entered(start) == names
    assert store.first_broken_act() is None


def test_a_request_repeated_after_a_crash_is_the_same_submission(house: Any, killer: Any) -> None:
    start = house.chain.node.head().number + 1
    store = house.open()
    first = house.accept(store, "repeated", key="k")
    for step in Step:
        house.run_killed(killer(only=step))
        assert house.accept(house.open(), "repeated", key="k").id == first.id
    house.worker().run_once()
    assert house.entered(start) == ["repeated"]


def test_a_crash_in_the_middle_of_accepting_leaves_nothing(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from chain_gateway.submission import audit

    store = house.open()

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(audit, "append", die)
    with pytest.raises(KeyboardInterrupt):
        house.accept(store, "half", key="half")
    monkeypatch.undo()
    assert store.counts() == {}
    assert house.accept(store, "half", key="half").state is State.PREPARED


def test_a_nonce_that_another_took_after_signing_ends_replaced_and_the_lane_goes_on(house: Any, killer: Any) -> None:
    start = house.chain.node.head().number + 1
    store = house.open()
    lost, following = house.accept(store, "lost"), house.accept(store, "following")
    assert house.run_killed(killer(only=Step.SEND))
    house.foreign_transaction()
    house.worker().run_once()
    ended = store.get(lost.id)
    assert ended.state is State.REPLACED
    assert ended.error["code"] == "nonce-taken"
    assert store.get(following.id).state is State.FINAL
    assert house.entered(start) == ["following"]


def test_a_key_used_elsewhere_before_signing_is_no_trouble(house: Any) -> None:
    store = house.open()
    for name in ("one", "two"):
        accepted = house.accept(store, f"elsewhere {name}")
        house.worker().run_once()
        assert store.get(accepted.id).state is State.FINAL
        house.foreign_transaction()


def test_an_act_that_reverts_only_in_its_block_is_told_with_its_reason(house: Any, killer: Any) -> None:
    """Between trial and block another act made it impossible: the governance gave the key to the party."""
    store = house.open()
    house.accept(store, "bound elsewhere")
    house.worker().run_once()
    (first,) = [act.submission_id for act in store.audit_acts()]
    party = store.get(first).events[0]["subject"]
    key = Signer.random().address
    bind = calls.bind_key(party, key, Act(document=b"\x01"))
    to = house.deployment.address_of(bind.book)
    new = NewSubmission("bind_key", OFFICE, house.signer.address, bind.book, to, bind.data, bind.gas)
    accepted, _ = store.accept(new, Request("clerk", OFFICE, "bind_key", bytes(32)))
    following = house.accept(store, "after the revert")

    def take_the_key(step: Step, submission: Any) -> None:
        if step is Step.SEND and submission.id == accepted.id:
            add = calls.add_key(party, key, Act())
            house.send(house.governance, to, add.data, add.gas)

    house.worker(killer(also=take_the_key)).run_once()
    ended = store.get(accepted.id)
    assert ended.state is State.REVERTED
    assert ended.block_number is not None, "it was included, and used its nonce"
    assert ended.error["name"] == "KeyTaken"
    assert store.get(following.id).state is State.FINAL
