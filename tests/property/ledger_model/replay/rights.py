"""Rights and what lies on them, out of events."""

from dataclasses import dataclass, field

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain_gateway.ledger.enums import Lock, Ranking, Validity
from tests.property.ledger_model.replay.events import Event

KindId = bytes

PRESERVATION = 1 << Lock.Preservation
UNKNOWN, NOT_IN_FORCE, ENDED, TERM_OVER, NOT_COVERED, NOT_RECONCILED, FILED, PLEDGED, PRESERVED, LOCKED = (
    1 << bit for bit in range(10)
)


@dataclass
class Kind:
    """Rules of a kind of right."""

    ranking: int
    office: int
    from_: int = 0
    through: int = 0


@dataclass
class Right:
    """A right: its newest facts, and what lies on it."""

    kind: KindId = b""
    validity: int = 0
    expires_on: int = 0
    as_of: int = 0
    owners: tuple[int, ...] = ()
    locks: int = 0
    preservations: set[int] = field(default_factory=set)
    registered: list[int] = field(default_factory=list)
    filed: list[int] = field(default_factory=list)


class Rights:
    """AssetRegistry."""

    def __init__(self) -> None:
        self.kinds: dict[KindId, Kind] = {}
        self.rights: dict[bytes, Right] = {}
        self.circumstances: dict[tuple[bytes, int, str], Event] = {}
        self.labels: dict[tuple[bytes, int], int] = {}

    def right(self, key: bytes) -> Right:
        """The right of a key, an unknown one when nothing was attested."""
        return self.rights.get(key) or Right()

    def rules(self, key: bytes) -> Kind:
        """Rules of the right's kind; those of no kind when the right is unknown."""
        return self.kinds.get(self.right(key).kind) or Kind(0, 0)

    def exclusive(self, key: bytes) -> bool:
        """Whether the right bears one pledge only."""
        return self.rules(key).ranking == Ranking.Exclusive

    def on_kind_configured(self, event: Event) -> None:
        former = self.kinds.get(event.subject)
        kind = Kind(event.data["ranking"], event.data["office"])
        if former is not None and former.office == kind.office:
            kind.from_, kind.through = former.from_, former.through
        self.kinds[event.subject] = kind

    def on_coverage_declared(self, event: Event) -> None:
        kind = self.kinds[event.subject]
        kind.from_, kind.through = event.data["from"], event.data["through"]

    def on_facts_attested(self, event: Event) -> None:
        facts = event.data["facts"]
        right = self.rights.setdefault(event.subject, Right())
        if facts["asOf"] < right.as_of:
            return
        right.kind = kind_id(facts["right"]["jurisdiction"], facts["right"]["kind"])
        right.validity, right.expires_on = facts["validity"], facts["expiresOn"]
        right.as_of, right.owners = facts["asOf"], tuple(facts["owners"])

    def on_circumstance_attested(self, event: Event) -> None:
        circumstance = event.data["circumstance"]
        self.circumstances[(event.subject, circumstance["kind"], circumstance["caseNumber"])] = event

    def on_class_labelled(self, event: Event) -> None:
        self.labels[(event.subject, event.actor)] = event.data["label"]["assetClass"]

    def on_preservation_noted(self, event: Event) -> None:
        right = self.rights[event.subject]
        right.preservations.add(event.sequence)
        right.locks |= PRESERVATION

    def on_preservation_lifted(self, event: Event) -> None:
        right = self.rights[event.subject]
        right.preservations.remove(event.data["preservation"])
        assert event.data["remaining"] == len(right.preservations)
        if not right.preservations:
            right.locks &= ~PRESERVATION

    def on_rights_locked(self, event: Event) -> None:
        for key in event.data["rights"]:
            self.rights[key].locks |= 1 << event.data["lock"]

    def on_rights_unlocked(self, event: Event) -> None:
        for key in event.data["rights"]:
            self.rights[key].locks &= ~(1 << event.data["lock"])

    # What the pledges' events do to rights

    def file(self, keys: tuple[bytes, ...], pledge: int) -> None:
        for key in keys:
            self.rights[key].filed.append(pledge)

    def encumber(self, keys: tuple[bytes, ...], pledge: int) -> None:
        for key in keys:
            right = self.rights[key]
            if pledge in right.filed:
                right.filed.remove(pledge)
            right.registered.append(pledge)

    def free(self, keys: tuple[bytes, ...], pledge: int) -> None:
        for key in keys:
            right = self.rights[key]
            (right.registered if pledge in right.registered else right.filed).remove(pledge)

    def swap(self, keys: tuple[bytes, ...], pledge: int, favoured: int) -> None:
        for key in keys:
            ranks = self.rights[key].registered
            place = ranks.index(pledge)
            assert ranks[place + 1] == favoured
            ranks[place], ranks[place + 1] = favoured, pledge

    # Readings

    def encumbrances(self, key: bytes) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        right = self.right(key)
        return tuple(right.registered), tuple(right.filed), right.locks

    def findings(self, keys: tuple[bytes, ...], as_of: int) -> bytes:
        packed = b""
        for place, key in enumerate(keys):
            bits = self._judge(key, as_of)
            if bits:
                packed += place.to_bytes(2) + bits.to_bytes(2)
        return packed

    def right_of(self, key: bytes) -> tuple[int, int, int, tuple[int, ...]]:
        right, rules = self.right(key), self.rules(key)
        return right.validity, rules.office, rules.ranking, right.owners

    def kind_of(self, jurisdiction: bytes, kind: int) -> tuple[int, int, int, int]:
        rules = self.kinds.get(kind_id(jurisdiction, kind)) or Kind(0, 0)
        return rules.ranking, rules.office, rules.from_, rules.through

    def _judge(self, key: bytes, as_of: int) -> int:
        right, rules = self.right(key), self.rules(key)
        bits = 0
        if rules.from_ == 0 or as_of < rules.from_:
            bits |= NOT_COVERED
        elif as_of > rules.through:
            bits |= NOT_RECONCILED
        if not right.kind:
            bits |= UNKNOWN
        elif right.validity > Validity.InForce:
            bits |= ENDED
        elif right.validity < Validity.InForce:
            bits |= NOT_IN_FORCE
        elif 0 < right.expires_on < as_of:
            bits |= TERM_OVER
        bits |= PLEDGED if right.registered else 0
        bits |= FILED if right.filed else 0
        bits |= PRESERVED if right.locks & PRESERVATION else 0
        return bits | (LOCKED if right.locks & ~PRESERVATION else 0)


def kind_id(jurisdiction: bytes, kind: int) -> KindId:
    """keccak256(abi.encode(jurisdiction, kind))."""
    return keccak(encode(["bytes2", "uint8"], [jurisdiction, kind]))
