"""The pure rules: which state follows which, and who is worked on next."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.submission import TERMINAL, Happening, IllegalTransition, Signed, State, Submission, advance
from chain_gateway.submission.lane import Flight, Lane, first_nonce, gaps
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


NONCES = st.integers(0, 40)


@given(NONCES, st.none() | NONCES)
def test_a_nonce_is_given_out_once_and_never_below_the_chain(chain: int, highest: int | None) -> None:
    first = first_nonce(chain, highest)
    assert first >= chain
    assert highest is None or first > highest
    assert first in (chain, (highest or 0) + 1)


@given(st.sets(NONCES, max_size=20), NONCES)
def test_gaps_are_what_the_highest_waits_for(held: set[int], chain: int) -> None:
    found = gaps(held, chain)
    assert found == sorted(set(found))
    assert not held.intersection(found)
    if held and max(held) >= chain:
        assert held.union(found).issuperset(range(chain, max(held) + 1))
    else:
        assert found == []


def test_a_lane_has_room_for_as_many_as_wait_in_no_block() -> None:
    lane = Lane("key")
    assert lane.room(2) == 2
    for nonce, state in ((3, State.BROADCAST), (2, State.SIGNED), (1, State.INCLUDED)):
        lane.flights[nonce] = Flight(submission(), state, nonce, Signed(b"", bytes([nonce])))
    assert [flight.nonce for flight in lane.waiting] == [2, 3]
    assert (lane.room(2), lane.room(5), lane.room(1)) == (0, 3, 0)


def submission() -> Submission:
    empty: dict[str, Any] = dict.fromkeys(field.name for field in fields(Submission))
    return Submission(**empty)
