"""When a new set of validators is believed for its headers, and when not."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from eth_keys.datatypes import PrivateKey

from chain_gateway.proofs import RefusedChange, SealedHeader, SetChange, Trust, Verdict, verify
from chain_gateway.proofs.changes import changes_file, follow, read_changes
from tests.support.forgeries import FOUND, RIGHTS
from tests.support.sealed_chain import SealedChain, addresses_of, keys_of

OLD = keys_of(1, 2, 3, 4)
FIFTH, SIXTH = keys_of(5, 6)
CHAIN = SealedChain(OLD)
TRUST = replace(CHAIN.trust(), epoch_blocks=1_000)
ROOT = b"\x05" * 32


def vote(number: int, by: PrivateKey, on: PrivateKey, named: Sequence[PrivateKey] = OLD, **block: Any) -> SealedHeader:
    """A block in which a validator names a candidate."""
    settings = {"sealed_by": named, **block}
    return CHAIN.header(ROOT, number=number, named=named, candidate=on, proposer=by, **settings)


def changed(
    number: int, old: Sequence[PrivateKey], new: Sequence[PrivateKey], votes: Sequence[SealedHeader], **block: Any
) -> SetChange:
    """The change of the set at a block."""
    before = CHAIN.header(ROOT, number=number - 1, named=old, sealed_by=old)
    settings: dict[str, Any] = {"named": new, "sealed_by": new, "parent": before, **block}
    return SetChange(before, CHAIN.header(ROOT, number=number, **settings), tuple(votes))


GREATER = (*OLD, FIFTH)
VOTES = [vote(101 + place, by, FIFTH) for place, by in enumerate(OLD[:3])]
ADDED = changed(110, OLD, GREATER, VOTES)


def refused(change: SetChange, trust: Trust = TRUST) -> str:
    with pytest.raises(RefusedChange) as raised:
        follow(trust, [change])
    return str(raised.value)


def test_a_validator_that_most_of_the_others_named_is_believed_to_have_come() -> None:
    followed = follow(TRUST, [ADDED])
    assert [each.from_block for each in followed.sets] == [1, 110]
    assert set(followed.sets[-1].validators) == set(addresses_of(GREATER))
    late = CHAIN.certificate(RIGHTS, FOUND, number=200, named=GREATER, sealed_by=GREATER).to_bytes()
    assert verify(late, TRUST).verdict is Verdict.UNKNOWN_VALIDATORS
    assert verify(late, followed).verdict is Verdict.VALID
    early = CHAIN.certificate(RIGHTS, FOUND, number=109).to_bytes()
    assert verify(early, followed).verdict is Verdict.VALID


def test_one_that_most_named_is_believed_to_have_gone() -> None:
    gone = changed(110, OLD, OLD[:3], [vote(101 + at, by, OLD[3]) for at, by in enumerate(OLD[:3])])
    assert set(follow(TRUST, [gone]).sets[-1].validators) == set(addresses_of(OLD[:3]))


def test_one_change_follows_another() -> None:
    greatest = (*GREATER, SIXTH)
    more = changed(120, GREATER, greatest, [vote(111 + at, by, SIXTH, GREATER) for at, by in enumerate(GREATER[:3])])
    assert len(follow(TRUST, [ADDED, more]).sets) == 3
    assert "sets differ" in refused(more) or "validators" in refused(more), "the one before it is missing"


def test_what_the_pinned_file_says_stands() -> None:
    pinned = follow(TRUST, [ADDED])
    assert follow(pinned, [ADDED]) == pinned
    lied = changed(105, OLD, OLD[:3], [])
    assert follow(pinned, [lied]) == pinned, "changes up to the last pinned set are passed over"


def test_half_of_the_set_is_no_majority_and_one_who_votes_twice_is_one() -> None:
    assert "2 of 4 validators named" in refused(replace(ADDED, votes=tuple(VOTES[:2])))
    twice = (*VOTES[:2], vote(104, OLD[0], FIFTH))
    assert "2 of 4 validators named" in refused(replace(ADDED, votes=twice))


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("no votes", replace(ADDED, votes=()), "0 of 4"),
        ("two at once", changed(110, OLD, (*GREATER, SIXTH), VOTES), "differ by 2"),
        ("one for another", changed(110, OLD, (*OLD[:3], FIFTH), VOTES), "differ by 2"),
        ("nobody", changed(110, OLD, OLD, VOTES), "differ by 0"),
        ("twice in the set", changed(110, OLD, (*GREATER, FIFTH), VOTES), "twice"),
        ("votes on another", replace(ADDED, votes=(*VOTES[:2], vote(103, OLD[2], SIXTH))), "not on"),
        ("votes on nobody", replace(ADDED, votes=(*VOTES[:2], CHAIN.header(ROOT, number=103))), "on None"),
        ("a stranger's vote", replace(ADDED, votes=(*VOTES[:2], vote(103, SIXTH, FIFTH))), "not proposed by"),
        ("the candidate's own", replace(ADDED, votes=(*VOTES[:2], vote(103, FIFTH, FIFTH))), "not proposed by"),
        (
            "a vote in a block that too few sealed",
            replace(ADDED, votes=(*VOTES[:2], vote(103, OLD[2], FIFTH, sealed_by=OLD[:2]))),
            "2 of 4 validators sealed",
        ),
        ("a vote after the change", replace(ADDED, votes=(*VOTES[:2], vote(110, OLD[2], FIFTH))), "up to block 109"),
        (
            "a new set that too few sealed",
            changed(110, OLD, GREATER, VOTES, sealed_by=(*OLD[:2], FIFTH)),
            "3 of 5 validators sealed",
        ),
        (
            "an old block that too few sealed",
            replace(ADDED, before=CHAIN.header(ROOT, number=109, sealed_by=OLD[:2])),
            "2 of 4 validators sealed block 109",
        ),
        ("another parent", changed(110, OLD, GREATER, VOTES, parent=None), "do not follow"),
        ("a block between", replace(ADDED, before=CHAIN.header(ROOT, number=108)), "do not follow"),
    ],
)
def test_a_change_that_its_headers_do_not_show_is_refused(name: str, change: SetChange, said: str) -> None:
    assert said in refused(change), name


def test_a_set_that_seals_itself_on_a_branch_of_its_own_is_refused() -> None:
    """Two former friends and three strangers make a set; the block before it has no quorum of the pinned one."""
    conspirators = (*OLD[:2], *keys_of(11, 12))
    before = CHAIN.header(ROOT, number=109, sealed_by=OLD[:2])
    after = CHAIN.header(ROOT, number=110, named=conspirators, sealed_by=conspirators, parent=before)
    assert "differ by 4" in refused(SetChange(before, after, tuple(VOTES)))
    one = (*OLD, FIFTH)
    after = CHAIN.header(ROOT, number=110, named=one, sealed_by=one, parent=before)
    assert "2 of 4 validators sealed block 109" in refused(SetChange(before, after, tuple(VOTES)))


def test_votes_of_an_epoch_that_is_over_are_forgotten() -> None:
    trust = replace(TRUST, epoch_blocks=103)
    assert "where counting began" in refused(ADDED, trust)
    at_its_end = replace(TRUST, epoch_blocks=101)
    assert "where counting began" in refused(ADDED, at_its_end), "a vote in an epoch's last block does not count"


def test_votes_that_brought_one_in_do_not_also_put_it_out() -> None:
    back = changed(111, GREATER, OLD, VOTES)
    followed = follow(TRUST, [ADDED])
    assert "where counting began" in refused(back, followed)
    anew = [vote(110 + at, by, FIFTH, GREATER) for at, by in enumerate(OLD[:3])]
    assert len(follow(followed, [changed(115, GREATER, OLD, anew)]).sets) == 3


def test_the_votes_direction_is_not_even_read() -> None:
    content = changes_file(TRUST.chain_id, [ADDED])
    content["changes"][0]["votes"][0]["nonce"] = "0x0000000000000000"
    with pytest.raises(RefusedChange, match="fields"):
        read_changes(orjson.dumps(content), TRUST)


def test_a_file_of_changes_is_read_as_it_was_written() -> None:
    raw = orjson.dumps(changes_file(TRUST.chain_id, [ADDED]))
    assert read_changes(raw, TRUST) == (ADDED,)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.update(version=2),
        lambda content: content.update(chain_id=1),
        lambda content: content.update(note="x"),
        lambda content: content.update(changes={}),
        lambda content: content["changes"][0].pop("votes"),
        lambda content: content["changes"][0].update(votes="all"),
        lambda content: content["changes"][0]["before"].pop("miner"),
        lambda content: content["changes"][0]["after"].update(extra_data="0x"),
    ],
)
def test_a_damaged_file_of_changes_is_refused(damage: Any) -> None:
    content = json.loads(orjson.dumps(changes_file(TRUST.chain_id, [ADDED])))
    damage(content)
    with pytest.raises(RefusedChange):
        read_changes(orjson.dumps(content), TRUST)
    with pytest.raises(RefusedChange):
        read_changes(b"{", TRUST)


def test_seals_of_an_engine_that_cannot_be_checked_show_nothing() -> None:
    assert "besu-qbft" in refused(ADDED, replace(TRUST, engine="besu-qbft"))
