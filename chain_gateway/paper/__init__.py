"""Certificates on paper: a signed PDF in Chinese and English with the certificate's file inside, and its verification.

What is printed is made from the file alone (`sheet`); signing is `signing`'s.
"""

from chain_gateway.paper.printing import CannotPrint, print_certificate
from chain_gateway.paper.verify import verify_document

__all__ = ["CannotPrint", "print_certificate", "verify_document"]
