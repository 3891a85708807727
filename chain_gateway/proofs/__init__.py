"""Certificates that anyone verifies offline: sealed headers, receipt tries, and what a search inside the chain says.

Pure: no network, no clock, and nothing of the project but `ledger`.
"""

from chain_gateway.proofs.certificate import Certificate, InvalidCertificate
from chain_gateway.proofs.evidence import BrokenEvidence, EventProof, prove_event
from chain_gateway.proofs.header import InvalidHeader, SealedHeader
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
    "Report",
    "SealedHeader",
    "Trust",
    "Verdict",
    "prove_event",
    "verify",
]
