"""Imports through the real gateway on a real embedded chain, read back through the real look-up."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from chain_gateway.client import GatewayClient
from chain_gateway.importing.known import LedgerNotKnown, LookupLedger
from chain_gateway.importing.ledger_view import EmptyLedger
from chain_gateway.importing.outcomes import RefusalCode
from chain_gateway.importing.plan import ImportPlan, make_plan
from chain_gateway.importing.readers import read
from chain_gateway.importing.records import Register, Row
from chain_gateway.importing.report import ImportReport
from chain_gateway.importing.runner import Office, run
from tests.support.importing_house import Faults, RegisterHouse, register_house
from tests.support.importing_rows import assignment, interest, release, table

_REELS = itertools.count(910_000)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterHouse]:
    with register_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@contextmanager
def offices(ledger: RegisterHouse, transport: httpx.BaseTransport | None = None) -> Iterator[dict[Register, Office]]:
    with ExitStack() as stack:
        found = ledger.offices(transport)
        for office in found.values():
            stack.enter_context(office.gateway)
        yield found


def carried_out(ledger: RegisterHouse, plan: ImportPlan, transport: httpx.BaseTransport | None = None) -> ImportReport:
    with offices(ledger, transport) as found:
        return run(plan, found)


class Story:
    """A pledge of three rights that moves to another lender, loses one right, and ends; with rows to refuse."""

    def __init__(self, folder: Path) -> None:
        reel = next(_REELS)
        self.pledge, self.move, self.part, self.end = (f"{reel}/{frame:04}" for frame in (1, 2, 3, 4))
        first = reel % 1_000 * 4 + 1
        firm = f"LANTERN {reel}, INC. (DEMO)"
        rights = (first, first + 1, first + 2)
        self.path = table(
            folder,
            *[interest(self.pledge, right, pledgor=f"{firm} ; LAMPLIGHT, JANE {reel} (DEMO)") for right in rights],
            *[assignment(self.move, self.pledge, right) for right in rights],
            release(self.part, self.pledge, first, recorded_date="2019-02-10"),
            release(self.end, self.pledge, first + 1, recorded_date="2019-03-10"),
            release(self.end, self.pledge, first + 2, recorded_date="2019-03-10"),
            release(self.end, self.pledge, first + 3, recorded_date="2019-03-10"),
            name=f"{reel}.csv",
        )
        self.rows: list[Row] = list(read(self.path))

    def assert_told_once(self, ledger: RegisterHouse) -> None:
        acts = {
            self.pledge: ["PledgeMigrated"],
            self.move: ["PledgeAssigned"],
            self.part: ["RightsReleased"],
            self.end: ["PledgeCancelled"],
        }
        for number, names in acts.items():
            assert [act["act"] for act in ledger.acts(Register.PATENT, number)] == names, number
        found = ledger.pledge(Register.PATENT, self.pledge)
        assert found["state"] == "Cancelled"
        assert found["pledgee"]["name"] == "SECOND LANTERN CAPITAL LLC (DEMO)"
        assert {each["state"] for each in found["rights"]} == {"freed"}


def test_a_story_is_told_on_the_ledger_with_its_dates_and_its_source_record(
    ledger: RegisterHouse, tmp_path: Path
) -> None:
    story = Story(tmp_path)
    plan = ledger.plan(story.rows)
    steps: list[tuple[int, int, str]] = []
    with offices(ledger) as found:
        report = run(plan, found, lambda done, total, what: steps.append((done, total, what)))
        assert report.complete
        assert (report.tally.rows_applied, dict(report.tally.refused)) == (9, {"released-never-pledged": 1})
        story.assert_told_once(ledger)
        (migrated,) = ledger.acts(Register.PATENT, story.pledge)
        assert migrated["provenance"] == "Migrated"
        assert (migrated["executed_on"], migrated["recorded_on"]) == ("2019-01-01", "2019-01-02")
        assert report.pledges == {f"patent:{story.pledge}": migrated["pledge"]}
        document = found[Register.PATENT].gateway.document(migrated["document"])
        assert b"LANTERN" in document
        assert b"LAMPLIGHT" not in document
    assert [done for done, _, _ in steps] == list(range(len(steps)))
    assert {total for _, total, _ in steps} == {len(steps) - 1}
    assert steps[-1][2] == "done"


def test_a_natural_persons_name_stays_off_the_ledger(ledger: RegisterHouse, tmp_path: Path) -> None:
    story = Story(tmp_path)
    assert carried_out(ledger, ledger.plan(story.rows)).complete
    pledgors = ledger.pledge(Register.PATENT, story.pledge)["pledgors"]
    assert sorted(each["name"].split(" #")[0].split(" 9")[0] for each in pledgors) == ["LANTERN", "natural person"]


def test_the_same_file_again_enters_nothing_twice_and_names_the_pledge(ledger: RegisterHouse, tmp_path: Path) -> None:
    story = Story(tmp_path)
    first = carried_out(ledger, ledger.plan(story.rows))
    before = ledger.events()
    again = ledger.plan(story.rows)
    assert again.commands == ()
    report = carried_out(ledger, again)
    assert dict(report.tally.refused) == {"recorded-twice": 9, "released-never-pledged": 1}
    twice = [each.outcome for each in report.refused if each.outcome.code is RefusalCode.RECORDED_TWICE]  # type: ignore[union-attr]
    assert {refusal.pledge for refusal in twice} == set(first.pledges.values())  # type: ignore[union-attr]
    assert ledger.events() == before


def test_a_plan_carried_out_twice_at_once_enters_nothing_twice(ledger: RegisterHouse, tmp_path: Path) -> None:
    story = Story(tmp_path)
    plan = ledger.plan(story.rows)
    first, second = carried_out(ledger, plan), carried_out(ledger, plan)
    assert (first.tally, dict(first.pledges)) == (second.tally, dict(second.pledges))
    story.assert_told_once(ledger)


def requests_of(ledger: RegisterHouse, tmp_path: Path) -> int:
    counting = Faults(0, lose_the_answer=False)
    assert carried_out(ledger, ledger.plan(Story(tmp_path).rows), counting).complete
    return counting.requests


@pytest.mark.parametrize(
    ("lose_the_answer", "step"), [(False, 4), (True, 1)], ids=["before it is sent", "after it is sent"]
)
def test_an_import_interrupted_at_any_request_goes_on_where_it_stopped(
    ledger: RegisterHouse, tmp_path: Path, lose_the_answer: bool, step: int
) -> None:
    for at in range(1, requests_of(ledger, tmp_path) + 1, step):
        story = Story(tmp_path)
        before = ledger.events()
        interrupted = carried_out(ledger, ledger.plan(story.rows), Faults(at, lose_the_answer))
        assert not interrupted.complete, at
        assert "Run the same import again" in interrupted.interrupted
        assert (
            interrupted.tally.rows_applied + interrupted.tally.rows_refused + interrupted.tally.rows_not_reached == 10
        )
        resumed = carried_out(ledger, ledger.plan(story.rows))
        assert resumed.complete, resumed.interrupted
        assert resumed.tally.rows_applied + resumed.tally.rows_refused == 10
        story.assert_told_once(ledger)
        after = ledger.events()
        # The lenders are on the ledger since the first story; the pledgors and the rights are new, and entered once.
        assert (after["FactsAttested"] - before["FactsAttested"], after["PartyAdmitted"] - before["PartyAdmitted"]) == (
            3,
            2,
        )


def test_a_later_file_goes_on_with_a_pledge_that_the_ledger_holds(ledger: RegisterHouse, tmp_path: Path) -> None:
    story = Story(tmp_path)
    assert carried_out(ledger, ledger.plan(story.rows[:3])).complete
    # This release names by its application alone what the ledger holds as a grant.
    later = release("919999/0001", story.pledge, "", application_no=story.rows[0].application_no)  # type: ignore[union-attr]
    report = carried_out(ledger, ledger.plan(list(read(table(tmp_path, later, name="later.csv")))))
    assert report.tally.partial_releases == 1
    states = [each["state"] for each in ledger.pledge(Register.PATENT, story.pledge)["rights"]]
    assert sorted(states) == ["encumbered", "encumbered", "freed"]


def test_rights_of_both_registers_go_to_their_offices(ledger: RegisterHouse, tmp_path: Path) -> None:
    reel = next(_REELS)
    mark = {"right": "trademark", "patent_no": f"USTM{reel}1", "application_no": f"USTMSN99{reel}"}
    rows = list(read(table(tmp_path, interest(f"{reel}/0001", reel % 9_000), interest(f"{reel}/0001", "", **mark))))
    report = carried_out(ledger, ledger.plan(rows))
    assert report.tally.migrated == 2
    found = {register: ledger.pledge(register, f"{reel}/0001") for register in Register}
    assert {register: each["office"]["id"] for register, each in found.items()} == ledger.parties
    assert ledger.plan(rows).commands == ()


def test_what_the_ledger_refuses_is_a_refused_row_with_the_errors_name(ledger: RegisterHouse, tmp_path: Path) -> None:
    story = Story(tmp_path)
    plan = ledger.plan(story.rows)
    assert carried_out(ledger, plan).complete
    # The same number again, with another title: the plan was made beside an empty ledger and cannot know.
    other = [
        row | {"title": "ANOTHER LANTERN"} for row in (interest(story.pledge, 8_888), interest(story.pledge, 8_889))
    ]
    rows = list(read(table(tmp_path, *other, release("919998/0001", story.pledge, 8_888), name="other.csv")))
    report = carried_out(ledger, make_plan(rows, EmptyLedger()))
    assert report.complete
    assert dict(report.tally.refused) == {"ledger-refused": 3}
    errors = [each.outcome.error for each in report.refused]  # type: ignore[union-attr]
    assert errors == ["RegistrationNumberTaken", "RegistrationNumberTaken", ""]
    assert "was not entered" in report.refused[2].outcome.text  # type: ignore[union-attr]


def test_a_right_of_a_kind_that_no_office_keeps_is_refused_and_the_rest_goes_on(
    ledger: RegisterHouse, tmp_path: Path
) -> None:
    reel = next(_REELS)
    rows = list(
        read(table(tmp_path, interest(f"{reel}/0001", reel % 9_000), interest(f"{reel}/0002", reel % 9_000 + 1)))
    )
    plan = ledger.plan(rows)
    with offices(ledger) as found:
        # The trademark office asks for patents: nothing of it is its business.
        report = run(plan, {Register.PATENT: found[Register.TRADEMARK]})
    assert report.complete
    assert dict(report.tally.refused) == {"ledger-refused": 2}
    assert {each.outcome.error for each in report.refused} == {"NotTheOffice"}  # type: ignore[union-attr]
    assert ledger.plan(rows).commands == plan.commands


@pytest.mark.parametrize("token", ["nonsense", "a.b.c"])
def test_a_token_that_does_not_count_stops_the_import_and_refuses_no_row(
    ledger: RegisterHouse, tmp_path: Path, token: str
) -> None:
    story = Story(tmp_path)
    with GatewayClient(ledger.house.url, token) as client:
        report = run(ledger.plan(story.rows), {Register.PATENT: Office(1, client)})
    assert not report.complete
    assert "401" in report.interrupted or "403" in report.interrupted
    assert dict(report.tally.refused) == {"released-never-pledged": 1}
    assert report.tally.rows_not_reached == 9


def test_a_service_that_is_down_stops_the_import_and_says_how_to_go_on(ledger: RegisterHouse, tmp_path: Path) -> None:
    with GatewayClient("http://127.0.0.1:9", "token") as client:
        report = run(ledger.plan(Story(tmp_path).rows), {Register.PATENT: Office(1, client)})
    assert report.interrupted.startswith("stopped after 0 of 4 commands")
    assert report.to_json()["complete"] is False


def test_a_look_up_that_is_not_complete_is_no_ground_to_import_on(ledger: RegisterHouse) -> None:
    class Broken:
        def completeness(self) -> dict[str, object]:
            return {"complete": False, "reason": "gap"}

    with pytest.raises(LedgerNotKnown, match="gap"):
        LookupLedger(Broken(), ledger.parties)  # type: ignore[arg-type]
