"""`pledge audit` beside a real node: a genuine store, an altered one, lists, and what cannot be reached or proven."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pledge.cli import app
from pledge.commands.demo import DEMONSTRATION_SCRYPT_WORK
from pledge.demonstration.run import demonstrate
from pledge.exits import Exit, stop_for
from pledge.house import House, HouseSettings
from tests.integration.test_house_on_anvil import PACKAGES, few_records, pytestmark

__all__ = ["pytestmark"]


@dataclass(frozen=True)
class Audited:
    """A ledger on anvil and its mirror."""

    rpc: str
    folder: Path

    def run(self, *arguments: str, store: Path | None = None) -> tuple[int, str]:
        """Exit code and output of the command."""
        ran = CliRunner().invoke(
            app,
            [
                "audit",
                "--rpc",
                self.rpc,
                "--store",
                f"sqlite:///{store or self.folder / 'index.sqlite'}",
                "--deployment",
                str(self.folder / "deployment.json"),
                *arguments,
            ],
        )
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            stop = stop_for(ran.exception)
            assert stop is not None, ran.exception
            return int(stop.code), str(stop)
        return ran.exit_code, ran.stdout

    def altered(self, statement: str, path: Path) -> Path:
        """A copy of the store that somebody changed."""
        copy = path / "altered.sqlite"
        with closing(sqlite3.connect(self.folder / "index.sqlite")) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute(statement)
            target.commit()
        return copy


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    place = tmp_path_factory.mktemp("audit")
    folder = place / "house"
    folder.mkdir()
    few_records(place / "few.csv")
    settings = HouseSettings(folder, "not a secret of anything", scrypt_work=DEMONSTRATION_SCRYPT_WORK)
    with House.anvil(settings, PACKAGES) as house:
        demonstrate(house, place / "few.csv", lambda _done, _total, _what: None)
        yield Audited(house.node.endpoint, folder)


def test_a_genuine_store_is_the_same_as_the_chain(audited: Audited) -> None:
    code, text = audited.run("--json")
    report: dict[str, Any] = json.loads(text)
    assert (code, report["verdict"], report["differences"]) == (Exit.DONE, "same", [])
    assert report["rows"]["events"] == report["sequence"] > 20
    assert report["contract_calls"] > 20
    code, text = audited.run()
    assert code == Exit.DONE
    assert "the store holds what the chain says, and nothing else" in text


@pytest.mark.parametrize(
    ("statement", "table", "field"),
    [
        ("UPDATE pledge_states SET state = 9 WHERE sequence = (SELECT max(sequence) FROM pledge_states)",
         "pledge_states", "state"),
        ("DELETE FROM pledge_rights WHERE sequence = (SELECT max(sequence) FROM pledge_rights)",
         "pledge_rights", None),
        ("UPDATE checkpoint SET head = zeroblob(32)", "checkpoint", "head"),
        ("UPDATE blocks SET hash = zeroblob(32) WHERE events > 0", "blocks", "hash"),
    ],
)  # fmt: skip
def test_an_altered_store_differs(
    audited: Audited, tmp_path: Path, statement: str, table: str, field: str | None
) -> None:
    code, text = audited.run("--json", store=audited.altered(statement, tmp_path))
    report = json.loads(text)
    assert (code, report["verdict"]) == (Exit.REFUSED, "differs")
    assert {(each["table"], each["field"]) for each in report["differences"]} == {(table, field)}
    code, text = audited.run(store=tmp_path / "altered.sqlite")
    assert code == Exit.REFUSED
    assert "the store differs from the chain" in text


def test_acts_are_listed_out_of_the_chain(audited: Audited) -> None:
    code, text = audited.run("--list", "migrated", "--json")
    found = json.loads(text)
    assert code == Exit.DONE
    assert found["acts"]
    assert all(line["act"].startswith(("Pledge", "Rights")) for line in found["acts"])
    drawn = [json.loads(audited.run("--list", "sample", "--count", "3", "--json")[1]) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert (len(drawn[0]["acts"]), drawn[0]["seed"]) == (3, found["head"][2:])
    assert "migrated:" in audited.run("--list", "migrated")[1]


def test_what_cannot_be_reached_or_is_not_there_has_its_own_code(audited: Audited, tmp_path: Path) -> None:
    gone = Audited("http://127.0.0.1:9", audited.folder)
    assert gone.run()[0] == Exit.UNREACHABLE
    assert audited.run(store=tmp_path / "nothing.sqlite")[0] == Exit.BAD_INPUT
    empty = tmp_path / "empty.sqlite"
    sqlite3.connect(empty).close()
    empty.touch()
    assert audited.run(store=empty)[0] == Exit.BAD_INPUT
    code, text = audited.run("--json", store=audited.altered("DELETE FROM checkpoint", tmp_path))
    assert (code, json.loads(text)["verdict"]) == (Exit.UNKNOWN, "unproven")
    ahead = audited.altered("UPDATE checkpoint SET block = block + 1000000", tmp_path)
    assert audited.run(store=ahead)[0] == Exit.UNKNOWN
