"""What the command line makes of the look-up's lists, watches, events and known-at answers, over real HTTP."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chain_gateway.client import LookupClient
from chain_gateway.ledger import rolling_hash
from chain_gateway.ledger.enums import CircumstanceKind
from indexer.lookup.identity import NotIdentified
from indexer.service import Indexer
from pledge.cli import app
from tests.support.asgi import served
from tests.support.indexer_stories import BANK, CHINESE, PATENT, Story, circumstance, facts, preservation, whole_story

_NOW = 1_769_000_000.0  # 2026-01-21 in Shanghai


@dataclass(frozen=True)
class World:
    """A served look-up over a whole story."""

    story: Story
    indexer: Indexer
    url: str

    def run(self, *arguments: str, code: int = 0) -> Any:
        """What a command writes with --json."""
        found = self.raw(*arguments, "--json")
        assert found.exit_code == code, found.output
        return json.loads(found.output)

    def raw(self, *arguments: str) -> Result:
        """A command."""
        return CliRunner().invoke(app, [*arguments, "--url", self.url])


def _identify(_scope: Mapping[str, Any], token: str) -> int:
    if not token.isdigit():
        raise NotIdentified("token-invalid", "The token is not valid.")
    return int(token)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    story, _, _ = whole_story()
    story.tell(facts(CHINESE), circumstance(PATENT, CircumstanceKind.AnnualFee, 20260301))
    indexer = Indexer(
        story.chain,
        story.chain.deployment,
        f"sqlite:///{tmp_path}/store.db",
        clock=lambda: _NOW,
        identify=_identify,
    )
    indexer.catch_up()
    with served(indexer.app()) as url:
        yield World(story, indexer, url)
    indexer.close()


def test_a_status_is_asked_for_as_known_at_a_block(world: World) -> None:
    now = world.run("lookup", "US7831837", code=0)
    before = world.run("lookup", "US7831837", "--at-block", "2", code=4)
    assert (now["known_at"], before["known_at"]) == (None, 2)
    assert now["results"][0]["status"] != before["results"][0]["status"]


def test_what_ends_soon_is_listed(world: World) -> None:
    fees = world.run("list", "expiring", "--of", "fees", "--days", "90")
    assert [row["ends_on"] for row in fees["expiring"]] == ["2026-03-01"]
    assert world.run("list", "expiring", "--days", "0")["expiring"] == []
    assert "2026-03-01" in world.raw("list", "expiring", "--of", "fees").output


def test_institutions_are_found_by_parts_of_their_names_and_lead_to_their_pledges(world: World) -> None:
    found = world.run("list", "parties", "演示")["parties"]
    assert BANK in {row["id"] for row in found}
    pledges = world.run("list", "pledges", "--party", str(BANK))
    assert pledges["pledges"]
    assert pledges["more"] is False
    few = world.run("list", "pledges", "--party", str(BANK), "--most", "1")
    assert (len(few["pledges"]), few["more"]) == (1, len(pledges["pledges"]) > 1)


def test_a_list_of_whose_pledges_must_be_said(world: World) -> None:
    found = world.raw("list", "pledges")
    assert found.exception is not None
    assert "say whose pledges" in str(found.exception)


def test_overdue_duties_are_listed(world: World) -> None:
    assert world.run("list", "overdue")["overdue"] == []


def test_a_list_of_a_doubtful_mirror_ends_with_unknown(world: World) -> None:
    with world.indexer._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE checkpoint SET reason = 'sequence-gap', detail = 'Event 4 is missing'")
    assert world.run("list", "overdue", code=4)["reason"] == "incomplete"


def test_a_watch_is_made_told_listed_and_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGE_TOKEN", str(BANK))
    made = world.run("watch", "add", "--right", "US7831837")
    assert (made["kind"], made["watched"]) == ("right", PATENT.text)
    assert [each["id"] for each in world.run("watch", "list")["watches"]] == [made["id"]]
    assert world.run("watch", "feed") == {"items": [], "after": 0}
    world.indexer.watcher.look()
    world.story.tell(preservation(PATENT), preservation(PATENT, rank=2))
    world.indexer.catch_up()
    world.indexer.watcher.look()
    told = world.run("watch", "feed")
    assert [each["_pledgebook"]["kind"] for each in told["items"]] == ["fee-due", "right-preserved", "right-preserved"]
    assert world.run("watch", "feed", "--after", str(told["after"]))["items"] == []
    assert world.run("watch", "remove", made["id"]) == {"removed": made["id"]}
    assert world.run("watch", "list")["watches"] == []


def test_whoever_is_not_known_watches_nothing(world: World) -> None:
    found = world.raw("watch", "list", "--token", "nobody")
    assert found.exception is not None
    assert "token" in str(found.exception)


def test_the_events_of_a_file_give_the_rolling_hash(world: World, tmp_path: Path) -> None:
    deployment = world.story.chain.deployment
    indexer = Indexer(world.story.chain, deployment, f"sqlite:///{tmp_path}/store.db", clock=lambda: _NOW)
    file = tmp_path / "events.ndjson"
    with served(indexer.app()) as url:
        said = CliRunner().invoke(app, ["events", "-o", str(file), "--json", "--url", url])
    indexer.close()
    assert said.exit_code == 0, said.output
    *lines, end = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    head = rolling_hash.genesis(deployment.chain_id, deployment.log)
    for line in lines:
        if line.get("withheld"):
            head = bytes.fromhex(line["head"][2:])
            continue
        topics = [bytes.fromhex(topic[2:]) for topic in line["topics"]]
        data_hash = bytes.fromhex(line["data_hash"][2:])
        head = rolling_hash.advance(head, line["sequence"], line["address"], topics[0], topics[2], topics[3], data_hash)
    assert end["type"] == "end"
    assert end["head"] == f"0x{head.hex()}"
    assert json.loads(said.output)["events"] == len(lines) > 0


def test_every_page_of_the_events_is_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = LookupClient(world.url)
    whole = list(client.events())
    asked: list[str] = []
    send: Callable[..., Any] = LookupClient._send

    def by_few(self: LookupClient, method: str, path: str, **request: Any) -> Any:
        request["query"] = {**request["query"], "limit": "3"}
        asked.append(request["query"]["from_block"])
        return send(self, method, path, **request)

    monkeypatch.setattr(LookupClient, "_send", by_few)
    assert [each for each in client.events() if each["type"] == "event"] == whole[:-1]
    assert len(asked) > 2
    client.close()
