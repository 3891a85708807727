"""What the public finds in the directory: programmes, products, needs and offers, each in its present version."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import EntryKind
from chain_gateway.ledger.structs import Act
from indexer.lookup import models
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain
from tests.support.indexer_stories import BANK, FIRM, OTHER_BANK, SALT, SECRET_AMOUNT, Story, whole_story
from tests.support.indexer_subsidies import PRODUCT, PROGRAMME, claimed

Asking = Callable[[MadeChain], Caller]


def told() -> tuple[Story, int, int]:
    """A programme with a claim, and a product in its second version."""
    story, _, _ = whole_story()
    programme = story.open(ev.ProgrammeDeclared(PROGRAMME, Act(), 1), OTHER_BANK)
    story.open(claimed(programme, 0).payload, BANK)
    product = story.open(ev.EntryPublished(PRODUCT, Act(), 1), BANK)
    story.act(ev.EntryRevised(2, replace(PRODUCT, most_rate=400), Act(), 1), product, BANK)
    return story, programme, product


def test_a_programme_says_what_it_pays_and_nothing_of_its_claims(asking: Asking) -> None:
    story, programme, _ = told()
    answer = asking(story.chain).get("/v1/programmes")
    models.ProgrammesBody.model_validate_json(answer.content, strict=True)
    (found,) = answer.json()["programmes"]
    assert (found["programme"], found["subsidises"], found["once_per"]) == (programme, "Interest", "Year")
    assert (found["right_kinds"], found["ratio_basis_points"], found["budget_minor"]) == (["Patent"], 5_000, "900")
    assert found["published_by"]["id"] == OTHER_BANK
    for secret in (str(SECRET_AMOUNT), SALT.hex()):
        assert secret not in answer.text
        assert secret not in asking(story.chain).get("/v1/events?from_block=0").text


def test_a_product_is_told_in_its_present_version_with_who_published_it(asking: Asking) -> None:
    story, _, product = told()
    answer = asking(story.chain).get("/v1/products")
    models.EntriesBody.model_validate_json(answer.content, strict=True)
    (found,) = answer.json()["entries"]
    assert (found["entry"], found["version"], found["most_rate_basis_points"]) == (product, 2, 400)
    assert (found["owner"]["id"], found["published_by"]["id"]) == (BANK, BANK)
    story.act(ev.EntryWithdrawn(Act(), 1), product, BANK)
    assert asking(story.chain).get("/v1/products").json()["entries"] == []


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("kind=Patent", True),
        ("kind=Trademark", False),
        ("region=CN-44", True),
        ("region=CN-440300", True),
        ("region=CN-11", False),
        ("amount_minor=100", True),
        ("amount_minor=99", False),
        ("amount_minor=5001", False),
        ("kind=Patent&region=CN-44&amount_minor=5000", True),
    ],
)
def test_products_are_found_by_kind_region_and_amount(asking: Asking, question: str, fits: bool) -> None:
    story, _, _ = told()
    assert bool(asking(story.chain).get(f"/v1/products?{question}").json()["entries"]) is fits


def test_needs_and_offers_are_lists_of_their_own_read_page_by_page(asking: Asking) -> None:
    story, _, _ = told()
    need = replace(PRODUCT, kind=EntryKind.Need, owner=FIRM)
    ids = [story.open(ev.EntryPublished(need, Act(), 1), FIRM) for _ in range(3)]
    caller = asking(story.chain)
    first = caller.get("/v1/needs?limit=2").json()
    second = caller.get(f"/v1/needs?limit=2&cursor={first['next']}").json()
    assert [each["entry"] for each in first["entries"] + second["entries"]] == ids
    assert second["next"] is None
    assert caller.get("/v1/offers").json()["entries"] == []


def test_a_closed_programme_is_told_no_more(asking: Asking) -> None:
    story, programme, _ = told()
    story.act(ev.ProgrammeClosed(Act(), 1), programme, OTHER_BANK)
    assert asking(story.chain).get("/v1/programmes").json()["programmes"] == []
