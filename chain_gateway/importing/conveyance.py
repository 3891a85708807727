"""What an instrument does, read off the office's description of it.

One meaning has several codes at the office ("SECURITY INTEREST" is 27 and 8, a release is 36 or 40), so the words
count.
"""

import re

from chain_gateway.importing.records import Conveyance

_CORRECTIVE = re.compile(r"\bCORRECTI(?:VE|ON)\b")
_RELEASE = re.compile(r"\b(?:RELEASE[SD]?|TERMINATION|DISCHARGE|SATISFACTION|RECONVEYANCE)\b")
_SECURITY = re.compile(
    r"\bSECURITY (?:INTERESTS?|AGREEMENTS?)\b|\bLIENS?\b|\bMORTGAGES?\b|\bPLEDGE\b"
    r"|\bCOLLATERAL (?:ASSIGNMENT|AGREEMENT)\b|\bASSIGNMENT FOR SECURITY\b"
)
# "ASSIGNMENT OF PATENT SECURITY INTEREST" moves a security; "COLLATERAL ASSIGNMENT AND SECURITY AGREEMENT" makes one.
_ASSIGNMENT = re.compile(r"\bASSIGNMENT OF (?:[A-Z0-9/&,-]+ ){0,6}?(?:SECURITY (?:INTEREST|AGREEMENT)|LIEN|MORTGAGE)")


def conveyance_of(text: str) -> Conveyance:
    """The class of an instrument by its description; OTHER for anything that is no matter of a security."""
    words = " ".join(text.upper().split())
    if _CORRECTIVE.search(words):
        return Conveyance.CORRECTIVE
    if _RELEASE.search(words):
        return Conveyance.RELEASE
    if _ASSIGNMENT.search(words):
        return Conveyance.ASSIGNMENT
    if _SECURITY.search(words):
        return Conveyance.SECURITY_INTEREST
    return Conveyance.OTHER
