"""Filing to cancellation, and every change between, through HTTP on a real chain."""

from typing import Any

import pytest

from chain_gateway.client import Problem


def code(submission: Any) -> str:
    assert submission.state == "reverted"
    return str(submission.error.error["name"])


def test_a_pledge_is_filed_with_consent_registered_discharged_and_cancelled(town: Any) -> None:
    right = town.right(town.firm)
    pledge = town.filed(right)
    town.done(town.office, f"/v1/pledges/{pledge}/registration", town.registration())

    second = town.submit(town.other_bank, "/v1/pledges", town.filing(right, bank=town.other_bank))
    assert code(second) == "AlreadyEncumbered"
    assert second.error.code == "refused-by-ledger"
    assert str(second.error.error["arguments"]["pledge"]) == str(pledge)
    assert second.transaction is None, "a refused trial uses no nonce and sends nothing"

    too_early = town.submit(town.office, f"/v1/pledges/{pledge}/cancellation", {"ground": "DebtPerformed"})
    assert code(too_early) == "NotDischarged"

    town.done(town.bank, f"/v1/pledges/{pledge}/releases", {"ground": "DebtPerformed"})
    cancelled = town.done(
        town.office,
        f"/v1/pledges/{pledge}/cancellation",
        {"ground": "DebtPerformed", "act": {"recorded_on": "2024-07-01"}},
    )
    assert cancelled.event("PledgeCancelled").subject == pledge
    assert cancelled.block is not None
    assert town.registered(right, bank=town.other_bank) > pledge, "a cancelled pledge leaves the right free"


def test_an_old_registration_is_carried_over_assigned_partly_released_and_cancelled(town: Any) -> None:
    rights = [town.right(town.firm) for _ in range(3)]
    act = {
        "provenance": "migrated",
        "executed_on": "2019-01-02",
        "recorded_on": "2019-01-09",
        "official_number": "2019000123",
        "document": town.document,
    }
    migrated = town.done(
        town.office,
        "/v1/pledges:migrate",
        {
            "pledgee": town.bank,
            "pledgors": [town.firm],
            "rights": rights,
            "registration_number": "2019000123",
            "effective_on": "2019-01-09",
            "act": act,
        },
    )
    pledge = migrated.event("PledgeMigrated").subject
    moved = town.done(
        town.office,
        f"/v1/pledges/{pledge}/assignments/recording",
        {"assignee": town.other_bank, "act": act | {"official_number": "2020000001"}},
    )
    assert moved.event("PledgeAssigned").subject == pledge
    town.done(
        town.office,
        f"/v1/pledges/{pledge}/releases/recording",
        {"freed": [rights[1]], "act": act | {"official_number": "2021000001"}},
    )
    ended = town.done(
        town.office,
        f"/v1/pledges/{pledge}/cancellation",
        {"ground": "DebtPerformed", "act": act | {"official_number": "2022000001"}},
    )
    assert ended.event("PledgeCancelled").subject == pledge


def test_a_claim_is_assigned_by_nomination_acceptance_and_recording(town: Any) -> None:
    pledge = town.registered(town.right(town.firm), kind="Fixed")
    town.done(town.bank, f"/v1/pledges/{pledge}/assignments", {"assignee": town.other_bank})
    early = town.submit(town.office, f"/v1/pledges/{pledge}/assignments/recording", {"assignee": town.other_bank})
    assert code(early) == "NotAccepted"
    town.done(town.other_bank, f"/v1/pledges/{pledge}/assignments/acceptance", {})
    town.done(town.office, f"/v1/pledges/{pledge}/assignments/recording", {"assignee": town.other_bank})
    late = town.submit(town.bank, f"/v1/pledges/{pledge}/releases", {"ground": "DebtPerformed"})
    assert code(late) == "NotThePledgee"


