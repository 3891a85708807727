"""What the public is told of valuations, and what not."""

from collections.abc import Callable
from dataclasses import replace

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import ValuationKind
from chain_gateway.ledger.structs import Act
from indexer.lookup import models
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain, said
from tests.support.indexer_stories import BANK, CHINESE, FIRM, OTHER_BANK, PATENT, SALT, SECRET_AMOUNT, Story, facts
from tests.support.indexer_valuations import RESULT, TERMS, abandoned, delivered, engaged

Asking = Callable[[MadeChain], Caller]
PATH = "/v1/status/US7831837/valuations"


def told() -> tuple[Story, list[int]]:
    """Four engagements over a patent: abandoned, delivered, delivered and expired, and a model's; one over another."""
    story = Story()
    story.tell(facts(PATENT), facts(CHINESE))
    ids = [
        story.open(ev.ValuationEngaged(keys, terms, Act(), 1), OTHER_BANK)
        for keys, terms in (
            ((PATENT.key,), TERMS),
            (tuple(sorted((PATENT.key, CHINESE.key))), TERMS),
            ((PATENT.key,), TERMS),
            ((PATENT.key,), replace(TERMS, kind=ValuationKind.Model)),
            ((CHINESE.key,), TERMS),
        )
    ]
    story.tell(abandoned(ids[0], SECRET_AMOUNT), delivered(ids[1]), delivered(ids[2], valid_until=20260106))
    story.tell(said(ev.ReaderAllowed(BANK, Act(official_number="DEMO-7"), 1), ids[1], FIRM))
    return story, ids


def test_a_right_says_which_valuations_were_asked_for_and_no_figure(asking: Asking) -> None:
    story, ids = told()
    answer = asking(story.chain).get(PATH)
    models.RightValuationsBody.model_validate_json(answer.content, strict=True)
    body = answer.json()
    assert [(each["engagement"], each["state"]) for each in body["appraisals"]] == [
        (ids[0], "abandoned"),
        (ids[1], "delivered"),
        (ids[2], "expired"),
    ]
    first = body["appraisals"][0]
    assert (first["purpose"], first["client"]["id"], first["appraiser"]["id"]) == ("Pledge", FIRM, OTHER_BANK)
    assert first["abandoned_for"] == "ResultNotAccepted"
    assert body["figures"] == "parties-only"
    for secret in (str(SECRET_AMOUNT), SALT.hex(), RESULT.grade.name + '"', "grade", "fee"):
        assert secret not in answer.text


def test_a_model_is_told_of_apart_from_appraisers(asking: Asking) -> None:
    story, ids = told()
    body = asking(story.chain).get(PATH).json()
    assert [each["engagement"] for each in body["models"]] == [ids[3]]
    assert {each["kind"] for each in body["appraisals"]} == {"Appraisal"}


def test_one_engagement_names_its_rights(asking: Asking) -> None:
    story, ids = told()
    caller = asking(story.chain)
    answer = caller.get(f"/v1/valuations/{ids[1]}")
    models.ValuationBody.model_validate_json(answer.content, strict=True)
    assert sorted(answer.json()["rights"]) == ["CN:PAT:201710601862.3", "US:PAT:7831837"]
    missing = caller.get("/v1/valuations/1")
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[-1]) == (404, "unknown-engagement")


def test_engagements_are_told_page_by_page_as_of_one_block(asking: Asking) -> None:
    story, ids = told()
    caller = asking(story.chain)
    first = caller.get(f"{PATH}?limit=2").json()
    story.tell(engaged(PATENT, engagement=story.chain.sequence + 1))
    rest = caller.get(PATH, params={"limit": 2, "cursor": first["next"]}).json()
    assert [each["engagement"] for each in first["appraisals"]] == ids[:2]
    assert [each["engagement"] for each in (*rest["appraisals"], *rest["models"])] == ids[2:4]
    assert rest["next"] is None


def test_who_may_read_is_not_told(asking: Asking) -> None:
    story, _ = told()
    caller = asking(story.chain)
    assert caller.get(f"/v1/acts?office={FIRM}&number=DEMO-7").json()["acts"] == []
    assert '"ReaderAllowed"' not in caller.get("/v1/events").text
