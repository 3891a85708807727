"""What the ledger already holds, read from the public look-up: an import that was interrupted goes on from there."""

from collections.abc import Mapping, Sequence
from typing import Any

from chain_gateway.client import LookupClient
from chain_gateway.importing.ledger_view import LedgerPledge, RecordedAct
from chain_gateway.importing.records import Register
from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId

_BATCH = 2_000
_REGISTRATIONS = frozenset({"PledgeMigrated", "PledgeRegistered"})
_RECORDED = frozenset({"PledgeAssigned", "RightsReleased", "PledgeCancelled"})
_KINDS = {
    Register.PATENT: frozenset({RightKind.Patent, RightKind.PatentApplication}),
    Register.TRADEMARK: frozenset({RightKind.Trademark, RightKind.TrademarkApplication}),
}


class LedgerNotKnown(Exception):
    """The look-up does not hold the whole ledger, so what was imported before cannot be told."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the look-up does not hold the whole ledger ({reason}); an import now could enter a record twice. "
            "Import again when `/v1/completeness` answers true."
        )
        self.reason = reason


class LookupLedger:
    """A LedgerView over the look-up's HTTP interface. `offices` are the ids of the parties that keep the registers.

    One office may keep both registers; a pledge then belongs to the register of the kind of its rights. Each answer is
    kept, so a view serves one plan. Raises LedgerNotKnown, ServiceUnavailable and Problem.
    """

    def __init__(self, lookup: LookupClient, offices: Mapping[Register, int]) -> None:
        state = lookup.completeness()
        if state.get("complete") is not True:
            raise LedgerNotKnown(str(state.get("reason") or "no reason given"))
        self._lookup = lookup
        self._offices = dict(offices)
        self._acts: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
        self._details: dict[int, Mapping[str, Any]] = {}

    def pledge(self, register: Register, registration_number: str) -> LedgerPledge | None:
        """The pledge registered under the number in that register, None when there is none."""
        for act in self._acts_of(register, registration_number):
            if act["act"] not in _REGISTRATIONS:
                continue
            found = self._pledge(int(act["pledge"]), registration_number)
            if any(right.kind in _KINDS[register] for right in found.rights):
                return found
        return None

    def acts(self, register: Register, official_number: str) -> tuple[RecordedAct, ...]:
        """Assignments, partial releases and cancellations recorded under the number."""
        found = []
        for act in self._acts_of(register, official_number):
            if act["act"] in _RECORDED:
                freed = None if act["act"] == "PledgeAssigned" else self._freed_by(act)
                found.append(RecordedAct(str(act["act"]), int(act["pledge"]), freed))
        return tuple(found)

    def _acts_of(self, register: Register, number: str) -> list[Mapping[str, Any]]:
        key = (self._offices[register], number)
        if key not in self._acts:
            self._acts[key] = list(self._lookup.acts(*key)["acts"])
        return self._acts[key]

    def _freed_by(self, act: Mapping[str, Any]) -> frozenset[RightId] | None:
        """What an act freed: what it names, or of a pledge that it ended what became free on its legal date."""
        named = (act.get("details") or {}).get("rights")
        day = act.get("recorded_on") or act.get("executed_on")
        if not named and day is not None:
            rights = self._detail(int(act["pledge"]))["rights"]
            named = [entry["right"] for entry in rights if entry.get("freed_on") == day]
        return frozenset(right for text in named if (right := _right(text))) if named else None

    def _detail(self, pledge: int) -> Mapping[str, Any]:
        if pledge not in self._details:
            self._details[pledge] = self._lookup.pledge(pledge)
        return self._details[pledge]

    def _pledge(self, pledge: int, registration_number: str) -> LedgerPledge:
        detail = self._detail(pledge)
        entries = {right: entry for entry in detail["rights"] if (right := _right(entry["right"])) is not None}
        # A date of freeing may lie ahead of today; what counts here is whether the act is recorded.
        live = {right for right, entry in entries.items() if entry["state"] != "freed" and entry["freed_on"] is None}
        return LedgerPledge(
            pledge, registration_number, self._applications(list(entries)), frozenset(live), _name(detail["pledgee"])
        )

    def attested(self, rights: Sequence[RightId]) -> frozenset[RightId]:
        """Those of the rights of which the ledger has facts."""
        return frozenset(right for right, facts in self._facts(rights).items() if facts is not None)

    def _applications(self, rights: Sequence[RightId]) -> dict[RightId, RightId | None]:
        """The rights, each with the application that the ledger's facts state."""
        stated = self._facts(rights)
        return {right: _right((facts or {}).get("application_number") or "") for right, facts in stated.items()}

    def _facts(self, rights: Sequence[RightId]) -> dict[RightId, Mapping[str, Any] | None]:
        """The rights, each with its facts; the look-up may answer with those of another number of the same right."""
        found: dict[RightId, Mapping[str, Any] | None] = {}
        for start in range(0, len(rights), _BATCH):
            some = rights[start : start + _BATCH]
            for right, answer in zip(some, self._lookup.batch([each.text for each in some])["results"], strict=True):
                facts = answer.get("facts")
                found[right] = facts if facts is not None and facts.get("right", right.text) == right.text else None
        return found


def _name(party: Mapping[str, Any] | None) -> str | None:
    """The name of an institution; None for a natural person, who is shown by number."""
    if party is None or party["name"] == f"natural person #{party['id']}":
        return None
    return str(party["name"])


def _right(text: str) -> RightId | None:
    """The right of a text, None when an office once wrote it otherwise."""
    try:
        return RightId.parse(text) if text else None
    except InvalidIdentifier:
        return None
