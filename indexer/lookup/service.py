"""The answers to single questions of the public look-up, each on one ground: one snapshot of the store."""

from collections.abc import Mapping
from contextlib import closing
from itertools import pairwise
from typing import Any

from chain_gateway.ledger import rolling_hash
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from indexer.lookup.answers import LONGEST_QUERY, invalid_json, pledge_json, status_json
from indexer.lookup.buybacks import commitments_json, fund_json, gather_commitments, parties_behind
from indexer.lookup.disposals import disposals_json, gather_disposals, parties_of_disposals
from indexer.lookup.dossier import Dossier, gather, gather_records, parties_of
from indexer.lookup.export import export
from indexer.lookup.ground import Ground, Grounds, RightsGround
from indexer.lookup.names import name_of
from indexer.lookup.problems import Problem
from indexer.lookup.questions import BatchQuestion, legal_date, read_number
from indexer.lookup.refinancings import gather_refinancings, refinancings_json, users_of
from indexer.lookup.risks import covers_json, scheme_json
from indexer.lookup.standing import as_known
from indexer.lookup.texts import iso_date, shown
from indexer.lookup.valuations import engagements_json, gather_engagements, parties_of_engagements
from indexer.lookup.wording import NOTICE
from indexer.store.position import Position

_PART = 2_000
"""Rights of a batch that one statement reads: the database reads some while answers are made of others."""


def status(ground: RightsGround, number: str, right: RightId, as_of: str | None) -> dict[str, Any]:
    """The status of one right. Raises Problem, as all answers may, and StoreError."""
    on = legal_date(as_of, ground.today)
    dossier = gather(ground.bundle, [right], ground.known_at)
    return {
        **status_json(number, right, dossier, ground.proof, on, ground.today),
        "as_of": iso_date(on),
        **ground.block_and_head(),
        "notice": NOTICE,
    }


def batch(grounds: Grounds, question: BatchQuestion) -> dict[str, Any]:
    """The statuses of many rights, in order, each text in its place."""
    read = [read_number(each) for each in question.numbers]
    rights = list(dict.fromkeys(each for each in read if isinstance(each, RightId)))
    parts = [rights[start : start + _PART] for start in range(0, len(rights), _PART)] or [[]]
    answered: dict[RightId, dict[str, Any]] = {}
    told: dict[str, Any] = {}
    with closing(grounds.of_parts(parts, question.at_block)) as found:
        for part, ground in zip(parts, found, strict=True):
            on = legal_date(question.as_of, ground.today)
            told = {"as_of": iso_date(on), **ground.block_and_head(), "notice": NOTICE}
            dossier = gather(ground.bundle, part, ground.known_at)
            for right in part:
                answered[right] = status_json("", right, dossier, ground.proof, on, ground.today)
    return {**told, "results": [_in_place(*each, answered) for each in zip(question.numbers, read, strict=True)]}


def _in_place(
    given: object, read: RightId | InvalidIdentifier, answered: dict[RightId, dict[str, Any]]
) -> dict[str, Any]:
    if isinstance(read, InvalidIdentifier):
        return invalid_json(given if isinstance(given, str) else read.value, read)
    return {**answered[read], "query": shown(str(given), LONGEST_QUERY)}


def pledge(ground: Ground, pledge: int) -> dict[str, Any]:
    """One pledge with its rights, as of today."""
    snapshot = ground.snapshot
    records = gather_records(snapshot, [pledge], ground.known_at)
    if pledge not in records:
        raise ground.not_found("pledge", pledge)
    memberships = as_known(snapshot.rights_of_pledges([pledge]), ground.known_at)
    facts = snapshot.facts([row.asset_key for row in memberships])
    dossier = Dossier(
        rights={},
        records=records,
        coverages={},
        parties=snapshot.parties(parties_of(records.values())),
        texts={row.asset_key: row.right for row in facts},
    )
    offered = as_known(snapshot.commitments_of_pledges([pledge]), ground.known_at)
    commitments = gather_commitments(snapshot, offered, ground.known_at)
    guarantors = snapshot.parties(parties_behind(commitments))
    uses = gather_refinancings(snapshot, [pledge], ground.known_at)
    covers = as_known(snapshot.covers_of_pledges([pledge]), ground.known_at)
    schemes = snapshot.schemes({each.scheme for each in covers})
    return {
        **pledge_json(records[pledge], memberships, dossier, ground.today),
        "commitments": commitments_json(commitments, guarantors),
        "refinancings": refinancings_json(uses, snapshot.parties(users_of(uses))),
        "covers": covers_json(covers, schemes, snapshot.parties({each.proposer for each in schemes})),
        "as_of": iso_date(ground.today),
        **ground.rested(),
        "notice": NOTICE,
    }


def fund(ground: Ground, fund: int) -> dict[str, Any]:
    """A fund behind buyback commitments. Its figures are its parties' own, and are not told."""
    snapshot = ground.snapshot
    rows = snapshot.funds([fund])
    if not rows:
        raise ground.not_found("fund", fund)
    commitments = gather_commitments(snapshot, snapshot.commitments_of_funds([fund]))
    managers = snapshot.fund_managers([fund])
    states = snapshot.states({each.commitment.pledge for each in commitments})
    parties = snapshot.parties({rows[0].owner, *(row.manager for row in managers)})
    return {**fund_json(rows[0], managers, commitments, states, parties, ground.now), **ground.rested()}


