"""The public look-up, asked over HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import (
    AssetClass,
    CancellationGround,
    CircumstanceKind,
    DefaultGround,
    DeterminationGround,
    EnforcementRoute,
    LicenceScope,
    Lock,
    PriceUse,
    RealisationMethod,
    TransferKind,
    Validity,
)
from chain_gateway.ledger.structs import Act, ClassLabel, Determination, Realisation, TransferConsent
from indexer.lookup import models
from indexer.service import Indexer
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain, Said, said
from tests.support.indexer_stories import (
    APPLICATION,
    BANK,
    CHINESE,
    CHINESE_APPLICATION,
    FIRM,
    OFFICE,
    OTHER_BANK,
    PATENT,
    SALT,
    SECOND_PATENT,
    SECRET_AMOUNT,
    Story,
    carried_over,
    circumstance,
    coverage,
    facts,
    filing,
    kind_given,
    migrated,
    preservation,
    whole_story,
)

Asking = Callable[[MadeChain], Caller]


@pytest.fixture
def story() -> tuple[Story, int, int]:
    """See `whole_story`."""
    return whole_story()


@pytest.fixture
def caller(asking: Asking, story: tuple[Story, int, int]) -> Caller:
    """A client of the look-up over the whole story."""
    return asking(story[0].chain)


def every_path(old: int, native: int) -> list[tuple[str, type[BaseModel]]]:
    return [
        ("/v1/status/US7831837", models.StatusBody),
        ("/v1/status/US7831837?as_of=2017-01-01", models.StatusBody),
        ("/v1/status/201710601862", models.StatusBody),
        ("/v1/status/US1234567", models.StatusBody),
        ("/v1/status/US7831837/history", models.RightHistoryBody),
        (f"/v1/pledges/{old}", models.PledgeBody),
        (f"/v1/pledges/{native}", models.PledgeBody),
        (f"/v1/pledges/{native}/history", models.PledgeHistoryBody),
        (f"/v1/acts?office={OFFICE}&number=048000/0002", models.ActsBody),
        (f"/v1/parties/{BANK}", models.PartyBody),
        ("/v1/parties/9", models.PartyBody),
        ("/v1/parties?name=nobody", models.PartiesBody),
        ("/v1/parties?q=演示", models.PartiesBody),
        (f"/v1/parties/{BANK}/pledges", models.PartyPledgesBody),
        (f"/v1/parties/{FIRM}/pledges?role=pledgor", models.PartyPledgesBody),
        ("/v1/pledges?registration_number=Y2026980000001", models.PledgesBody),
        ("/v1/expiring?days=366", models.ExpiringBody),
        ("/v1/expiring?of=rights", models.ExpiringBody),
        ("/v1/expiring?of=fees", models.ExpiringBody),
        ("/v1/overdue", models.OverdueBody),
        ("/v1/heads/3", models.HeadBody),
        ("/v1/status/US7831837?at_block=3", models.StatusBody),
        (f"/v1/pledges/{old}?at_block=5", models.PledgeBody),
        ("/v1/statistics", models.StatisticsBody),
        ("/v1/completeness", models.CompletenessBody),
        ("/v1/health", models.HealthBody),
    ]


def test_every_answer_has_the_shape_that_is_described(caller: Caller, story: tuple[Story, int, int]) -> None:
    for path, model in every_path(*story[1:]):
        answer = caller.get(path)
        assert answer.status_code == 200, (path, answer.text)
        model.model_validate_json(answer.content, strict=True)
    batch = caller.post("/v1/status:batch", json={"numbers": ["US7831837", "x"]})
    models.BatchBody.model_validate_json(batch.content, strict=True)


def test_no_answer_shows_an_amount_a_salt_or_a_natural_person(caller: Caller, story: tuple[Story, int, int]) -> None:
    for path, _ in every_path(*story[1:]):
        text = caller.get(path).text
        assert str(SECRET_AMOUNT) not in text
        assert SALT.hex() not in text
        assert "amount" not in text.lower().replace("amount-", "")
    owners = caller.get("/v1/status/201710601862").json()["facts"]["owners"]
    assert owners[1] == {"id": 9, "name": "natural person #9"}


def test_status_follows_the_legal_dates(caller: Caller) -> None:
    def asked(number: str, as_of: str) -> tuple[str, list[str]]:
        answer = caller.get(f"/v1/status/{number}", params={"as_of": as_of}).json()
        return answer["status"], [each["pledgee"]["name"] for each in answer["pledges"]]

    first, second = "First Bank (demo) 演示第一银行", "Second Bank (demo) 演示第二银行"
    assert asked("US7831837", "2016-09-20") == ("unknown", [])
    assert asked("US7831837", "2016-09-21") == ("pledged", [first])
    assert asked("US7831837", "2018-02-28") == ("pledged", [first])
    assert asked("US7831837", "2018-03-01") == ("pledged", [second])
    assert asked("US8800931", "2019-03-31") == ("pledged", [second])
    assert asked("US8800931", "2019-04-01") == ("released", [])
    assert asked("US7831837", "2019-04-01") == ("pledged", [second])
    assert asked("US7831837", "2020-05-01") == ("released", [])


def test_an_answer_says_what_it_rests_on(caller: Caller) -> None:
    answer = caller.get("/v1/status/ZL 201710601862。3").json()
    assert answer["right"] == "CN:PAT:201710601862.3"
    assert answer["block"]["number"] == 8
    assert answer["block"]["time"] == "2026-01-01T08:00:00Z"
    assert answer["complete"] is True
    assert answer["as_of"] == "2026-01-21"
    assert "not an official extract" in answer["notice"]["en"]
    assert "正式" in answer["notice"]["zh"]
    (pledge,) = answer["pledges"]
    assert (pledge["rank"], pledge["registration_number"], pledge["effective_on"], pledge["state"]) == (
        1,
        "Y2026980000001",
        "2026-01-05",
        "Registered",
    )


def test_a_grant_shows_the_pledges_of_its_application_and_the_other_way_round(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT, application_number="US:APPL:11424427"), facts(APPLICATION, Validity.Pending))
    on_application = story.open(carried_over(APPLICATION))
    on_grant = story.open(carried_over(PATENT, pledgee=OTHER_BANK))
    caller = asking(story.chain)
    for number in ("US7831837", "APPL:US11424427"):
        answer = caller.get(f"/v1/status/{number}").json()
        assert [(each["pledge"], each["rank"], each["right"]) for each in answer["pledges"]] == [
            (on_application, 1, "US:APPL:11424427"),
            (on_grant, 2, "US:PAT:7831837"),
        ]
        assert len(caller.get(f"/v1/status/{number}/history").json()["acts"]) == 2


def test_clear_needs_attestation_and_coverage_of_the_date(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT, as_of=20251210), coverage(PATENT, from_=20200101, through=20251220))
    caller = asking(story.chain)

    def asked(number: str, as_of: str) -> tuple[str, str | None]:
        answer = caller.get(f"/v1/status/{number}", params={"as_of": as_of}).json()
        return answer["status"], answer["reason"]

    assert asked("US7831837", "2025-12-20") == ("clear", None)
    assert asked("US7831837", "2025-12-21") == ("unknown", "not-reconciled")
    assert asked("US7831837", "2025-12-09") == ("unknown", "not-attested")
    assert asked("US7831837", "2019-12-31") == ("unknown", "not-covered")
    assert asked("US8800931", "2025-12-20") == ("unknown", "not-attested")
    assert asked("201710601862.3", "2025-12-20") == ("unknown", "not-covered")


def status_of(caller: Caller, number: str, as_of: str = "2026-01-01") -> tuple[str, str | None]:
    """Status and reason on the day of the story's blocks."""
    answer = caller.get(f"/v1/status/{number}", params={"as_of": as_of}).json()
    return answer["status"], answer["reason"]


