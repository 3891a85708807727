"""Judges the rows of all files together and says what is to be done; pure, so a dry run is the plan itself.

A security interest becomes one migrated pledge over the rights it names; an assignment moves the pledge it refers to; a
release frees the named rights of the pledges it refers to, and ends a pledge when no right is left in it. Instruments
are taken in order of their legal dates. A row that cannot be applied is refused with its reason; nothing is guessed and
nothing is dropped.

A right is the grant where the row names one, else the application. When a release or an assignment names the grant of
an application that the pledge holds, or the other way round, the record that states both numbers joins them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chain_gateway.importing.commands import Assign, Cancel, Command, Migrate, PartialRelease, PledgeRef, RightFacts
from chain_gateway.importing.instruments import Instrument, RowOfRight, group
from chain_gateway.importing.ledger_view import LedgerPledge, LedgerView, RecordedAct
from chain_gateway.importing.needs import beyond_limit, facts_of, parties_of
from chain_gateway.importing.outcomes import (
    Applied,
    ImportWarning,
    Outcome,
    RefusalCode,
    Refused,
    RowOutcome,
    WarningCode,
)
from chain_gateway.importing.parties import PlannedParty, party_key
from chain_gateway.importing.records import Conveyance, Record, Register, Row
from chain_gateway.ledger.identifiers import RightId


@dataclass(frozen=True)
class ImportPlan:
    """What is to be done with the rows of an import, and what becomes of each of them, in order."""

    rows: tuple[RowOutcome, ...]
    commands: tuple[Command, ...]
    parties: tuple[PlannedParty, ...]
    """Parties of the commands, by key."""
    rights: tuple[RightFacts, ...]
    """Facts of the rights that the commands migrate and of which the ledger has none, in order of first use."""
    warnings: tuple[ImportWarning, ...]

    @property
    def refused(self) -> tuple[tuple[Row, Refused], ...]:
        """The refused rows in order, each with its reason."""
        return tuple((each.row, each.outcome) for each in self.rows if isinstance(each.outcome, Refused))


def make_plan(rows: Sequence[Row], ledger: LedgerView) -> ImportPlan:
    """The plan of an import of these rows beside what the ledger holds. Pure but for the questions to `ledger`."""
    instruments, refused = group(rows)
    planner = _Planner(ledger, instruments, dict(refused))
    for instrument in instruments:
        planner.take(instrument)
    outcomes = planner.outcomes
    facts = facts_of([each for each in planner.commands if isinstance(each, Migrate)])
    attested = ledger.attested([each.right for each in facts]) if facts else frozenset()
    return ImportPlan(
        rows=tuple(RowOutcome(row, outcomes[index]) for index, row in enumerate(rows)),
        commands=tuple(planner.commands),
        parties=parties_of(planner.commands),
        rights=tuple(each for each in facts if each.right not in attested),
        warnings=tuple(planner.warnings),
    )


@dataclass
class _Pledge:
    """A pledge while the plan is made: of this import or of the ledger."""

    ref: PledgeRef
    applications: dict[RightId, RightId | None]
    """Every right that it ever had, with its application."""
    live: set[RightId]
    pledgee: str | None

    def __post_init__(self) -> None:
        self.granted_on: dict[RightId, RightId] = {}
        for right, application in self.applications.items():
            if application is not None:
                self.granted_on.setdefault(application, right)

    def find(self, row: RowOfRight) -> RightId | None:
        """The pledge's right that the row means: the same number, else the two numbers of one right that a record
        states.
        """
        if row.right in self.applications:
            return row.right
        if row.application is None:
            return None
        if row.granted:
            return row.application if row.application in self.applications else None
        return self.granted_on.get(row.application)


@dataclass
class _Planner:
    ledger: LedgerView
    instruments: Sequence[Instrument]
    outcomes: dict[int, Outcome]
    commands: list[Command] = field(default_factory=list)
    warnings: list[ImportWarning] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pledges: dict[tuple[Register, str], _Pledge | None] = {}
        self._later = {
            (each.register, each.number) for each in self.instruments if each.conveyance is Conveyance.SECURITY_INTEREST
        }
        self._alike: dict[object, str] = {}
        # A grant's application as any record of this import states it, for pledges that the ledger holds without it.
        self._application = {
            row.right: row.application
            for each in self.instruments
            for row in each.rows
            if row.granted and row.application
        }

    def take(self, instrument: Instrument) -> None:
        """Judge one instrument; the earlier ones have been."""
        if not instrument.rows:
            return
        if instrument.conveyance is Conveyance.SECURITY_INTEREST:
            self._security_interest(instrument)
        elif instrument.conveyance is Conveyance.ASSIGNMENT:
            self._assignment(instrument)
        else:
            self._release(instrument)

    # -- security interests

    def _security_interest(self, instrument: Instrument) -> None:
        known = self._pledge(instrument.register, instrument.number)
        if known is not None:
            self._already_registered(instrument, known)
            return
        pledgees = _keys(instrument.first.pledgees)
        pledgors = _keys(instrument.first.pledgors)
        if reason := beyond_limit(instrument, pledgees, pledgors):
            self._refuse_all(instrument, Refused(RefusalCode.BEYOND_LIMIT, reason))
            return
        self._later.discard((instrument.register, instrument.number))
        rights = tuple(row.right for row in instrument.rows)
        command = Migrate(
            instrument=instrument,
            pledgee=pledgees[0],
            joint_pledgees=pledgees[1:],
            pledgors=pledgors,
            rights=rights,
            effective_on=instrument.place[0],
            rows=tuple(row.index for row in instrument.rows),
        )
        self._pledges[instrument.register, instrument.number] = _Pledge(
            PledgeRef(instrument.register, instrument.number),
            {row.right: row.application for row in instrument.rows},
            set(rights),
            pledgees[0],
        )
        self._apply(command, instrument)
        self._remark_alike(instrument, pledgees, pledgors, frozenset(rights))

    def _already_registered(self, instrument: Instrument, known: _Pledge) -> None:
        for row in instrument.rows:
            right = known.find(row)
            if right is not None:
                text = f"the ledger holds it as pledge {known.ref.id}"
                refusal = Refused(RefusalCode.RECORDED_TWICE, text, known.ref.id)
            else:
                text = f"pledge {known.ref.id} is registered under this number and does not have {row.right.text}"
                refusal = Refused(RefusalCode.DIFFERS, text, known.ref.id)
            self.outcomes[row.index] = refusal

    def _remark_alike(
        self, instrument: Instrument, pledgees: tuple[str, ...], pledgors: tuple[str, ...], rights: frozenset[RightId]
    ) -> None:
        reading = instrument.reading
        alike = (instrument.register, frozenset(pledgees), frozenset(pledgors), reading.executed_on, rights)
        other = self._alike.setdefault(alike, instrument.number)
        if other != instrument.number and reading.executed_on:
            self._warn(
                WarningCode.POSSIBLY_RECORDED_TWICE,
                instrument,
                f"{other} has the same parties, date of execution and rights; both are kept as recorded",
            )

    # -- assignments

    def _assignment(self, instrument: Instrument) -> None:
        assignees = _keys(instrument.first.pledgees)
        if len(assignees) > 1:
            text = f"{len(assignees)} new pledgees jointly cannot be recorded by one act; a person must"
            self._refuse_all(instrument, Refused(RefusalCode.UNSUPPORTED_CONVEYANCE, text))
            return
        tallies: dict[int, _Tally] = {row.index: _Tally() for row in instrument.rows}
        for reference in instrument.reading.references:
            pledge = self._pledge(instrument.register, reference)
            if pledge is None:
                self._unknown(instrument, reference, tallies)
            else:
                self._assign_one(instrument, reference, pledge, assignees[0], tallies)
        self._settle(instrument, tallies)

    def _assign_one(
        self, instrument: Instrument, reference: str, pledge: _Pledge, assignee: str, tallies: dict[int, "_Tally"]
    ) -> None:
        done = [act for act in self._acts_on(instrument, pledge) if act.name == "PledgeAssigned"]
        moved: dict[RightId, int] = {}
        for row in instrument.rows:
            right = pledge.find(row)
            tally = tallies[row.index]
            if right is None:
                text = f"{row.right.text} is not in the pledge registered as {reference}"
                tally.refuse(RefusalCode.ASSIGNED_NEVER_PLEDGED, text, pledge.ref.id)
            elif done:
                tally.refuse(
                    RefusalCode.RECORDED_TWICE,
                    f"the ledger holds it as an act on pledge {pledge.ref.id}",
                    pledge.ref.id,
                )
            elif right not in pledge.live:
                text = f"{row.right.text} was released from {reference} before"
                tally.refuse(RefusalCode.ALREADY_RELEASED, text, pledge.ref.id)
            elif pledge.pledgee == assignee:
                tally.refuse(RefusalCode.ALREADY_ASSIGNED, f"{reference} is {assignee}'s already", pledge.ref.id)
            elif right in moved:
                tally.refuse(
                    RefusalCode.RECORDED_TWICE,
                    f"{row.right.text} is named under its other number before",
                    pledge.ref.id,
                )
            else:
                moved[right] = row.index
        if not moved:
            return
        if left := sorted(right.text for right in pledge.live - set(moved)):
            # A pledge moves as a whole on this ledger, and the record does not say that these move.
            more = f" and {len(left) - 1} more" if len(left) > 1 else ""
            text = f"names {len(moved)} of the {len(pledge.live)} rights in {reference}, without {left[0]}{more}"
            for index in moved.values():
                tallies[index].refuse(RefusalCode.ASSIGNED_IN_PART, text, pledge.ref.id)
            return
        self._remark_name(
            WarningCode.ASSIGNED_BY_ANOTHER_NAME, instrument, reference, pledge, instrument.first.old_pledgees
        )
        pledge.pledgee = assignee
        self._apply(Assign(instrument, pledge.ref, assignee, tuple(moved.values())), instrument, tallies)

    # -- releases

    def _release(self, instrument: Instrument) -> None:
        tallies: dict[int, _Tally] = {row.index: _Tally() for row in instrument.rows}
        for reference in instrument.reading.references:
            pledge = self._pledge(instrument.register, reference)
            if pledge is None:
                self._unknown(instrument, reference, tallies)
            else:
                self._release_one(instrument, reference, pledge, tallies)
        self._settle(instrument, tallies)

    def _release_one(
        self, instrument: Instrument, reference: str, pledge: _Pledge, tallies: dict[int, "_Tally"]
    ) -> None:
        done = [act for act in self._acts_on(instrument, pledge) if act.name != "PledgeAssigned"]
        freed: dict[RightId, int] = {}
        for row in instrument.rows:
            right = pledge.find(row)
            tally = tallies[row.index]
            if right is None:
                text = f"{row.right.text} is not in the pledge registered as {reference}"
                tally.refuse(RefusalCode.RELEASED_NEVER_PLEDGED, text, pledge.ref.id)
            elif right in freed:
                tally.refuse(
                    RefusalCode.RECORDED_TWICE,
                    f"{row.right.text} is named under its other number before",
                    pledge.ref.id,
                )
            elif right in pledge.live:
                freed[right] = row.index
            elif any(act.freed is None or right in act.freed for act in done):
                tally.refuse(
                    RefusalCode.RECORDED_TWICE,
                    f"the ledger holds it as an act on pledge {pledge.ref.id}",
                    pledge.ref.id,
                )
            else:
                text = f"{row.right.text} was released from {reference} before"
                tally.refuse(RefusalCode.ALREADY_RELEASED, text, pledge.ref.id)
        if not freed:
            return
        self._remark_name(
            WarningCode.RELEASED_BY_ANOTHER_NAME, instrument, reference, pledge, instrument.first.pledgees
        )
        present = tuple(right for right in pledge.applications if right in pledge.live)
        rows = tuple(freed.values())
        command: Command
        if len(freed) == len(present):
            command = Cancel(instrument, pledge.ref, present, rows)
        else:
            command = PartialRelease(instrument, pledge.ref, tuple(freed), present, rows)
        pledge.live -= set(freed)
        self._apply(command, instrument, tallies)

    # -- shared

    def _pledge(self, register: Register, number: str) -> _Pledge | None:
        key = (register, number)
        if key not in self._pledges:
            held = self.ledger.pledge(register, number)
            self._pledges[key] = None if held is None else self._held(register, held)
        return self._pledges[key]

    def _held(self, register: Register, held: LedgerPledge) -> _Pledge:
        return _Pledge(
            PledgeRef(register, held.registration_number, held.id),
            {right: stated or self._application.get(right) for right, stated in held.rights.items()},
            set(held.live),
            party_key(held.pledgee) if held.pledgee is not None else None,
        )

    def _acts_on(self, instrument: Instrument, pledge: _Pledge) -> list[RecordedAct]:
        if pledge.ref.id is None:
            return []
        return [act for act in self.ledger.acts(instrument.register, instrument.number) if act.pledge == pledge.ref.id]

    def _apply(self, command: Command, instrument: Instrument, tallies: "dict[int, _Tally] | None" = None) -> None:
        self.commands.append(command)
        for index in command.rows:
            if tallies is None:
                self.outcomes[index] = Applied((len(self.commands) - 1,))
            else:
                tallies[index].commands.append(len(self.commands) - 1)
        reading = instrument.reading
        if reading.recorded_on is None:
            self._warn_once(
                WarningCode.RECORDED_DATE_NOT_STATED,
                instrument,
                f"its date of execution, {reading.executed_on}, stands for that of recording",
            )
        elif reading.executed_on is not None and reading.executed_on > reading.recorded_on:
            text = f"executed on {reading.executed_on}, after it was recorded on {reading.recorded_on}"
            self._warn_once(WarningCode.EXECUTED_AFTER_RECORDED, instrument, text)
        stated = instrument.first.rights_stated
        listed = sum(record.file == instrument.first.file for record in instrument.read)  # another file may repeat them
        if stated is not None and stated > listed:
            text = f"states {stated} rights and {listed} are listed"
            self._warn_once(WarningCode.RIGHTS_NOT_ALL_LISTED, instrument, text)

    def _unknown(self, instrument: Instrument, reference: str, tallies: dict[int, "_Tally"]) -> None:
        later = (instrument.register, reference) in self._later
        text = f"no pledge is registered as {reference}" + (", which was recorded later" if later else "")
        for tally in tallies.values():
            tally.refuse(RefusalCode.UNKNOWN_REFERENCE, text, None)

    def _settle(self, instrument: Instrument, tallies: dict[int, "_Tally"]) -> None:
        """Give each row its one outcome: applied when a reference took it, else the first reason."""
        for row in instrument.rows:
            tally = tallies[row.index]
            if not tally.commands:
                self.outcomes[row.index] = tally.refusals[0]
                continue
            self.outcomes[row.index] = Applied(tuple(tally.commands))
            for refusal in tally.refusals:
                self.warnings.append(
                    _remark(WarningCode.REFERENCE_NOT_APPLIED, row.record, f"{refusal.code}: {refusal.text}")
                )

    def _refuse_all(self, instrument: Instrument, refusal: Refused) -> None:
        for row in instrument.rows:
            self.outcomes[row.index] = refusal

    def _remark_name(
        self, code: WarningCode, instrument: Instrument, reference: str, pledge: _Pledge, named: Sequence[str]
    ) -> None:
        keys = _keys(named)
        if pledge.pledgee is not None and keys and pledge.pledgee not in keys:
            self._warn(code, instrument, f"{'; '.join(keys)} is not the pledgee of {reference}, {pledge.pledgee}")

    def _warn(self, code: WarningCode, instrument: Instrument, text: str) -> None:
        self.warnings.append(_remark(code, instrument.first, text))

    def _warn_once(self, code: WarningCode, instrument: Instrument, text: str) -> None:
        remark = _remark(code, instrument.first, text)
        if remark not in self.warnings[-8:]:  # several pledges released by one instrument follow each other
            self.warnings.append(remark)


@dataclass
class _Tally:
    """What the references of one row came to."""

    commands: list[int] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    def refuse(self, code: RefusalCode, text: str, pledge: int | None) -> None:
        self.refusals.append(Refused(code, text, pledge))


def _keys(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(party_key, names)))


def _remark(code: WarningCode, record: Record, text: str) -> ImportWarning:
    return ImportWarning(code, record.registration_no, record.file, record.line, text)
