"""Verifies a printed certificate: the signature over the whole document, that the pages say what the file says, and
the file itself. Offline.
"""

import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chain_gateway.paper import text
from chain_gateway.paper.document import ATTACHMENT, SIGNATURE, missing_texts
from chain_gateway.paper.sheet import sheet_of
from chain_gateway.proofs import Check, InvalidCertificate, Report, Trust, Verdict, verify
from chain_gateway.proofs.canonical import LARGEST

BEGINNING = b"%PDF-"
LARGEST_DOCUMENT = 2 * LARGEST
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # what it finds is told as a check, not as a traceback


class InvalidAuthority(ValueError):
    """The file of trusted certificate authorities cannot be used; says why."""


class _Broken(Exception):
    """A check of the document that was not passed."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(detail)
        self.check = Check(name, False, detail)


@dataclass(frozen=True)
class Authorities:
    """Certificate authorities by which the registry is known, out of a PEM file."""

    roots: tuple[Any, ...]

    @classmethod
    def load(cls, pem: bytes) -> "Authorities":
        """Raises InvalidAuthority."""
        from asn1crypto import pem as armour  # type: ignore[import-untyped]
        from asn1crypto import x509

        try:
            found = tuple(
                x509.Certificate.load(der)
                for kind, _, der in armour.unarmor(pem, multiple=True)
                if kind == "CERTIFICATE"
            )
        except ValueError as error:
            raise InvalidAuthority(f"it is no PEM file of certificates ({error})") from None
        if not found:
            raise InvalidAuthority("it holds no certificate")
        return cls(found)


def verify_document(
    raw: bytes, trust: Trust, newer: bytes | None = None, authorities: Authorities | None = None
) -> Report:
    """Verify a printed certificate; the report begins with the document's own checks. Never raises.

    Without `authorities` it is not known whose signature it is; the checks say so, and the verdict rests on the file.
    """
    checks: list[Check] = []
    try:
        reader = _open(raw)
        checks.extend(_signature(reader, authorities))
        file = _attachment(reader)
        checks.append(Check("attachment", True, f"{len(file):,} bytes, SHA-256 {hashlib.sha256(file).hexdigest()}"))
        checks.append(_pages(reader, file))
    except _Broken as broken:
        return Report(Verdict.TAMPERED, (*checks, broken.check))
    except Exception as error:  # noqa: BLE001  # a forged document may break its reader in any way
        detail = f"the document cannot be read ({type(error).__name__}: {str(error)[:150]})"
        return Report(Verdict.TAMPERED, (*checks, Check("document", False, detail)))
    inner = verify(file, trust, newer)
    return replace(inner, checks=(*checks, *inner.checks))


def file_of(raw: bytes) -> bytes:
    """The certificate's file inside a document, unverified. Raises InvalidCertificate."""
    try:
        return _attachment(_open(raw))
    except _Broken as broken:
        raise InvalidCertificate(str(broken)) from None
    except Exception as error:  # noqa: BLE001  # as above
        raise InvalidCertificate(f"the document cannot be read ({type(error).__name__})") from None


def _open(raw: bytes) -> Any:
    from pyhanko.pdf_utils.reader import PdfFileReader

    if len(raw) > LARGEST_DOCUMENT:
        raise _Broken("document", f"it is larger than {LARGEST_DOCUMENT:,} bytes")
    return PdfFileReader(io.BytesIO(raw))


def _signature(reader: Any, authorities: Authorities | None) -> Iterator[Check]:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    found = reader.embedded_regular_signatures
    if len(found) != 1 or reader.embedded_timestamp_signatures:
        raise _Broken("signature", f"the document has {len(found)} signatures, it must have the registry's alone")
    signature = found[0]
    if signature.field_name != SIGNATURE:
        raise _Broken("signature", f"the signed field is {str(signature.field_name)[:40]!r}, not {SIGNATURE!r}")
    roots = () if authorities is None else authorities.roots
    signed_at = signature.self_reported_timestamp
    # Judged as of the time of signing: a document outlives its signer's certificate.
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=signed_at)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    if not (status.intact and status.valid):
        raise _Broken("signature", "the signature is not over this document: something in it was changed")
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise _Broken("signature", "something was added to the document after it was signed")
    if status.modification_level is not ModificationLevel.NONE or not status.docmdp_ok:
        raise _Broken("signature", "the document was changed after it was signed")
    signer = status.signing_cert.subject.human_friendly[:200]
    when = f", by its own word on {signed_at:%Y-%m-%d %H:%M:%S %Z}" if signed_at is not None else ""
    yield Check("signature", True, f"over the whole document{when}")
    if authorities is None:
        yield Check("signer", True, f"{signer}; whether that is the registry was not asked (--trust)")
    elif not status.trusted:
        raise _Broken("signer", f"{signer} is not certified by the authorities given")
    else:
        yield Check("signer", True, f"{signer}, certified by the authorities given")


def _attachment(reader: Any) -> bytes:
    """The one file in the document."""
    names = reader.root["/Names"]["/EmbeddedFiles"]
    if "/Kids" in names or "/Names" not in names:
        raise _Broken("attachment", "the document's files are not where they must be")
    listed: Sequence[Any] = names["/Names"]
    if len(listed) != 2:
        raise _Broken(
            "attachment", f"the document holds {len(listed) // 2} files, it must hold the certificate's alone"
        )
    specification = listed[1].get_object()
    name = str(specification["/UF"])
    if name != ATTACHMENT:
        raise _Broken("attachment", f"the file in the document is {name[:60]!r}, not {ATTACHMENT!r}")
    data: bytes = specification["/EF"]["/F"].get_object().data
    if len(data) > LARGEST:
        raise _Broken("attachment", f"the file in the document is larger than {LARGEST:,} bytes")
    return data


def _pages(reader: Any, file: bytes) -> Check:
    try:
        sheet = sheet_of(file)
    except InvalidCertificate as error:
        raise _Broken("pages", f"the file in the document is no certificate: {error}") from None
    pages = text.pages(reader.root)
    missing = missing_texts(pages, sheet)
    if missing:
        raise _Broken("pages", f"the pages do not say what the file says: {missing[0][:120]!r} is not there")
    return Check("pages", True, f"{len(pages)} pages say what the file says, its digest at the foot of each")
