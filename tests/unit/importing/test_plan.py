"""Rows become commands, or are refused with the reason."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from chain_gateway.importing.commands import Assign, Cancel, Migrate, PartialRelease, label
from chain_gateway.importing.ledger_view import EmptyLedger, LedgerPledge, RecordedAct
from chain_gateway.importing.outcomes import Refused
from chain_gateway.importing.plan import make_plan
from chain_gateway.importing.readers import read
from chain_gateway.importing.records import Register
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.identifiers import RightId
from tests.support.importing_rows import assignment, interest, outcomes, plan_of, release

P, R = "900001/0001", "900002/0001"


def right(number: int) -> RightId:
    return RightId.parse(f"US9900{number:04}")


def warned(plan_codes: object) -> list[str]:
    return [str(warning.code) for warning in plan_codes.warnings]  # type: ignore[attr-defined]


def test_a_security_interest_becomes_one_pledge_over_the_rights_of_its_rows(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, 1), interest(P, 2), interest(P, "", application_no="US99100003"))
    (command,) = plan.commands
    assert isinstance(command, Migrate)
    assert command.rights == (right(1), right(2), RightId.parse("APPL:US99100003"))
    assert command.effective_on == date(2019, 1, 2)
    assert command.pledgee == "FIRST LANTERN BANK (DEMO)"
    assert command.rows == (0, 1, 2)
    assert label(command) == "migrate 900001/0001 (3 rights)"
    assert [(party.key, party.kind) for party in plan.parties] == [
        ("FIRST LANTERN BANK (DEMO)", PartyKind.Bank),
        ("LANTERN WORKS, INC. (DEMO)", PartyKind.Enterprise),
    ]
    assert [facts.right for facts in plan.rights] == list(command.rights)
    assert plan.rights[0].application == RightId.parse("APPL:US99100001")
    assert plan.rights[0].as_of == date(2019, 1, 2)


def test_several_pledgees_are_one_who_acts_and_joint_ones(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, pledgee="B BANK (DEMO), AS AGENT ; A BANK (DEMO) ; B BANK (DEMO)"))
    (command,) = plan.commands
    assert isinstance(command, Migrate)
    assert (command.pledgee, command.joint_pledgees) == ("B BANK (DEMO)", ("A BANK (DEMO)",))


def test_a_release_of_every_right_ends_the_pledge(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, release(R, P, 2), interest(P, 1), interest(P, 2), release(R, P, 1))
    assert outcomes(plan) == ["Cancel", "Migrate", "Migrate", "Cancel"]
    command = plan.commands[1]
    assert isinstance(command, Cancel)
    assert set(command.rights) == {right(1), right(2)}


def test_a_release_of_some_rights_frees_these_and_a_later_one_ends_the_pledge(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        interest(P, 1),
        interest(P, 2),
        release(R, P, 1),
        release("900003/0001", P, 2, recorded_date="2019-03-03"),
    )
    assert outcomes(plan) == ["Migrate", "Migrate", "PartialRelease", "Cancel"]
    partial, cancel = plan.commands[1:]
    assert isinstance(partial, PartialRelease)
    assert (partial.freed, partial.rights) == ((right(1),), (right(1), right(2)))
    assert isinstance(cancel, Cancel)
    assert cancel.rights == (right(2),)


def test_what_a_release_names_beyond_the_pledge_is_refused_row_by_row(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        interest(P, 1),
        release(R, P, 1),
        release(R, P, 2),
        release("900003/0001", P, 1, recorded_date="2019-03-03"),
        release("900004/0001", "955555/0001", 1),
        release("900005/0001", "", 1),
    )
    assert outcomes(plan)[1:] == [
        "Cancel",
        "released-never-pledged",
        "already-released",
        "unknown-reference",
        "no-reference",
    ]


def test_a_release_recorded_before_its_pledge_is_refused_and_says_that_the_pledge_came_later(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, recorded_date="2019-05-05"), release(R, P))
    assert outcomes(plan) == ["Migrate", "unknown-reference"]
    assert "recorded later" in plan.refused[0][1].text


def test_a_release_may_name_the_grant_of_an_application_that_was_pledged(tmp_path: Path) -> None:
    application_only = interest(P, "", application_no="US99100007")
    plan = plan_of(tmp_path, application_only, release(R, P, 7))
    assert outcomes(plan) == ["Migrate", "Cancel"]
    command = plan.commands[1]
    assert isinstance(command, Cancel)
    assert command.rights == (RightId.parse("APPL:US99100007"),)


def test_a_release_may_name_the_application_of_a_grant_that_was_pledged(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, 7), release(R, P, "", application_no="US99100007"))
    assert outcomes(plan) == ["Migrate", "Cancel"]


def test_both_numbers_of_one_right_in_a_release_free_it_once(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, 7), release(R, P, "", application_no="US99100007"), release(R, P, 7))
    assert outcomes(plan) == ["Migrate", "Cancel", "recorded-twice"]


def test_a_release_of_several_pledges_frees_each_right_where_it_is(tmp_path: Path) -> None:
    other = "900009/0001"
    plan = plan_of(
        tmp_path,
        interest(P, 1),
        interest(other, 2),
        release(R, f"{P} ; {other} ; 955555/0001", 1),
        release(R, f"{P} ; {other} ; 955555/0001", 2),
        release(R, f"{P} ; {other} ; 955555/0001", 3),
    )
    assert outcomes(plan) == ["Migrate", "Migrate", "Cancel", "Cancel", "released-never-pledged"]
    assert warned(plan).count("reference-not-applied") == 4


def test_one_row_can_be_applied_to_two_pledges(tmp_path: Path) -> None:
    other = "900009/0001"
    plan = plan_of(tmp_path, interest(P, 1), interest(other, 1), release(R, f"{P} ; {other}", 1))
    assert outcomes(plan) == ["Migrate", "Migrate", "Cancel+Cancel"]


def test_an_assignment_moves_the_pledge_and_a_release_by_the_new_pledgee_is_unremarkable(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        interest(P, 1),
        assignment("900003/0001", P, 1),
        assignment("900003/0001", P, 5),
        release(R, P, 1, pledgee="SECOND LANTERN CAPITAL LLC (DEMO)"),
    )
    assert outcomes(plan) == ["Migrate", "Assign", "assigned-never-pledged", "Cancel"]
    command = plan.commands[1]
    assert isinstance(command, Assign)
    assert command.assignee == "SECOND LANTERN CAPITAL LLC (DEMO)"
    assert warned(plan) == []
    kinds = {party.key: party.kind for party in plan.parties}
    assert kinds["SECOND LANTERN CAPITAL LLC (DEMO)"] is PartyKind.OtherLender


def test_an_assignment_that_names_some_rights_is_refused_for_a_person_to_divide_the_pledge(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, 1), interest(P, 2), assignment("900003/0001", P, 1))
    assert outcomes(plan) == ["Migrate", "Migrate", "assigned-in-part"]
    (_, refused), *_ = plan.refused
    assert "names 1 of the 2 rights" in refused.text
    assert not any(isinstance(command, Assign) for command in plan.commands)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"pledgee": "FIRST LANTERN BANK (DEMO), AS AGENT"}, "already-assigned"),
        ({"pledgee": "A BANK (DEMO) ; B BANK (DEMO)"}, "unsupported-conveyance"),
        ({"pledgee": ""}, "no-parties"),
        ({"references": ""}, "no-reference"),
        ({"references": "955555/0001"}, "unknown-reference"),
    ],
)
def test_an_assignment_that_cannot_be_recorded_is_refused(tmp_path: Path, fields: dict[str, str], code: str) -> None:
    assert outcomes(plan_of(tmp_path, interest(P), assignment("900003/0001", P, **fields))) == ["Migrate", code]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"event_code": "MERGER"}, "unsupported-conveyance"),
        ({"event_code": "CORRECTIVE"}, "corrective-needs-a-person"),
        ({"registration_no": ""}, "no-number"),
        ({"patent_no": "", "application_no": ""}, "no-number"),
        ({"registration_no": "SEE FILE"}, "invalid-number"),
        ({"patent_no": "US20300012345A1"}, "invalid-number"),
        ({"patent_no": "US99100001"}, "invalid-number"),
        ({"patent_no": "USTM9900001"}, "invalid-number"),
        ({"application_no": "USTMSN99200001"}, "invalid-number"),
        ({"right": "trademark", "patent_no": "USTM9900001"}, "invalid-number"),
        ({"execution_date": "", "recorded_date": ""}, "no-date"),
        ({"pledgee": ""}, "no-parties"),
        ({"pledgor": " ; "}, "no-parties"),
        ({"recorded_date": "2019-02-30"}, "unreadable"),
        ({"right": "design"}, "unreadable"),
        ({"properties_in_instrument": "many"}, "unreadable"),
        ({"pledgor": "LANTERN\u202eSKROW (DEMO)"}, "unreadable"),
        ({"title": "A\x00LANTERN"}, "unreadable"),
        ({"pledgor": "X" * 600 + " INC. (DEMO)"}, "beyond-limit"),
        ({"pledgor": " ; ".join(f"L{number} INC. (DEMO)" for number in range(257))}, "beyond-limit"),
        ({"pledgee": " ; ".join(f"L{number} BANK (DEMO)" for number in range(34))}, "beyond-limit"),
    ],
)
def test_a_row_that_says_no_security_interest_is_refused_with_its_reason(
    tmp_path: Path, fields: dict[str, str], code: str
) -> None:
    plan = plan_of(tmp_path, interest(P) | fields)
    assert outcomes(plan) == [code]
    assert plan.commands == ()
    assert plan.parties == ()
    assert plan.refused[0][1].text


def test_full_width_digits_are_the_same_number(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, 1), release(R, "９００００１/０００１", "", patent_no="ＵＳ９９００００01"))
    assert outcomes(plan) == ["Migrate", "Cancel"]


def test_a_column_and_a_description_that_name_different_pledges_are_refused(tmp_path: Path) -> None:
    told = release(R, P, conveyance_text="RELEASE OF SECURITY INTEREST AT REEL/FRAME 900077/0001")
    plan = plan_of(tmp_path, interest(P), told)
    assert outcomes(plan) == ["Migrate", "differs-from-recorded"]
    assert "900077/0001" in plan.refused[0][1].text


def test_a_reference_in_the_description_counts_where_the_column_is_empty(tmp_path: Path) -> None:
    told = release(R, "", conveyance_text="TERMINATION RECORDED AT REEL 900001, FRAME 1")
    assert outcomes(plan_of(tmp_path, interest(P), told)) == ["Migrate", "Cancel"]


def test_a_row_that_differs_from_most_rows_of_its_instrument_is_refused(tmp_path: Path) -> None:
    odd = interest(P, 1, pledgee="ANOTHER BANK (DEMO)")
    plan = plan_of(tmp_path, odd, interest(P, 2), interest(P, 3))
    assert outcomes(plan) == ["differs-from-recorded", "Migrate", "Migrate"]
    assert "ANOTHER BANK (DEMO)" in plan.refused[0][1].text


def test_a_capacity_is_no_difference(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P, 1), interest(P, 2, pledgee="FIRST LANTERN BANK (DEMO), AS COLLATERAL AGENT"))
    assert outcomes(plan) == ["Migrate", "Migrate"]


def test_the_same_number_in_the_two_registers_is_two_instruments(tmp_path: Path) -> None:
    mark = interest(P, "", right="trademark", patent_no="USTM9900001", application_no="USTMSN99200001")
    plan = plan_of(tmp_path, interest(P), mark, release(R, P, "", right="trademark", patent_no="USTM9900001"))
    assert outcomes(plan) == ["Migrate", "Migrate", "Cancel"]
    assert plan.commands[2].pledge.register is Register.TRADEMARK  # type: ignore[union-attr]


def test_a_right_listed_twice_is_entered_once(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, interest(P), interest(P), release(R, P), release(R, P))
    assert outcomes(plan) == ["Migrate", "recorded-twice", "Cancel", "recorded-twice"]


def test_one_right_too_many_refuses_the_instrument(tmp_path: Path) -> None:
    rows = [interest(P, number) for number in range(1, 1_102)]
    assert set(outcomes(plan_of(tmp_path, *rows))) == {"beyond-limit"}
    plan = plan_of(tmp_path, *rows[:-1])
    assert set(outcomes(plan)) == {"Migrate"}


def test_what_a_person_should_look_at_is_remarked_and_applied(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        interest(P, 1, recorded_date="", properties_in_instrument="7"),
        interest("900008/0001", 1),
        interest("900009/0001", 1, recorded_date="2019-01-05"),
        interest("900010/0001", 2, execution_date="2019-02-02"),
        release(R, P, 1, pledgee="A STRANGER BANK (DEMO)"),
    )
    assert set(outcomes(plan)) == {"Migrate", "Cancel"}
    assert {(str(each.code), each.registration_no) for each in plan.warnings} == {
        ("recorded-date-not-stated", P),
        ("rights-not-all-listed", P),
        ("possibly-recorded-twice", "900008/0001"),
        ("possibly-recorded-twice", "900009/0001"),
        ("executed-after-recorded", "900010/0001"),
        ("released-by-another-name", R),
    }


def test_a_party_that_lends_and_pledges_is_one_party_and_a_lender(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        interest(P, 1, pledgee="LANTERN WORKS, INC. (DEMO)", pledgor="LAMPLIGHT, JANE Q. (DEMO)"),
        interest("900009/0001", 2),
    )
    kinds = {party.key: party.kind for party in plan.parties}
    assert kinds == {
        "FIRST LANTERN BANK (DEMO)": PartyKind.Bank,
        "LANTERN WORKS, INC. (DEMO)": PartyKind.OtherLender,
        "LAMPLIGHT, JANE Q. (DEMO)": PartyKind.NaturalPerson,
    }


class Ledger:
    """A ledger that holds one pledge, with what was done to it."""

    def __init__(self, *acts: RecordedAct, live: frozenset[RightId]) -> None:
        rights = {right(1): None, right(2): None}
        self.held = LedgerPledge(70, P, rights, live, "First Lantern Bank (DEMO)")
        self.recorded = acts

    def pledge(self, register: Register, registration_number: str) -> LedgerPledge | None:
        return self.held if (register, registration_number) == (Register.PATENT, P) else None

    def acts(self, register: Register, official_number: str) -> tuple[RecordedAct, ...]:
        return self.recorded if (register, official_number) == (Register.PATENT, R) else ()

    def attested(self, rights: Sequence[RightId]) -> frozenset[RightId]:
        return frozenset(rights) & {right(1), right(2)}


def test_facts_that_the_ledger_has_are_left_as_they_are(tmp_path: Path) -> None:
    ledger = Ledger(live=frozenset())
    plan = plan_of(tmp_path, interest("900009/0001", 1), interest("900009/0001", 3), ledger=ledger)
    assert [facts.right for facts in plan.rights] == [right(3)]


def test_what_the_ledger_holds_is_not_entered_again_and_the_pledge_is_named(tmp_path: Path) -> None:
    ledger = Ledger(live=frozenset({right(1), right(2)}))
    plan = plan_of(tmp_path, interest(P, 1), interest(P, 2), interest(P, 3), release(R, P, 2), ledger=ledger)
    assert outcomes(plan) == ["recorded-twice", "recorded-twice", "differs-from-recorded", "PartialRelease"]
    assert {refusal.pledge for _, refusal in plan.refused} == {70}
    command = plan.commands[0]
    assert isinstance(command, PartialRelease)
    assert command.pledge.id == 70
    assert set(command.rights) == {right(1), right(2)}


def test_a_release_that_the_ledger_holds_is_not_done_again(tmp_path: Path) -> None:
    act = RecordedAct("RightsReleased", 70, frozenset({right(2)}))
    ledger = Ledger(act, live=frozenset({right(1)}))
    plan = plan_of(tmp_path, release(R, P, 2), release("900003/0001", P, 2, recorded_date="2019-06-06"), ledger=ledger)
    assert outcomes(plan) == ["recorded-twice", "already-released"]


def test_a_release_goes_on_with_the_rights_that_the_ledger_did_not_free_yet(tmp_path: Path) -> None:
    act = RecordedAct("RightsReleased", 70, frozenset({right(2)}))
    ledger = Ledger(act, live=frozenset({right(1)}))
    assert outcomes(plan_of(tmp_path, release(R, P, 2), release(R, P, 1), ledger=ledger)) == [
        "recorded-twice",
        "Cancel",
    ]


def test_an_assignment_that_the_ledger_holds_is_not_done_again(tmp_path: Path) -> None:
    ledger = Ledger(RecordedAct("PledgeAssigned", 70, None), live=frozenset({right(1), right(2)}))
    assert outcomes(plan_of(tmp_path, assignment(R, P, 1), ledger=ledger)) == ["recorded-twice"]


def test_every_row_of_every_sample_has_one_outcome(samples: Path) -> None:
    rows = [row for path in sorted(samples.iterdir()) for row in read(path)]

    plan = make_plan(rows, EmptyLedger())
    assert [each.row for each in plan.rows] == rows
    assert all(isinstance(each.outcome, Refused) or each.outcome.commands for each in plan.rows)
