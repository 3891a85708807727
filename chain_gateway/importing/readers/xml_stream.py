"""XML read as a stream of elements: no document type, no entities, bounded size and depth."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from chain_gateway.importing.errors import MalformedFile
from chain_gateway.importing.readers.fields import MAX_TREE_BYTES, require_size

MAX_DEPTH = 64
"""Deepest nesting; the real layouts have under 12."""


def elements(path: Path, tags: frozenset[str]) -> Iterator[Element]:
    """Each element with one of the tags, complete, when it ends; it is emptied when the next one is asked for.

    Raises MalformedFile for anything that is no well-formed, plain XML.
    """
    require_size(path, MAX_TREE_BYTES)
    depth = 0
    try:
        with path.open("rb") as stream:
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    depth += 1
                    if depth > MAX_DEPTH:
                        raise MalformedFile(path, f"depth {depth}", "element", element.tag, "is nested too deeply")
                    continue
                depth -= 1
                if element.tag in tags:
                    yield element
                    element.clear()
    except ParseError as error:
        line, column = error.position
        raise MalformedFile(path, f"line {line}, column {column}", "xml", "", f"is not well-formed: {error}") from None
    except DefusedXmlException as error:
        name = type(error).__name__
        raise MalformedFile(
            path, "", "xml", name, "declares a document type or entities, which records never do"
        ) from None
    except (ValueError, LookupError) as error:
        if isinstance(error, MalformedFile):
            raise
        raise MalformedFile(path, "", "xml", "", f"cannot be read: {error}") from None


def root_tag(path: Path) -> str:
    """Tag of the outermost element."""
    require_size(path, MAX_TREE_BYTES)
    try:
        with path.open("rb") as stream:
            for _, element in iterparse(stream, events=("start",), forbid_dtd=True):
                return str(element.tag)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        # Which of the two layouts it is does not matter: its reader says what is wrong, and where.
        return ""
    return ""
