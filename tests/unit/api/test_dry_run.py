"""pledges:check names everything that is wrong with a filing, and sends nothing."""

from typing import Any


def grounds(found: dict[str, Any], place: int = 0) -> list[str]:
    return [finding["ground"] for finding in found["rights"][place]["findings"]]


def errors(found: dict[str, Any]) -> list[str]:
    return [finding["error"] for finding in found["filing"]]


def test_a_filing_that_would_pass_is_ok_and_nothing_is_sent(town: Any) -> None:
    body = town.filing(town.right(town.firm), town.right(town.firm))
    before = town.chain.node.head().number
    found = town.client(town.bank).check_pledge(body)
    assert found["ok"]
    assert found["simulation"] == {"passes": True, "error": None}
    assert [right["ok"] for right in found["rights"]] == [True, True]
    assert found["block"]["number"] == before == town.chain.node.head().number
    assert town.done(town.bank, "/v1/pledges", body)


def test_each_right_is_named_with_the_ground_it_would_fail_on_in_the_order_of_the_request(town: Any) -> None:
    pledged = town.right(town.firm)
    pledge = town.registered(pledged)
    rights = [
        town.right(town.firm),
        pledged,
        town.right(town.firm, validity="Lapsed"),
        town.right(town.firm, validity="Pending"),
        "CN201710601862.3",
        town.right(),
        town.right(town.firm, town.other_firm),
        town.right(town.other_firm),
    ]
    found = town.client(town.bank).check_pledge(town.filing(*rights))
    assert not found["ok"]
    assert [right["right"] for right in found["rights"]][:1] == rights[:1]
    assert [grounds(found, place) for place in range(8)] == [
        [],
        ["AlreadyPledged"],
        ["RightEnded"],
        ["NotYetGranted"],
        ["Other"],
        ["PledgorNotOwner"],
        ["CoOwnerConsentMissing"],
        ["PledgorNotOwner"],
    ]
    assert found["rights"][1]["findings"][0]["pledge"] == pledge
    assert found["rights"][4]["findings"][0]["error"] == "UnknownRight"
    assert not found["simulation"]["passes"]
    assert found["simulation"]["error"]["error"]["name"]


def test_a_right_that_is_only_filed_for_another_pledge_is_named_with_it(town: Any) -> None:
    right = town.right(town.firm)
    pledge = town.filed(right)
    found = town.client(town.other_bank).check_pledge(town.filing(right, bank=town.other_bank))
    assert found["rights"][0]["findings"][0]["pledge"] == pledge


def test_what_is_wrong_with_consents_is_named(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    consent = body["consents"][0]
    stranger = town.keys[town.other_firm]
    cases = {
        "ConsentNotSigned": consent | {"signature": "0x" + "22" * 64 + "1b"},
        "ConsentKeyNotLive": town.sign(body, town.bank, stranger)["consents"][0],
        "ConsentExpired": consent | {"deadline": 1},
    }
    for error, wrong in cases.items():
        assert error in errors(town.client(town.bank).check_pledge({**body, "consents": [wrong]}))
    doubled = {**body, "consents": [consent, consent | {"pledgor": town.other_firm}]}
    assert "ConsentsDoNotMatch" in errors(town.client(town.bank).check_pledge(doubled))


def test_a_used_consent_is_named(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    pledge = town.done(town.bank, "/v1/pledges", body).event("PledgeFiled").subject
    town.done(town.bank, f"/v1/pledges/{pledge}/withdrawal", {})
    assert errors(town.client(town.bank).check_pledge(body)) == ["ConsentUsed"]


def test_what_the_dry_run_does_not_know_the_simulated_call_says(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    reversed_period = {**body, "consents": []}
    reversed_period["obligation"] = body["obligation"] | {"starts_on": "2028-01-01"}
    found = town.client(town.bank).check_pledge(reversed_period)
    assert errors(found) == ["InvalidPeriod"]
    assert not found["ok"]


def test_joint_pledgees_that_the_pledgor_did_not_sign_are_named_before_anything_is_sent(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    found = town.client(town.bank).check_pledge({**body, "joint_pledgees": [town.other_bank]})
    assert errors(found) == ["ConsentNotSigned"]
