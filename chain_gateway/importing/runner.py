"""Carries a plan out through the gateway: parties, rights, then the commands in their order.

Every request bears an Idempotency-Key made of its content, so that running a plan again, after an interruption at any
point, repeats nothing: the gateway answers with the submission it already has. What the ledger refuses becomes a
refused row; when a service is down the import stops and says what is done and how to go on.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from chain_gateway.client import ClientError, GatewayClient, Problem, Submission
from chain_gateway.importing.commands import Assign, Command, Migrate, PledgeRef, RightFacts, label
from chain_gateway.importing.outcomes import RefusalCode, Refused
from chain_gateway.importing.parties import PlannedParty
from chain_gateway.importing.plan import ImportPlan
from chain_gateway.importing.records import Register
from chain_gateway.importing.report import ImportReport, report_of
from chain_gateway.importing.requests import (
    ASSETS_PATH,
    MAX_ENTRIES,
    PARTIES_PATH,
    command_request,
    facts_batches,
    facts_body,
    idempotency_key,
    party_body,
)
from chain_gateway.importing.source_document import CONTENT_TYPE, SourceTooLarge, source_documents
from chain_gateway.ledger.identifiers import RightId

Progress = Callable[[int, int, str], None]
"""Called with the steps done, the steps in all, and what comes next."""

_ATTEMPTS = 5
_UNDER_WAY = 24  # submissions handed in and not yet waited for
_NAME_WAIT_SECONDS = 60.0
_NAME_TAKEN = frozenset({"name-pending", "name-known"})
_STOPPING = frozenset({401, 403, 408, 429})  # statuses that say nothing about the record
_Answer = TypeVar("_Answer")
_Item = TypeVar("_Item", PlannedParty, RightFacts)


@dataclass(frozen=True)
class Office:
    """The party that keeps a register, and the gateway as that party's clerk reaches it."""

    party: int
    gateway: GatewayClient
    timeout_seconds: float = 120.0
    """How long to wait for one submission."""


class _Stopped(Exception):
    """The import cannot go on; the reason is the message."""


def run(plan: ImportPlan, offices: Mapping[Register, Office], progress: Progress | None = None) -> ImportReport:
    """Carry the plan out and report what became of every row.

    Never raises for a service that is down or a ledger that refuses: the report says so. `offices` has the office of
    every register that the plan touches (KeyError otherwise).
    """
    return _Run(plan, offices, progress or _silent).carry_out()


def _silent(done: int, total: int, what: str) -> None:
    """No progress."""


