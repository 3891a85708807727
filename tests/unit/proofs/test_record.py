"""What a certificate of a pledge's record is worth: genuine ones, forged ones, and ones that were overtaken."""

import json
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_gateway.ledger.enums import CancellationGround
from chain_gateway.ledger.structs import Act
from chain_gateway.proofs import Verdict, verify
from chain_gateway.proofs.verify import KnownAct, compare_record
from tests.support.forgeries import CHAIN, TRUST
from tests.support.forgeries import RAW as SEARCH
from tests.support.record_forgeries import ENDED, GENUINE, ONGOING, RAW, RECORDER, SOLD, TAMPERED, changed
from tests.support.sealed_chain import keys_of
from tests.support.sealed_records import BANK, CANCELLED, FILED, OFFICE, REGISTERED


def verdict(raw: bytes) -> Verdict:
    return verify(raw, TRUST).verdict


def test_a_genuine_record_is_valid_and_says_how_the_pledge_stands() -> None:
    report = verify(RAW, TRUST)
    assert report.verdict is Verdict.VALID
    assert report.checks[-1].detail == "pledge 40: 6 acts up to block 150, Cancelled"
    names = [each.name for each in report.checks]
    assert names[:6] == ["format", "engine", "chain", "contracts", "rights", "through: seals"]
    assert names.count("act 3: receipt") == names.count("party 2: seals") == 1


@pytest.mark.parametrize("story", [((FILED, BANK),), ONGOING, SOLD, ENDED], ids=["filed", "default", "court", "ended"])
def test_a_record_may_stand_anywhere_in_the_pledges_life(story: tuple[tuple[object, int], ...]) -> None:
    assert verdict(RECORDER.record(story).to_bytes()) is Verdict.VALID  # type: ignore[arg-type]


def test_a_record_without_names_is_one_of_numbers() -> None:
    bare = replace(GENUINE, parties=(), rights=tuple(replace(each, text=None) for each in GENUINE.rights))
    assert verdict(bare.to_bytes()) is Verdict.VALID


@pytest.mark.parametrize("name", TAMPERED)
def test_what_is_changed_in_a_genuine_record_is_tampering(name: str) -> None:
    assert verdict(changed(TAMPERED[name])) is Verdict.TAMPERED


def test_too_few_seals_over_one_act_are_too_few() -> None:
    story = RECORDER.record(sealed_by=CHAIN.validators[:2])
    assert verdict(story.to_bytes()) is Verdict.NOT_SEALED


def test_another_set_over_the_last_block_is_another_set() -> None:
    strangers = keys_of(21, 22, 23, 24)
    foreign = CHAIN.header(b"\x06" * 32, number=150, named=strangers, sealed_by=strangers)
    assert verdict(replace(GENUINE, through=foreign).to_bytes()) is Verdict.UNKNOWN_VALIDATORS


def test_a_cancellation_by_law_needs_no_discharge_before_it() -> None:
    by_law = replace(CANCELLED, ground=CancellationGround.ContractVoid, act=Act(recorded_on=20_261_112))
    story = ((FILED, BANK), (REGISTERED, OFFICE), (by_law, OFFICE))
    assert verdict(RECORDER.record(story).to_bytes()) is Verdict.VALID
    paid = ((FILED, BANK), (REGISTERED, OFFICE), (CANCELLED, OFFICE))
    assert verdict(RECORDER.record(paid).to_bytes()) is Verdict.TAMPERED


def test_a_newer_record_with_further_acts_supersedes() -> None:
    old = RECORDER.record(ONGOING, through=102).to_bytes()
    assert verify(old, TRUST, RAW).verdict is Verdict.SUPERSEDED
    assert verify(RAW, TRUST, old).verdict is Verdict.VALID, "an older one changes nothing"
    later = RECORDER.record(through=900).to_bytes()
    assert verify(RAW, TRUST, later).verdict is Verdict.VALID, "nothing happened since"


def test_an_act_that_was_left_out_at_the_end_is_told_by_a_newer_record() -> None:
    """The one omission that a record alone cannot show: what is last is missing, and the block is later than it."""
    short = RECORDER.record(ONGOING, through=150).to_bytes()
    assert verify(short, TRUST).verdict is Verdict.VALID
    report = verify(short, TRUST, RECORDER.record(through=900).to_bytes())
    assert report.verdict is Verdict.TAMPERED
    assert "leaves out" in report.checks[-1].detail


def test_a_newer_certificate_of_something_else_changes_nothing() -> None:
    assert verify(RAW, TRUST, SEARCH).verdict is Verdict.VALID
    assert verify(SEARCH, TRUST, RAW).verdict is Verdict.VALID


def test_a_nodes_word_supersedes_too() -> None:
    report = verify(RAW, TRUST)
    own = [KnownAct(40 + 3 * place, 100 + place, "an act") for place in range(6)]
    assert compare_record(report, TRUST, own, 200, "the node").verdict is Verdict.VALID
    since = [*own, KnownAct(60, 180, "PledgeRevoked")]
    assert compare_record(report, TRUST, since, 200, "the node").verdict is Verdict.SUPERSEDED
    before = [*own, KnownAct(44, 101, "AmendmentAsked")]
    assert compare_record(report, TRUST, before, 200, "the node").verdict is Verdict.TAMPERED


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, len(RAW) - 1), value=st.integers(0, 255))
def test_no_other_byte_anywhere_leaves_it_valid(place: int, value: int) -> None:
    forged = RAW[:place] + bytes([value]) + RAW[place + 1 :]
    if forged == RAW or _only_a_proposers_seal(forged):
        return
    assert verdict(forged) not in (Verdict.VALID, Verdict.SUPERSEDED)


def _only_a_proposers_seal(forged: bytes) -> bool:
    """The proposer's own seal is in each block and covered by nobody's: it is not looked at."""
    try:
        theirs = json.loads(forged)
    except (ValueError, UnicodeDecodeError):
        return False
    return rfc8785.dumps(_without_proposers(theirs)) == rfc8785.dumps(_without_proposers(json.loads(RAW)))


def _without_proposers(content: object) -> object:
    if isinstance(content, dict):
        return {
            key: _cut(value) if key == "extra_data" and isinstance(value, str) else _without_proposers(value)
            for key, value in content.items()
        }
    return [_without_proposers(each) for each in content] if isinstance(content, list) else content


_PROPOSER = "01" * 65


def _cut(extra: str) -> str:
    """Extra data without the proposer's 65 bytes, which stand at the same place in all of them."""
    genuine = "0x" + GENUINE.through.extra_data.hex()
    at = genuine.index(_PROPOSER)
    return extra[:at] + extra[at + len(_PROPOSER) :]
