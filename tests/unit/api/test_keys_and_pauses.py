"""Delegated and rotated keys, suspension, and the pause of filing, through the gateway."""

from collections.abc import Iterator
from typing import Any

import pytest
from eth_abi.abi import encode

from chain_gateway.client import GatewayClient
from chain_gateway.ledger import reads
from chain_gateway.ledger.calls import selector
from chain_gateway.ledger.verbs import selector_of
from chain_gateway.signing import GOVERNANCE, GUARDIAN, Signer
from pledge.deployment import GUARDIAN_ROLE


@pytest.fixture
def bank(town: Any) -> Iterator[GatewayClient]:
    with GatewayClient(str(town.http.base_url), town.token(town.bank, "party:write")) as client:
        yield client


def ask(town: Any, read: Any) -> Any:
    deployment = town.services.deployment
    return read.decode(town.chain.node.call(deployment.address_of(read.book), read.data))


def can_call(town: Any, key: str, book: str, verb: str) -> bool:
    """The registry's own word on a key and a verb."""
    deployment = town.services.deployment
    types = ["address", "address", "bytes4"]
    values = [key, deployment.address_of(book), selector_of(book, verb)]
    answer = town.chain.node.call(deployment.parties, selector("canCall", types) + encode(types, values))
    return bool(int.from_bytes(answer))


def test_a_bank_delegates_a_key_to_searches_alone_and_takes_it_back(town: Any, bank: GatewayClient) -> None:
    key = Signer.random().address
    verbs = [{"book": "SearchRegister", "verb": "certify"}]
    done = bank.submit("/v1/delegations", {"key": key, "verbs": verbs})
    assert done.succeeded, done.error
    assert ask(town, reads.party_of(key)) == town.bank
    assert can_call(town, key, "SearchRegister", "certify")
    assert not can_call(town, key, "PledgeRegistry", "file")
    assert bank.submit("/v1/delegations:revoke", {"key": key}).succeeded
    assert not can_call(town, key, "SearchRegister", "certify")


def test_a_verb_that_no_book_has_is_named(town: Any, problem: Any) -> None:
    headers = {"authorization": f"Bearer {town.token(town.bank, 'party:write')}"}
    key = Signer.random().address
    for verbs, field in (
        ([{"book": "Safe", "verb": "open"}], "verbs[0].book"),
        ([{"book": "LedgerLog", "verb": "addBook"}, {"book": "PledgeRegistry", "verb": "pledgeOf"}], "verbs[1].verb"),
        ([], "verbs"),
    ):
        found = problem(422, "/v1/delegations", {"key": key, "verbs": verbs}, town.bank, headers=headers)
        assert found["field"] == field


def test_the_governance_rotates_and_revokes_keys_and_suspends_parties(town: Any) -> None:
    old, new = Signer.random().address, Signer.random().address
    entry = {"kind": "Bank", "name": "演示轮换银行"}
    found = town.done(GOVERNANCE, "/v1/parties", {"entries": [entry], "keys": [old]})
    party = int(found.event("PartyAdmitted").subject)
    town.done(GOVERNANCE, f"/v1/parties/{party}/keys:rotate", {"old_key": old, "new_key": new})
    assert (ask(town, reads.party_of(old)), ask(town, reads.party_of(new))) == (0, party)
    town.done(GOVERNANCE, f"/v1/parties/{party}/suspension", {})
    assert ask(town, reads.party_of(new)) == 0
    town.done(GOVERNANCE, f"/v1/parties/{party}/reinstatement", {})
    assert ask(town, reads.party_of(new)) == party
    town.done(GOVERNANCE, f"/v1/parties/{party}/keys:revoke", {"key": new})
    assert ask(town, reads.party_of(new)) == 0


def test_a_pause_refuses_filing_by_its_name_and_lets_release_go_on(town: Any) -> None:
    right, other = town.right(town.firm), town.right(town.firm)
    pledge = town.registered(right)
    filing = town.filing(other)
    town.done(GOVERNANCE, "/v1/pauses", {"verb": "file"})
    try:
        refused = town.submit(town.bank, "/v1/pledges", filing)
        assert refused.error.error["name"] == "Paused"
        assert refused.error.error["arguments"]["book"] == town.services.deployment.pledges
        checked = town.client(town.bank).check_pledge(filing)
        assert [each["error"] for each in checked["filing"]] == ["Paused"]
        again = town.submit(GOVERNANCE, "/v1/pauses", {"verb": "file"})
        assert again.error.error["name"] == "PauseUnchanged"
        town.done(town.bank, f"/v1/pledges/{pledge}/releases", {"ground": "DebtPerformed"})
    finally:
        town.done(GOVERNANCE, "/v1/pauses:lift", {"verb": "file"})
    town.done(town.bank, "/v1/pledges", filing)


def test_a_pause_of_offers_stops_them_and_is_lifted(town: Any) -> None:
    deployment = town.services.deployment
    town.done(GOVERNANCE, "/v1/pauses", {"verb": "offer"})
    assert ask(town, reads.is_paused(deployment.buybacks, selector_of("BuybackBook", "offer")))
    town.done(GOVERNANCE, "/v1/pauses:lift", {"verb": "offer"})
    assert not ask(town, reads.is_paused(deployment.buybacks, selector_of("BuybackBook", "offer")))


def test_the_guardians_own_key_pauses_and_lifts_nothing(town: Any, problem: Any) -> None:
    guardian = Signer.random()
    town.chain.fund(guardian.address)
    deployment, keyring = town.services.deployment, town.services.keyring
    granting = selector("grantRole", ["uint64", "address", "uint32"])
    appoint(town, granting + encode(["uint64", "address", "uint32"], [GUARDIAN_ROLE, guardian.address, 0]))
    keyring.add(GUARDIAN, guardian)
    try:
        with GatewayClient(str(town.http.base_url), town.token(GOVERNANCE, "guardian")) as client:
            done = client.submit("/v1/pauses", {"verb": "file"})
        assert done.succeeded, done.error
        assert town.chain.node.nonce(guardian.address) == 1
        assert ask(town, reads.is_paused(deployment.pledges, selector_of("PledgeRegistry", "file")))
        headers = {"authorization": f"Bearer {town.token(GOVERNANCE, 'guardian')}"}
        refused = problem(403, "/v1/pauses:lift", {"verb": "file"}, GOVERNANCE, headers=headers)
        assert refused["type"].endswith("/scope-missing")
    finally:
        town.done(GOVERNANCE, "/v1/pauses:lift", {"verb": "file"})


def appoint(town: Any, data: bytes) -> None:
    """Sends a call to the access manager with the governance's key, past the gateway."""
    node, signer = town.chain.node, town.services.keyring.signer(GOVERNANCE)
    raw = signer.sign_transaction(
        {
            "nonce": node.nonce(signer.address),
            "gasPrice": node.gas_price(),
            "gas": 300_000,
            "value": 0,
            "to": town.services.deployment.access_manager,
            "data": data,
            "chainId": node.chain_id(),
        }
    )
    receipt = node.receipt(node.send_raw(raw))
    assert receipt is not None
    assert receipt.succeeded


def test_only_the_governance_pauses_and_only_filing(town: Any, problem: Any) -> None:
    assert problem(403, "/v1/pauses", {"verb": "file"}, town.bank)["type"].endswith("/scope-missing")
    assert problem(422, "/v1/pauses", {"verb": "cancel"}, GOVERNANCE)["field"] == "verb"
