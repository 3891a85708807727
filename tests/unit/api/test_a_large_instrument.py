"""Large instruments: many rights in one pledge, one transaction."""

from typing import Any

from chain_gateway.api.acceptance import MAX_CALLDATA_BYTES
from chain_gateway.api.bodies.common import MAX_RIGHTS
from chain_gateway.ledger import calls
from chain_gateway.ledger.structs import Act, Filing, Obligation
from chain_gateway.rpc.engines.embedded import DEFAULT_GAS_LIMIT

COUNT = 280


def test_the_largest_pledge_fits_into_one_transaction() -> None:
    keys = tuple(number.to_bytes(32, "big") for number in range(MAX_RIGHTS))
    call = calls.migrate(Filing(1, (), tuple(range(1, 257)), keys, Obligation()), "n" * 64, 20240101, Act())
    assert len(call.data) <= MAX_CALLDATA_BYTES
    assert call.gas <= DEFAULT_GAS_LIMIT


def test_an_instrument_over_hundreds_of_rights_is_carried_over_in_one_transaction(town: Any) -> None:
    rights = [f"US{7_000_000 + number}" for number in range(COUNT)]
    ranked = {"jurisdiction": "US", "kind": "Patent", "ranking": "Ranked", "office": town.office}
    town.done(0, "/v1/kinds", ranked)
    facts = {"validity": "InForce", "source": "演示", "as_of": "2024-05-31"}
    for start in range(0, COUNT, 140):
        batch = [{"right": right, **facts} for right in rights[start : start + 140]]
        town.done(town.office, "/v1/assets", {"facts": batch})
    found = town.done(
        town.office,
        "/v1/pledges:migrate",
        {
            "pledgee": town.bank,
            "pledgors": [town.firm],
            "rights": rights,
            "registration_number": "REEL 1 FRAME 1",
            "effective_on": "2019-01-09",
            "act": {"provenance": "migrated", "document": town.document},
        },
    )
    pledge = found.event("PledgeMigrated").subject
    receipt = town.chain.node.receipt(bytes.fromhex(found.transaction[2:]))
    assert receipt.gas_used < 300_000 + 70_000 * COUNT, "1,100 rights fit into a block of 100 million gas"
    assert len(town.services.store.rights_of(pledge)) == COUNT
    ended = {"ground": "DebtPerformed", "act": {"provenance": "migrated", "document": town.document}}
    assert town.done(town.office, f"/v1/pledges/{pledge}/cancellation", ended).event("PledgeCancelled")