STATED = {"application_number": "US:APPL:11424427"}


@pytest.mark.parametrize("known", [(), (facts(APPLICATION, Validity.Pending),)], ids=["not attested", "attested"])
def test_the_application_of_a_grant_must_be_covered_too(asking: Asking, known: tuple[Said, ...]) -> None:
    story = Story()
    story.tell(facts(PATENT, **STATED), *known, coverage(PATENT))
    assert status_of(asking(story.chain), "US7831837") == ("unknown", "not-covered")


def test_a_grant_is_clear_where_its_own_kind_and_its_applications_are_covered(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT, **STATED), coverage(PATENT), coverage(APPLICATION))
    assert status_of(asking(story.chain), "US7831837") == ("clear", None)


def test_the_facts_of_a_grant_say_nothing_of_its_application(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT, **STATED), coverage(PATENT), coverage(APPLICATION))
    caller = asking(story.chain)
    assert status_of(caller, "APPL:US11424427") == ("unknown", "not-attested")
    assert caller.get("/v1/status/APPL:US11424427").json()["facts"] is None


def test_the_facts_of_an_application_say_nothing_of_its_grant(asking: Asking) -> None:
    story = Story()
    story.tell(facts(CHINESE_APPLICATION), coverage(CHINESE), coverage(CHINESE_APPLICATION))
    assert status_of(asking(story.chain), CHINESE.text) == ("unknown", "not-attested")


