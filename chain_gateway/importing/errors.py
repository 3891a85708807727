"""What can be wrong with a file as a whole. What is wrong with one row is an `UnreadableRow` in its place."""

from pathlib import Path

_SHOWN = 80  # characters of an offending value that a message repeats


def shown(value: object) -> str:
    """A value as an error repeats it: quoted, control characters escaped, cut when long."""
    text = ascii(str(value)) if not str(value).isprintable() else repr(str(value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(str(value))} characters)"


class MalformedFile(ValueError):
    """The file cannot be read as the layout it is meant to be; no row after `position` was read.

    `position` is a line of a CSV file, line and column of an XML file, or the ordinal of an entry of a JSON file.
    """

    def __init__(self, path: Path | str, position: str, field: str, value: object, problem: str) -> None:
        self.path = str(path)
        self.position = position
        self.field = field
        self.value = shown(value)
        self.problem = problem
        where = f", {position}" if position else ""
        super().__init__(f"{self.path}{where}: {problem} ({field}: {self.value})")


class UnknownFormat(MalformedFile):
    """The file is in none of the known layouts."""