def test_a_partial_release_is_asked_and_recorded_and_the_gateway_knows_what_remains(town: Any) -> None:
    rights = [town.right(town.firm) for _ in range(3)]
    pledge = town.registered(*rights)
    town.done(town.bank, f"/v1/pledges/{pledge}/releases", {"freed": [rights[0]]})
    town.done(town.office, f"/v1/pledges/{pledge}/releases/recording", {"freed": [rights[0]]})
    assert len(town.services.store.rights_of(pledge)) == 2
    town.done(town.bank, f"/v1/pledges/{pledge}/releases", {"freed": [rights[1]]})
    town.done(town.office, f"/v1/pledges/{pledge}/releases/recording", {"freed": [rights[1]]})


def test_the_rights_of_a_pledge_that_another_gateway_filed_are_found_in_its_events(town: Any) -> None:
    from chain_gateway.submission import pledge_rights
    from chain_gateway.submission.records import Pledged

    rights = [town.right(town.firm) for _ in range(2)]
    pledge = town.registered(*rights)
    town.done(town.bank, f"/v1/pledges/{pledge}/releases", {"freed": [rights[0]]})
    town.done(town.office, f"/v1/pledges/{pledge}/releases/recording", {"freed": [rights[0]]})
    with town.services.store._database.write() as connection:
        pledge_rights.put(connection, {pledge: Pledged((b"\x01" * 32,), (town.other_firm,))})
    town.done(town.bank, f"/v1/pledges/{pledge}/releases", {"ground": "PledgeeWaives"})
    town.done(town.office, f"/v1/pledges/{pledge}/cancellation", {"ground": "PledgeeWaives"})


def test_other_terms_are_asked_with_fresh_consent_and_recorded_without_naming_them_again(town: Any) -> None:
    right = town.right(town.firm)
    pledge = town.registered(right)
    heavier = town.filing(right, pledge=pledge, amount_minor="1200000000")
    asked = {"obligation": heavier["obligation"], "consents": heavier["consents"]}
    town.done(town.bank, f"/v1/pledges/{pledge}/amendments", asked)
    town.done(town.office, f"/v1/pledges/{pledge}/amendments/recording", {})


def test_a_change_that_was_asked_can_be_dropped(town: Any) -> None:
    pledge = town.registered(town.right(town.firm), kind="Fixed")
    town.done(town.bank, f"/v1/pledges/{pledge}/assignments", {"assignee": town.other_bank})
    town.done(town.bank, f"/v1/pledges/{pledge}/pending-change:drop", {})


def test_a_filing_is_refused_by_the_office_with_a_ground_or_withdrawn_by_the_bank(town: Any) -> None:
    refused, withdrawn = town.filed(town.right(town.firm)), town.filed(town.right(town.firm))
    town.done(town.office, f"/v1/pledges/{refused}/refusal", {"ground": "FeesUnpaid"})
    town.done(town.bank, f"/v1/pledges/{withdrawn}/withdrawal", {})