def test_one_register_of_chinese_patents_covers_their_applications_as_well(asking: Asking) -> None:
    story = Story()
    story.tell(facts(CHINESE), facts(CHINESE_APPLICATION), coverage(CHINESE))
    caller = asking(story.chain)
    assert status_of(caller, CHINESE.text) == ("clear", None)
    assert status_of(caller, CHINESE_APPLICATION.text) == ("unknown", "not-covered")


def test_every_attestation_of_a_right_counts_whether_it_states_the_application_or_not(asking: Asking) -> None:
    story = Story()
    story.tell(
        facts(PATENT, as_of=20250101, **STATED),
        facts(PATENT, Validity.Lapsed, as_of=20260101),
        coverage(PATENT),
        coverage(APPLICATION),
    )
    assert status_of(asking(story.chain), "US7831837") == ("right-ended", None)


def test_a_coverage_declared_into_the_future_ends_with_the_day_of_its_declaration(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT), coverage(PATENT, through=99991231))
    caller = asking(story.chain)
    assert status_of(caller, "US7831837", "2026-01-01") == ("clear", None)
    assert status_of(caller, "US7831837", "2026-01-02") == ("unknown", "not-reconciled")


def test_a_coverage_does_not_outlive_its_office(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT), coverage(PATENT))
    story.tell(kind_given(PATENT, OTHER_BANK))
    assert status_of(asking(story.chain), "US7831837") == ("unknown", "not-covered")
    story.tell(said(coverage(PATENT).payload, coverage(PATENT).subject, OTHER_BANK))
    assert status_of(asking(story.chain), "US7831837") == ("clear", None)


def test_ranks_are_those_of_the_legal_dates_and_not_of_the_carrying_over(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT))
    younger = story.open(carried_over(PATENT, effective_on=20180301))
    older = story.open(carried_over(PATENT, effective_on=20160921))
    pledges = asking(story.chain).get("/v1/status/US7831837").json()["pledges"]
    assert [(each["pledge"], each["rank"]) for each in pledges] == [(older, 1), (younger, 2)]


def test_an_answer_shows_how_far_its_block_is_behind_the_node(opened: Callable[..., Indexer]) -> None:
    story, old, _ = whole_story()
    indexer = opened(story.chain)
    indexer.catch_up()
    with indexer._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE checkpoint SET known_head = known_head + 5")
    caller = Caller(indexer.app())
    single = caller.get("/v1/status/US7831837").json()
    batch = caller.post("/v1/status:batch", json={"numbers": ["US7831837"]}).json()
    for answer in (single, batch, caller.get(f"/v1/pledges/{old}").json(), caller.get("/v1/statistics").json()):
        assert answer["complete"] is True
        assert answer["known_head"] - answer["block"]["number"] == 5
    assert caller.get("/v1/health").json()["lag_blocks"] == 5


def test_a_batch_keeps_order_and_duplicates_and_reports_invalid_rows_in_place(caller: Caller) -> None:
    numbers = ["US7831837", "201710601862.4", "ＵＳ７８３１８３７", "", 7831837, None, "201710601862", "a\u202eb"]
    answer = caller.post(
        "/v1/status:batch", content=json.dumps({"numbers": numbers}), headers={"content-type": "application/json"}
    ).json()
    found = [(row["status"], row["right"] or row["problem"]) for row in answer["results"]]
    assert found == [
        ("released", "US:PAT:7831837"),
        ("invalid-number", "wrong-check-digit"),
        ("released", "US:PAT:7831837"),
        ("invalid-number", "empty"),
        ("invalid-number", "not-text"),
        ("invalid-number", "not-text"),
        ("pledged", "CN:PAT:201710601862.3"),
        ("invalid-number", "control-character"),
    ]
    assert [row["query"] for row in answer["results"]][:3] == ["US7831837", "201710601862.4", "ＵＳ７８３１８３７"]
    assert answer["complete"] is True


