"""Printed certificates of invented registries, signed with keys of the test; and what can be done to one."""

import io
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from chain_gateway.paper.printing import Issuer

ISSUER = Issuer("演示知识产权质押登记服务中心", "https://ledger.example")
Change = Callable[[Any], None]
"""Changes a writer's document."""


def added(signed: bytes, change: Change) -> bytes:
    """The document with a change added behind its end, as PDF allows."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def rewritten(signed: bytes, change: Change) -> bytes:
    """The document written anew, with a change: its signature, if it is left, is over other bytes."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(signed)))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def without_signature(writer: Any) -> None:
    """Takes the form with the signed field, and the permissions that name it, out."""
    for name in ("/AcroForm", "/Perms"):
        if name in writer.root:
            del writer.root[name]
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    if "/Annots" in page:
        del page["/Annots"]


def with_words(writer: Any) -> None:
    """Prints a word more on the first page."""
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    more = generic.StreamObject(stream_data=b"BT /F1 30 Tf 100 400 Td (CLEAR) Tj ET")
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(more)])
    writer.update_container(page)


def with_file(raw: bytes) -> Change:
    """Puts another file in the place of the certificate's."""

    def change(writer: Any) -> None:
        specification = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
        stream = generic.StreamObject(
            generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/EmbeddedFile")}), stream_data=raw
        )
        specification["/EF"][generic.pdf_name("/F")] = writer.add_object(stream)
        writer.update_container(specification["/EF"])

    return change
