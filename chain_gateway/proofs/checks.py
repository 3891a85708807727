"""The checks that every certificate goes through, and the words for what they find. Pure."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chain_gateway.ledger.deployments import CONTRACT_OF, Deployment
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from chain_gateway.proofs.certificate import SearchedRight
from chain_gateway.proofs.evidence import EventProof
from chain_gateway.proofs.header import SealedHeader
from chain_gateway.proofs.receipts import BadProof, check
from chain_gateway.proofs.validators import SEALS_KNOWN, Trust


class Verdict(enum.Enum):
    """What a certificate is worth."""

    VALID = "valid"
    """The validators of the pinned set sealed blocks in which the ledger found exactly this."""
    SUPERSEDED = "superseded"
    """It was valid; the ledger has found something else about one of its rights since."""
    TAMPERED = "tampered"
    """Something in it is not as the chain has it, or it is no certificate."""
    NOT_SEALED = "not-sealed"
    """Too few validators of the pinned set sealed a block of it."""
    UNKNOWN_VALIDATORS = "unknown-validators"
    """It names other validators than the pinned ones, or another chain."""
    UNSUPPORTED = "unsupported"
    """Its engine's seals cannot be checked by this version."""


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    name: str
    passed: bool
    detail: str


class Failed(Exception):
    """A check that was not passed, with the verdict that it gives."""

    def __init__(self, verdict: Verdict, check: Check) -> None:
        super().__init__(check.detail)
        self.verdict = verdict
        self.check = check


def engine_known(engine: str, trust: Trust) -> Check:
    """Seals of that engine can be checked here. Raises Failed."""
    unknown = next((each for each in (engine, trust.engine) if each not in SEALS_KNOWN), None)
    if unknown is not None:
        raise Failed(Verdict.UNSUPPORTED, Check("engine", False, f"seals of {unknown[:60]!r} cannot be checked here"))
    return Check("engine", True, engine)


def chain_pinned(chain_id: int, trust: Trust) -> Check:
    """It is of the pinned chain. Raises Failed."""
    if chain_id != trust.chain_id:
        detail = f"it is of chain {chain_id}, the pinned validators are of chain {trust.chain_id}"
        raise Failed(Verdict.UNKNOWN_VALIDATORS, Check("chain", False, detail))
    return Check("chain", True, f"chain {trust.chain_id}")


def contracts_pinned(contracts: dict[str, str], book: str, trust: Trust) -> Check:
    """Its contracts are the pinned ones; `book` is the one to show. Raises Failed."""
    if contracts != trust.contracts:
        names = sorted(
            name
            for name in contracts.keys() | trust.contracts.keys()
            if contracts.get(name) != trust.contracts.get(name)
        )
        raise Failed(
            Verdict.TAMPERED, Check("contracts", False, f"{', '.join(names)[:200]} are not the pinned contracts")
        )
    return Check("contracts", True, f"{book} {trust.contracts[book]}")


def rights_named(rights: Sequence[SearchedRight]) -> Check:
    """Each right that is named has its own key. Raises Failed."""
    named = 0
    for place, right in enumerate(rights):
        if right.text is None:
            continue
        try:
            parsed = RightId.parse(right.text)
        except InvalidIdentifier as error:
            raise Failed(Verdict.TAMPERED, Check("rights", False, f"right {place}: {error}")) from None
        if parsed.text != right.text or parsed.key != right.key:
            detail = f"right {place}, {parsed.text}, has the key 0x{parsed.key.hex()}, not 0x{right.key.hex()}"
            raise Failed(Verdict.TAMPERED, Check("rights", False, detail))
        named += 1
    return Check("rights", True, f"{named} of {len(rights)} named, each with its own key")


def sealed(name: str, header: SealedHeader, trust: Trust) -> Check:
    """A block sealed by a quorum of the pinned set, and by nobody else. Raises Failed."""
    pinned = trust.at(header.number)
    if pinned is None:
        detail = f"no set of validators is pinned for block {header.number}"
        raise Failed(Verdict.UNKNOWN_VALIDATORS, Check(name, False, detail))
    seals = header.seals()
    members = set(pinned.validators)
    signers = {each for each in seals if each in members}
    if set(header.validators) != members:
        # A foreign set is what the block says only if it is sealed by it; otherwise the block is not as it was made.
        own = set(header.validators)
        foreign = len({each for each in seals if each in own}) == len(seals) > 0
        detail = f"block {header.number} names {len(own)} validators that are not the {len(members)} pinned ones"
        raise Failed(Verdict.UNKNOWN_VALIDATORS if foreign else Verdict.TAMPERED, Check(name, False, detail))
    if seals and not signers:
        detail = f"none of the {len(seals)} seals is a validator's seal of block {header.number} as it stands here"
        raise Failed(Verdict.TAMPERED, Check(name, False, detail))
    if len(signers) < pinned.quorum:
        detail = f"{len(signers)} of {len(members)} validators sealed block {header.number}, {pinned.quorum} must"
        raise Failed(Verdict.NOT_SEALED, Check(name, False, detail))
    if len(signers) != len(seals):
        detail = (
            f"block {header.number} has {len(seals)} seals of {len(signers)} validators; some are foreign or double"
        )
        raise Failed(Verdict.TAMPERED, Check(name, False, detail))
    return Check(
        name, True, f"block {header.number}, sealed by {len(signers)} of {len(members)}, {pinned.quorum} needed"
    )


def included(name: str, proof: EventProof) -> Check:
    """The receipt, and in it the event, is in the block. Raises Failed."""
    try:
        receipt = check(proof.header.receipts_root, proof.transaction_index, proof.receipt_proof)
    except BadProof as error:
        raise Failed(Verdict.TAMPERED, Check(name, False, str(error))) from None
    if not receipt.succeeded:
        raise Failed(Verdict.TAMPERED, Check(name, False, "the proven transaction had no effect"))
    if proof.log_in_receipt >= len(receipt.logs):
        raise Failed(
            Verdict.TAMPERED,
            Check(name, False, f"the receipt has {len(receipt.logs)} logs, not {proof.log_in_receipt}"),
        )
    log = receipt.logs[proof.log_in_receipt]
    stated = (bytes.fromhex(proof.address[2:]), proof.topics, proof.data)
    if (log.address, log.topics, log.data) != stated:
        raise Failed(Verdict.TAMPERED, Check(name, False, "the event is not the one that the receipt holds"))
    return Check(name, True, f"log {proof.log_in_receipt} of transaction {proof.transaction_index}")


def as_deployment(trust: Trust) -> Deployment:
    """The pinned contracts as decoding wants them; what a validators' file does not name stands for nothing there."""
    nowhere = {name: f"0x{place:040x}" for place, name in enumerate(CONTRACT_OF, 1)}
    addresses: dict[str, Any] = {
        name: trust.contracts.get(contract, nowhere[name]) for name, contract in CONTRACT_OF.items()
    }
    return Deployment(chain_id=trust.chain_id, first_block=0, rule_set=1, **addresses)