def test_single_and_batch_give_the_same_answer(caller: Caller) -> None:
    single = caller.get("/v1/status/US7831837?as_of=2017-01-01").json()
    (row,) = caller.post("/v1/status:batch", json={"numbers": ["US7831837"], "as_of": "2017-01-01"}).json()["results"]
    assert row == {name: single[name] for name in row}


def test_a_pledge_shows_its_rights_with_their_state_and_dates(caller: Caller, story: tuple[Story, int, int]) -> None:
    answer = caller.get(f"/v1/pledges/{story[1]}").json()
    assert (answer["state"], answer["ground"], answer["state_since"]) == ("Cancelled", "DebtPerformed", "2020-05-01")
    assert {(each["right"], each["state"], each["freed_on"]) for each in answer["rights"]} == {
        ("US:PAT:7831837", "freed", "2020-05-01"),
        ("US:PAT:8800931", "freed", "2019-04-01"),
    }
    assert answer["office"]["id"] == OFFICE


def test_a_history_is_ordered_and_says_who_when_which_document_and_transaction(
    caller: Caller, story: tuple[Story, int, int]
) -> None:
    acts = caller.get(f"/v1/pledges/{story[1]}/history").json()["acts"]
    assert [each["act"] for each in acts] == ["PledgeMigrated", "PledgeAssigned", "RightsReleased", "PledgeCancelled"]
    assert [each["sequence"] for each in acts] == sorted(each["sequence"] for each in acts)
    first = acts[0]
    assert first["document"].startswith("bafkrei")
    assert (first["executed_on"], first["recorded_on"]) == ("2016-09-07", "2016-09-21")
    assert first["transaction"].startswith("0x")
    assert first["details"]["rights"] == ["US:PAT:7831837", "US:PAT:8800931"]
    assert acts[2]["details"]["rights"] == ["US:PAT:8800931"]
    assert acts[1]["details"] == {
        "assignor": {"id": BANK, "name": "First Bank (demo) 演示第一银行"},
        "assignee": {"id": OTHER_BANK, "name": "Second Bank (demo) 演示第二银行"},
    }


def test_acts_are_found_by_official_and_by_registration_number(caller: Caller) -> None:
    def names(office: int, number: str) -> list[str]:
        return [
            each["act"] for each in caller.get("/v1/acts", params={"office": office, "number": number}).json()["acts"]
        ]

    assert names(OFFICE, "040134/0001") == ["PledgeMigrated"]
    assert names(OFFICE, "048000/0002") == ["RightsReleased"]
    assert names(OFFICE, "Y2026980000001") == ["PledgeRegistered"]
    assert names(BANK, "040134/0001") == []
    assert names(OFFICE, "0") == []


def test_statistics_count_what_the_chain_says_and_keep_the_papers_figures_apart(caller: Caller) -> None:
    answer = caller.get("/v1/statistics").json()
    assert answer["events"]["FactsAttested"] == 3
    assert (answer["pledges"]["Registered"], answer["pledges"]["Cancelled"], answer["migrated"]) == (1, 1, 1)
    assert answer["pairs"] == {"registered": 3, "encumbered": 1, "freed": 2}
    assert (answer["rights"], answer["encumbered_rights"], answer["parties"]) == (3, 1, 5)
    assert {each["year"] for each in answer["baselines"]} == {2021, 2022}
    assert all(each["source"] for each in answer["baselines"])


def test_rights_with_several_live_pledges_are_counted(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT), facts(SECOND_PATENT))
    for _ in range(2):
        story.open(carried_over(PATENT))
    answer = asking(story.chain).get("/v1/statistics").json()
    assert (answer["rights_with_several_pledges"], answer["encumbered_rights"]) == (1, 1)
    assert answer["pairs"]["encumbered"] == 2


