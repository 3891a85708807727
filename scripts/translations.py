"""Brings the portal's catalogues up to date with the texts in its code and templates.

Texts that are new stand without a translation until somebody writes one; `--check` names these, and fails.
"""

import argparse
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).parents[1]
PORTAL = PROJECT / "indexer" / "portal"
METHODS = [("**/templates/**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"extensions": "jinja2.ext.loopcontrols", "silent": "false"}}


def found() -> Catalog:
    """Every text of the portal."""
    catalogue = Catalog(fuzzy=False)
    for file, _, message, comments, context in extract_from_dir(
        PORTAL, METHODS, OPTIONS, keywords=DEFAULT_KEYWORDS | {"marked": None}, strip_comment_tags=True
    ):
        catalogue.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalogue


def renewed(language: str) -> tuple[Path, bytes, Catalog]:
    """The file of a language's catalogue, its renewed content, and what is in it."""
    file = PORTAL / "locale" / language / "portal.po"
    catalogue = Catalog(locale=language, fuzzy=False)
    if file.exists():
        with file.open("rb") as text:
            catalogue = read_po(text, locale=language)
    catalogue.update(found(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.header_comment = "Pledgebook portal", "1", "# Texts of the portal."
    written = BytesIO()
    write_po(written, catalogue, width=120, omit_header=False, no_location=True, sort_output=True)
    lines = [line for line in written.getvalue().splitlines() if not line.startswith(_CHANGING)]
    return file, b"\n".join(lines) + b"\n", catalogue


_CHANGING = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Generated-By',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Report-Msgid',
)


def main() -> int:
    """Renew, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a translation is missing")
    check = parser.parse_args().check
    file, content, catalogue = renewed("zh")
    missing = [message.id for message in catalogue if message.id and not all(_texts(message.string))]
    for each in missing:
        print(f"{file.relative_to(PROJECT)} has no translation of {each!r}")
    if check:
        current = file.exists() and file.read_bytes() == content
        if not current:
            print(f"{file.relative_to(PROJECT)} is not that of the code: run scripts/translations.py")
        return 1 if missing or not current else 0
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return 0


def _texts(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    sys.exit(main())