@dataclass
class _Run:
    plan: ImportPlan
    offices: Mapping[Register, Office]
    progress: Progress
    refused: dict[int, Refused] = field(default_factory=dict)
    pledges: dict[tuple[Register, str], int] = field(default_factory=dict)
    parties: dict[tuple[int, str], int] = field(default_factory=dict)
    """Ids by office and key."""
    not_enrolled: dict[str, Refused] = field(default_factory=dict)
    not_attested: dict[RightId, Refused] = field(default_factory=dict)
    under_way: list[tuple[int, Submission]] = field(default_factory=list)
    done: int = 0

    def carry_out(self) -> ImportReport:
        stopped = ""
        tried = 0
        batches = list(facts_batches(self.plan.rights))
        self.total = 1 + len(batches) + len(self.plan.commands)
        try:
            self._step("parties")
            self._enrol()
            for number, batch in enumerate(batches, start=1):
                self._step(f"rights {number} of {len(batches)}")
                self._attest(batch)
            for index, command in enumerate(self.plan.commands):
                self._step(label(command))
                self._command(index, command)
                tried = index + 1
            self._settle(0)
        except (_Stopped, ClientError) as error:
            # What is under way goes on at the gateway; what came of it is asked when the import is run again.
            tried = min([index for index, _ in self.under_way], default=tried)
            stopped = (
                f"stopped after {tried} of {len(self.plan.commands)} commands: {error} "
                "Run the same import again: what the ledger holds is not done twice."
            )
        else:
            self.progress(self.total, self.total, "done")
        names = {f"{register.value}:{number}": pledge for (register, number), pledge in self.pledges.items()}
        return report_of(self.plan, self.refused, names, tried, stopped)

    def _step(self, what: str) -> None:
        self.progress(self.done, self.total, what)
        self.done += 1

    # -- parties and rights

    def _enrol(self) -> None:
        needed: dict[int, tuple[Office, set[str]]] = {}
        for command in self.plan.commands:
            office = self.offices[command.instrument.register]
            needed.setdefault(office.party, (office, set()))[1].update(_parties_of(command))
        by_key = {party.key: party for party in self.plan.parties}
        for office, keys in needed.values():
            self._enrol_for(office, [by_key[key] for key in sorted(keys)])

    def _enrol_for(self, office: Office, parties: Sequence[PlannedParty]) -> None:
        deadline = time.monotonic() + _NAME_WAIT_SECONDS
        while missing := self._resolve(office, parties):
            try:
                for start in range(0, len(missing), MAX_ENTRIES):
                    self._enrol_batch(office, missing[start : start + MAX_ENTRIES])
            except Problem as problem:
                # Another import, or this one before it was interrupted, is entering one of these names.
                if problem.code not in _NAME_TAKEN:
                    raise
                if time.monotonic() > deadline:
                    raise _Stopped(f"a party's name stays under way: {problem}") from None
                time.sleep(0.2)
                continue
            if self._resolve(office, missing):
                raise _Stopped("parties were enrolled and the gateway's directory does not have them")

    def _resolve(self, office: Office, parties: Sequence[PlannedParty]) -> list[PlannedParty]:
        """Learn the ids of parties; answers those that have none and were not refused."""
        names = [party.name for party in parties if party.key not in self.not_enrolled]
        ids: dict[str, int | None] = {}
        for start in range(0, len(names), 500):
            ids |= _stopping(office.gateway.resolve_names, names[start : start + 500])
        missing = []
        for party in parties:
            found = ids.get(party.name)
            if found is not None:
                self.parties[office.party, party.key] = found
            elif party.key not in self.not_enrolled:
                missing.append(party)
        return missing

    def _enrol_batch(self, office: Office, parties: Sequence[PlannedParty]) -> None:
        def refuse(party: PlannedParty, reason: Refused) -> None:
            self.not_enrolled[party.key] = Refused(
                reason.code, f"{party.key} could not be enrolled: {reason.text}", error=reason.error
            )

        self._in_halves(office, PARTIES_PATH, party_body, parties, refuse)

    def _attest(self, batch: Sequence[RightFacts]) -> None:
        def refuse(facts: RightFacts, reason: Refused) -> None:
            self.not_attested[facts.right] = Refused(
                reason.code, f"{facts.right.text} could not be entered: {reason.text}", error=reason.error
            )

        self._in_halves(self.offices[batch[0].register], ASSETS_PATH, facts_body, batch, refuse)

    def _in_halves(
        self,
        office: Office,
        path: str,
        body: Callable[[Sequence[_Item]], dict[str, Any]],
        items: Sequence[_Item],
        refuse: Callable[[_Item, Refused], None],
    ) -> None:
        """One request for all items; when it is refused, one for each half, until those to blame are found."""
        outcome = self._final(office, self._post(office, path, body(items)))
        if isinstance(outcome, Submission):
            return
        if len(items) == 1:
            refuse(items[0], outcome)
            return
        middle = len(items) // 2
        self._in_halves(office, path, body, items[:middle], refuse)
        self._in_halves(office, path, body, items[middle:], refuse)

    # -- commands

    def _command(self, index: int, command: Command) -> None:
        office = self.offices[command.instrument.register]
        if reason := self._missing(office, command):
            self.refused[index] = reason
            return
        pledge = None
        if not isinstance(command, Migrate):
            self._settle(0)  # it is about what an earlier command did
            pledge = self._id(command.pledge)
            if pledge is None:
                text = f"the pledge {command.pledge.registration_number} was not entered"
                self.refused[index] = Refused(RefusalCode.LEDGER_REFUSED, text)
                return
        try:
            documents = source_documents(command.instrument)
        except SourceTooLarge as error:
            self.refused[index] = Refused(RefusalCode.BEYOND_LIMIT, str(error))
            return
        cid, *_ = [_stopping(office.gateway.put_document, each, CONTENT_TYPE) for each in documents]
        parties = {key: self.parties[office.party, key] for key in _parties_of(command)}
        outcome = self._post(office, *command_request(command, cid, pledge, parties))
        if isinstance(outcome, Refused):
            self.refused[index] = outcome
            return
        self.under_way.append((index, outcome))
        self._settle(_UNDER_WAY)

    def _missing(self, office: Office, command: Command) -> Refused | None:
        """Why the command cannot be sent: a party or a right that the ledger would not take."""
        for key in _parties_of(command):
            if (office.party, key) not in self.parties:
                return self.not_enrolled[key]
        if isinstance(command, Migrate):
            return next((self.not_attested[right] for right in command.rights if right in self.not_attested), None)
        return None

    def _id(self, pledge: PledgeRef) -> int | None:
        return pledge.id if pledge.id is not None else self.pledges.get((pledge.register, pledge.registration_number))

    def _settle(self, leave: int) -> None:
        """Wait for the oldest submissions until only `leave` are under way."""
        while len(self.under_way) > leave:
            index, submission = self.under_way[0]
            command = self.plan.commands[index]
            outcome = self._final(self.offices[command.instrument.register], submission)
            self.under_way.pop(0)
            if isinstance(outcome, Refused):
                self.refused[index] = outcome
            elif isinstance(command, Migrate):
                migrated = outcome.event("PledgeMigrated")
                self.pledges[command.instrument.register, command.instrument.number] = int(migrated.subject)

    # -- submissions

    def _post(self, office: Office, path: str, body: dict[str, Any]) -> Submission | Refused:
        """Hand a request in. A repeated one is answered with its submission; one that came to nothing is tried anew."""
        submission: Submission | None = None
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                submission = _stopping(office.gateway.post, path, body, idempotency_key(path, body, attempt))
            except Problem as problem:
                if problem.code in _NAME_TAKEN:
                    raise
                return _refusal(problem)
            if not (submission.replayed and submission.terminal and not submission.succeeded):
                return submission
        assert submission is not None
        return submission

    def _final(self, office: Office, submission: Submission | Refused) -> Submission | Refused:
        """What a submission came to."""
        if isinstance(submission, Refused):
            return submission
        ended = submission
        if not ended.terminal:
            ended = _stopping(office.gateway.wait, ended.id, office.timeout_seconds)
        if ended.succeeded:
            return ended
        if ended.error is not None:
            return _refusal(ended.error)
        raise _Stopped(f"submission {ended.id} ended as {ended.state}, without a word from the ledger.")


def _refusal(problem: Problem) -> Refused:
    """What the ledger, or the gateway for it, refused, as the reason of a row."""
    name = str(problem.error["name"]) if problem.error and "name" in problem.error else problem.code
    text = f"{problem.title}: {problem.detail}" if problem.detail else problem.title
    return Refused(RefusalCode.LEDGER_REFUSED, text, error=name)


def _stopping(call: Callable[..., _Answer], *arguments: Any) -> _Answer:
    """A call to the gateway; a problem that says nothing about the record stops the import."""
    try:
        return call(*arguments)
    except Problem as problem:
        if problem.status in _STOPPING or problem.status >= 500:
            raise _Stopped(f"the gateway answered {problem.status}, {problem}.") from None
        raise


def _parties_of(command: Command) -> tuple[str, ...]:
    """Keys of the parties that a command names."""
    match command:
        case Migrate():
            return (command.pledgee, *command.joint_pledgees, *command.pledgors)
        case Assign():
            return (command.assignee,)
        case _:
            return ()