def test_parties_are_found_by_name_and_natural_persons_never(asking: Asking) -> None:
    story = Story()
    story.tell(said(ev.PartySuspended(Act(), 1), BANK))
    caller = asking(story.chain)
    found = caller.get("/v1/parties", params={"name": "first  BANK (demo) 演示第一银行"}).json()["parties"]
    assert [each["id"] for each in found] == [BANK]
    assert caller.get("/v1/parties", params={"name": "natural person #9"}).json()["parties"] == []
    assert caller.get(f"/v1/parties/{BANK}").json()["active"] is False
    assert caller.get(f"/v1/parties/{OTHER_BANK}").json()["active"] is True


def test_a_pending_change_is_shown_until_the_office_records(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT))
    pledge = story.open(ev.PledgeFiled(OFFICE, filing(PATENT), True, (), Act(), 1), BANK)
    story.act(ev.PledgeRegistered("R1", 20260105, b"", Act(), 1), pledge)
    story.act(ev.AssignmentNominated(OTHER_BANK, Act(), 1), pledge, BANK)
    story.act(ev.AssignmentAccepted(Act(), 1), pledge, OTHER_BANK)
    answer = asking(story.chain).get(f"/v1/pledges/{pledge}").json()
    assert answer["pending_change"] == {
        "change": "Assignment",
        "assignee": {"id": OTHER_BANK, "name": "Second Bank (demo) 演示第二银行"},
        "accepted": True,
    }
    assert answer["pledgee"]["id"] == BANK
    assert answer["paper_consent"] is True


def test_the_public_sees_enforcement_and_neither_defaults_nor_sums(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT), facts(SECOND_PATENT))
    pledge = story.open(carried_over(PATENT, SECOND_PATENT))
    before = asking(story.chain).get(f"/v1/pledges/{pledge}").json()
    act = Act(official_number="SECRET-1")
    defaulted = ev.PledgeDefaulted(DefaultGround.DebtNotPerformed, 20260301, act, 1)
    story.act(defaulted, pledge, BANK)
    story.act(ev.PledgeCured(act, 1), pledge, BANK)
    story.act(defaulted, pledge, BANK)
    caller = asking(story.chain)
    for path in (f"/v1/pledges/{pledge}/history", "/v1/status/US7831837/history", "/v1/statistics"):
        assert "Default" not in caller.get(path).text
        assert "Cured" not in caller.get(path).text
    assert caller.get(f"/v1/acts?office={BANK}&number=SECRET-1").json()["acts"] == []
    after = caller.get(f"/v1/pledges/{pledge}").json()
    assert {name: value for name, value in after.items() if name not in ("block", "known_head")} == {
        name: value for name, value in before.items() if name not in ("block", "known_head")
    }
    assert caller.get("/v1/status/US7831837").json()["status"] == "pledged"
    story.act(ev.EnforcementStarted(EnforcementRoute.Court, "case 1", Act(), 1), pledge, BANK)
    parts = (SECRET_AMOUNT, 0, 0, SECRET_AMOUNT, 0, 0, 7)
    sale = Realisation(RealisationMethod.Auction, FIRM, "CNY", *parts, b"", SALT)
    keys = tuple(sorted((PATENT.key, SECOND_PATENT.key)))
    story.act(ev.RightsRealised(keys, sale, True, Act(), 1), pledge, BANK)
    caller = asking(story.chain)
    assert caller.get("/v1/status/US7831837").json()["status"] == "enforcing"
    assert caller.get(f"/v1/pledges/{pledge}").json()["state"] == "Enforcing"
    history = caller.get(f"/v1/pledges/{pledge}/history")
    assert [each["act"] for each in history.json()["acts"]] == ["PledgeMigrated", "EnforcementStarted"]
    assert history.json()["acts"][1]["details"] == {"route": "Court"}
    assert str(SECRET_AMOUNT) not in history.text
    assert "Realised" not in caller.get("/v1/statistics").text