def test_a_pledge_on_paper_is_registered_only_with_the_papers_document(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    paper = {**body, "consents": []}
    assert code(town.submit(town.bank, "/v1/pledges", paper)) == "Missing"
    paper["act"] = {"document": town.document}
    pledge = town.done(town.bank, "/v1/pledges", paper).event("PledgeFiled").subject
    registration = town.registration()
    without = town.submit(town.office, f"/v1/pledges/{pledge}/registration", registration)
    assert code(without) == "PaperConsentMissing"
    town.done(town.office, f"/v1/pledges/{pledge}/registration", {**registration, "consent_document": town.document})


def test_an_amendment_on_paper_names_it_and_is_recorded_with_the_paper_only(town: Any) -> None:
    first, added = town.right(town.firm), town.right(town.firm)
    pledge = town.registered(first)
    terms = town.filing(first, pledge=pledge, amount_minor="1200000000")["obligation"]
    body = {"obligation": terms, "added": [added]}
    path = f"/v1/pledges/{pledge}/amendments"
    assert code(town.submit(town.bank, path, body)) == "Missing"
    town.done(town.bank, path, body | {"act": {"document": town.document}})
    assert code(town.submit(town.office, f"{path}/recording", {})) == "PaperConsentMissing"
    recorded = town.done(town.office, f"{path}/recording", {"consent_document": town.document})
    assert recorded.event("PledgeAmended").subject == pledge
    assert len(town.services.store.rights_of(pledge)) == 2


def test_a_right_that_was_sold_since_the_filing_is_refused_at_registration_and_by_the_dry_run(town: Any) -> None:
    right = town.right(town.firm)
    pledge = town.filed(right)
    sold = {"right": right, "validity": "InForce", "owners": [town.other_firm], "source": "演示", "as_of": "2024-06-02"}
    town.done(town.office, "/v1/assets", {"facts": [sold]})
    refused = town.submit(town.office, f"/v1/pledges/{pledge}/registration", town.registration())
    assert code(refused) == "OwnerConsentMissing"
    assert int(refused.error.error["arguments"]["owner"]) == town.other_firm
    checked = town.client(town.other_bank).check_pledge(town.filing(right, bank=town.other_bank))
    assert "PledgorNotOwner" in [each["ground"] for each in checked["rights"][0]["findings"]]
    town.done(town.office, f"/v1/pledges/{pledge}/refusal", {"ground": "PledgorNotOwner"})


def test_other_pledgors_than_the_pledges_are_refused(town: Any) -> None:
    pledge = town.filed(town.right(town.firm))
    wrong = town.registration() | {"pledgors": [town.other_firm]}
    assert code(town.submit(town.office, f"/v1/pledges/{pledge}/registration", wrong)) == "WrongPledgors"


def test_consents_of_others_are_recorded_with_a_release_a_waiver_and_an_amendment(town: Any) -> None:
    rights = [town.right(town.firm) for _ in range(2)]
    pledge = town.registered(*rights)
    others = {
        "other_consents": [
            {"party": town.other_firm, "document": town.document},
            {"party": town.other_bank, "document": town.document},
        ]
    }
    path = f"/v1/pledges/{pledge}"
    same_terms = {"obligation": town.filing(*rights)["obligation"]}
    town.done(town.bank, f"{path}/amendments", same_terms | others)
    town.done(town.bank, f"{path}/pending-change:drop", {})
    town.done(town.bank, f"{path}/releases", {"freed": [rights[0]]} | others)
    town.done(town.office, f"{path}/releases/recording", {"freed": [rights[0]]})
    itself = {"other_consents": [{"party": town.bank, "document": town.document}]}
    assert code(town.submit(town.bank, f"{path}/releases", {"ground": "PledgeeWaives"} | itself)) == "InvalidParty"
    town.done(town.bank, f"{path}/releases", {"ground": "PledgeeWaives"} | others)


def test_one_party_consents_once(town: Any, problem: Any) -> None:
    pledge = town.registered(town.right(town.firm))
    consent = {"party": town.other_firm, "document": town.document}
    body = {"ground": "PledgeeWaives", "other_consents": [consent, consent]}
    found = problem(422, f"/v1/pledges/{pledge}/releases", body, town.bank)
    assert (found["type"].rsplit("/")[-1], found["field"]) == ("duplicate", "other_consents[1]")


def test_a_consent_signed_by_another_key_is_refused(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    consent = body["consents"][0]
    stranger = town.keys[town.other_firm]
    signed_again = town.sign(body, town.bank, stranger)["consents"][0]
    other_signature = {**body, "consents": [{**consent, "signature": signed_again["signature"]}]}
    assert code(town.submit(town.bank, "/v1/pledges", other_signature)) == "ConsentNotSigned"
    other_key = town.sign(body, town.bank, stranger)
    assert code(town.submit(town.bank, "/v1/pledges", other_key)) == "ConsentKeyNotLive"


def test_a_consent_is_good_for_one_filing_only(town: Any) -> None:
    right = town.right(town.firm)
    body = town.filing(right)
    pledge = town.done(town.bank, "/v1/pledges", body).event("PledgeFiled").subject
    town.done(town.bank, f"/v1/pledges/{pledge}/withdrawal", {})
    assert code(town.submit(town.bank, "/v1/pledges", body, "another-request")) == "ConsentUsed"


def test_a_consent_to_other_terms_is_refused(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    more = {**body, "obligation": {**body["obligation"], "amount_minor": "1000000001"}}
    assert code(town.submit(town.bank, "/v1/pledges", more)) == "ConsentNotSigned"


def test_an_expired_consent_is_refused_by_chain_time(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    asked = {name: value for name, value in body.items() if name != "consents"} | {"deadline": 1}
    late = town.sign(asked, town.bank)
    late.pop("deadline")
    assert code(town.submit(town.bank, "/v1/pledges", late)) == "ConsentExpired"


def test_an_unknown_party_and_a_pledgor_that_owns_nothing_are_refused_by_name(town: Any) -> None:
    right = town.right(town.firm)
    body = town.filing(right)
    unknown = {**body, "consents": [], "obligation": {**body["obligation"], "debtor": 999_999}}
    assert code(town.submit(town.bank, "/v1/pledges", unknown)) == "InvalidParty"
    stranger = town.filing(right, firm=town.other_firm)
    assert code(town.submit(town.bank, "/v1/pledges", stranger)) in ("OwnerConsentMissing", "PledgorOwnsNothing")


def test_another_banks_pledge_cannot_be_discharged(town: Any) -> None:
    pledge = town.registered(town.right(town.firm))
    found = town.submit(town.other_bank, f"/v1/pledges/{pledge}/releases", {"ground": "DebtPerformed"})
    assert code(found) == "NotThePledgee"
    assert str(town.bank) in found.error.detail or "NotThePledgee" in found.error.detail


def test_rights_of_an_unknown_pledge_answer_404_and_send_nothing(town: Any) -> None:
    with pytest.raises(Problem) as refused:
        town.client(town.office).post("/v1/pledges/987654321/refusal", {"ground": "Other"})
    assert (refused.value.status, refused.value.code) == (404, "unknown-pledge")


def test_a_wrong_list_of_rights_is_refused_by_the_ledger(town: Any) -> None:
    pledge = town.filed(town.right(town.firm))
    found = town.submit(
        town.office, f"/v1/pledges/{pledge}/refusal", {"ground": "Other", "rights": ["CN201710601862.3"]}
    )
    assert code(found) == "WrongRights"


def test_a_filing_is_corrected_as_the_office_asks(town: Any) -> None:
    pledge = town.filed(town.right(town.firm))
    path = f"/v1/pledges/{pledge}/corrections"
    assert code(town.submit(town.bank, f"{path}/answer", {"act": {"document": town.document}})) == "NoCorrectionAsked"
    town.done(town.office, path, {"due_on": "2024-07-01", "act": {"document": town.document}})
    town.done(town.bank, f"{path}/answer", {"act": {"document": town.document}})
    town.done(town.office, f"/v1/pledges/{pledge}/registration", town.registration())


def test_a_registration_is_revoked_and_its_rights_can_be_pledged_anew(town: Any) -> None:
    right = town.right(town.firm)
    pledge = town.registered(right)
    revocation = {"ground": "PledgorNotOwner", "act": {"document": town.document}}
    revoked = town.done(town.office, f"/v1/pledges/{pledge}/revocation", revocation)
    assert revoked.event("PledgeRevoked").subject == pledge
    town.registered(right, bank=town.other_bank)


def test_joint_pledgees_that_the_pledgor_did_not_sign_are_refused(town: Any) -> None:
    body = town.filing(town.right(town.firm))
    assert code(town.submit(town.bank, "/v1/pledges", {**body, "joint_pledgees": [town.other_bank]})) == (
        "ConsentNotSigned"
    )
    signed = town.sign({**body, "joint_pledgees": [town.other_bank]}, town.bank)
    town.done(town.bank, "/v1/pledges", signed)


def test_rights_are_added_with_consent_to_the_whole_list_and_the_gateway_knows_them(town: Any) -> None:
    first, added = town.right(town.firm), town.right(town.firm)
    pledge = town.registered(first)
    whole = town.filing(first, added, pledge=pledge)
    asked = {"obligation": whole["obligation"], "consents": whole["consents"], "added": [added]}
    town.done(town.bank, f"/v1/pledges/{pledge}/amendments", asked)
    town.done(town.office, f"/v1/pledges/{pledge}/amendments/recording", {})
    assert len(town.services.store.rights_of(pledge)) == 2
    second = town.submit(town.other_bank, "/v1/pledges", town.filing(added, bank=town.other_bank))
    assert code(second) == "AlreadyEncumbered"
    town.done(town.bank, f"/v1/pledges/{pledge}/releases", {"ground": "DebtPerformed"})
    town.done(town.office, f"/v1/pledges/{pledge}/cancellation", {"ground": "DebtPerformed"})


def test_a_maximum_amount_is_determined_before_the_claim_is_assigned(town: Any) -> None:
    pledge = town.registered(town.right(town.firm))
    assignment = {"assignee": town.other_bank}
    assert code(town.submit(town.bank, f"/v1/pledges/{pledge}/assignments", assignment)) == "ClaimNotDetermined"
    determination = {"ground": "PeriodOver", "amount_minor": "1000000001"}
    path = f"/v1/pledges/{pledge}/determination"
    assert code(town.submit(town.bank, path, determination)) == "AboveCeiling"
    town.done(town.bank, path, determination | {"amount_minor": "1000000000"})
    town.done(town.bank, f"/v1/pledges/{pledge}/assignments", assignment)


def test_a_default_is_cured_or_enforced_and_realised_to_the_last_fen(town: Any) -> None:
    rights = [town.right(town.firm) for _ in range(2)]
    pledge = town.registered(*rights, kind="Fixed")
    path = f"/v1/pledges/{pledge}"
    notice = {"ground": "DebtNotPerformed", "notice_on": "2027-06-10", "act": {"document": town.document}}
    town.done(town.bank, f"{path}/default", notice)
    town.done(town.bank, f"{path}/cure", {})
    assert code(town.submit(town.bank, f"{path}/enforcement", {"route": "Agreement"})) == "WrongState"
    town.done(town.bank, f"{path}/default", notice)
    assert code(town.submit(town.bank, f"{path}/enforcement", {"route": "Court"})) == "Missing"
    town.done(town.bank, f"{path}/enforcement", {"route": "Court", "case_number": "（2027）演示73民初1号"})
    sale = {
        "method": "Auction",
        "currency": "CNY",
        "proceeds_minor": "520000000",
        "costs_minor": "1000000",
        "interest_minor": "19000000",
        "principal_minor": "500000001",
        "act": {"document": town.document},
    }
    wrong = town.submit(town.bank, f"{path}/realisation", sale | {"sold": [rights[0]]})
    assert code(wrong) == "ProceedsDoNotAddUp"
    right_sum = sale | {"principal_minor": "500000000", "deficiency_minor": "500000000"}
    town.done(town.bank, f"{path}/realisation", right_sum | {"sold": [rights[0]]})
    town.done(town.bank, f"{path}/realisation", right_sum | {"sold": [rights[1]]})
    town.done(town.bank, f"{path}/releases", {"ground": "PledgeRealised"})
    town.done(town.office, f"{path}/cancellation", {"ground": "PledgeRealised"})


def test_a_transfer_is_consented_to_and_ranks_of_an_exclusive_kind_have_no_next(town: Any) -> None:
    right = town.right(town.firm)
    pledge = town.registered(right)
    consent = {
        "kind": "Licence",
        "covered": [right],
        "counterparty": town.other_firm,
        "scope": "Sole",
        "currency": "CNY",
        "price_minor": "100000",
        "act": {"document": town.document},
    }
    path = f"/v1/pledges/{pledge}/transfer-consents"
    assert code(town.submit(town.bank, path, consent)) == "InvalidTransferConsent"
    town.done(town.bank, path, consent | {"price_use": "Deposited"})
    subordination = {"favoured": pledge + 1}
    path = f"/v1/pledges/{pledge}/subordinations"
    assert code(town.submit(town.bank, path, subordination)) == "NotNextInRank"
    assert code(town.submit(town.office, f"{path}/recording", subordination)) == "NoSuchChange"
