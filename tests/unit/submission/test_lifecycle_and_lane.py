"""The pure rules: which state follows which, and who is worked on next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.submission import TERMINAL, Happening, IllegalTransition, State, advance
from chain_gateway.submission.lane import Waiting, due
from chain_gateway.submission.lifecycle import DUE, IN_FLIGHT, TRANSITIONS

HAPPENINGS = st.lists(st.sampled_from(Happening), max_size=30)


def test_the_straight_way_leads_to_final() -> None:
    state = State.PREPARED
    for happening in (Happening.SIGNED, Happening.TAKEN_BY_NODE, Happening.SEEN_IN_BLOCK, Happening.FINAL_SUCCESS):
        state = advance(state, happening)
    assert state is State.FINAL


@given(HAPPENINGS)
def test_whatever_happens_an_end_is_never_left_and_an_illegal_step_changes_nothing(happenings: list[Happening]) -> None:
    state, ended = State.PREPARED, False
    for happening in happenings:
        try:
            following = advance(state, happening)
        except IllegalTransition:
            assert (state, happening) not in TRANSITIONS
            continue
        assert not ended
        assert TRANSITIONS[state, happening] is following
        state, ended = following, following in TERMINAL


@given(HAPPENINGS)
def test_final_is_reached_only_through_every_persisted_step(happenings: list[Happening]) -> None:
    state, passed = State.PREPARED, [State.PREPARED]
    for happening in happenings:
        if (state, happening) in TRANSITIONS:
            state = advance(state, happening)
            passed.append(state)
    if state is State.FINAL:
        assert [each for each in dict.fromkeys(passed) if each not in (State.PREPARED, State.FINAL)] == [
            State.SIGNED,
            State.BROADCAST,
            State.INCLUDED,
        ]


def test_every_state_is_reached_and_every_unended_state_is_left() -> None:
    assert set(TRANSITIONS.values()) | {State.AWAITING_APPROVAL} == set(State)
    assert {state for state, _ in TRANSITIONS} == set(State) - TERMINAL
    assert {happening for _, happening in TRANSITIONS} == set(Happening)
    assert IN_FLIGHT.isdisjoint(TERMINAL)
    assert DUE | TERMINAL | {State.AWAITING_APPROVAL} == set(State)


def test_what_was_signed_cannot_be_taken_back() -> None:
    for state in (State.AWAITING_APPROVAL, State.PREPARED):
        assert advance(state, Happening.TAKEN_BACK) is State.DROPPED
    for state in set(State) - {State.AWAITING_APPROVAL, State.PREPARED}:
        with pytest.raises(IllegalTransition, match="taken-back"):
            advance(state, Happening.TAKEN_BACK)


UNENDED = st.sampled_from(sorted(DUE, key=lambda state: state.value))
QUEUES = st.lists(st.tuples(st.sampled_from("ABC"), UNENDED), max_size=20)


@given(QUEUES)
def test_in_each_lane_the_first_that_is_in_no_block_is_worked_on_and_no_other(queue: list[tuple[str, State]]) -> None:
    waiting = [Waiting(str(place), signer, state) for place, (signer, state) in enumerate(queue)]
    found = due(waiting)
    assert found == sorted(found, key=int)
    for signer in "ABC":
        lane = [each for each in waiting if each.signer == signer]
        before = [each.id for each in lane if each.state is not State.INCLUDED]
        assert [each.id for each in lane if each.id in found and each.state is not State.INCLUDED] == before[:1]
    assert all(each.id in found for each in waiting if each.state is State.INCLUDED)
