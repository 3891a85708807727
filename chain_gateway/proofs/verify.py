"""Verifies a certificate: pure, offline, one line for each check, and a verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chain_gateway.ledger.dates import from_chain
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import LedgerEvent, MalformedEvent, Searched, UnknownEvent, decode
from chain_gateway.ledger.findings import Finding, MalformedFindings, keys_digest, unpack
from chain_gateway.proofs import record, verify_record
from chain_gateway.proofs.canonical import InvalidCertificate, read
from chain_gateway.proofs.certificate import Certificate
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
from chain_gateway.proofs.evidence import EventProof
from chain_gateway.proofs.record import RecordCertificate
from chain_gateway.proofs.validators import Trust
from chain_gateway.proofs.verify_record import KnownAct

__all__ = [
    "Check",
    "KnownAct",
    "Report",
    "Verdict",
    "compare",
    "compare_record",
    "describe",
    "read_certificate",
    "verify",
]


@dataclass(frozen=True)
class Report:
    """Every check up to the first that failed, and the verdict."""

    verdict: Verdict
    checks: tuple[Check, ...]
    certificate: Certificate | RecordCertificate | None = field(default=None, repr=False)

    @property
    def sealed_at(self) -> datetime | None:
        """Time of the newest block of the certificate; None when it could not be read."""
        if self.certificate is None:
            return None
        if isinstance(self.certificate, RecordCertificate):
            return datetime.fromtimestamp(self.certificate.through.timestamp, UTC)
        return datetime.fromtimestamp(max(part.header.timestamp for part in self.certificate.parts), UTC)


def verify(raw: bytes, trust: Trust, newer: bytes | None = None) -> Report:
    """Verify the bytes of a certificate against what the verifier trusts.

    `newer` is a later certificate of the same kind, which must itself be valid: of a search, over some of the same
    rights, where it finds otherwise about one of them, this one is superseded; of a record, of the same pledge, where
    it has further acts. Never raises.
    """
    report = _verify(raw, trust)
    if newer is None or report.verdict is not Verdict.VALID:
        return report
    later = _verify(newer, trust)
    assert report.certificate is not None
    if later.verdict is not Verdict.VALID or later.certificate is None:
        problem = Check("newer", False, f"the newer certificate is itself {later.verdict.value}; it says nothing")
        return Report(Verdict.TAMPERED, (*report.checks, problem), report.certificate)
    source = "the newer certificate"
    if isinstance(report.certificate, Certificate) and isinstance(later.certificate, Certificate):
        return compare(report, _findings_by_key(later.certificate), _newest(later.certificate), source)
    if (
        isinstance(report.certificate, RecordCertificate)
        and isinstance(later.certificate, RecordCertificate)
        and report.certificate.pledge == later.certificate.pledge
    ):
        acts = verify_record.known_acts(later.certificate, trust)
        return compare_record(report, trust, acts, later.certificate.through.number, source)
    line = Check("newer", True, f"{source} is of something else; it changes nothing")
    return Report(report.verdict, (*report.checks, line), report.certificate)


def compare(report: Report, later: dict[bytes, Finding], block: int, source: str) -> Report:
    """The report in the light of later findings by asset key, as of a block: `superseded` where they differ."""
    certificate = report.certificate
    if report.verdict is not Verdict.VALID or not isinstance(certificate, Certificate):
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


def compare_record(report: Report, trust: Trust, known: Sequence[KnownAct], block: int, source: str) -> Report:
    """The report of a record in the light of all acts on the pledge that a source knows up to a block: `superseded`
    where there are later ones, `tampered` where one is missing that it must have.
    """
    certificate = report.certificate
    if report.verdict is not Verdict.VALID or not isinstance(certificate, RecordCertificate):
        return report
    verdict, line = verify_record.compare(certificate, trust, known, block, source)
    return Report(verdict, (*report.checks, line), certificate)


def read_certificate(raw: bytes) -> Certificate | RecordCertificate:
    """The certificate of either kind, unverified. Raises InvalidCertificate."""
    content = read(raw)
    form = content.get("format") if isinstance(content, dict) else None
    return RecordCertificate.from_json(content) if form == record.FORMAT else Certificate.from_json(content)


def describe(finding: Finding) -> str:
    """A finding in words: its names, or "clear"."""
    return ", ".join(bit.name.lower().replace("_", " ") for bit in finding if bit.name) or "clear"


def _verify(raw: bytes, trust: Trust) -> Report:
    checks: list[Check] = []
    try:
        certificate = read_certificate(raw)
    except InvalidCertificate as error:
        return Report(Verdict.TAMPERED, (Check("format", False, str(error)),))
    if isinstance(certificate, RecordCertificate):
        kind, checking = (
            f"record of a pledge in {len(certificate.parts)} acts",
            verify_record.checks(certificate, trust),
        )
    else:
        kind, checking = f"search certificate of {len(certificate.rights)} rights", _checks(certificate, trust)
    checks.append(Check("format", True, f"{kind}, canonical JSON"))
    try:
        checks.extend(checking)
    except Failed as failed:
        return Report(failed.verdict, (*checks, failed.check), certificate)
    return Report(Verdict.VALID, tuple(checks), certificate)


def _checks(certificate: Certificate, trust: Trust) -> Iterator[Check]:
    yield engine_known(certificate.engine, trust)
    yield chain_pinned(certificate.chain_id, trust)
    yield contracts_pinned(certificate.contracts, "SearchRegister", trust)
    yield rights_named(certificate.rights)
    for number, proof in enumerate(certificate.parts, start=1):
        yield sealed(f"part {number}: seals", proof.header, trust)
        yield included(f"part {number}: receipt", proof)
    yield _search(certificate, trust)


def _search(certificate: Certificate, trust: Trust) -> Check:
    start, ledger = 0, as_deployment(trust)
    for number, proof in enumerate(certificate.parts, start=1):
        payload = _payload(proof, certificate, ledger)
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


def _payload(proof: EventProof, certificate: Certificate, ledger: Deployment) -> Searched:
    if proof.address != ledger.searches:
        raise _not_this(f"an event is of {proof.address}, which is not the pinned SearchRegister")
    try:
        event = decode(proof.raw_log(), ledger)
    except (UnknownEvent, MalformedEvent) as error:
        raise _not_this(str(error)) from None
    if not isinstance(event, LedgerEvent) or not isinstance(event.payload, Searched):
        raise _not_this("an event is no search")
    if event.subject != certificate.search_id:
        raise _not_this("an event is of another search")
    return event.payload


def _not_this(detail: str) -> Failed:
    return Failed(Verdict.TAMPERED, Check("results", False, detail))


def _findings_by_key(certificate: Certificate) -> dict[bytes, Finding]:
    return {right.key: certificate.results.get(place, Finding(0)) for place, right in enumerate(certificate.rights)}


def _newest(certificate: Certificate) -> int:
    return max(part.header.number for part in certificate.parts)
