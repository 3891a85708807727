"""Certificates of real searches on a real network: issued over HTTP, verified without it, and refused when forged."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_SEARCHES
from chain_gateway.ledger.dates import today
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.proofs import Certificate, Trust, Verdict, verify
from chain_gateway.signing import GOVERNANCE
from pledge.cli import app
from pledge.consortium import Consortium
from pledge.demonstration import cast, setting
from pledge.demonstration.run import Demonstration
from pledge.house import House

RIGHTS = (cast.PLEDGED_PATENT, cast.FREE_PATENT, "US7831837", "CN:TM:1234567:9")


@pytest.fixture(scope="module")
def searcher(house: House, demonstration: Demonstration) -> str:
    """Token of an invented bank that searches the ledger that the demonstration left."""
    assert demonstration.completeness["complete"]
    governance = house.client("test", GOVERNANCE, (SCOPE_GOVERNANCE,))
    role = cast.Role("演示查询银行", PartyKind.Bank, (SCOPE_SEARCHES,))
    party = setting.admit(house, governance, role, "searching-bank")
    return house.token("clerk", party, (SCOPE_SEARCHES,))


@pytest.fixture(scope="module")
def trust(consortium: Consortium) -> Trust:
    return Trust.load(consortium.network.validators_file)


@pytest.fixture
def issued(house: House, searcher: str, tmp_path: Path) -> Callable[..., Path]:
    def issue(*rights: str, name: str = "search") -> Path:
        path = tmp_path / f"{name}.pledge-cert.json"
        listed = tmp_path / f"{name}.txt"
        listed.write_text("\n".join(rights), "utf-8")
        done = CliRunner().invoke(
            app,
            [
                "certificate",
                "issue",
                "--file",
                str(listed),
                "-o",
                str(path),
                "--token",
                searcher,
                "--url",
                house.url,
                "--json",
            ],
        )
        assert done.exit_code == 0, done.output
        return path

    return issue


def lapse(house: House, number: str) -> None:
    """The office attests that the right ended."""
    (party,) = house.lookup.parties(cast.CN_PATENT_OFFICE.name)["parties"]
    office = house.client("officer", party["id"], cast.CN_PATENT_OFFICE.scopes)
    fact = {
        "right": number,
        "validity": "Lapsed",
        "owners": [],
        "source": "演示登记簿 (demonstration register)",
        "as_of": today().isoformat(),
    }
    assert office.submit("/v1/assets", {"facts": [fact]}).state == "final"


def test_a_search_becomes_a_file_that_verifies_offline(issued: Callable[..., Path], consortium: Consortium) -> None:
    path = issued(*RIGHTS)
    done = CliRunner().invoke(
        app, ["certificate", "verify", str(path), "--validators", str(consortium.network.validators_file), "--json"]
    )
    assert done.exit_code == 0, done.output
    report = json.loads(done.output)
    assert report["verdict"] == "valid"
    assert all(each["passed"] for each in report["checks"])
    certificate = Certificate.from_bytes(path.read_bytes())
    found = {
        each.text: {bit.name for bit in certificate.results.get(place, ())}
        for place, each in enumerate(certificate.rights)
    }
    assert found["CN:PAT:" + cast.FREE_PATENT] == set()
    assert found["CN:PAT:" + cast.PLEDGED_PATENT] == set(), "its pledge was cancelled at the end of the demonstration"
    assert "NOT_COVERED" in found["US:PAT:7831837"]
    assert {"UNKNOWN", "NOT_COVERED"} <= found["CN:TM:1234567:9"]


def test_ten_thousand_rights_are_one_certificate_of_three_parts(issued: Callable[..., Path], trust: Trust) -> None:
    path = issued(*(f"CN:TM:{number}:9" for number in range(1_000_000, 1_010_000)), name="many")
    raw = path.read_bytes()
    report = verify(raw, trust)
    assert report.verdict is Verdict.VALID, report.checks
    assert len(Certificate.from_bytes(raw).parts) == 3
    assert len(raw) < 16 * 2**20


def test_what_changed_since_supersedes_and_is_no_tampering(
    house: House, issued: Callable[..., Path], trust: Trust, consortium: Consortium
) -> None:
    before = issued(cast.FREE_PATENT, cast.PLEDGED_PATENT, name="before")
    node = consortium.network.urls[0]
    asked = [
        "certificate",
        "verify",
        str(before),
        "--validators",
        str(consortium.network.validators_file),
        "--rpc",
        node,
    ]
    assert CliRunner().invoke(app, asked).exit_code == 0
    lapse(house, cast.FREE_PATENT)
    now = CliRunner().invoke(app, asked)
    assert now.exit_code == 1
    assert "superseded" in now.output
    after = issued(cast.FREE_PATENT, name="after")
    assert verify(before.read_bytes(), trust, after.read_bytes()).verdict is Verdict.SUPERSEDED
    assert verify(after.read_bytes(), trust, before.read_bytes()).verdict is Verdict.VALID
