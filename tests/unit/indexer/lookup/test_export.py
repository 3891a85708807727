"""The public export: whoever reads it computes the ledger's rolling hash, and reads no amount."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from eth_utils.crypto import keccak
from sqlalchemy import update

from chain_gateway.ledger import events as ev
from chain_gateway.ledger import rolling_hash
from chain_gateway.ledger.enums import DefaultGround, PartyKind
from chain_gateway.ledger.events import RawLog, decode
from chain_gateway.ledger.structs import Act
from indexer.lookup.export import carries_amount
from indexer.service import Indexer
from indexer.store import tables
from indexer.store.position import Position
from tests.support.asgi import Caller
from tests.support.indexer_buybacks import every_event
from tests.support.indexer_chain import LEDGER, MadeChain, said
from tests.support.indexer_stories import BANK, OFFICE, SALT, SECRET_AMOUNT, whole_story

Opened = Callable[[MadeChain], Indexer]


def lines_of(caller: Caller, limit: int = 1_000) -> list[dict[str, Any]]:
    """All lines, page by page."""
    lines: list[dict[str, Any]] = []
    first: int | None = 0
    while first is not None:
        answer = caller.get("/v1/events", params={"from_block": first, "limit": limit})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/x-ndjson"
        *page, end = [json.loads(line) for line in answer.text.splitlines()]
        assert end["type"] == "end"
        lines += page
        first = end["next_from_block"]
    return lines


def computed(lines: list[dict[str, Any]]) -> str:
    """The rolling hash, as anyone computes it from the lines."""
    head = rolling_hash.genesis(LEDGER.chain_id, LEDGER.log)
    for number, line in enumerate(lines, start=1):
        assert line["sequence"] == number
        if line.get("withheld"):
            head = bytes.fromhex(line["head"][2:])
            continue
        topics = [bytes.fromhex(topic[2:]) for topic in line["topics"]]
        data_hash = keccak(hexstr=line["data"]) if "data" in line else bytes.fromhex(line["data_hash"][2:])
        head = rolling_hash.advance(head, number, line["address"], topics[0], topics[2], topics[3], data_hash)
        assert line["head"] == f"0x{head.hex()}"
    return f"0x{head.hex()}"


@pytest.mark.parametrize("limit", [1, 3, 1_000])
def test_the_export_gives_the_rolling_hash(opened: Opened, limit: int) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    caller = Caller(indexer.app())
    assert computed(lines_of(caller, limit)) == caller.get("/v1/completeness").json()["head"]


def test_what_carries_no_amount_is_told_whole(opened: Opened) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    (line, *_) = [line for line in lines_of(Caller(indexer.app())) if line["event"] == "RightsReleased"]
    log = RawLog(
        line["address"],
        tuple(bytes.fromhex(topic[2:]) for topic in line["topics"]),
        bytes.fromhex(line["data"][2:]),
        line["block"],
        b"",
        b"",
        line["log_index"],
    )
    told = decode(log, LEDGER)
    assert isinstance(told, ev.LedgerEvent)
    assert isinstance(told.payload, ev.RightsReleased)
    assert told.payload.remaining == 1


def test_no_amount_no_salt_and_no_person_is_exported(opened: Opened) -> None:
    story, *_ = whole_story()
    entry = ev.PartyAdmitted(PartyKind.NaturalPerson, "王小明", SALT, "110101199001011234", Act(), 1)
    story.tell(said(entry, story.chain.sequence + 1, OFFICE))
    indexer = opened(story.chain)
    indexer.catch_up()
    caller = Caller(indexer.app())
    text = json.dumps(lines_of(caller))
    for secret in (f"{SECRET_AMOUNT:064x}", SALT.hex(), "王小明".encode().hex(), b"1101011990".hex()):
        assert secret not in text
    assert computed(lines_of(caller)) == caller.get("/v1/completeness").json()["head"]


def test_acts_that_tell_of_a_default_are_told_by_their_number_alone(opened: Opened) -> None:
    story, _, native = whole_story()
    default = story.act(ev.PledgeDefaulted(DefaultGround.DebtNotPerformed, 20260110, Act(), 1), native, BANK)
    indexer = opened(story.chain)
    indexer.catch_up()
    caller = Caller(indexer.app())
    lines = lines_of(caller)
    assert lines[default - 1].keys() == {"type", "sequence", "block", "withheld", "head"}
    assert computed(lines) == caller.get("/v1/completeness").json()["head"]


def test_acts_of_buybacks_are_not_told(opened: Opened) -> None:
    chain = MadeChain()
    chain.mine(*every_event())
    indexer = opened(chain)
    indexer.catch_up()
    lines = lines_of(Caller(indexer.app()))
    assert lines
    assert all(line["withheld"] for line in lines)


def test_every_event_with_an_amount_is_known_as_such() -> None:
    named = {each.__name__ for each in ev.event_types() if carries_amount(each)}
    assert named >= {
        "PledgeFiled",
        "PledgeMigrated",
        "AmendmentAsked",
        "PledgeAmended",
        "ClaimDetermined",
        "TransferConsented",
        "RightsRealised",
        "CommitmentOffered",
        "PaymentStated",
    }
    assert named.isdisjoint({"PartyAdmitted", "FactsAttested", "PledgeRegistered", "RightsReleased", "PledgeCancelled"})


def test_an_altered_row_stops_the_export(opened: Opened) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    with indexer._engine.begin() as connection:
        connection.execute(update(tables.events).where(tables.events.c.sequence == 12).values(actor=99))
    answer = Caller(indexer.app()).get("/v1/events")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "mirror-damaged")


def test_text_that_is_not_utf8_leaves_the_hash(opened: Opened) -> None:
    story, *_ = whole_story()
    entry = ev.PartyAdmitted(PartyKind.Bank, "Bank \\xff (demo)", bytes(32), "", Act(), 1)
    story.tell(said(entry, story.chain.sequence + 1, OFFICE))
    indexer = opened(story.chain)
    indexer.catch_up()
    # As if the chain held another byte than the text that was made of it: the fields no longer give the data.
    line = lines_of(Caller(indexer.app()))[-1]
    with indexer._engine.begin() as connection:
        payload = json.dumps({**json.loads(_payload(indexer)), "name": "other"})
        last = tables.events.c.sequence == story.chain.sequence
        connection.execute(update(tables.events).where(last).values(payload=payload))
    again = lines_of(Caller(indexer.app()))[-1]
    assert "data" in line
    assert "data" not in again
    assert again["data_hash"] == line["data_hash"]


def _payload(indexer: Indexer) -> str:
    with indexer.reader.snapshot() as snapshot:
        return snapshot.lists(10**6, 1_000).events_from(Position(0, b"")).rows[-1].payload


@pytest.mark.parametrize("query", ["from_block=99", "from_block=-1", "from_block=x", "limit=0", "limit=1001"])
def test_a_block_or_limit_out_of_bounds_is_a_problem(opened: Opened, query: str) -> None:
    indexer = opened(whole_story()[0].chain)
    indexer.catch_up()
    assert Caller(indexer.app()).get(f"/v1/events?{query}").status_code == 422


def test_a_head_is_told_for_every_block(opened: Opened) -> None:
    story, *_ = whole_story()
    indexer = opened(story.chain)
    indexer.catch_up()
    caller = Caller(indexer.app())
    lines = lines_of(caller)
    for block in range(1, story.chain.head().number + 1):
        newest = [line for line in lines if line["block"] <= block][-1]
        answer = caller.get(f"/v1/heads/{block}").json()
        assert (answer["head"], answer["sequence"]) == (newest["head"], newest["sequence"])
        assert answer["complete"]
