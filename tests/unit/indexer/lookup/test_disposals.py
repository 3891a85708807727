"""What the public is told of disposals: the trail without undisclosed prices, and alerts by a rule with its version."""

from collections.abc import Callable

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import Relation
from chain_gateway.ledger.structs import Act
from indexer.lookup import models
from indexer.lookup.disposals import FlipRule
from indexer.projection.rows import SaleRow
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain, said
from tests.support.indexer_disposals import SALE, TERMS, ended, sold
from tests.support.indexer_stories import BANK, CHINESE, FIRM, PATENT, SALT, SECRET_AMOUNT, Story, facts

Asking = Callable[[MadeChain], Caller]
PATH = "/v1/status/US7831837/disposals"


def listing(story: Story, *keys: bytes) -> int:
    """A listing of the bank's over the rights."""
    return story.open(ev.RightsListed(99, 0, tuple(sorted(keys)), TERMS, Act(), 1), BANK)


def opened() -> Story:
    """A ledger with two attested rights."""
    story = Story()
    story.tell(facts(PATENT), facts(CHINESE))
    return story


def test_a_sale_is_told_without_its_price_unless_the_seller_disclosed_it(asking: Asking) -> None:
    story = opened()
    first, second = listing(story, PATENT.key), listing(story, PATENT.key, CHINESE.key)
    story.tell(sold(first), sold(second, disclosed=True, buyer=0))
    answer = asking(story.chain).get(PATH)
    models.RightDisposalsBody.model_validate_json(answer.content, strict=True)
    one, two = answer.json()["disposals"]
    assert (one["listing"], one["state"], one["seller"]["id"]) == (first, "sold", BANK)
    assert (one["sale"]["buyer"]["id"], one["sale"]["relation"], one["sale"]["price_minor"]) == (
        FIRM,
        "Unrelated",
        None,
    )
    assert (two["sale"]["price_minor"], two["sale"]["buyer"]) == (str(SECRET_AMOUNT), None)
    assert SALT.hex() not in answer.text


def test_asking_prices_are_not_told(asking: Asking) -> None:
    story = opened()
    number = listing(story, PATENT.key)
    story.tell(said(ev.ListingRepriced(987_001, SALT, Act(), 1), number, BANK))
    caller = asking(story.chain)
    for path in (PATH, f"/v1/disposals/{number}", "/v1/events"):
        text = caller.get(path).text
        assert str(SECRET_AMOUNT) not in text
        assert "987001" not in text


def test_one_listing_names_its_rights_and_one_that_is_not_there_is_not_found(asking: Asking) -> None:
    story = opened()
    number = listing(story, PATENT.key, CHINESE.key)
    caller = asking(story.chain)
    answer = caller.get(f"/v1/disposals/{number}")
    models.DisposalBody.model_validate_json(answer.content, strict=True)
    assert sorted(answer.json()["rights"]) == ["CN:PAT:201710601862.3", "US:PAT:7831837"]
    missing = caller.get("/v1/disposals/1")
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[-1]) == (404, "unknown-listing")


def test_a_flip_and_a_related_buyer_are_alerts_that_name_their_rule(asking: Asking) -> None:
    """law.md, stories: a flip."""
    story = opened()
    ids = [listing(story, PATENT.key) for _ in range(4)]
    low, high = SECRET_AMOUNT, SECRET_AMOUNT * 3 // 2
    story.tell(sold(ids[0], 20260102, price=low), sold(ids[1], 20260301, price=high))
    story.tell(sold(ids[2], 20280101, price=high * 9, relation=Relation.SameControl), sold(ids[3], 20280102, price=1))
    story.tell(ended(ids[3]))
    told = asking(story.chain).get(PATH).json()["disposals"]
    assert [each["sale"]["alerts"] for each in told] == [[], ["flip"], ["related-party"], []]
    assert {each["sale"]["rule"] for each in told} == {"flip 2026-1"}
    assert (told[3]["state"], told[3]["ended_for"]) == ("delisted", "SaleFellThrough")


def test_a_sale_that_fell_through_is_none_to_compare_with(asking: Asking) -> None:
    story = opened()
    first, second = listing(story, PATENT.key), listing(story, PATENT.key)
    story.tell(sold(first, price=1), ended(first), sold(second))
    assert asking(story.chain).get(PATH).json()["disposals"][1]["sale"]["alerts"] == []


@pytest.mark.parametrize(
    ("on", "price", "currency", "alerts"),
    [
        (20261231, 150, "CNY", ["flip"]),
        (20270101, 150, "CNY", ["flip"]),
        (20270102, 150, "CNY", []),
        (20261231, 149, "CNY", []),
        (20261231, 900, "USD", []),
    ],
)
def test_the_rule_has_a_period_a_ratio_and_one_currency(on: int, price: int, currency: str, alerts: list[str]) -> None:
    def sale(sequence: int, date: int, minor: int) -> SaleRow:
        return SaleRow(
            sequence=sequence, block=1, listing=sequence, seller=1, buyer=2, relation=int(SALE.relation),
            price=str(minor), disclosed=False, on=date, document="0x",
        )  # fmt: skip

    first, second = sale(1, 20260101, 100), sale(2, on, price)
    assert FlipRule("demo 1", 365, 150).alerts(second, currency, [(first, "CNY"), (second, currency)]) == alerts
