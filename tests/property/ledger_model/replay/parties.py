"""Parties, keys and grants out of events."""

from dataclasses import dataclass, field

from tests.property.ledger_model.replay.events import Event, Fields

GOVERNANCE = 1
"""Bit of the kinds of a verb that stands for the consortium's governance."""


@dataclass
class Party:
    """A party."""

    kind: int
    registrar: int
    """The office that entered it, 0 for the governance."""
    suspended: bool = False


@dataclass
class Key:
    """A key, and the number of the delegation that bounds it, 0 when none does."""

    party: int
    delegation: int = 0
    revoked: bool = False


@dataclass
class Governance:
    """What the AccessManager's own events say, which the log does not number: roles, and the verbs of each."""

    members: dict[tuple[int, str], int] = field(default_factory=dict)
    roles: dict[tuple[str, bytes], int] = field(default_factory=dict)

    def take(self, name: str, topics: tuple[bytes, ...], data: Fields) -> None:
        """One event of the AccessManager."""
        if name == "RoleGranted":
            self.members[(int.from_bytes(topics[1]), _address(topics[2]))] = data["delay"]
        if name == "TargetFunctionRoleUpdated":
            self.roles[(_address(topics[1]), data["selector"])] = int.from_bytes(topics[2])

    def allows(self, caller: str, target: str, selector: bytes) -> bool:
        """Whether the caller may call the verb at once."""
        return self.members.get((self.roles.get((target, selector), 0), caller)) == 0


class Parties:
    """PartyRegistry."""

    def __init__(self) -> None:
        self.governance = Governance()
        self.parties: dict[int, Party] = {}
        self.keys: dict[str, Key] = {}
        self.lent: dict[int, set[tuple[str, bytes]]] = {}
        self.kinds: dict[tuple[str, bytes], int] = {}
        self.callers: set[tuple[str, bytes, str]] = set()
        self.paused: set[tuple[str, bytes]] = set()
        self.document_keys: dict[int, tuple[int, bytes]] = {}

    def on_party_admitted(self, event: Event) -> None:
        self.parties[event.about] = Party(event.data["kind"], event.actor)

    def on_party_renamed(self, event: Event) -> None:
        """A name is no reading of the contract."""

    def on_key_added(self, event: Event) -> None:
        self.keys[event.data["key"]] = Key(event.about)

    def on_key_revoked(self, event: Event) -> None:
        self.keys[event.data["key"]].revoked = True

    def on_key_rotated(self, event: Event) -> None:
        old = self.keys[event.data["oldKey"]]
        old.revoked = True
        self.keys[event.data["newKey"]] = Key(event.about, old.delegation)

    def on_key_delegated(self, event: Event) -> None:
        self.keys[event.data["key"]] = Key(event.about, event.sequence)
        self.lent[event.sequence] = {(verb["target"], verb["selector"]) for verb in event.data["verbs"]}

    def on_document_key_published(self, event: Event) -> None:
        self.document_keys[event.about] = (event.data["scheme"], event.data["key"])

    def on_party_suspended(self, event: Event) -> None:
        self.parties[event.about].suspended = True

    def on_party_reinstated(self, event: Event) -> None:
        self.parties[event.about].suspended = False

    def on_verb_granted(self, event: Event) -> None:
        self.kinds[_verb(event)] = event.data["kinds"]

    def on_caller_granted(self, event: Event) -> None:
        grant = (*_verb(event), event.data["caller"])
        (self.callers.add if event.data["allowed"] else self.callers.discard)(grant)

    def on_verb_paused(self, event: Event) -> None:
        self.paused.add(_verb(event))

    def on_verb_unpaused(self, event: Event) -> None:
        self.paused.remove(_verb(event))

    # Readings

    def party_of(self, key: str) -> int:
        held = self.keys.get(key)
        if held is None or held.revoked or self.parties[held.party].suspended:
            return 0
        return held.party

    def party_kind(self, party: int) -> tuple[int, bool]:
        entered = self.parties.get(party)
        return (0, False) if entered is None else (entered.kind, not entered.suspended)

    def is_live_key(self, party: int, key: str) -> bool:
        return party != 0 and self.party_of(key) == party and self.delegation_of(key) == 0

    def delegation_of(self, key: str) -> int:
        return self.keys[key].delegation if key in self.keys else 0

    def document_key(self, party: int) -> tuple[int, bytes]:
        return self.document_keys.get(party, (0, b""))

    def kinds_of(self, target: str, selector: bytes) -> int:
        return self.kinds.get((target, selector), 0)

    def is_paused(self, target: str, selector: bytes) -> bool:
        return (target, selector) in self.paused

    def can_call(self, caller: str, target: str, selector: bytes) -> bool:
        if self.is_paused(target, selector):
            return False
        kinds = self.kinds_of(target, selector)
        party = self.party_of(caller)
        if party and kinds >> self.parties[party].kind & 1:
            delegation = self.delegation_of(caller)
            return delegation == 0 or (target, selector) in self.lent[delegation]
        if (target, selector, caller) in self.callers:
            return True
        return bool(kinds & GOVERNANCE) and self.governance.allows(caller, target, selector)


def _verb(event: Event) -> tuple[str, bytes]:
    return event.data["target"], event.data["selector"]


def _address(topic: bytes) -> str:
    return "0x" + topic[12:].hex()
