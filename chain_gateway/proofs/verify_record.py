"""The checks of a pledge's record: every act sealed and proven, of one pledge, in an order that the ledger allows."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chain_gateway.ledger.events import LedgerEvent
from chain_gateway.proofs.canonical import InvalidCertificate
from chain_gateway.proofs.checks import (
    Check,
    Failed,
    Verdict,
    as_deployment,
    chain_pinned,
    contracts_pinned,
    engine_known,
    included,
    rights_named,
    sealed,
)
from chain_gateway.proofs.life_cycle import broken_at, state_after
from chain_gateway.proofs.record import BOOKS, RecordCertificate, parties_of, rights_of
from chain_gateway.proofs.validators import Trust


@dataclass(frozen=True)
class KnownAct:
    """An act on a pledge that another source knows."""

    sequence: int
    """The ledger's number of it."""
    block: int
    name: str
    """Such as "PledgeRegistered"."""


def checks(certificate: RecordCertificate, trust: Trust) -> Iterator[Check]:
    """Every check in order. Raises Failed at the first that is not passed."""
    yield engine_known(certificate.engine, trust)
    yield chain_pinned(certificate.chain_id, trust)
    yield contracts_pinned(certificate.contracts, "PledgeRegistry", trust)
    yield rights_named(certificate.rights)
    yield sealed("through: seals", certificate.through, trust)
    for number, proof in enumerate(certificate.parts, start=1):
        yield sealed(f"act {number}: seals", proof.header, trust)
        yield included(f"act {number}: receipt", proof)
    for number, proof in enumerate(certificate.parties, start=1):
        yield sealed(f"party {number}: seals", proof.header, trust)
        yield included(f"party {number}: receipt", proof)
    yield _record(certificate, trust)


def known_acts(certificate: RecordCertificate, trust: Trust) -> list[KnownAct]:
    """The acts of a valid record, for the comparison with an older one."""
    return [KnownAct(act.sequence, act.log.block_number, act.name) for act in certificate.acts(as_deployment(trust))]


def compare(
    certificate: RecordCertificate, trust: Trust, known: Sequence[KnownAct], block: int, source: str
) -> tuple[Verdict, Check]:
    """What all acts that a source knows up to a block say of a valid record."""
    through = certificate.through.number
    own = {act.sequence for act in known_acts(certificate, trust)}
    left_out = [act for act in known if act.block <= through and act.sequence not in own]
    if left_out:
        detail = f"{source} has {_listed(left_out)}, which the record of block {through} leaves out"
        return Verdict.TAMPERED, Check("newer", False, detail)
    if block < through:
        return Verdict.VALID, Check("newer", True, f"{source} is of block {block}, which is older; it changes nothing")
    later = [act for act in known if act.block > through]
    if later:
        return Verdict.SUPERSEDED, Check("newer", False, f"{source} (block {block}) has since: {_listed(later)}")
    return Verdict.VALID, Check("newer", True, f"{source} (block {block}) has no other act on the pledge")


def _listed(acts: Sequence[KnownAct]) -> str:
    shown = ", ".join(f"{act.name} (number {act.sequence}, block {act.block})" for act in acts[:5])
    return shown if len(acts) <= 5 else f"{shown} and {len(acts) - 5} more"


def _record(certificate: RecordCertificate, trust: Trust) -> Check:
    ledger = as_deployment(trust)
    try:
        acts = certificate.acts(ledger)
        names = certificate.names(ledger)
    except InvalidCertificate as error:
        raise _not_this(str(error)) from None
    for place, act in enumerate(acts, start=1):
        if act.book not in BOOKS or act.subject != certificate.pledge:
            raise _not_this(f"act {place}, {act.name} of {act.book}, is not of pledge {certificate.pledge}")
    _in_order(acts, certificate)
    if acts[0].sequence != certificate.pledge:
        raise _not_this(
            f"its first act has the number {acts[0].sequence}; pledge {certificate.pledge} was filed by its own"
        )
    broken = broken_at(acts)
    if broken is not None:
        raise _not_this(f"act {broken[0] + 1}: {broken[1]}")
    keys = tuple(right.key for right in certificate.rights)
    if keys != rights_of(acts):
        raise _not_this("the rights listed are not those of the filing and its amendments, in their order")
    strangers = names.keys() - set(parties_of(acts))
    if strangers:
        raise _not_this(f"it names party {min(strangers)}, whom no act of the record names")
    numbers = [int.from_bytes(proof.topics[1]) for proof in certificate.parties]
    if numbers != sorted(set(numbers)):
        raise _not_this("the parties' entries are not in the ledger's order, or one is there twice")
    state = state_after(acts).name
    return Check(
        "record",
        True,
        f"pledge {certificate.pledge}: {len(acts)} acts up to block {certificate.through.number}, {state}",
    )


def _in_order(acts: Sequence[LedgerEvent], certificate: RecordCertificate) -> None:
    for place, (before, after) in enumerate(itertools.pairwise(acts), start=2):
        if after.sequence <= before.sequence or after.log.block_number < before.log.block_number:
            raise _not_this(f"act {place} has the number {after.sequence}, after {before.sequence}; they must ascend")
    last = acts[-1].log.block_number
    if last > certificate.through.number:
        raise _not_this(f"its last act is of block {last}, later than block {certificate.through.number}")


def _not_this(detail: str) -> Failed:
    return Failed(Verdict.TAMPERED, Check("record", False, detail))
