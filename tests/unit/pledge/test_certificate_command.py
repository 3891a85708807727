"""`pledge certificate verify` and `authority`: files and documents in, exit codes and words out. No network."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chain_gateway.ledger.findings import Finding
from chain_gateway.paper import print_certificate
from chain_gateway.proofs.changes import changes_file
from chain_gateway.signing.registry_seal import RegistrySeal, SealSettings
from pledge.cli import app
from pledge.exits import Exit, Stop
from tests.support import forgeries, papers, record_forgeries
from tests.support.forgeries import CHAIN, RAW, TRUST
from tests.unit.proofs.test_changes import ADDED, GREATER


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the registry and the consortium hand out."""
    folder = tmp_path_factory.mktemp("handed-out")
    made = CliRunner().invoke(
        app,
        ["certificate", "authority", "--name", papers.ISSUER.name, "--address", papers.ISSUER.address, "--folder",
         str(folder)],
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    (folder / "validators.json").write_text(json.dumps(TRUST.as_json()), "utf-8")
    (folder / "search.json").write_bytes(RAW)
    (folder / "record.json").write_bytes(record_forgeries.RAW)
    seal = RegistrySeal(SealSettings.load(folder / "seal.toml"))
    (folder / "search.pdf").write_bytes(seal.sign(print_certificate(RAW, papers.ISSUER)))
    return folder


def verified(place: Path, file: str, *options: str) -> Any:
    asked = ["certificate", "verify", str(place / file), "--validators", str(place / "validators.json"), *options]
    return CliRunner().invoke(app, asked)


@pytest.mark.parametrize("file", ["search.json", "record.json", "search.pdf"])
def test_what_is_genuine_is_valid_in_words_and_as_data(place: Path, file: str) -> None:
    done = verified(place, file)
    assert done.exit_code == 0, done.output
    assert done.output.rstrip().splitlines()[-1].startswith("valid")
    told = json.loads(verified(place, file, "--json").output)
    assert told["verdict"] == "valid"
    assert all(each["passed"] for each in told["checks"])


def test_the_documents_signer_is_judged_by_the_authority_given(place: Path, tmp_path: Path) -> None:
    assert verified(place, "search.pdf", "--trust", str(place / "ca.pem")).exit_code == 0
    other = CliRunner().invoke(app, ["certificate", "authority", "--name", "演示他人", "--folder", str(tmp_path)])
    assert other.exit_code == 0
    refused = verified(place, "search.pdf", "--trust", str(tmp_path / "ca.pem"))
    assert refused.exit_code == 1
    assert "tampered" in refused.output
    nothing = verified(place, "search.pdf", "--trust", str(place / "validators.json"))
    assert isinstance(nothing.exception, Stop)
    assert nothing.exception.code is Exit.BAD_INPUT


def test_an_authority_for_a_file_without_a_signature_is_a_mistake(place: Path) -> None:
    done = verified(place, "search.json", "--trust", str(place / "ca.pem"))
    assert isinstance(done.exception, Stop)
    assert done.exception.code is Exit.BAD_INPUT


def test_a_newer_document_supersedes_as_its_file_does(place: Path) -> None:
    later = CHAIN.certificate(forgeries.RIGHTS, forgeries.FOUND | {0: Finding.FILED}, number=300).to_bytes()
    seal = RegistrySeal(SealSettings.load(place / "seal.toml"))
    (place / "later.pdf").write_bytes(seal.sign(print_certificate(later, papers.ISSUER)))
    done = verified(place, "search.pdf", "--newer", str(place / "later.pdf"))
    assert (done.exit_code, "superseded" in done.output) == (1, True)


def test_headers_of_anybody_lead_from_the_pinned_set_to_the_present_one(place: Path) -> None:
    late = CHAIN.certificate(forgeries.RIGHTS, forgeries.FOUND, number=200, named=GREATER, sealed_by=GREATER)
    (place / "late.json").write_bytes(late.to_bytes())
    (place / "changes.json").write_text(json.dumps(changes_file(TRUST.chain_id, [ADDED])), "utf-8")
    alone = verified(place, "late.json")
    assert (alone.exit_code, "unknown-validators" in alone.output) == (1, True)
    assert verified(place, "late.json", "--changes", str(place / "changes.json")).exit_code == 0
    forged = changes_file(TRUST.chain_id, [ADDED])
    forged["changes"][0]["votes"].pop()
    (place / "forged.json").write_text(json.dumps(forged), "utf-8")
    done = verified(place, "late.json", "--changes", str(place / "forged.json"))
    assert isinstance(done.exception, Stop)
    assert done.exception.code is Exit.REFUSED


def test_seals_that_cannot_be_checked_have_an_exit_code_of_their_own(place: Path) -> None:
    (place / "besu.json").write_text(json.dumps(TRUST.as_json() | {"engine": "besu-qbft"}), "utf-8")
    asked = ["certificate", "verify", str(place / "search.json"), "--validators", str(place / "besu.json")]
    assert CliRunner().invoke(app, asked).exit_code == 4


def test_a_second_authority_is_not_made_over_the_first(place: Path) -> None:
    done = CliRunner().invoke(app, ["certificate", "authority", "--name", "演示", "--folder", str(place)])
    assert done.exit_code != 0
    assert "is there already" in str(done.exception)
