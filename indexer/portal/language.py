"""Which language a page is in, and the translations: English in the code, Chinese from `locale/zh/portal.po`."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.requests import Request

LANGUAGES = ("zh", "en")
COOKIE = "lang"
TAGS = {"zh": "zh-CN", "en": "en"}
"""The `lang` attribute of each language's pages."""
_CATALOGUES = Path(__file__).parent / "locale"
_MOST_WISHES = 20


def marked(text: str) -> str:
    """A text that is translated where it is shown; says so to whoever extracts messages."""
    return text


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language."""
    file = _CATALOGUES / language / "portal.po"
    if not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def language_of(request: Request) -> str:
    """The language asked for in the address, else the one chosen before, else what the browser prefers."""
    for wanted in (request.query_params.get(COOKIE), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    wishes = _wishes(request.headers.get("accept-language", ""))
    if not wishes:
        return "zh"
    found = negotiate_locale(wishes, LANGUAGES, sep="-")
    return found.split("-")[0] if found else "en"


def _wishes(header: str) -> list[str]:
    """Languages of an Accept-Language header, the dearest first."""
    weighed: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")[:_MOST_WISHES]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag.strip().split("-")[0]))
        except ValueError:
            continue
    return [tag for weight, _, tag in sorted(weighed) if tag.isalpha() and weight < 0]
