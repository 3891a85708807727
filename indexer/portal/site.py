"""Renders pages: templates, filters, addresses. Texts of others are escaped, and set apart in direction."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from indexer.lookup.wording import NOTICE
from indexer.portal import words
from indexer.portal.language import COOKIE, LANGUAGES, TAGS, language_of, translations

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_ZONE = ZoneInfo("Asia/Shanghai")
_YEAR_SECONDS = 365 * 86_400


class Site:
    """All templates in both languages. `signing_in` says whether an institution can sign in here, `certificates`
    whether the public can ask for them now.
    """

    def __init__(
        self, *, signing_in: bool = False, certificates: Callable[[], bool] = lambda: False, secure: bool = False
    ) -> None:
        self._environments = {language: _environment(language) for language in LANGUAGES}
        self._signing_in = signing_in
        self._certificates = certificates
        self._secure = secure

    def page(self, request: Request, template: str, code: int = 200, **context: Any) -> HTMLResponse:
        """A page in the reader's language."""
        language = language_of(request)
        response = HTMLResponse(self.html(request, template, language, **context), code)
        if request.query_params.get(COOKIE) in LANGUAGES:
            response.set_cookie(
                COOKIE, language, max_age=_YEAR_SECONDS, samesite="lax", httponly=True, secure=self._secure
            )
        return response

    def html(self, request: Request, template: str, language: str | None = None, **context: Any) -> str:
        """The page's text."""
        language = language if language is not None else language_of(request)
        return (
            self._environments[language]
            .get_template(template)
            .render(
                language=language,
                here=_Here(request),
                offered={"signing_in": self._signing_in, "certificates": self._certificates()},
                **({"session": None} | context),
            )
        )

    def said(self, language: str, text: str) -> str:
        """A text in a language, for what is no page."""
        return translations(language).gettext(text)


class _Here:
    """The address of the page, for links that lead to the same question in other words."""

    def __init__(self, request: Request) -> None:
        # Two slashes at the beginning would make a link to another site of it.
        self.path = quote("/" + request.url.path.lstrip("/\\"), safe="/:~()")
        self._query = [(name, value) for name, value in request.query_params.multi_items() if name != COOKIE]

    def of(self, **changes: object) -> str:
        """The address of this page with some parameters set, or taken out (None)."""
        kept = [(name, value) for name, value in self._query if name not in changes]
        kept += [(name, str(value)) for name, value in changes.items() if value is not None]
        return self.path + (f"?{urlencode(kept)}" if kept else "")

    def in_language(self, language: str) -> str:
        """The address of this page in a language."""
        return self.of(**{COOKIE: language})


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    catalogue = translations(language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]

    def say(code: object, table: str = "value") -> str:
        """The word of a code, in the language of the page."""
        return catalogue.gettext(words.word(str(code), table)) if code not in (None, "") else ""

    def day(text: str | None) -> str:
        """A legal date in words."""
        return "" if not text else format_date(date.fromisoformat(text), "long", locale=language)

    def count(number: int) -> str:
        return format_decimal(number, locale=language)

    environment.filters.update(
        word=say, day=day, local_day=_local_day, moment=_moment, count=count, brief=_brief, path=path_of, own=_own
    )
    environment.globals.update(
        static=static, notice=NOTICE[language], tags=TAGS, languages=LANGUAGES, mark_of=words.MARKS.get
    )
    return environment


def _moment(text: str | None) -> Markup:
    """Chain time in the office's zone, with its exact form for machines."""
    if not text:
        return Markup()
    local = datetime.fromisoformat(text).astimezone(_ZONE)
    return Markup('<time datetime="{}">{}</time>').format(text, local.strftime("%Y-%m-%d %H:%M:%S"))


def _local_day(text: str | None) -> str:
    """The calendar day in the office's zone of a chain time."""
    return datetime.fromisoformat(text).astimezone(_ZONE).date().isoformat() if text else ""


def _own(text: str | None) -> Markup:
    """A text of others, whose direction touches nothing around it."""
    return Markup("<bdi>{}</bdi>").format(text) if text else Markup()


def _brief(text: str | None, head: int = 8, tail: int = 6) -> Markup:
    """A long hash, shortened; the whole of it on pointing and for copying."""
    if not text:
        return Markup()
    short = text if len(text) <= head + tail + 1 else f"{text[:head]}…{text[-tail:]}"
    return Markup('<code class="hash" title="{}">{}</code>').format(text, escape(short))


def path_of(text: str) -> str:
    """A text as part of an address."""
    return quote(text, safe=":~()")


@lru_cache
def static(name: str) -> str:
    """Address of a static file; it changes with what is in it, so browsers keep it for good."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={mark}"
