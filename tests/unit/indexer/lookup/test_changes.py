"""What the look-up tells of whom a change binds, and of parties that changed their names."""

from collections.abc import Callable
from typing import Any

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CancellationGround, ConsentForm
from chain_gateway.ledger.structs import Act, OtherConsent
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain, said
from tests.support.indexer_stories import (
    BANK,
    DOCUMENT,
    FIRM,
    OFFICE,
    OTHER_BANK,
    PATENT,
    PERSON,
    SALT,
    SECOND_PATENT,
    Story,
    carried_over,
    facts,
    filing,
)

Asking = Callable[[MadeChain], Caller]

OTHERS = (OtherConsent(OTHER_BANK, DOCUMENT), OtherConsent(PERSON, DOCUMENT))


def test_a_heavier_amendment_tells_who_consented_and_that_it_binds_nobody_else(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT), facts(SECOND_PATENT))
    pledge = story.open(carried_over(PATENT, SECOND_PATENT))
    terms = filing(PATENT).obligation
    story.act(ev.AmendmentAsked(terms, (), ConsentForm.Paper, (), True, OTHERS, Act(), 1), pledge, BANK)
    story.act(ev.PledgeAmended(terms, (), DOCUMENT, Act(recorded_on=20260106), 1), pledge)
    story.act(ev.AmendmentAsked(terms, (), ConsentForm.NotNeeded, (), False, (), Act(), 1), pledge, BANK)
    _, heavier, recorded, lighter = asking(story.chain).get(f"/v1/pledges/{pledge}/history").json()["acts"]
    details = heavier["details"]
    assert details["consent"] == "Paper"
    assert [each["party"]["id"] for each in details["consents"]] == [OTHER_BANK, PERSON]
    assert details["consents"][1]["party"]["name"] == f"natural person #{PERSON}"
    assert details["consents"][0]["document"] == recorded["details"]["consent_document"]
    assert "does not bind pledgees of later ranks" in details["not_binding"]
    assert lighter["details"]["consents"] == []
    assert lighter["details"]["not_binding"] is None


def test_a_partial_release_and_a_waiver_tell_whom_they_free_and_a_discharge_frees_nobody(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT), facts(SECOND_PATENT))
    pledge = story.open(carried_over(PATENT, SECOND_PATENT))
    story.act(ev.PartialReleaseAsked((PATENT.key,), OTHERS, Act(), 1), pledge, BANK)
    for ground in (CancellationGround.PledgeeWaives, CancellationGround.DebtPerformed):
        story.act(ev.PledgeDischarged(ground, (), Act(), 1), pledge, BANK)
    _, released, waived, performed = asking(story.chain).get(f"/v1/pledges/{pledge}/history").json()["acts"]
    assert "are free as far as" in released["details"]["not_binding"]
    assert len(released["details"]["consents"]) == 2
    assert "are free as far as" in waived["details"]["not_binding"]
    assert performed["details"]["not_binding"] is None


def test_a_renamed_firm_is_found_by_both_names_and_its_pledges_history_tells_of_it(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT))
    before = ev.PartyRenamed("演示中间名有限公司", bytes(32), Act(recorded_on=20260102, document=DOCUMENT), 1)
    story.tell(said(before, FIRM, OFFICE))
    pledge = story.open(carried_over(PATENT))
    after = ev.PartyRenamed("演示新名有限公司", bytes(32), Act(recorded_on=20260107, document=DOCUMENT), 1)
    story.tell(said(after, FIRM, OFFICE))
    caller = asking(story.chain)
    party = caller.get(f"/v1/parties/{FIRM}").json()
    assert party["name"] == "演示新名有限公司"
    first = party["former_names"][0]["name"]
    assert party["former_names"] == [
        {"name": first, "until": "2026-01-02"},
        {"name": "演示中间名有限公司", "until": "2026-01-07"},
    ]
    for name in (first, "演示中间名有限公司", "演示新名有限公司"):
        (found,) = caller.get("/v1/parties", params={"name": name}).json()["parties"]
        assert (found["id"], found["name"]) == (FIRM, "演示新名有限公司")
    acts = caller.get(f"/v1/pledges/{pledge}/history").json()["acts"]
    assert [each["act"] for each in acts] == ["PledgeMigrated", "PartyRenamed"]
    assert acts[1]["details"] == {
        "party": {"id": FIRM, "name": "演示新名有限公司"}, "name": "演示新名有限公司"
    }  # fmt: skip
    assert acts[1]["document"] is not None


def test_parts_of_every_name_find_a_party_once_also_after_two_names_in_one_block(asking: Asking) -> None:
    story = Story()
    names = [f"演示更名{which}有限公司" for which in ("甲", "乙")]
    act = Act(recorded_on=20260102, document=DOCUMENT)
    story.tell(*(said(ev.PartyRenamed(name, bytes(32), act, 1), FIRM, OFFICE) for name in names))
    caller = asking(story.chain)

    def found(text: str) -> list[dict[str, Any]]:
        answer = caller.get("/v1/parties", params={"q": text})
        assert answer.status_code == 200, answer.text
        return [each for each in answer.json()["parties"] if each["id"] == FIRM]

    entered = caller.get(f"/v1/parties/{FIRM}").json()["former_names"][0]["name"]
    for text in ("更名甲", "更名乙", "更名", "有限 更名", entered[:3]):
        assert [each["name"] for each in found(text)] == [names[1]], text
    assert found("更名丙") == []
    assert found("更名甲 更名乙") == [], "words of two names are no name"


def test_a_list_of_parties_by_parts_of_a_later_name_has_no_holes(asking: Asking) -> None:
    story = Story()
    act = Act(recorded_on=20260102, document=DOCUMENT)
    for party in (BANK, FIRM):
        story.tell(said(ev.PartyRenamed(f"演示同更 {party}", bytes(32), act, 1), party, OFFICE))
    caller = asking(story.chain)
    first = caller.get("/v1/parties", params={"q": "同更", "limit": 1}).json()
    second = caller.get("/v1/parties", params={"q": "同更", "limit": 1, "cursor": first["next"]}).json()
    assert [each["id"] for page in (first, second) for each in page["parties"]] == [BANK, FIRM]
    assert second["next"] is None


def test_a_renamed_natural_person_stays_without_a_name(asking: Asking) -> None:
    story = Story()
    # The contract refuses a person's name; if one came through all the same, no answer may tell it.
    story.tell(said(ev.PartyRenamed("Li Si (demo)", SALT, Act(), 1), PERSON, OFFICE))
    caller = asking(story.chain)
    party = caller.get(f"/v1/parties/{PERSON}")
    assert party.json()["name"] == f"natural person #{PERSON}"
    assert party.json()["former_names"] == []
    assert "Li Si" not in party.text
    assert caller.get("/v1/parties", params={"name": "Li Si (demo)"}).json()["parties"] == []
