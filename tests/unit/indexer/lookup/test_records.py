"""Who gets the certificate of a pledge's record. That it is a true one is shown on the real network."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CancellationGround
from chain_gateway.ledger.structs import Act
from chain_gateway.rpc import Finality
from chain_gateway.rpc.evidence import EvidenceSource
from indexer.lookup.identity import NotIdentified
from indexer.service import Indexer
from tests.support.asgi import Caller
from tests.support.indexer_buybacks import accepted, declared, offered
from tests.support.indexer_stories import BANK, FIRM, OFFICE, OTHER_BANK, PATENT, PERSON, Story, carried_over, facts

_NOW = 1_769_000_000.0
_NOBODY = 9_999


class World:
    """A ledger with one pledge, and its look-up. Its node is away, so whoever may ask is told that."""

    def __init__(self, url: str) -> None:
        self.story = Story()
        self.story.tell(facts(PATENT))
        self.pledge = self.story.open(carried_over(PATENT))
        self.indexer = Indexer(
            self.story.chain,
            self.story.chain.deployment,
            url,
            finality=Finality.after(32),
            clock=lambda: _NOW,
            evidence=EvidenceSource("http://127.0.0.1:1", 0.2),
            identify=_identify,
        )
        self.caller = Caller(self.indexer.app())

    def answer(self, party: int | str | None, pledge: int | None = None, suffix: str = "") -> tuple[int, str]:
        """Status and code of the answer to a party."""
        self.indexer.catch_up()
        headers = {} if party is None else {"Authorization": f"Bearer {party}"}
        place = f"/v1/pledges/{pledge or self.pledge}/certificate{suffix}"
        found = self.caller.get(place, headers=headers)
        return found.status_code, found.json()["type"].rsplit("/", 1)[-1]


MAY = (503, "proof-not-to-be-had")
MAY_NOT = (403, "not-your-pledge")


def _identify(_scope: Mapping[str, object], token: str) -> int:
    if not token.isdigit():
        raise NotIdentified("token-invalid", "The token is not valid.")
    return int(token)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(f"sqlite:///{tmp_path}/store.db")
    yield made
    made.indexer.close()


@pytest.mark.parametrize("suffix", ["", ".pdf"])
def test_pledgee_pledgors_and_office_get_it_and_nobody_else(world: World, suffix: str) -> None:
    assert world.answer(BANK, suffix=suffix) == MAY
    assert world.answer(FIRM, suffix=suffix) == MAY
    assert world.answer(OFFICE, suffix=suffix) == MAY
    for stranger in (OTHER_BANK, _NOBODY):
        assert world.answer(stranger, suffix=suffix) == MAY_NOT


def test_without_a_valid_token_of_a_party_nobody_gets_it(world: World) -> None:
    assert world.answer(None) == (401, "unauthenticated")
    assert world.answer("x") == (401, "token-invalid")
    assert world.answer(0) == (401, "token-invalid"), "the governance is no party to a pledge"


def test_an_offer_makes_nobody_a_party_and_a_binding_commitment_does(world: World) -> None:
    fund = world.story.tell(declared(world.story.chain.sequence + 1))
    commitment = world.story.chain.sequence + 1
    world.story.tell(offered(fund, world.pledge, commitment))
    assert world.answer(OTHER_BANK) == MAY_NOT, "anybody could offer"
    world.story.tell(accepted(commitment))
    assert world.answer(OTHER_BANK) == MAY


def test_who_assigned_the_pledge_is_a_stranger_to_it_and_who_held_it_at_its_end_is_not(world: World) -> None:
    world.story.act(ev.PledgeAssigned(BANK, OTHER_BANK, Act(), 1), world.pledge, OFFICE)
    assert (world.answer(BANK), world.answer(OTHER_BANK)) == (MAY_NOT, MAY)
    world.story.act(ev.PledgeCancelled(CancellationGround.OtherLaw, Act(), 1), world.pledge, OFFICE)
    assert (world.answer(BANK), world.answer(OTHER_BANK)) == (MAY_NOT, MAY)


def test_a_pledge_that_is_not_there_is_not_found_for_anyone(world: World) -> None:
    assert world.answer(BANK, pledge=7_777_777) == (404, "unknown-pledge")


def test_names_are_those_of_institutions_at_that_block(world: World) -> None:
    world.indexer.catch_up()
    with world.indexer.reader.snapshot() as snapshot:
        named = snapshot.name_events([BANK, FIRM, PERSON, OFFICE], 10**9)
        assert [(each.name, int(each.subject)) for each in named] == [
            ("PartyAdmitted", party) for party in sorted((BANK, FIRM, OFFICE))
        ], "a natural person's name is nowhere"
        assert snapshot.name_events([BANK], 0) == []
