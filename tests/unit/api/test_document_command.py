"""`pledge document`, as a bank's clerk and a reader use it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chain_gateway.documents import cid_of
from pledge.cli import app
from pledge.exits import Exit, Stop
from tests.unit.api.test_documents import PDF

SECRET = "of no use"  # noqa: S105


class Clerk:
    """Runs the command with the token and the keystore of one party."""

    def __init__(self, town: Any, party: int, folder: Path, scope: str) -> None:
        self.folder, self._town, self._party, self._scope = folder, town, party, scope
        folder.mkdir()
        (folder / "password").write_text(SECRET)

    def run(self, *words: str, scope: str | None = None, keys: bool = False) -> Any:
        line = ["document", *words]
        if keys:
            line += ["--keystore", str(self.folder / "keys"), "--password-file", str(self.folder / "password")]
        environment = {"PLEDGE_TOKEN": self._town.token(self._party, scope or self._scope)}
        return CliRunner().invoke(app, line, env=environment)

    def done(self, *words: str, **options: Any) -> str:
        found = self.run(*words, **options)
        assert found.exit_code == 0, (found.output, found.exception)
        return str(found.stdout)

    def refused(self, code: Exit, *words: str, **options: Any) -> str:
        found = self.run(*words, **options)
        assert isinstance(found.exception, Stop), (found.output, found.exception)
        assert found.exception.code is code
        return str(found.exception)


@pytest.fixture(scope="module")
def clerks(town: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Clerk, Clerk]:
    """A bank and another; both have published a key."""
    folder = tmp_path_factory.mktemp("clerks")
    made = (
        Clerk(town, town.bank, folder / "bank", "pledges:write"),
        Clerk(town, town.other_bank, folder / "other", "pledges:write"),
    )
    for clerk, party, scheme in zip(made, (town.bank, town.other_bank), ("x25519", "p256"), strict=True):
        shown = clerk.done("key", "new", "--party", str(party), "--scheme", scheme, keys=True)
        published = clerk.done(
            "key", "publish", "--party", str(party), "--url", _url(town), keys=True, scope="party:write"
        )
        assert shown == published
        assert published.startswith(f"{scheme} 0x")
    return made


def _url(town: Any) -> str:
    return str(town.http.base_url)


def test_a_document_is_sealed_read_shared_and_erased(town: Any, clerks: tuple[Clerk, Clerk], tmp_path: Path) -> None:
    bank, other = clerks
    contract = tmp_path / "contract.pdf"
    contract.write_bytes(PDF * 40_000)
    where = ["--url", _url(town)]
    added = json.loads(bank.done("add", str(contract), "--to", str(town.bank), *where, "--json"))
    assert (added["sealed"], added["name"], added["recipients"]) == (True, "contract.pdf", [town.bank])
    cid = added["cid"]
    got = tmp_path / "got.pdf"
    bank.done("get", cid, "--party", str(town.bank), "-o", str(got), *where, keys=True)
    assert got.read_bytes() == contract.read_bytes()
    assert "exists" in bank.refused(Exit.BAD_INPUT, "get", cid, "-o", str(got), *where, keys=True)
    shared = bank.done("share", cid, "--party", str(town.bank), "--to", str(town.other_bank), *where, keys=True)
    assert f"party {town.other_bank}" in shared
    theirs = tmp_path / "theirs.pdf"
    other.done("get", cid, "--party", str(town.other_bank), "-o", str(theirs), *where, keys=True)
    assert theirs.read_bytes() == contract.read_bytes()
    assert "erased on" in bank.done("erase", cid, "--yes", *where)
    gone = tmp_path / "gone.pdf"
    assert "not sealed for" in bank.refused(
        Exit.REFUSED, "get", cid, "--party", str(town.bank), "-o", str(gone), *where, keys=True
    )
    assert not gone.exists()


def test_bytes_that_are_not_the_identifiers_are_not_written(
    town: Any, clerks: tuple[Clerk, Clerk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, _ = clerks
    cid = town.client(town.bank).put_document(b"the genuine one")
    monkeypatch.setattr(
        "chain_gateway.client.gateway.GatewayClient.document_pieces", lambda _self, _cid: iter((b"another one",))
    )
    output = tmp_path / "x"
    assert cid in bank.refused(Exit.REFUSED, "get", cid, "-o", str(output), "--url", _url(town))
    assert list(tmp_path.iterdir()) == []


def test_one_field_is_opened_and_proven_offline(clerks: tuple[Clerk, Clerk], tmp_path: Path) -> None:
    bank, _ = clerks
    fields, made, shown = tmp_path / "fields.json", tmp_path / "record", tmp_path / "shown"
    fields.write_text(json.dumps({"amount": "10000000.00", "rate": "4.35"}), "utf-8")
    commitment = bank.done("record", str(fields), "--contract", cid_of(PDF), "-o", str(made)).strip()
    assert cid_of(Path(f"{made}.commitment").read_bytes()) == commitment
    bank.done("disclose", str(made), "--field", "rate", "-o", str(shown))
    proven = json.loads(bank.done("prove", str(shown), "--commitment", commitment, "--json"))
    assert (proven["fields"], proven["hidden"]) == ({"rate": "4.35"}, 1)
    assert "not proven" in bank.refused(Exit.REFUSED, "prove", str(shown), "--commitment", cid_of(b"another"))
    assert "no such field" in bank.refused(
        Exit.BAD_INPUT, "disclose", str(made), "--field", "owner", "-o", str(tmp_path / "y")
    )


@pytest.mark.parametrize("content", ["[1]", "{", '{"Amount": "1"}'])
def test_fields_that_make_no_record_are_refused(clerks: tuple[Clerk, Clerk], tmp_path: Path, content: str) -> None:
    fields = tmp_path / "fields.json"
    fields.write_text(content, "utf-8")
    clerks[0].refused(Exit.BAD_INPUT, "record", str(fields), "--contract", cid_of(PDF), "-o", str(tmp_path / "r"))
    assert not (tmp_path / "r").exists()