def disposal(ground: Ground, listing: int) -> dict[str, Any]:
    """A listing of rights for sale, with the rights that it offers."""
    snapshot = ground.snapshot
    records = gather_disposals(snapshot, snapshot.listings([listing]))
    if not records:
        raise ground.not_found("listing", listing)
    parties = snapshot.parties(parties_of_disposals(records))
    keys = [row.asset_key for row in snapshot.listing_rights([listing])]
    texts = {row.asset_key: row.right for row in snapshot.facts(keys)}
    (told,) = disposals_json(records, parties)
    return {**told, "rights": [shown(texts.get(key, key)) for key in keys], **ground.rested()}


def valuation(ground: Ground, engagement: int) -> dict[str, Any]:
    """An engagement to value rights, with the rights that it names."""
    snapshot = ground.snapshot
    records = gather_engagements(snapshot, snapshot.engagements([engagement]))
    if not records:
        raise ground.not_found("engagement", engagement)
    parties = snapshot.parties(parties_of_engagements(records))
    keys = [row.asset_key for row in snapshot.engagement_rights([engagement])]
    texts = {row.asset_key: row.right for row in snapshot.facts(keys)}
    (told,) = engagements_json(records, parties, ground.today)
    rights = [shown(texts.get(key, key)) for key in keys]
    return {**told, "rights": rights, "figures": "parties-only", **ground.rested()}


def scheme(ground: Ground, scheme: int) -> dict[str, Any]:
    """A scheme of shared risk. Its tranches and figures are its parties' own, and are not told."""
    snapshot = ground.snapshot
    rows = snapshot.schemes([scheme])
    if not rows:
        raise ground.not_found("scheme", scheme)
    told = scheme_json(rows[0], snapshot.scheme_states([scheme]), snapshot.parties({rows[0].proposer}))
    return {**told, **ground.rested()}


def party(ground: Ground, party: int) -> dict[str, Any]:
    """One party."""
    row = ground.snapshot.parties([party]).get(party)
    if row is None:
        raise ground.not_found("party", party)
    return {
        "id": party,
        "name": name_of(party, row),
        "kind": PartyKind(row.kind).name,
        "identifier": shown(row.identifier) or None,
        "active": not ground.snapshot.is_suspended(party),
        "former_names": [
            {"name": shown(name), "until": iso_date(until)}
            for (name, _), (_, until) in pairwise(ground.snapshot.party_names(party))
        ],
        **ground.rested(),
    }


def completeness(ground: Ground) -> dict[str, Any]:
    """Whether the mirror holds the whole ledger."""
    proof, here = ground.proof, ground.proof.checkpoint
    return {
        "complete": proof.complete,
        "reason": "never-read" if here is None else here.reason,
        "detail": "The ledger was never read." if here is None else here.detail,
        "sequence": 0 if here is None else here.sequence,
        "head": None if here is None else f"0x{here.head.hex()}",
        "block": proof.block_json(),
        "proven_block": None if here is None else here.proven_block,
        "known_head": proof.known_head,
        "halted": here is not None and here.halted,
    }


def head(ground: Ground) -> dict[str, Any]:
    """The ledger's position after a block: number of the newest event, and the rolling hash over all events."""
    place = _position(ground, ground.upto)
    return {"sequence": place.sequence, "head": f"0x{place.head.hex()}", **ground.rested()}


def events(ground: Ground, from_block: int, limit: int, addresses: Mapping[str, str]) -> list[dict[str, Any]]:
    """Lines of the public export from a block on: whole blocks, then one line that says where to go on.

    Only events that are proven to be all there are. Raises Problem when the rows do not give the blocks' hashes.
    """
    here = ground.proof.checkpoint
    upto = -1 if here is None or here.halted else here.proven_block
    if from_block > upto + 1:
        raise Problem(
            422,
            "block-not-held",
            "The block is not in the mirror",
            f"Proven events reach up to block {upto}; begin there or before.",
            field="from_block",
            value=str(from_block),
        )
    before = _position(ground, from_block - 1)
    page = ground.snapshot.lists(upto, limit).events_from(before)
    lines: list[dict[str, Any]] = []
    position = before.head
    for row in page.rows:
        found = export(row, position, addresses)
        position = found.head
        lines.append(found.line)
    last = page.last_block if page.last_block is not None else upto
    if position != _position(ground, last).head:
        raise Problem(
            503,
            "mirror-damaged",
            "The mirror of the ledger is damaged",
            f"Its events from block {from_block} to {last} do not give the ledger's rolling hash; `pledge audit` says "
            "which rows are wrong.",
        )
    end = {
        "type": "end",
        "from_block": from_block,
        "through_block": last,
        "next_from_block": None if page.last_block is None else last + 1,
        "head": f"0x{position.hex()}",
        **ground.rested(),
    }
    return [*lines, end]


def health(ground: Ground) -> dict[str, Any]:
    """Whether statuses are being told, and how far the mirror is behind."""
    proof, here = ground.proof, ground.proof.checkpoint
    polled = None if here is None else here.polled_at
    return {
        "status": "ok" if proof.reason is None else "failing",
        "reason": proof.reason,
        "detail": proof.detail,
        "block": None if here is None else here.block,
        "known_head": proof.known_head,
        "lag_blocks": None if here is None else max(0, here.known_head - here.block),
        "seconds_since_poll": None if polled is None else max(0, int(ground.clock - polled)),
    }


def _position(ground: Ground, block: int) -> Position:
    """The ledger's position after a block, as the mirror holds it."""
    found = ground.snapshot.block_before(block)
    if found is not None:
        return Position(found.sequence, found.head)
    here = ground.proof.checkpoint
    if here is None:
        raise ground.not_found("block", block)
    return Position(0, rolling_hash.genesis(here.chain_id, here.log))
