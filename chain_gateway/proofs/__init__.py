"""Certificates that anyone verifies offline: sealed headers, receipt tries, and what the ledger says in them.

Pure: no network, no clock, and nothing of the project but `ledger`.
"""

from chain_gateway.proofs.canonical import InvalidCertificate
from chain_gateway.proofs.certificate import Certificate
from chain_gateway.proofs.changes import RefusedChange, SetChange
from chain_gateway.proofs.evidence import BrokenEvidence, EventProof, prove_event
from chain_gateway.proofs.header import InvalidHeader, SealedHeader
from chain_gateway.proofs.record import RecordCertificate
from chain_gateway.proofs.validators import InvalidTrust, Trust
from chain_gateway.proofs.verify import Check, Report, Verdict, verify

__all__ = [
    "BrokenEvidence",
    "Certificate",
    "Check",
    "EventProof",
    "InvalidCertificate",
    "InvalidHeader",
    "InvalidTrust",
    "RecordCertificate",
    "RefusedChange",
    "Report",
    "SealedHeader",
    "SetChange",
    "Trust",
    "Verdict",
    "prove_event",
    "verify",
]
