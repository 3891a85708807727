"""A pledgor signs offline, from a file, with a key of any back end, and the ledger takes the filing made of it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.signing import HardwareToken, Keystore, Secret
from pledge.commands.consents import app
from pledge.consent_request import ConsentRequest
from pledge.exits import Exit, Stop
from tests.support.softhsm import LIBRARY, TokenRack

PIN = "16180339"


@pytest.fixture
def desk(town: Any, tmp_path: Path) -> Path:
    """A folder with the ledger's deployment file, a password, the firm's key, and a request for its consent."""
    town.services.deployment.save(tmp_path / "deployment.json")
    (tmp_path / "password").write_text("a password\n")
    firm = town.keys[town.firm]
    Keystore(tmp_path / "keys", 2).add(f"party-{town.firm}", bytes(firm._account.key), "a password")
    body = town.filing(town.right(town.firm), town.right(town.firm))
    asked = {name: value for name, value in body.items() if name not in ("consents", "act")}
    asked["obligation"] = {name: value for name, value in asked["obligation"].items() if name != "salt"}
    prepared = town.client(town.bank).prepare_consents(asked)
    (tmp_path / "request.json").write_text(json.dumps({"filing": asked, "prepared": prepared}), encoding="utf-8")
    return tmp_path


def run(*arguments: str, answer: str | None = None) -> str:
    found = CliRunner().invoke(app, list(arguments), input=answer, catch_exceptions=False, standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found.output


def options(desk: Path) -> list[str]:
    return ["--deployment", str(desk / "deployment.json"), "--keystore", str(desk / "keys"),
            "--password-file", str(desk / "password"), "--signing", str(desk / "signing.toml")]  # fmt: skip


def test_a_signed_consent_is_assembled_into_a_filing_that_the_ledger_takes(town: Any, desk: Path) -> None:
    run("sign", str(desk / "request.json"), *options(desk), "--output", str(desk / "consent.json"), answer="y\n")
    run(
        "assemble", str(desk / "request.json"), str(desk / "consent.json"),
        "--deployment", str(desk / "deployment.json"), "--output", str(desk / "filing.json"),
    )  # fmt: skip
    filed = town.done(town.bank, "/v1/pledges", json.loads((desk / "filing.json").read_text()))
    assert filed.event("PledgeFiled")


def test_the_person_is_shown_the_terms_that_the_digests_are_made_from(town: Any, desk: Path) -> None:
    request = ConsentRequest.load(desk / "request.json", town.services.deployment)
    shown = dict(request.shown(town.firm))
    assert shown["amount"] == "10,000,000.00 CNY"
    assert (shown["pledgor"], shown["pledgee"], shown["debtor"]) == (str(town.firm), str(town.bank), str(town.firm))
    assert (shown["from"], shown["to"], shown["obligation"]) == ("2024-06-01", "2027-05-31", "maximum amount")
    assert len(shown["rights"].splitlines()) == 2
    assert shown["ledger"].endswith(town.services.deployment.consents)


def test_a_consent_is_signed_with_a_key_on_a_token(town: Any, desk: Path, token_rack: TokenRack) -> None:
    token_rack.token("of the firm", PIN)
    token = HardwareToken(LIBRARY, "of the firm", Secret(PIN))
    address = token.generate("consents").address
    token.close()
    act = {"document": town.document}
    town.done(town.office, f"/v1/parties/{town.firm}/keys", {"key": address, "act": act})
    (desk / "pin").write_text(PIN)
    (desk / "pin").chmod(0o600)
    (desk / "signing.toml").write_text(f'[pkcs11]\nlibrary = "{LIBRARY}"\ntoken = "of the firm"\npin_file = "pin"\n')
    consent = desk / "consent.json"
    run("sign", str(desk / "request.json"), *options(desk), "--key", "consents", "--yes", "--output", str(consent))
    assert json.loads(consent.read_text())["key"] == address
    run(
        "assemble", str(desk / "request.json"), str(consent),
        "--deployment", str(desk / "deployment.json"), "--output", str(desk / "filing.json"),
    )  # fmt: skip
    assert town.done(town.bank, "/v1/pledges", json.loads((desk / "filing.json").read_text()))


def test_who_says_no_signs_nothing(desk: Path) -> None:
    with pytest.raises(Stop, match="not signed"):
        run("sign", str(desk / "request.json"), *options(desk), "--output", str(desk / "consent.json"), answer="n\n")
    assert not (desk / "consent.json").exists()


def another_pledgors(message: dict[str, Any]) -> dict[str, Any]:
    return message | {"message": message["message"] | {"pledgor": "1"}}


Change = Callable[[dict[str, Any]], object]
TAMPERINGS: dict[str, Change] = {
    "amount": lambda r: r["prepared"]["obligation"].update(amount_minor="1"),
    "debtor": lambda r: r["prepared"]["obligation"].update(debtor=1),
    "a right more": lambda r: r["filing"]["rights"].append("US7831837"),
    "a right less": lambda r: r["filing"]["rights"].pop(),
    "pledge": lambda r: r["prepared"]["typed_data"][0]["message"].update(pledge="1"),
    "joint pledgee": lambda r: r["prepared"]["typed_data"][0]["message"].update(jointPledgees=["1"]),
    "obligation digest": lambda r: r["prepared"]["typed_data"][0]["message"].update(obligation="0x" + "11" * 32),
    "chain": lambda r: r["prepared"]["typed_data"][0]["domain"].update(chainId=1),
    "contract": lambda r: r["prepared"]["typed_data"][0]["domain"].update(verifyingContract="0x" + "11" * 20),
    "type": lambda r: r["prepared"]["typed_data"][0]["types"]["Consent"].pop(),
    "primary type": lambda r: r["prepared"]["typed_data"][0].update(primaryType="EIP712Domain"),
    "more to sign": lambda r: r["prepared"]["typed_data"].append(another_pledgors(r["prepared"]["typed_data"][0])),
    "no salt": lambda r: r["prepared"]["obligation"].pop("salt"),
    "nothing to sign": lambda r: r["prepared"].update(typed_data=[]),
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_what_does_not_follow_from_the_terms_shown_is_never_signed(town: Any, desk: Path, change: Change) -> None:
    content = json.loads((desk / "request.json").read_text())
    ConsentRequest(content["filing"], content["prepared"], town.services.deployment)
    tampered = copy.deepcopy(content)
    change(tampered)
    (desk / "request.json").write_text(json.dumps(tampered))
    with pytest.raises(Stop) as refused:
        run("sign", str(desk / "request.json"), *options(desk), "--yes", "--output", str(desk / "consent.json"))
    assert refused.value.code in (Exit.REFUSED, Exit.BAD_INPUT)
    assert not (desk / "consent.json").exists()


def test_a_consent_of_another_key_or_request_is_not_assembled(town: Any, desk: Path) -> None:
    consent = desk / "consent.json"
    run("sign", str(desk / "request.json"), *options(desk), "--yes", "--output", str(consent))
    good = json.loads(consent.read_text())
    for changes, named in (
        ({"key": town.keys[town.other_firm].address}, "did not sign"),
        ({"nonce": "1"}, "another request"),
        ({"deadline": 1}, "another request"),
        ({"pledgor": 1}, "not asked"),
        ({"signature": "0x" + "11" * 65}, "signature cannot be used"),
        ({"signature": "0x"}, "signature is not valid"),
    ):
        consent.write_text(json.dumps(good | changes))
        with pytest.raises(Stop, match=named):
            run(
                "assemble", str(desk / "request.json"), str(consent),
                "--deployment", str(desk / "deployment.json"), "--output", str(desk / "filing.json"),
            )  # fmt: skip
    assert not (desk / "filing.json").exists()


def test_the_ledger_is_that_of_the_deployment_file_and_of_no_other(town: Any, desk: Path) -> None:
    other = json.loads((desk / "deployment.json").read_text())
    other["chain_id"] += 1
    (desk / "deployment.json").write_text(json.dumps(other))
    assert Deployment.load(desk / "deployment.json").chain_id != town.services.deployment.chain_id
    with pytest.raises(Stop, match="another ledger"):
        run("sign", str(desk / "request.json"), *options(desk), "--yes", "--output", str(desk / "consent.json"))
