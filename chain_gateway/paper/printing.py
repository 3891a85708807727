"""Prints a certificate: a PDF/A-3 in Chinese and English, with the certificate's file inside. Not signed yet.

Nothing is fetched while printing, from no network and no file: what the pages show is in the text given.
"""

import io
import threading
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chain_gateway.paper import text
from chain_gateway.paper.document import ATTACHMENT, missing_texts
from chain_gateway.paper.sheet import Sheet, sheet_of

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_FONTS = "fonts-noto-cjk"
_one_at_a_time = threading.Lock()
"""Laying out is a second of work on a processor; requests for it stand in line."""


class CannotPrint(Exception):
    """What printing needs is not on this machine; says which package is missing."""


@dataclass(frozen=True)
class Issuer:
    """Who hands the certificate out."""

    name: str
    """As it stands at the head of each page."""
    address: str
    """Address of the public look-up, without a slash at its end, such as "https://ledger.example"."""


def print_certificate(raw: bytes, issuer: Issuer) -> bytes:
    """The PDF of a certificate's file. Raises InvalidCertificate, CannotPrint."""
    sheet = sheet_of(raw)
    link = f"{issuer.address}{sheet.address}#sha256={sheet.digest}"
    html = _template().render(sheet=sheet, issuer=issuer.name, link=link, qr=_qr(link), style=_style())
    with _one_at_a_time:
        made = _lay_out(html, raw)
    _require_legible(made, sheet)
    return made


def _lay_out(html: str, raw: bytes) -> bytes:
    try:
        import weasyprint  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher, URLFetchingError  # type: ignore[import-untyped]
    except (ImportError, OSError) as missing:
        raise CannotPrint(
            f"Printing needs WeasyPrint and Pango ({str(missing).splitlines()[0][:200]}). Install the Debian packages "
            f"{_PACKAGES} {_FONTS}."
        ) from None

    class Nothing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            raise URLFetchingError(f"a certificate fetches nothing, not {url[:100]}")

    attachment = weasyprint.Attachment(
        string=raw, name=ATTACHMENT, description="The certificate's file", relationship="Source"
    )
    document = weasyprint.HTML(string=html, url_fetcher=Nothing())
    made: bytes = document.write_pdf(pdf_variant="pdf/a-3u", attachments=[attachment])
    return made


def _require_legible(made: bytes, sheet: Sheet) -> None:
    """A machine without a Chinese font prints boxes: such a certificate is not handed out."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    missing = missing_texts(text.pages(PdfFileReader(io.BytesIO(made)).root), sheet)
    if missing:
        raise CannotPrint(
            f"The pages do not show {missing[0][:60]!r} as it is to be read; a font is missing. Install the Debian "
            f"package {_FONTS}."
        )


def _qr(link: str) -> Any:
    import segno
    from markupsafe import Markup

    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", border=1, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return Markup(drawn.getvalue().decode("ascii"))  # noqa: S704  # segno's drawing of our own link


@cache
def _template() -> Any:
    import jinja2

    source = (files("chain_gateway.paper") / "sheet.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)


@cache
def _style() -> Any:
    from markupsafe import Markup

    return Markup((files("chain_gateway.paper") / "sheet.css").read_text("utf-8"))  # noqa: S704  # our own file