def test_a_history_tells_changes_of_rank_added_rights_and_consents_without_their_price(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT), facts(SECOND_PATENT))
    first, second = story.open(carried_over(PATENT)), story.open(carried_over(PATENT))
    story.act(ev.RanksChanged(second, (PATENT.key,), Act(recorded_on=20260105), 1), first)
    terms = filing(PATENT).obligation
    story.act(ev.PledgeAmended(terms, (SECOND_PATENT.key,), b"", Act(recorded_on=20260106), 1), first)
    consent = TransferConsent(
        TransferKind.Licence,
        (PATENT.key,),
        FIRM,
        True,
        LicenceScope.Sole,
        PriceUse.Deposited,
        "CNY",
        SECRET_AMOUNT,
        SALT,
    )
    story.act(ev.TransferConsented(consent, Act(), 1), first, BANK)
    story.act(
        ev.ClaimDetermined(DeterminationGround.PeriodOver, Determination(SECRET_AMOUNT, SALT), Act(), 1), first, BANK
    )
    caller = asking(story.chain)
    answer = caller.get(f"/v1/pledges/{first}/history")
    assert str(SECRET_AMOUNT) not in answer.text
    details = {each["act"]: each["details"] for each in answer.json()["acts"]}
    assert details["RanksChanged"] == {"favoured": second, "rights": ["US:PAT:7831837"]}
    assert details["PledgeAmended"]["added"] == ["US:PAT:8800931"]
    assert details["TransferConsented"] == {
        "kind": "Licence", "covered": ["US:PAT:7831837"], "pledge_follows": True, "scope": "Sole"
    }  # fmt: skip
    assert details["ClaimDetermined"] == {"ground": "PeriodOver"}
    pledges = caller.get("/v1/status/US7831837").json()["pledges"]
    assert [(each["pledge"], each["rank"]) for each in pledges] == [(second, 1), (first, 2)]
    pledges = caller.get("/v1/status/US7831837?as_of=2026-01-04").json()["pledges"]
    assert [(each["pledge"], each["rank"]) for each in pledges] == [(first, 1), (second, 2)]
    assert caller.get("/v1/status/US8800931?as_of=2026-01-05").json()["pledges"] == []
    assert [each["pledge"] for each in caller.get("/v1/status/US8800931").json()["pledges"]] == [first]


def test_a_carried_over_release_without_a_recording_date_warns(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT))
    pledge = story.open(carried_over(PATENT))
    story.act(ev.PledgeCancelled(CancellationGround.OtherLaw, migrated(recorded_on=0), 1), pledge)
    answer = asking(story.chain).get("/v1/status/US7831837").json()
    assert "recorded-date-not-stated" in [each["code"] for each in answer["warnings"]]


