"""What a printed certificate is as a document: one file inside, one signature over all, pages that say the file."""

from collections.abc import Sequence

from chain_gateway.paper.sheet import Sheet
from chain_gateway.paper.text import squeezed

ATTACHMENT = "certificate.pledge-cert.json"
"""Name of the certificate's file inside the document."""
SIGNATURE = "Registry"
"""Name of the field that the registry signs."""


def missing_texts(pages: Sequence[str], sheet: Sheet) -> list[str]:
    """Texts of the sheet that the pages do not have; the digest must be on every page."""
    everything = "".join(pages)
    missing = [each for each in sheet.texts() if squeezed(each) not in everything]
    if not pages or any(sheet.digest not in page for page in pages):
        missing.insert(0, sheet.digest)
    return missing
