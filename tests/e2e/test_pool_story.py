"""The story of one claim as a newcomer runs it: a second use and a second subsidy name the first in their refusal."""

from tests.e2e.conftest import Command

REFUSED = {
    "relend on the same claim": "ClaimInUse",
    "discharge past the pool": "ClaimInUse",
    "claim the same year again": "SubsidyClaimedBefore",
}


def test_a_claim_is_used_once_and_subsidised_once(pledge: Command) -> None:
    run = pledge("demo", "--story", "pool", "--json")
    assert run.code == 0, run.err
    found = run.json
    assert found["figures"] == {
        "claim": "1000000000",
        "drawn on it": "700000000",
        "budget": "30000000",
        "granted": "20000000",
    }
    refused = {step["step"]: step["refused_with"] for step in found["steps"] if step["refused_with"]}
    assert {step: error["name"] for step, error in refused.items()} == REFUSED
    pooled, relent = found["public"]["refinancings"]
    assert (pooled["kind"], pooled["state"], relent["kind"], relent["state"]) == (
        "Pool",
        "released",
        "Relending",
        "in-use",
    )
    # The refusal names the use that came first, by the number of its event and its book.
    assert refused["relend on the same claim"]["arguments"]["use"] == pooled["refinancing"]
    assert refused["claim the same year again"]["arguments"]["first"] > 0
    assert all(step["transaction"] for step in found["steps"] if step["step"] not in REFUSED)
    assert all("演示" in step["party"] for step in found["steps"])
    assert found["completeness"]["complete"] is True
