"""Parties and the names that only this gateway knows."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain_gateway.client import Problem
from chain_gateway.ledger.events import LedgerEvent, PartyAdmitted, decode
from chain_gateway.signing import GOVERNANCE
from chain_gateway.submission.receipts import raw_log


def admitted(town: Any, submission: Any) -> list[tuple[int, PartyAdmitted]]:
    receipt = town.chain.node.receipt(bytes.fromhex(submission.transaction[2:]))
    events = [decode(raw_log(log), town.services.deployment) for log in receipt.logs]
    return [
        (int(event.subject), event.payload)
        for event in events
        if isinstance(event, LedgerEvent) and isinstance(event.payload, PartyAdmitted)
    ]


def test_a_natural_persons_name_stays_with_the_gateway_and_the_ledger_holds_a_commitment(town: Any) -> None:
    name = "演示自然人甲"
    found = town.done(town.office, "/v1/parties", {"entries": [{"kind": "NaturalPerson", "name": name}]})
    ((party, payload),) = admitted(town, found)
    kept = town.services.store.directory_entries([party])[party]
    assert payload.name == ""
    assert payload.commitment == keccak(encode(["bytes32", "string"], [kept.salt, name]))
    assert (kept.name, len(kept.salt)) == (name, 32)
    receipt = town.chain.node.receipt(bytes.fromhex(found.transaction[2:]))
    assert all(name.encode() not in log.data for log in receipt.logs)
    assert name.encode() not in town.services.store.get(found.id).data


def test_names_are_resolved_in_any_width_case_and_spacing(town: Any) -> None:
    entries = [{"kind": "Bank", "name": "Demo First  Bank"}, {"kind": "Enterprise", "name": "演示（甲）公司"}]
    found = town.done(town.office, "/v1/parties", {"entries": entries})
    first, second = (event.subject for event in found.events)
    asked = ["ＤＥＭＯ　first bank", "演示(甲)公司", "never heard of"]
    assert town.client(town.office).resolve_names(asked) == dict(zip(asked, [first, second, None], strict=True))


def test_a_name_that_is_known_is_refused_with_its_id(town: Any) -> None:
    body = {"entries": [{"kind": "Enterprise", "name": "演示唯一公司"}]}
    party = town.done(town.office, "/v1/parties", body).events[0].subject
    with pytest.raises(Problem) as known:
        town.client(town.office).post("/v1/parties", body)
    assert (known.value.status, known.value.code) == (409, "name-known")
    assert str(party) in known.value.detail


def test_two_firms_of_one_name_are_told_apart_by_their_identifiers(town: Any) -> None:
    name = "演示同名公司"
    for identifier in ("", "91110108551385082Q"):
        entry = {"kind": "Enterprise", "name": name, "identifier": identifier}
        town.done(town.office, "/v1/parties", {"entries": [entry]})
    with pytest.raises(Problem) as ambiguous:
        town.client(town.office).resolve_names([name])
    assert ambiguous.value.code == "ambiguous-name"


def test_a_name_on_its_way_is_refused_as_pending_and_free_again_when_the_ledger_refuses(town: Any) -> None:
    body = {"entries": [{"kind": "RegistryOffice", "name": "演示不许公司"}]}
    town.services.submitter.stop()
    try:
        first = town.client(town.office).post("/v1/parties", body)
        with pytest.raises(Problem) as pending:
            town.client(town.office).post("/v1/parties", body)
        assert (pending.value.status, pending.value.code) == (409, "name-pending")
    finally:
        town.services.submitter.start()
    ended = town.client(town.office).wait(first.id)
    assert ended.error.error["name"] == "InvalidKind"
    assert town.submit(town.office, "/v1/parties", body).id != first.id


def test_a_hundred_parties_are_entered_in_one_act_in_order(town: Any) -> None:
    names = [f"演示第{number}公司" for number in range(100)]
    found = town.done(town.office, "/v1/parties", {"entries": [{"kind": "Enterprise", "name": name} for name in names]})
    resolved = town.client(town.office).resolve_names(names)
    assert list(resolved.values()) == [event.subject for event in found.events]
    assert len(set(resolved.values())) == 100


def test_a_renamed_firm_is_found_by_both_names_and_can_go_back_to_its_first(town: Any) -> None:
    first, second = "演示旧名公司", "演示新名公司"
    entered = town.done(town.office, "/v1/parties", {"entries": [{"kind": "Enterprise", "name": first}]})
    party = int(entered.events[0].subject)
    body = {"name": second, "act": {"document": town.document, "recorded_on": "2024-06-03"}}
    renamed = town.done(town.office, f"/v1/parties/{party}/name", body)
    assert renamed.event("PartyRenamed").subject == party
    assert town.client(town.office).resolve_names([first, second]) == {first: party, second: party}
    town.done(town.office, f"/v1/parties/{party}/name", body | {"name": first})
    undocumented = town.submit(town.office, f"/v1/parties/{party}/name", {"name": "演示第三名公司", "act": {}})
    assert undocumented.error.error["name"] == "Missing"
    assert town.client(town.office).resolve_names(["演示第三名公司"]) == {"演示第三名公司": None}


def test_a_renamed_natural_persons_name_stays_with_the_gateway(town: Any) -> None:
    entered = town.done(town.office, "/v1/parties", {"entries": [{"kind": "NaturalPerson", "name": "演示自然人丙"}]})
    party, name = int(entered.events[0].subject), "演示自然人丁"
    found = town.done(town.office, f"/v1/parties/{party}/name", {"name": name, "act": {"document": town.document}})
    kept = town.services.store.directory_entries([party])[party]
    receipt = town.chain.node.receipt(bytes.fromhex(found.transaction[2:]))
    (payload,) = [
        event.payload
        for event in (decode(raw_log(log), town.services.deployment) for log in receipt.logs)
        if isinstance(event, LedgerEvent)
    ]
    assert payload.name == ""
    assert payload.commitment == keccak(encode(["bytes32", "string"], [kept.salt, name]))
    assert name.encode() not in town.services.store.get(found.id).data


def test_only_who_entered_a_party_renames_it(town: Any) -> None:
    body = {"name": "演示改名", "act": {"document": town.document}}
    refused = town.submit(town.office, f"/v1/parties/{town.bank}/name", body)
    assert refused.error.error["name"] == "NotTheRegistrar"
    with pytest.raises(Problem) as unknown:
        town.client(town.office).post("/v1/parties/987654321/name", body)
    assert (unknown.value.status, unknown.value.code) == (404, "unknown-party")
    renamed = town.done(GOVERNANCE, f"/v1/parties/{town.bank}/name", body | {"name": "演示 bank"})
    assert renamed.event("PartyRenamed").subject == town.bank


def test_a_key_that_belongs_to_a_party_already_is_refused(town: Any) -> None:
    key = town.keys[town.firm].address
    found = town.submit(
        town.office, f"/v1/parties/{town.other_firm}/keys", {"key": key, "act": {"document": town.document}}
    )
    assert found.error.error["name"] == "KeyTaken"
