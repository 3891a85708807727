"""Deployment files."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chain_gateway.ledger.deployments import Deployment, InvalidDeployment

ADDRESSES = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    "0x1919191919191919191919191919191919191919",
    "0x2b2B2B2b2B2b2B2b2B2b2b2b2B2B2b2b2B2b2B2B",
    "0x2c2c2C2c2C2c2C2c2c2C2c2c2C2C2C2c2c2C2c2C",
    "0x3333333333333333333333333333333333333333",
    "0x3434343434343434343434343434343434343434",
    "0x3131313131313131313131313131313131313131",
    "0x3232323232323232323232323232323232323232",
    "0x3535353535353535353535353535353535353535",
    "0x3636363636363636363636363636363636363636",
]
DEPLOYMENT = Deployment(131277322940537, 1, *ADDRESSES, rule_set=1)

CREATED = replace(DEPLOYMENT, factory=ADDRESSES[0], salt="0x" + "ab" * 32)


def written(path: Path, changes: dict[str, Any], without: str | None = None) -> Path:
    """A deployment file with some fields changed."""
    DEPLOYMENT.save(path)
    content = json.loads(path.read_text("utf-8")) | changes
    content.pop(without, None)
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_a_deployment_is_written_and_read_back(tmp_path: Path) -> None:
    for deployment in (DEPLOYMENT, replace(DEPLOYMENT, engine="confirmations", confirmations=12), CREATED):
        deployment.save(tmp_path / "ledger.json")
        assert Deployment.load(tmp_path / "ledger.json") == deployment
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.json"]


def test_the_books_are_named_by_their_addresses() -> None:
    assert list(DEPLOYMENT.books().values()) == [
        "LedgerLog",
        "PartyRegistry",
        "AssetRegistry",
        "PledgeRegistry",
        "ChangeBook",
        "EnforcementBook",
        "SearchRegister",
        "BuybackBook",
        "RefinancingBook",
        "ValuationBook",
        "DisposalBook",
        "RiskShareBook",
        "LossBook",
        "SubsidyBook",
        "DirectoryBook",
    ]
    assert DEPLOYMENT.address_of("PledgeRegistry") == ADDRESSES[4]
    assert DEPLOYMENT.address_of("PledgorConsents") == ADDRESSES[5]
    assert DEPLOYMENT.consents not in DEPLOYMENT.books()
    assert DEPLOYMENT.access_manager not in DEPLOYMENT.books()


def test_addresses_in_lower_case_get_their_checksum() -> None:
    assert replace(DEPLOYMENT, pledges=ADDRESSES[4].lower()) == DEPLOYMENT


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"version": 2}, "version", "must be 1"),
        ({"version": "1"}, "version", "must be 1"),
        ({"chain_id": 0}, "chain_id", "integer from 1"),
        ({"chain_id": "1337"}, "chain_id", "integer from 1"),
        ({"chain_id": True}, "chain_id", "integer from 1"),
        ({"first_block": -1}, "first_block", "integer from 0"),
        ({"rule_set": 1.0}, "rule_set", "integer from 1"),
        ({"pledges": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"}, "pledges", "wrong checksum"),
        ({"pledges": "0x12"}, "pledges", "40 hexadecimal digits"),
        ({"assets": None}, "assets", "40 hexadecimal digits"),
        (
            {"assets": ADDRESSES[4]},
            "log, parties, assets, pledges, consents, changes, enforcement, searches, buybacks, "
            "refinancings, valuations, disposals, risks, losses, subsidies, directory",
            "different contracts",
        ),
        ({"factory": "0x12"}, "factory", "40 hexadecimal digits"),
        ({"salt": "0x12"}, "salt", "64 hexadecimal digits"),
        ({"salt": 1}, "salt", "64 hexadecimal digits"),
        ({"engine": "probabilistic"}, "engine", "instant, confirmations"),
        ({"engine": "confirmations"}, "confirmations", "integer from 1"),
        ({"confirmations": 3}, "confirmations", "must be 0"),
        ({"pledge": ADDRESSES[4]}, "pledge", "no field"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(
    tmp_path: Path, changes: dict[str, Any], field: str, problem: str
) -> None:
    with pytest.raises(InvalidDeployment, match=problem) as refused:
        Deployment.load(written(tmp_path / "ledger.json", changes))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "field", ["chain_id", "first_block", "log", "access_manager", "pledges", "buybacks", "rule_set"]
)
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    with pytest.raises(InvalidDeployment, match="is missing") as refused:
        Deployment.load(written(tmp_path / "ledger.json", {}, without=field))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not JSON"),
        (b"[]", "JSON object"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 60_000, "not JSON"),
        (b" " * 70_000, "larger"),
    ],
)
def test_a_file_that_is_no_deployment_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "ledger.json").write_bytes(content)
    with pytest.raises(InvalidDeployment, match=problem):
        Deployment.load(tmp_path / "ledger.json")


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidDeployment, match="pledge deploy"):
        Deployment.load(tmp_path / "ledger.json")
