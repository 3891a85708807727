"""Certificates of real searches on a real network: issued over HTTP, verified without it, and refused when forged."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_SEARCHES
from chain_gateway.client import LookupClient
from chain_gateway.client.errors import Problem
from chain_gateway.ledger.dates import today
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.paper.verify import file_of
from chain_gateway.proofs import Certificate, RecordCertificate, Trust, Verdict, verify
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


def verified(path: Path, consortium: Consortium, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit code and report of `pledge certificate verify`."""
    file = consortium.network.validators_file
    done = CliRunner().invoke(app, ["certificate", "verify", str(path), "--validators", str(file), "--json", *options])
    return done.exit_code, json.loads(done.output)


def test_a_printed_search_is_taken_by_verify_and_names_what_the_ledger_knows_by_key_alone(
    house: House, searcher: str, consortium: Consortium, folder: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "search.pdf"
    asked = ["certificate", "issue", *RIGHTS, "--pdf", str(pdf), "--token", searcher, "--url", house.url, "--json"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    code, report = verified(pdf, consortium, "--trust", str(folder / "ca.pem"))
    assert (code, report["verdict"]) == (0, "valid"), report
    assert [each["name"] for each in report["checks"][:4]] == ["signature", "signer", "attachment", "pages"]
    inside = Certificate.from_bytes(file_of(pdf.read_bytes()))
    assert [each.text for each in inside.rights][3] == "CN:TM:1234567:9"
    search = "0x" + inside.search_id.hex()
    by_header = httpx.get(f"{house.url}/v1/certificates/{search}", headers={"accept": "application/pdf"}, timeout=60)
    assert by_header.headers["content-type"] == "application/pdf"
    plain = httpx.get(f"{house.url}/v1/certificates/{search}", timeout=60)
    assert file_of(by_header.content) == plain.content


def bank_of(house: House) -> int:
    (party,) = house.lookup.parties(cast.FIRST_BANK.name)["parties"]
    return int(party["id"])


def test_the_record_of_a_pledge_goes_to_its_parties_alone(
    house: House, demonstration: Demonstration, searcher: str, consortium: Consortium, tmp_path: Path
) -> None:
    pledge = demonstration.pledging["pledge"]
    path, pdf = tmp_path / "record.pledge-cert.json", tmp_path / "record.pdf"
    token = house.token("clerk", bank_of(house), ("pledges:write",))
    asked = ["certificate", "issue", "--pledge", str(pledge), "-o", str(path), "--pdf", str(pdf), "--url", house.url]
    done = CliRunner().invoke(app, [*asked, "--token", token, "--json"])
    assert done.exit_code == 0, done.output
    record = RecordCertificate.from_bytes(path.read_bytes())
    assert record.pledge == pledge
    assert record.names(house.deployment)[bank_of(house)] == cast.FIRST_BANK.name
    for file in (path, pdf):
        code, report = verified(file, consortium, "--rpc", consortium.network.urls[0])
        assert (code, report["verdict"]) == (0, "valid"), report
    acts = [act.name for act in record.acts(house.deployment)]
    assert acts == ["PledgeFiled", "PledgeRegistered", "PledgeDischarged", "PledgeCancelled"]
    stranger = CliRunner().invoke(app, [*asked, "--token", searcher, "--json"])
    assert isinstance(stranger.exception, Problem)
    assert (stranger.exit_code, stranger.exception.code) == (1, "not-your-pledge")
    assert httpx.get(f"{house.url}/v1/pledges/{pledge}/certificate", timeout=60).status_code == 401


def test_a_record_whose_end_was_left_out_is_told_by_a_node(
    house: House, demonstration: Demonstration, consortium: Consortium, tmp_path: Path
) -> None:
    pledge = demonstration.pledging["pledge"]
    with LookupClient(house.url, token=house.token("clerk", bank_of(house), ("pledges:write",))) as lookup:
        record = RecordCertificate.from_bytes(lookup.record(pledge))
    short = tmp_path / "short.pledge-cert.json"
    short.write_bytes(replace(record, parts=record.parts[:-1]).to_bytes())
    assert verified(short, consortium)[1]["verdict"] == "valid", "alone it cannot tell"
    assert verified(short, consortium, "--rpc", consortium.network.urls[0])[1]["verdict"] == "tampered"
    early = tmp_path / "early.pledge-cert.json"
    early.write_bytes(replace(record, parts=record.parts[:-1], through=record.parts[-2].header).to_bytes())
    assert verified(early, consortium, "--rpc", consortium.network.urls[0])[1]["verdict"] == "superseded"
