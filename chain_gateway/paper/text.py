"""The text of a PDF's pages, of PDFs as this project prints them: fonts with a ToUnicode table, hexadecimal strings.

Source: ISO 32000-1, 9.4.3 (showing text), 9.10.3 (ToUnicode). Of other PDFs it may read nothing; it is no extractor for
them, and what it does not read counts as not printed.
"""

import re
from typing import Any

_TOKEN = re.compile(
    rb"/(?P<font>[^\s/<>\[\]()]+)\s+[-+.\d]+\s+Tf|\[(?P<array>[^\]]*)\]\s*TJ|<(?P<plain>[0-9a-fA-F\s]*)>\s*Tj"
)
_STRING = re.compile(rb"<([0-9a-fA-F\s]*)>")
_CHARACTER = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_MOST_PAGES = 2_000


def pages(root: Any) -> list[str]:
    """Text of each page under the document's root, without blanks. Raises what a broken document raises."""
    found: list[str] = []
    _walk(root["/Pages"], found)
    return found


def squeezed(text: str) -> str:
    """A text without blanks, as `pages` gives it."""
    return "".join(text.split())


def _walk(node: Any, found: list[str]) -> None:
    if node["/Type"] == "/Pages":
        for kid in node["/Kids"]:
            _walk(kid.get_object(), found)
            if len(found) > _MOST_PAGES:
                raise ValueError(f"it has more than {_MOST_PAGES} pages")
        return
    found.append(_page_text(node))


def _page_text(page: Any) -> str:
    contents = page["/Contents"]
    streams = [each.get_object() for each in contents] if isinstance(contents, list) else [contents]
    data = b"\n".join(each.data for each in streams)
    resources = page["/Resources"]
    fonts = resources["/Font"] if "/Font" in resources else {}  # noqa: SIM401  # get() would not follow a reference
    tables = {str(name)[1:].encode(): _table(fonts[name]) for name in fonts}
    text: list[str] = []
    table: dict[str, str] = {}
    for token in _TOKEN.finditer(data):
        if token["font"] is not None:
            table = tables.get(token["font"], {})
            continue
        strings = _STRING.findall(token["array"]) if token["array"] is not None else [token["plain"]]
        for string in strings:
            digits = string.decode("ascii").lower()
            text += [table.get(digits[at : at + 4], "\N{REPLACEMENT CHARACTER}") for at in range(0, len(digits), 4)]
    return squeezed("".join(text))


def _table(font: Any) -> dict[str, str]:
    """Characters by the four hexadecimal digits of their glyph."""
    if "/ToUnicode" not in font:
        return {}
    lines = font["/ToUnicode"].data.decode("ascii", "replace")
    found: dict[str, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", lines, re.DOTALL):
        for glyph, characters in _CHARACTER.findall(part):
            found[glyph.lower()] = bytes.fromhex(characters).decode("utf-16-be", "replace")
    return found