def test_hostile_texts_of_the_chain_come_out_harmless(asking: Asking) -> None:
    story = Story()
    story.tell(facts(PATENT, title="Pump\u202egnp.exe\x1b[2J\x00<script>alert(1)</script>", source="s\u2066"))
    answer = asking(story.chain).get("/v1/status/US7831837")
    shown = answer.json()["facts"]
    assert shown["title"] == "Pump\ufffdgnp.exe\ufffd[2J\\x00<script>alert(1)</script>"
    assert shown["source"] == "s\ufffd"
    assert answer.headers["content-type"] == "application/json"


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = models.ProblemBody.model_validate_json(answer.content)
    assert body.status == answer.status_code
    return answer.status_code, body.type.rpartition("/")[2]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/status/nonsense", 422, "invalid-number"),
        ("/v1/status/CN107654321B", 422, "invalid-number"),
        ("/v1/status/%00", 422, "invalid-number"),
        ("/v1/status/" + "9" * 900, 422, "invalid-number"),
        ("/v1/status/" + "9" * 1100, 422, "invalid-request"),
        ("/v1/status/' OR 1=1 --", 422, "invalid-number"),
        ("/v1/status/US7831837?as_of=yesterday", 422, "invalid-date"),
        ("/v1/status/US7831837?as_of=2025-02-30", 422, "invalid-date"),
        ("/v1/status/US7831837?as_of=0000-00-00", 422, "invalid-date"),
        ("/v1/status/US7831837?as_of=99999999", 422, "invalid-date"),
        ("/v1/status/US7831837?as_of=2026-01-22", 422, "date-in-the-future"),
        ("/v1/status/US7831837?as_of=" + "1" * 200, 422, "invalid-request"),
        ("/v1/pledges/abc", 422, "invalid-request"),
        ("/v1/pledges/0", 422, "invalid-request"),
        ("/v1/pledges/99999999999999999999", 422, "invalid-request"),
        ("/v1/pledges/4", 404, "unknown-pledge"),
        ("/v1/pledges/4/history", 404, "unknown-pledge"),
        ("/v1/parties/4", 404, "unknown-party"),
        ("/v1/parties", 422, "invalid-request"),
        ("/v1/parties?name=%20", 422, "invalid-request"),
        ("/v1/parties?name=a%00b", 422, "invalid-request"),
        ("/v1/acts?office=1", 422, "invalid-request"),
        ("/v1/acts?office=-1&number=1", 422, "invalid-request"),
        ("/v1/nothing", 404, "not-found"),
        ("/v1/status:batch", 405, "method-not-allowed"),
    ],
)
def test_bad_questions_are_refused_with_a_problem(caller: Caller, path: str, status: int, code: str) -> None:
    assert problem(caller.get(path)) == (status, code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid-json"),
        (b"{", 400, "invalid-json"),
        (b"\xff\xfe", 400, "invalid-json"),
        (b'{"numbers": ["\\ud800"]}', 400, "invalid-json"),
        (b"[" * 100_000, 400, "invalid-json"),
        (b"[]", 422, "invalid-request"),
        (b"{}", 422, "invalid-request"),
        (b'{"numbers": []}', 422, "invalid-request"),
        (b'{"numbers": "US7831837"}', 422, "invalid-request"),
        (b'{"numbers": ["US1"], "asof": "2020-01-01"}', 422, "unknown-field"),
        (b'{"numbers": ["US1"], "as_of": 20200101}', 422, "invalid-date"),
        (b'{"numbers": ["US1"], "as_of": "2020-13-01"}', 422, "invalid-date"),
        (json.dumps({"numbers": ["US7831837"] * 10_001}).encode(), 422, "too-many-numbers"),
        (b" " * 2_000_001, 413, "body-too-large"),
    ],
)
def test_bad_batches_are_refused_with_a_problem(caller: Caller, body: bytes, status: int, code: str) -> None:
    assert problem(caller.post("/v1/status:batch", content=body)) == (status, code)


def test_an_invalid_number_comes_with_what_to_do(caller: Caller) -> None:
    body = caller.get("/v1/status/201710601862.4").json()
    assert (body["field"], body["value"], body["problem"]) == ("number", "201710601862.4", "wrong-check-digit")
    assert "3" in body["hint"]


def test_ten_thousand_numbers_are_answered(caller: Caller) -> None:
    numbers = [f"US{number}" for number in range(5_000_000, 5_009_999)] + ["US7831837"]
    results = caller.post("/v1/status:batch", json={"numbers": numbers}).json()["results"]
    assert len(results) == 10_000
    assert results[-1]["status"] == "released"
    assert {row["status"] for row in results[:-1]} == {"unknown"}


def test_before_anything_is_known_nothing_is_denied(opened: Callable[..., Indexer]) -> None:
    story, old, _ = whole_story()
    indexer = opened(story.chain)
    caller = Caller(indexer.app())
    assert problem(caller.get(f"/v1/pledges/{old}")) == (503, "mirror-incomplete")
    assert problem(caller.get(f"/v1/parties/{BANK}")) == (503, "mirror-incomplete")
    assert caller.get("/v1/health").status_code == 503
    told = caller.get("/v1/completeness").json()
    assert (told["complete"], told["reason"]) == (False, "never-read")
    indexer.catch_up()
    assert caller.get("/v1/health").status_code == 200


def test_a_failing_store_is_a_problem_without_details(opened: Callable[..., Indexer]) -> None:
    indexer = opened(Story().chain)
    with indexer._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE checkpoint")
    answer = Caller(indexer.app()).get("/v1/status/US7831837")
    assert problem(answer) == (503, "store-unavailable")
    assert "checkpoint" not in answer.text


