"""Valuations through HTTP on a real chain: engagement, result, readers, the spread, and the grading model."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from chain_gateway.client import GatewayClient, Problem, Submission
from chain_gateway.signing import GOVERNANCE, Signer
from pledge.cli import app

SCOPE = "valuations:write"


@dataclass
class Appraisers:
    """The town with an appraiser, its two signatories and an auditor."""

    town: Any
    appraiser: int
    auditor: int
    signatories: tuple[int, int]
    client: GatewayClient

    def done(self, path: str, body: dict[str, Any]) -> Submission:
        found = self.client.submit(path, body)
        assert found.succeeded, found.error
        return found

    def refused(self, path: str, body: dict[str, Any]) -> str:
        found = self.client.submit(path, body)
        assert found.state == "reverted"
        assert found.error is not None
        assert found.error.error is not None
        return str(found.error.error["name"])

    def engaged(self, *rights: str, **changes: Any) -> int:
        body = {
            "rights": list(rights),
            "purpose": "Pledge",
            "client": self.town.firm,
            "payer": self.town.firm,
            "currency": "CNY",
            "fee_minor": "5000000",
            "independence": self.town.document,
        } | changes
        return int(self.done("/v1/valuations", body).event("ValuationEngaged").subject)

    def result(self, low: int, high: int, **changes: Any) -> dict[str, Any]:
        first, second = self.signatories
        return {
            "methods": ["Market", "Income"],
            "low_minor": str(low),
            "high_minor": str(high),
            "valued_on": "2026-01-05",
            "valid_until": "2099-01-04",
            "signatory": first,
            "co_signatory": second,
            "report": self.town.document,
        } | changes

    def read(self, engagement: int, party: int) -> dict[str, Any]:
        answer = self.town.http.get(f"/v1/valuations/{engagement}/figures", headers=self.town.headers(party))
        return {"status": answer.status_code} | answer.json()


@pytest.fixture(scope="module")
def appraisers(town: Any) -> Any:
    parties = {}
    for name, kind in (("评估事务所", "Appraiser"), ("审计", "Auditor")):
        signer = Signer.random()
        town.chain.fund(signer.address)
        entry = {"kind": kind, "name": f"演示{name}", "identifier": ""}
        found = town.done(GOVERNANCE, "/v1/parties", {"entries": [entry], "keys": [signer.address]})
        parties[kind] = int(found.event("PartyAdmitted").subject)
        town.services.keyring.add(parties[kind], signer)
    people = [{"kind": "NaturalPerson", "name": f"演示评估师{each}"} for each in "甲乙"]
    found = town.done(town.office, "/v1/parties", {"entries": people})
    first, second = (int(event.subject) for event in found.events)
    client = GatewayClient(str(town.http.base_url), town.token(parties["Appraiser"], SCOPE))
    yield Appraisers(town, parties["Appraiser"], parties["Auditor"], (first, second), client)
    client.close()


def test_a_bank_reads_a_valuation_once_it_is_allowed(town: Any, appraisers: Appraisers) -> None:
    engagement = appraisers.engaged(town.right(town.firm))
    path = f"/v1/valuations/{engagement}"
    appraisers.done(f"{path}/result", appraisers.result(800_000_000, 1_200_000_000))
    hidden = appraisers.read(engagement, town.bank)
    assert (hidden["status"], hidden["type"].rsplit("/", 1)[-1]) == (403, "not-a-reader")
    assert "800000000" not in str(hidden)
    appraisers.done(f"{path}/readers", {"reader": town.bank, "act": {"document": town.document}})
    shown = appraisers.read(engagement, town.bank)
    assert (shown["status"], shown["low_minor"], shown["high_minor"]) == (200, "800000000", "1200000000")
    assert (shown["kind"], shown["state"], shown["expired"]) == ("Appraisal", "Delivered", False)
    assert (shown["methods"], shown["report"]) == (["Market", "Income"], town.document)
    assert shown["signatories"] == list(appraisers.signatories)
    assert (shown["low_fee"], shown["others"], shown["spread"]) == (False, 0, None)
    appraisers.done(f"{path}/readers:withdraw", {"reader": town.bank})
    assert appraisers.read(engagement, town.bank)["status"] == 403


def test_the_spread_shows_a_draft_that_was_dropped_to_whoever_may_read_both(town: Any, appraisers: Appraisers) -> None:
    """law.md, stories: an abandoned valuation, then one 3.2 times higher."""
    right = town.right(town.firm)
    first = appraisers.engaged(right)
    draft = {"draft_low_minor": "200000000", "draft_high_minor": "300000000"}
    appraisers.done(f"/v1/valuations/{first}/abandonment", {"reason": "ResultNotAccepted"} | draft)
    second = appraisers.engaged(right, fee_minor="1")
    appraisers.done(f"/v1/valuations/{second}/result", appraisers.result(700_000_000, 900_000_000))
    consent = {"reader": town.bank, "act": {"document": town.document}}
    appraisers.done(f"/v1/valuations/{second}/readers", consent)
    partly = appraisers.read(second, town.bank)
    assert (partly["others"], partly["others_unreadable"], partly["spread"]) == (1, 1, None)
    whole = appraisers.read(second, appraisers.auditor)
    assert whole["spread"] == {"times": "3.20", "lowest": first, "highest": second}
    assert whole["low_fee"] is True
    appraisers.done(f"/v1/valuations/{first}/readers", consent)
    assert appraisers.read(second, town.bank)["spread"]["times"] == "3.20"
    assert appraisers.read(first, town.bank)["state"] == "Abandoned"


def test_a_result_that_may_no_longer_be_relied_on_is_expired(town: Any, appraisers: Appraisers) -> None:
    engagement = appraisers.engaged(town.right(town.firm))
    old = appraisers.result(1, 2, valued_on="2020-01-05", valid_until="2021-01-04")
    appraisers.done(f"/v1/valuations/{engagement}/result", old)
    assert appraisers.read(engagement, appraisers.auditor)["expired"] is True


def test_a_models_grade_stands_apart_from_appraisals(town: Any, appraisers: Appraisers) -> None:
    right = town.right(town.firm)
    appraisal = appraisers.engaged(right)
    model = appraisers.engaged(right, kind="Model", independence=None, fee_minor=0)
    graded = {"grade": "BBB", "model_version": "演示模型 1", "valued_on": "2026-01-05", "valid_until": "2099-01-04"}
    appraisers.done(f"/v1/valuations/{model}/result", graded)
    shown = appraisers.read(model, appraisers.auditor)
    assert (shown["kind"], shown["grade"], shown["others"], shown["spread"]) == ("Model", "BBB", 0, None)
    assert "模型" in shown["label"]
    assert appraisers.read(appraisal, appraisers.auditor)["others"] == 0


def test_what_the_ledger_refuses_is_named(town: Any, appraisers: Appraisers) -> None:
    engagement = appraisers.engaged(town.right(town.firm))
    path = f"/v1/valuations/{engagement}/result"
    same = appraisers.signatories[0]
    assert appraisers.refused("/v1/valuations/999999/result", appraisers.result(1, 2)) == "UnknownEngagement"
    assert appraisers.refused(path, appraisers.result(2, 1)) == "InvalidValuation"
    assert appraisers.refused(path, appraisers.result(1, 2, co_signatory=same)) == "InvalidSignatory"
    assert appraisers.refused(path, appraisers.result(1, 2, valid_until="2025-01-01")) == "InvalidPeriod"
    own = {"rights": [town.right(town.firm)], "purpose": "Pledge", "client": appraisers.appraiser, "currency": "CNY"}
    assert appraisers.refused("/v1/valuations", own | {"independence": town.document}) == "InvalidParty"


def test_the_model_is_asked_without_writing(town: Any) -> None:
    before = town.chain.node.head().number
    asked = {"remaining_months": 132, "claims": 12, "litigation": "none", "citations": 14, "family": 5}

    def ask(body: dict[str, Any]) -> Any:
        headers = {"authorization": f"Bearer {town.token(town.bank, 'pledges:write')}"}
        return town.http.post("/v1/valuations:grade", json=body, headers=headers)

    found = ask(asked).json()
    assert (found["kind"], found["outcome"], found["grade"], found["score"]) == ("Model", "graded", "BBB", 69)
    assert len(found["factors"]) == 5
    without = ask({name: value for name, value in asked.items() if name != "family"}).json()
    assert (without["outcome"], without["grade"], without["missing"]) == ("insufficient-data", None, ["family"])
    assert ask(asked | {"litigation": "unknown"}).status_code == 422
    assert town.chain.node.head().number == before


def test_an_engagement_that_is_not_there_and_a_token_without_scope(town: Any, appraisers: Appraisers) -> None:
    missing = appraisers.read(2**40, town.bank)
    assert (missing["status"], missing["type"].rsplit("/", 1)[-1]) == (404, "unknown-engagement")
    with pytest.raises(Problem, match="scope"):
        town.client(town.bank).submit("/v1/valuations", {})


def test_the_command_engages_delivers_shares_and_reads(town: Any, appraisers: Appraisers) -> None:
    url = str(town.http.base_url)

    def run(party: int, *arguments: str, code: int = 0) -> dict[str, Any]:
        token = town.token(party, SCOPE)
        done = CliRunner().invoke(app, ["valuation", *arguments, "--token", token, "--url", url, "--json"])
        assert done.exit_code == code, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    terms = ("--client", str(town.firm), "--fee-minor", "5000000", "--independence", town.document)
    engagement = str(run(appraisers.appraiser, "engage", town.right(town.firm), *terms)["sequence"])
    signing = [part for each in appraisers.signatories for part in ("--signatory", str(each))]
    value = ("--low-minor", "1", "--high-minor", "2", "--valued-on", "2026-01-05", "--valid-until", "2027-01-04")
    unsigned = run(
        appraisers.appraiser, "deliver", engagement, *value, "--method", "Cost", "--report", town.document, code=1
    )
    assert unsigned["error"]["name"] == "InvalidSignatory"
    run(appraisers.appraiser, "deliver", engagement, *value, "--method", "Cost", "--report", town.document, *signing)
    run(appraisers.appraiser, "share", engagement, "--reader", str(town.bank), "--document", town.document)
    assert run(town.bank, "read", engagement)["high_minor"] == "2"
    other = str(run(appraisers.appraiser, "engage", town.right(town.firm), *terms)["sequence"])
    run(appraisers.appraiser, "abandon", other, "--reason", "FeeNotPaid")
    run(appraisers.appraiser, "share", engagement, "--reader", str(town.bank), "--withdraw")


def test_the_command_grades_with_its_working_and_says_what_is_missing() -> None:
    asked = ["valuation", "grade", "--remaining-months", "132", "--claims", "12", "--citations", "14"]
    done = CliRunner().invoke(app, [*asked, "--family", "5", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["grade"]) == (0, "BBB")
    done = CliRunner().invoke(app, [*asked, "--json"])
    assert (done.exit_code, json.loads(done.stdout)["missing"]) == (4, ["family"])
