"""The certificate of one pledge's record: the filing and every later act on it, each proven. For its parties alone.

It holds what the ledger's events hold, amounts included, so whoever hands it on hands these on. Source: law.md 16, 17.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import rfc8785

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import (
    LedgerEvent,
    MalformedEvent,
    PartyAdmitted,
    PartyRenamed,
    Payload,
    PledgeAmended,
    PledgeAssigned,
    PledgeFiled,
    PledgeMigrated,
    UnknownEvent,
    decode,
)
from chain_gateway.ledger.structs import Filing
from chain_gateway.proofs.canonical import InvalidCertificate, number, read, require_fields
from chain_gateway.proofs.certificate import SearchedRight, right_of
from chain_gateway.proofs.evidence import BrokenEvidence, EventProof
from chain_gateway.proofs.header import InvalidHeader, SealedHeader
from chain_gateway.proofs.validators import contracts_of

FORMAT = "pledgebook-record-certificate"
VERSION = 1
BOOKS = ("PledgeRegistry", "ChangeBook", "EnforcementBook", "AssetRegistry")
"""Books whose events are acts on a pledge where their subject is its id. A buyback commitment is a contract of its own
between a fund and the pledgee; its acts are no part of the pledge's record.
"""
MOST_EVENTS = 5_000
_MOST_PARTIES = 256
_FIELDS = {
    "format", "version", "engine", "chain_id", "contracts", "record", "rights", "parties", "through", "parts"
}  # fmt: skip


@dataclass(frozen=True)
class RecordCertificate:
    """A pledge's record up to a block, and the proofs of its acts."""

    engine: str
    chain_id: int
    contracts: dict[str, str]
    pledge: int
    """Id: the number of the event that filed it or carried it over."""
    rights: tuple[SearchedRight, ...]
    """The rights of the filing, then those that were added, each once, in the events' order."""
    parties: tuple[EventProof, ...]
    """How the institutions named were entered or renamed, ascending; may be none."""
    through: SealedHeader
    """The newest block that the issuer knew: the record has every act up to it."""
    parts: tuple[EventProof, ...]
    """The acts, in the ledger's order."""

    @classmethod
    def issue(
        cls,
        engine: str,
        deployment: Deployment,
        names: dict[bytes, str],
        parties: Sequence[EventProof],
        through: SealedHeader,
        parts: Sequence[EventProof],
    ) -> Self:
        """Put together the certificate from the proofs of its acts, in order. `names` are the texts of rights by key.

        Raises InvalidCertificate when the proofs are not those of one pledge.
        """
        acts = [_event(proof, deployment) for proof in parts]
        if not acts or not isinstance(acts[0].subject, int):
            raise InvalidCertificate("a record begins with the filing of a pledge")
        rights = tuple(SearchedRight(key, names.get(key)) for key in rights_of(acts))
        contracts = contracts_of(deployment)
        return cls(
            engine, deployment.chain_id, contracts, acts[0].subject, rights, tuple(parties), through, tuple(parts)
        )

    @property
    def newest_block(self) -> int:
        """Up to which block it speaks."""
        return self.through.number

    def as_json(self) -> dict[str, Any]:
        """The content of the file."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "engine": self.engine,
            "chain_id": self.chain_id,
            "contracts": self.contracts,
            "record": {"pledge": self.pledge, "events": len(self.parts), "through_block": self.through.number},
            "rights": [each.as_json() for each in self.rights],
            "parties": [each.as_json() for each in self.parties],
            "through": self.through.as_json(),
            "parts": [each.as_json() for each in self.parts],
        }

    def to_bytes(self) -> bytes:
        """The file."""
        return rfc8785.dumps(self.as_json())

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a file, which must be in the canonical form. Raises InvalidCertificate."""
        return cls.from_json(read(raw))

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read the content of a file. Raises InvalidCertificate."""
        require_fields(content, _FIELDS, FORMAT, VERSION)
        record, listed, parties, parts = (content[name] for name in ("record", "rights", "parties", "parts"))
        if not isinstance(record, dict) or record.keys() != {"pledge", "events", "through_block"}:
            raise InvalidCertificate("record has pledge, events and through_block and nothing else")
        if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_EVENTS or len(parts) != record["events"]:
            raise InvalidCertificate(f"parts must list the {str(record['events'])[:20]} acts of the record")
        if not isinstance(listed, list) or not isinstance(parties, list) or len(parties) > _MOST_PARTIES:
            raise InvalidCertificate(f"rights and parties must be lists, of parties at most {_MOST_PARTIES}")
        try:
            certificate = cls(
                engine=content["engine"],
                chain_id=content["chain_id"],
                contracts=content["contracts"],
                pledge=number(record["pledge"], "record.pledge", 1),
                rights=tuple(right_of(each) for each in listed),
                parties=tuple(EventProof.from_json(each) for each in parties),
                through=SealedHeader.from_json(content["through"]),
                parts=tuple(EventProof.from_json(each) for each in parts),
            )
        except (BrokenEvidence, InvalidHeader) as error:
            raise InvalidCertificate(str(error)) from None
        if certificate.through.number != number(record["through_block"], "record.through_block"):
            raise InvalidCertificate("record.through_block is not the block of through")
        return certificate

    def acts(self, deployment: Deployment) -> tuple[LedgerEvent, ...]:
        """The acts, decoded. Raises InvalidCertificate for what is no event of the ledger."""
        return tuple(_event(proof, deployment) for proof in self.parts)

    def names(self, deployment: Deployment) -> dict[int, str]:
        """Names of the institutions by party id, the newest that is proven. Raises as `acts`."""
        found: dict[int, str] = {}
        for proof in self.parties:
            event = _event(proof, deployment)
            if not isinstance(event.payload, PartyAdmitted | PartyRenamed) or not isinstance(event.subject, int):
                raise InvalidCertificate(f"{event.name} is no name of a party")
            found[event.subject] = event.payload.name
        return found


def filing_of(payload: Payload) -> Filing | None:
    """The filing that an act is, or None."""
    return payload.filing if isinstance(payload, PledgeFiled | PledgeMigrated) else None


def rights_of(acts: Sequence[LedgerEvent]) -> tuple[bytes, ...]:
    """Keys of the rights that the acts put under the pledge, each once, in order."""

    def keys() -> Iterator[bytes]:
        for act in acts:
            filing = filing_of(act.payload)
            if filing is not None:
                yield from filing.rights
            elif isinstance(act.payload, PledgeAmended):
                yield from act.payload.added

    return tuple(dict.fromkeys(keys()))


def parties_of(acts: Sequence[LedgerEvent]) -> tuple[int, ...]:
    """Ids of the parties that the acts name or are done by, ascending, without the governance."""
    found = {act.actor for act in acts}
    for act in acts:
        filing = filing_of(act.payload)
        if filing is not None:
            found |= {filing.pledgee, *filing.joint_pledgees, *filing.pledgors, filing.obligation.debtor}
        if isinstance(act.payload, PledgeFiled):
            found.add(act.payload.office)
        if isinstance(act.payload, PledgeAssigned):
            found |= {act.payload.assignor, act.payload.assignee}
        if isinstance(act.payload, PledgeAmended):
            found.add(act.payload.obligation.debtor)
    return tuple(sorted(found - {0}))


def _event(proof: EventProof, deployment: Deployment) -> LedgerEvent:
    try:
        event = decode(proof.raw_log(), deployment)
    except (UnknownEvent, MalformedEvent) as error:
        raise InvalidCertificate(str(error)) from None
    if not isinstance(event, LedgerEvent):
        raise InvalidCertificate("a proof is of no act of the ledger")
    return event
