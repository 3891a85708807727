"""Changes of the validator set, shown by headers alone: pure, from a set that is pinned to the sets that follow it.

A change is believed only where two consecutive headers' sets differ by one address, each header is sealed by a quorum
of its set, and more than half of the old set proposed blocks, sealed by quorums too, that name that address as
candidate, since the epoch began and since the address last came or went. Source: the engine counts so
(validators/store/snapshot of version 1.3.3). Whether a vote is for or against is in the header's nonce, which nobody
seals: it is never looked at. A vote on a member can only be to drop it, one on a stranger only to add it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import orjson

from chain_gateway.proofs.checks import Failed, sealed
from chain_gateway.proofs.header import InvalidHeader, SealedHeader
from chain_gateway.proofs.validators import SEALS_KNOWN, Trust, ValidatorSet

VERSION = 1
_MOST_CHANGES = 1_000
_MOST_VOTES = 256
LARGEST = 64 * 1024 * 1024


class RefusedChange(ValueError):
    """A change is not shown by its headers; says which, and why."""


@dataclass(frozen=True)
class SetChange:
    """One address came or went."""

    before: SealedHeader
    """The last block of the old set."""
    after: SealedHeader
    """The next one, which names the new set."""
    votes: tuple[SealedHeader, ...]
    """Blocks that name the address as candidate, by proposers of the old set."""

    def as_json(self) -> dict[str, Any]:
        """As a file of changes holds it."""
        return {
            "before": self.before.as_json(),
            "after": self.after.as_json(),
            "votes": [vote.as_json() for vote in self.votes],
        }

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Out of a file of changes. Raises RefusedChange."""
        if not isinstance(content, dict) or content.keys() != {"before", "after", "votes"}:
            raise RefusedChange("a change has before, after and votes and nothing else")
        votes = content["votes"]
        if not isinstance(votes, list) or len(votes) > _MOST_VOTES:
            raise RefusedChange(f"votes must be a list of at most {_MOST_VOTES} headers")
        try:
            return cls(
                SealedHeader.from_json(content["before"]),
                SealedHeader.from_json(content["after"]),
                tuple(SealedHeader.from_json(vote) for vote in votes),
            )
        except InvalidHeader as error:
            raise RefusedChange(str(error)) from None


def changes_file(chain_id: int, changes: Sequence[SetChange]) -> dict[str, Any]:
    """Content of a file of changes, which anybody may hand out: it is believed for what it shows."""
    return {"version": VERSION, "chain_id": chain_id, "changes": [each.as_json() for each in changes]}


def read_changes(raw: bytes, trust: Trust) -> tuple[SetChange, ...]:
    """The changes in a file, unverified. Raises RefusedChange."""
    if len(raw) > LARGEST:
        raise RefusedChange(f"the file is larger than {LARGEST} bytes")
    try:
        content = orjson.loads(raw)
    except ValueError as error:
        raise RefusedChange(f"the file is no JSON ({str(error)[:100]})") from None
    if not isinstance(content, dict) or content.keys() != {"version", "chain_id", "changes"}:
        raise RefusedChange("a file of changes has version, chain_id and changes and nothing else")
    if content["version"] != VERSION or content["chain_id"] != trust.chain_id:
        raise RefusedChange(f"the file is not of version {VERSION} and chain {trust.chain_id}")
    listed = content["changes"]
    if not isinstance(listed, list) or len(listed) > _MOST_CHANGES:
        raise RefusedChange(f"changes must be a list of at most {_MOST_CHANGES}")
    return tuple(SetChange.from_json(each) for each in listed)


def follow(trust: Trust, changes: Sequence[SetChange]) -> Trust:
    """What is trusted, with the sets that follow the last pinned one. Raises RefusedChange.

    Changes up to the last pinned set are passed over: the file that is pinned stands.
    """
    if trust.engine not in SEALS_KNOWN:
        raise RefusedChange(f"seals of {trust.engine} cannot be checked here")
    known = trust.sets[-1].from_block
    for change in changes:
        if change.after.number > known:
            trust = _with(trust, change)
    return trust


def _with(trust: Trust, change: SetChange) -> Trust:
    before, after = change.before, change.after
    old = trust.sets[-1]
    place = f"the change at block {after.number}"
    if after.number != before.number + 1 or after.parent_hash != before.hash:
        raise RefusedChange(f"{place}: the two headers do not follow each other")
    if before.number < old.from_block:
        raise RefusedChange(f"{place}: block {before.number} is before the set of block {old.from_block}")
    members, following = set(old.validators), set(after.validators)
    if len(following) != len(after.validators):
        raise RefusedChange(f"{place}: block {after.number} names a validator twice")
    changed = members ^ following
    if len(changed) != 1:
        raise RefusedChange(f"{place}: the sets differ by {len(changed)} addresses, not by one")
    (candidate,) = changed
    extended = replace(trust, sets=(*trust.sets, ValidatorSet(after.number, after.validators)))
    _require_sealed(before, trust, place)
    _require_sealed(after, extended, place)
    voters = _voters(trust, change, candidate, place)
    needed = len(members) // 2 + 1
    if len(voters) < needed:
        raise RefusedChange(
            f"{place}: {len(voters)} of {len(members)} validators named {candidate}, {needed} must have"
        )
    return extended


def _voters(trust: Trust, change: SetChange, candidate: str, place: str) -> set[str]:
    """Members of the old set who named the candidate in blocks that count."""
    last = change.before.number
    epoch = last // trust.epoch_blocks * trust.epoch_blocks
    since = max(epoch, _last_change_of(candidate, trust) - 1)
    members = set(trust.sets[-1].validators)
    voters: set[str] = set()
    for vote in change.votes:
        where = f"{place}: the vote of block {vote.number}"
        if not since < vote.number <= last:
            raise RefusedChange(f"{where} is not after block {since}, where counting began, and up to block {last}")
        if vote.candidate != candidate:
            raise RefusedChange(f"{where} is on {vote.candidate}, not on {candidate}")
        _require_sealed(vote, trust, where)
        proposer = vote.proposer()
        if proposer not in members:
            raise RefusedChange(f"{where} was not proposed by a validator of the old set")
        voters.add(proposer)
    return voters


def _last_change_of(address: str, trust: Trust) -> int:
    """First block of the newest set by which the address came or went: votes before it are spent."""
    newest = 0
    for older, newer in zip(trust.sets, trust.sets[1:], strict=False):
        if (address in older.validators) != (address in newer.validators):
            newest = newer.from_block
    return newest


def _require_sealed(header: SealedHeader, trust: Trust, place: str) -> None:
    try:
        sealed("seals", header, trust)
    except Failed as failed:
        raise RefusedChange(f"{place}: {failed.check.detail}") from None