def test_the_openapi_description_names_every_path(opened: Callable[..., Indexer]) -> None:
    app: FastAPI = opened(Story().chain).app()
    paths = app.openapi()["paths"]
    assert set(paths) == {
        "/v1/status/{number}",
        "/v1/status:batch",
        "/v1/status/{number}/history",
        "/v1/status/{number}/valuations",
        "/v1/status/{number}/disposals",
        "/v1/disposals/{listing}",
        "/v1/valuations/{engagement}",
        "/v1/pledges/{pledge}",
        "/v1/pledges/{pledge}/history",
        "/v1/funds/{fund}",
        "/v1/schemes/{scheme}",
        "/v1/programmes",
        "/v1/products",
        "/v1/needs",
        "/v1/offers",
        "/v1/acts",
        "/v1/parties/{party}",
        "/v1/parties",
        "/v1/parties/{party}/pledges",
        "/v1/pledges",
        "/v1/expiring",
        "/v1/overdue",
        "/v1/heads/{block}",
        "/v1/events",
        "/v1/statistics",
        "/v1/completeness",
        "/v1/health",
    }
    assert "requestBody" in paths["/v1/status:batch"]["post"]


def test_what_holds_a_right_beside_pledges_is_told(asking: Asking) -> None:
    story = Story()
    label = ClassLabel(PATENT.key, AssetClass.Core, "report (demo)", 20260101)
    noted = story.tell(
        facts(PATENT),
        facts(SECOND_PATENT),
        coverage(PATENT),
        preservation(PATENT, starts_on=20251231, recorded_on=20251231),
        circumstance(PATENT, CircumstanceKind.AnnualFee, 20251230, 20260630),
        circumstance(PATENT, CircumstanceKind.Litigation, 20251201, case_number="(2025) demo 2"),
        said(ev.ClassLabelled(label, Act(), 1), PATENT.key, BANK),
        said(ev.RightsLocked(Lock.Pool, (SECOND_PATENT.key,), Act(executed_on=20260101), 1), 99, BANK),
    )
    answer = asking(story.chain).get("/v1/status/US7831837").json()
    models.StatusBody.model_validate(answer, strict=True)
    assert answer["status"] == "preserved"
    assert [each["code"] for each in answer["warnings"]] == ["preservation", "fees-overdue", "litigation"]
    (order,) = answer["preservations"]
    assert (order["court"], order["case_number"], order["rank"]) == ("Court (demo)", "(2026) demo 7", 1)
    assert (order["from"], order["to"]) == ("2025-12-31", "2028-01-01")
    assert [each["kind"] for each in answer["circumstances"]] == ["AnnualFee", "Litigation"]
    (told,) = answer["classes"]
    assert (told["label"], told["attestor"]["id"], told["source"]) == ("Core", BANK, "report (demo)")
    assert answer["locks"] == []

    locked = asking(story.chain).get("/v1/status/US8800931").json()
    assert locked["status"] == "locked"
    assert locked["locks"] == [{"lock": "Pool", "pledge": 99, "since": "2026-01-01"}]

    lifting = ev.PreservationLifted(noted + 3, 0, Act(recorded_on=20260101), 1)
    story.tell(
        said(lifting, PATENT.key, OFFICE),
        said(ev.RightsUnlocked(Lock.Pool, (SECOND_PATENT.key,), Act(executed_on=20260101), 1), 99, BANK),
    )
    for number in ("US7831837", "US8800931"):
        assert status_of(asking(story.chain), number) == ("clear", None)


def test_a_preservation_of_the_application_holds_the_grant(asking: Asking) -> None:
    story = Story()
    story.tell(
        facts(PATENT, application_number="US:APPL:11424427"),
        facts(APPLICATION),
        coverage(PATENT),
        coverage(APPLICATION),
        preservation(APPLICATION, starts_on=20251231, recorded_on=20251231),
    )
    assert asking(story.chain).get("/v1/status/US7831837").json()["status"] == "preserved"


def test_an_official_number_is_found_in_any_width_and_with_any_blanks(asking: Asking) -> None:
    story = Story()
    payload = ev.CoverageDeclared("US", PATENT.kind, 20000101, 20260101, Act(official_number="京(2024)演示 1号"), 1)
    story.tell(said(payload, coverage(PATENT).subject, OFFICE))
    for spelling in ("京(2024)演示 1号", "京（２０２４）演示　1号", "  京(2024)演示  1号 "):
        (act,) = asking(story.chain).get("/v1/acts", params={"office": OFFICE, "number": spelling}).json()["acts"]
        assert act["official_number"] == "京(2024)演示 1号"
