"""Preservation, circumstances and class labels, through the gateway."""

from typing import Any

import pytest

from chain_gateway.client import GatewayClient
from chain_gateway.ledger import reads
from chain_gateway.ledger.identifiers import RightId

ORDER = {
    "court": "演示市中级人民法院",
    "case_number": "(2024)演示01执保1号",
    "from": "2024-05-20",
    "to": "2027-05-19",
    "source": "演示",
    "as_of": "2024-05-31",
}


def locks(town: Any, right: str) -> int:
    read = reads.encumbrances(RightId.parse(right).key)
    return read.decode(town.chain.node.call(town.services.deployment.assets, read.data)).locks


def test_preservation_between_filing_and_registration_bars_the_registration(town: Any) -> None:
    right = town.right(town.firm)
    pledge = town.filed(right)
    noted = town.done(town.office, f"/v1/assets/{right}/preservations", ORDER).event("PreservationNoted")
    assert locks(town, right) == 1
    refused = town.submit(town.office, f"/v1/pledges/{pledge}/registration", town.registration())
    assert refused.error.error["name"] == "RightPreserved"
    town.done(town.office, f"/v1/pledges/{pledge}/refusal", {"ground": "OwnershipDispute"})

    checked = town.client(town.bank).check_pledge(town.filing(right))
    (finding,) = checked["rights"][0]["findings"]
    assert (finding["ground"], finding["error"]) == ("OwnershipDispute", "RightPreserved")

    lifting = {"preservation": noted.sequence}
    town.done(town.office, f"/v1/assets/{right}/preservations:lift", lifting)
    assert locks(town, right) == 0
    again = town.submit(town.office, f"/v1/assets/{right}/preservations:lift", lifting)
    assert again.error.error["name"] == "NotPreservedBy"
    town.registered(right)


def test_the_office_attests_circumstances_and_facts_of_the_right_in_the_path(town: Any) -> None:
    right = town.right(town.firm)
    told = [
        {"kind": "AnnualFee", "from": "2024-06-30", "to": "2024-12-31", "source": "演示", "as_of": "2024-05-31"},
        {"kind": "Scope", "text": "演示：权利要求1至10", "source": "演示", "as_of": "2024-05-31"},
    ]
    found = town.done(town.office, f"/v1/assets/{right}/circumstances", {"circumstances": told})
    assert [event.name for event in found.events] == ["CircumstanceAttested"] * 2
    facts = {"validity": "Lapsed", "owners": [town.firm], "source": "演示", "as_of": "2024-05-31"}
    town.done(town.office, f"/v1/assets/{right}/facts", facts)
    read = reads.right_of(RightId.parse(right).key)
    state = read.decode(town.chain.node.call(town.services.deployment.assets, read.data))
    assert state.validity.name == "Lapsed"


def test_a_class_label_is_in_the_name_of_who_gives_it(town: Any) -> None:
    right = town.right(town.firm)
    label = {"asset_class": "Core", "source": "演示", "as_of": "2024-05-31"}
    event = town.done(town.office, f"/v1/assets/{right}/classes", label).event("ClassLabelled")
    assert event.actor == town.office
    with GatewayClient(str(town.http.base_url), town.token(town.bank, "party:write")) as bank:
        refused = bank.submit(f"/v1/assets/{right}/classes", label)
    assert refused.error.error["name"] == "AccessManagedUnauthorized"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("preservations", {**ORDER, "court": ""}, "court"),
        ("preservations", {**ORDER, "case_number": ""}, "case_number"),
        ("preservations", {**ORDER, "rank": 0}, "rank"),
        ("preservations", {**ORDER, "from": None}, "from"),
        ("preservations", {**ORDER, "source": "x" * 129}, "source"),
        ("preservations:lift", {"preservation": 0}, "preservation"),
        ("circumstances", {"circumstances": []}, "circumstances"),
        (
            "circumstances",
            {"circumstances": [{"kind": "None", "source": "s", "as_of": "2024-05-31"}]},
            "circumstances[0].kind",
        ),
        ("classes", {"asset_class": "Best", "source": "s", "as_of": "2024-05-31"}, "asset_class"),
        ("facts", {"validity": "InForce", "source": "", "as_of": "2024-05-31"}, "source"),
    ],
)
def test_bad_input_is_refused_by_its_field(
    town: Any, problem: Any, path: str, body: dict[str, Any], field: str
) -> None:
    assert problem(422, f"/v1/assets/US7831837/{path}", body, town.office)["field"] == field


def test_a_number_that_is_none_is_refused_in_the_path(town: Any, problem: Any) -> None:
    found = problem(422, "/v1/assets/201710601862.5/preservations", ORDER, town.office)
    assert (found["type"].rsplit("/", 1)[1], found["field"]) == ("invalid-number", "key")


def test_only_an_office_notes_preservation(town: Any, problem: Any) -> None:
    assert problem(403, "/v1/assets/US7831837/preservations", ORDER, town.bank)["type"].endswith("/scope-missing")
