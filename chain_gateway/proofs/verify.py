"""Verifies a certificate: pure, offline, one line for each check, and a verdict."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chain_gateway.ledger.dates import from_chain
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import LedgerEvent, MalformedEvent, Searched, UnknownEvent, decode
from chain_gateway.ledger.findings import Finding, MalformedFindings, keys_digest, unpack
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from chain_gateway.proofs.certificate import Certificate, InvalidCertificate
from chain_gateway.proofs.evidence import EventProof
from chain_gateway.proofs.receipts import BadProof, check
from chain_gateway.proofs.validators import SEALS_KNOWN, Trust

_NOWHERE = "0x" + "00" * 19 + "01"


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


@dataclass(frozen=True)
class Report:
    """Every check up to the first that failed, and the verdict."""

    verdict: Verdict
    checks: tuple[Check, ...]
    certificate: Certificate | None = field(default=None, repr=False)

    @property
    def sealed_at(self) -> datetime | None:
        """Time of the newest block of the certificate; None when it could not be read."""
        if self.certificate is None:
            return None
        return datetime.fromtimestamp(max(part.header.timestamp for part in self.certificate.parts), UTC)


class _Failed(Exception):
    def __init__(self, verdict: Verdict, check: Check) -> None:
        super().__init__(check.detail)
        self.verdict = verdict
        self.check = check


def verify(raw: bytes, trust: Trust, newer: bytes | None = None) -> Report:
    """Verify the bytes of a certificate against what the verifier trusts.

    `newer` is a later certificate, which must itself be valid, over some of the same rights: where it finds otherwise
    about one of them, this one is superseded. Never raises.
    """
    report = _verify(raw, trust)
    if newer is None or report.verdict is not Verdict.VALID:
        return report
    later = _verify(newer, trust)
    assert report.certificate is not None
    if later.verdict is not Verdict.VALID or later.certificate is None:
        problem = Check("newer", False, f"the newer certificate is itself {later.verdict.value}; it says nothing")
        return Report(Verdict.TAMPERED, (*report.checks, problem), report.certificate)
    return compare(report, _findings_by_key(later.certificate), _newest(later.certificate), "the newer certificate")


def compare(report: Report, later: dict[bytes, Finding], block: int, source: str) -> Report:
    """The report in the light of later findings by asset key, as of a block: `superseded` where they differ."""
    certificate = report.certificate
    if report.verdict is not Verdict.VALID or certificate is None:
        return report
    if block < _newest(certificate):
        line = Check("newer", True, f"{source} is of block {block}, which is older; it changes nothing")
        return Report(report.verdict, (*report.checks, line), certificate)
    then = _findings_by_key(certificate)
    changed = [key for key, finding in later.items() if key in then and then[key] != finding]
    if not changed:
        same = sum(key in then for key in later)
        line = Check("newer", True, f"{source} (block {block}) finds the same about {same} of its rights")
        return Report(report.verdict, (*report.checks, line), certificate)
    names = {each.key: each.text or "0x" + each.key.hex() for each in certificate.rights}
    shown = "; ".join(f"{names[key]}: {describe(then[key])} then, {describe(later[key])} now" for key in changed[:5])
    line = Check("newer", False, f"{source} (block {block}) finds otherwise about {len(changed)}: {shown}")
    return Report(Verdict.SUPERSEDED, (*report.checks, line), certificate)


def describe(finding: Finding) -> str:
    """A finding in words: its names, or "clear"."""
    return ", ".join(bit.name.lower().replace("_", " ") for bit in finding if bit.name) or "clear"


def _verify(raw: bytes, trust: Trust) -> Report:
    checks: list[Check] = []
    try:
        certificate = Certificate.from_bytes(raw)
    except InvalidCertificate as error:
        return Report(Verdict.TAMPERED, (Check("format", False, str(error)),))
    checks.append(Check("format", True, f"search certificate of {len(certificate.rights)} rights, canonical JSON"))
    try:
        checks.extend(_checks(certificate, trust))
    except _Failed as failed:
        return Report(failed.verdict, (*checks, failed.check), certificate)
    return Report(Verdict.VALID, tuple(checks), certificate)


def _checks(certificate: Certificate, trust: Trust) -> Iterator[Check]:
    yield _engine(certificate, trust)
    yield _chain(certificate, trust)
    yield _contracts(certificate, trust)
    yield _rights(certificate)
    for number, proof in enumerate(certificate.parts, start=1):
        yield _sealed(f"part {number}: seals", proof, trust)
        yield _included(f"part {number}: receipt", proof)
    yield _search(certificate, trust)


def _engine(certificate: Certificate, trust: Trust) -> Check:
    unknown = next((each for each in (certificate.engine, trust.engine) if each not in SEALS_KNOWN), None)
    if unknown is not None:
        raise _Failed(Verdict.UNSUPPORTED, Check("engine", False, f"seals of {unknown[:60]!r} cannot be checked here"))
    return Check("engine", True, certificate.engine)


def _chain(certificate: Certificate, trust: Trust) -> Check:
    if certificate.chain_id != trust.chain_id:
        detail = f"it is of chain {certificate.chain_id}, the pinned validators are of chain {trust.chain_id}"
        raise _Failed(Verdict.UNKNOWN_VALIDATORS, Check("chain", False, detail))
    return Check("chain", True, f"chain {trust.chain_id}")


def _contracts(certificate: Certificate, trust: Trust) -> Check:
    if certificate.contracts != trust.contracts:
        names = sorted(
            name
            for name in certificate.contracts.keys() | trust.contracts.keys()
            if certificate.contracts.get(name) != trust.contracts.get(name)
        )
        raise _Failed(
            Verdict.TAMPERED, Check("contracts", False, f"{', '.join(names)[:200]} are not the pinned contracts")
        )
    return Check("contracts", True, f"SearchRegister {trust.contracts['SearchRegister']}")


def _rights(certificate: Certificate) -> Check:
    named = 0
    for place, right in enumerate(certificate.rights):
        if right.text is None:
            continue
        try:
            parsed = RightId.parse(right.text)
        except InvalidIdentifier as error:
            raise _Failed(Verdict.TAMPERED, Check("rights", False, f"right {place}: {error}")) from None
        if parsed.text != right.text or parsed.key != right.key:
            detail = f"right {place}, {parsed.text}, has the key 0x{parsed.key.hex()}, not 0x{right.key.hex()}"
            raise _Failed(Verdict.TAMPERED, Check("rights", False, detail))
        named += 1
    return Check("rights", True, f"{named} of {len(certificate.rights)} named, each with its own key")


def _sealed(name: str, proof: EventProof, trust: Trust) -> Check:
    header = proof.header
    pinned = trust.at(header.number)
    if pinned is None:
        detail = f"no set of validators is pinned for block {header.number}"
        raise _Failed(Verdict.UNKNOWN_VALIDATORS, Check(name, False, detail))
    seals = header.seals()
    members = set(pinned.validators)
    signers = {each for each in seals if each in members}
    if set(header.validators) != members:
        # A foreign set is what the block says only if it is sealed by it; otherwise the block is not as it was made.
        own = set(header.validators)
        foreign = len({each for each in seals if each in own}) == len(seals) > 0
        detail = f"block {header.number} names {len(own)} validators that are not the {len(members)} pinned ones"
        raise _Failed(Verdict.UNKNOWN_VALIDATORS if foreign else Verdict.TAMPERED, Check(name, False, detail))
    if seals and not signers:
        detail = f"none of the {len(seals)} seals is a validator's seal of block {header.number} as it stands here"
        raise _Failed(Verdict.TAMPERED, Check(name, False, detail))
    if len(signers) < pinned.quorum:
        detail = f"{len(signers)} of {len(members)} validators sealed block {header.number}, {pinned.quorum} must"
        raise _Failed(Verdict.NOT_SEALED, Check(name, False, detail))
    if len(signers) != len(seals):
        detail = (
            f"block {header.number} has {len(seals)} seals of {len(signers)} validators; some are foreign or double"
        )
        raise _Failed(Verdict.TAMPERED, Check(name, False, detail))
    return Check(
        name, True, f"block {header.number}, sealed by {len(signers)} of {len(members)}, {pinned.quorum} needed"
    )


def _included(name: str, proof: EventProof) -> Check:
    try:
        receipt = check(proof.header.receipts_root, proof.transaction_index, proof.receipt_proof)
    except BadProof as error:
        raise _Failed(Verdict.TAMPERED, Check(name, False, str(error))) from None
    if not receipt.succeeded:
        raise _Failed(Verdict.TAMPERED, Check(name, False, "the proven transaction had no effect"))
    if proof.log_in_receipt >= len(receipt.logs):
        raise _Failed(
            Verdict.TAMPERED,
            Check(name, False, f"the receipt has {len(receipt.logs)} logs, not {proof.log_in_receipt}"),
        )
    log = receipt.logs[proof.log_in_receipt]
    stated = (bytes.fromhex(proof.address[2:]), proof.topics, proof.data)
    if (log.address, log.topics, log.data) != stated:
        raise _Failed(Verdict.TAMPERED, Check(name, False, "the event is not the one that the receipt holds"))
    return Check(name, True, f"log {proof.log_in_receipt} of transaction {proof.transaction_index}")


def _search(certificate: Certificate, trust: Trust) -> Check:
    start = 0
    for number, proof in enumerate(certificate.parts, start=1):
        payload = _payload(proof, certificate, trust)
        if (payload.part, payload.parts) != (number, len(certificate.parts)):
            raise _not_this(f"its part {number} of {len(certificate.parts)} is part {payload.part} of {payload.parts}")
        if from_chain(payload.as_of) != certificate.as_of:
            raise _not_this(f"part {number} searched as of {payload.as_of}, the certificate says {certificate.as_of}")
        keys = [right.key for right in certificate.rights[start : start + payload.count]]
        if len(keys) != payload.count or keys_digest(keys) != payload.keys_digest:
            raise _not_this(f"part {number} searched other rights than those listed, or in another order")
        try:
            found = unpack(payload.findings, payload.count)
        except MalformedFindings as error:
            raise _not_this(f"part {number}: {error}") from None
        stated = {
            place - start: finding
            for place, finding in certificate.results.items()
            if start <= place < start + payload.count
        }
        if stated != found:
            raise _not_this(f"the results of part {number} are not what the ledger found")
        start += payload.count
    if start != len(certificate.rights):
        raise _not_this(f"the ledger searched {start} rights, the certificate lists {len(certificate.rights)}")
    clear = len(certificate.rights) - len(certificate.results)
    return Check("results", True, f"{clear} clear, {len(certificate.results)} not, as of {certificate.as_of}")


def _payload(proof: EventProof, certificate: Certificate, trust: Trust) -> Searched:
    if proof.address != trust.contracts["SearchRegister"]:
        raise _not_this(f"an event is of {proof.address}, which is not the pinned SearchRegister")
    try:
        event = decode(proof.raw_log(), _as_deployment(trust))
    except (UnknownEvent, MalformedEvent) as error:
        raise _not_this(str(error)) from None
    if not isinstance(event, LedgerEvent) or not isinstance(event.payload, Searched):
        raise _not_this("an event is no search")
    if event.subject != certificate.search_id:
        raise _not_this("an event is of another search")
    return event.payload


def _as_deployment(trust: Trust) -> Deployment:
    """The pinned contracts as decoding wants them; what a validators' file does not name stands for nothing there."""
    at = trust.contracts.__getitem__
    return Deployment(
        chain_id=trust.chain_id,
        first_block=0,
        log=at("LedgerLog"),
        access_manager=_NOWHERE,
        parties=at("PartyRegistry"),
        assets=at("AssetRegistry"),
        pledges=at("PledgeRegistry"),
        consents=_NOWHERE,
        changes=at("ChangeBook"),
        enforcement=at("EnforcementBook"),
        searches=at("SearchRegister"),
        buybacks=at("BuybackBook"),
        risks=f"0x{1:040x}",  # a search is of no such book
        losses=f"0x{2:040x}",
        rule_set=1,
    )


def _not_this(detail: str) -> _Failed:
    return _Failed(Verdict.TAMPERED, Check("results", False, detail))


def _findings_by_key(certificate: Certificate) -> dict[bytes, Finding]:
    return {right.key: certificate.results.get(place, Finding(0)) for place, right in enumerate(certificate.rights)}


def _newest(certificate: Certificate) -> int:
    return max(part.header.number for part in certificate.parts)
