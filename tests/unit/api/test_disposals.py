"""Disposals through HTTP on a real chain: a pledge in enforcement is listed, sold, realised and settled."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from chain_gateway.client import Problem
from chain_gateway.ledger.enums import PledgeState
from pledge.cli import app
from tests.support.pledge_states import set_pledge_state


def enforced(town: Any) -> int:
    """A pledge of the bank's over two rights, in enforcement."""
    pledge = town.registered(town.right(town.firm), town.right(town.firm), kind="Fixed")
    set_pledge_state(town.chain, town.services.deployment.pledges, pledge, PledgeState.Enforcing)
    return int(pledge)


def listed(town: Any, pledge: int, **changes: Any) -> int:
    body = {"pledge": pledge, "channel": "Direct", "currency": "CNY", "price_minor": "600000000"} | changes
    return int(town.done(town.bank, "/v1/disposals", body).event("RightsListed").subject)


def refused(submission: Any) -> str:
    assert submission.state == "reverted"
    return str(submission.error.error["name"])


def sale(town: Any, **changes: Any) -> dict[str, Any]:
    return {"relation": "Unrelated", "price_minor": "520000000", "act": {"document": town.document}} | changes


def figures(town: Any, listing: int, party: int) -> Any:
    return town.http.get(f"/v1/disposals/{listing}/figures", headers=town.headers(party))


def test_a_sale_is_settled_once_its_realisation_is_on_record(town: Any) -> None:
    pledge = enforced(town)
    listing = listed(town, pledge)
    path = f"/v1/disposals/{listing}"
    town.done(town.bank, f"{path}/price", {"price_minor": "550000000"})
    town.done(town.bank, f"{path}/sale", sale(town, buyer=town.other_firm, disclosed=True))
    assert refused(town.submit(town.bank, f"{path}/settlement", {})) == "NotRealised"
    proceeds = {
        "method": "Sale",
        "currency": "CNY",
        "proceeds_minor": "520000000",
        "principal_minor": "520000000",
        "deficiency_minor": "480000000",
        "buyer": town.other_firm,
        "act": {"document": town.document},
    }
    town.done(town.bank, f"/v1/pledges/{pledge}/realisation", proceeds)
    town.done(town.bank, f"{path}/settlement", {})
    read = figures(town, listing, town.bank).json()
    assert (read["state"], read["asking_minor"], read["price_minor"]) == ("Settled", "550000000", "520000000")
    assert (read["relation"], read["buyer"], read["disclosed"]) == ("Unrelated", town.other_firm, True)


def test_prices_are_for_the_sides(town: Any) -> None:
    listing = listed(town, enforced(town))
    hidden = figures(town, listing, town.other_bank)
    assert (hidden.status_code, hidden.json()["type"].rsplit("/", 1)[-1]) == (403, "not-your-listing")
    assert "600000000" not in hidden.text
    missing = figures(town, 2**40, town.bank)
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[-1]) == (404, "unknown-listing")


def test_only_what_is_listed_is_sold_and_only_by_its_seller(town: Any) -> None:
    pledge = enforced(town)
    assert refused(town.submit(town.bank, f"/v1/disposals/{2**40}/sale", sale(town))) == "UnknownListing"
    listing = listed(town, pledge)
    assert refused(town.submit(town.other_bank, f"/v1/disposals/{listing}/sale", sale(town))) == "NotTheSeller"
    again = {"pledge": pledge, "channel": "Direct", "currency": "CNY", "price_minor": "1"}
    assert refused(town.submit(town.bank, "/v1/disposals", again)) == "AlreadyListed"
    town.done(town.bank, f"/v1/disposals/{listing}/delisting", {"reason": "NoBuyer"})
    assert refused(town.submit(town.bank, f"/v1/disposals/{listing}/sale", sale(town))) == "WrongListingState"
    quiet = town.registered(town.right(town.firm))
    assert refused(town.submit(town.bank, "/v1/disposals", again | {"pledge": quiet})) == "WrongState"


@pytest.mark.parametrize(("field", "value"), [("relation", "None"), ("price_minor", "1.5"), ("act", None)])
def test_a_body_that_does_not_fit_is_refused_by_its_field(town: Any, field: str, value: Any) -> None:
    with pytest.raises(Problem) as problem:
        town.submit(town.bank, "/v1/disposals/1/sale", sale(town, **{field: value}))
    assert (problem.value.status, problem.value.field) == (422, field)


def test_the_command_lists_reprices_sells_and_reads(town: Any) -> None:
    url, pledge = str(town.http.base_url), enforced(town)

    def run(*arguments: str, code: int = 0) -> dict[str, Any]:
        token = town.token(town.bank, "pledges:write")
        done = CliRunner().invoke(app, ["disposal", *arguments, "--token", token, "--url", url, "--json"])
        assert done.exit_code == code, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    listing = str(run("list", "--pledge", str(pledge), "--price-minor", "600", "--channel", "Auction")["sequence"])
    run("reprice", listing, "--price-minor", "500")
    run("sell", listing, "--price-minor", "450", "--relation", "Unrelated", "--document", town.document)
    assert run("settle", listing, code=1)["error"]["name"] == "NotRealised"
    assert run("read", listing)["price_minor"] == "450"
    run("delist", listing, "--reason", "SaleFellThrough")
