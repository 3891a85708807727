"""A text that opens something: it never shows itself."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from chain_gateway.signing.errors import InvalidConfiguration

Ask = Callable[[str], str]
"""Asks a person at the terminal for a secret; the argument says which."""


def nobody_to_ask(what: str) -> str:
    """An `Ask` where no person is at a terminal. Raises InvalidConfiguration."""
    raise InvalidConfiguration(f"{what}: nobody can be asked for it here. Name a file with it in the configuration.")


class Secret:
    """A password or PIN. `reveal` alone answers it: not repr, not str, not pickling."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def of_file(cls, path: Path) -> "Secret":
        """The first line of a file that only its owner may read. Raises InvalidConfiguration."""
        try:
            if path.stat().st_mode & 0o077:
                raise InvalidConfiguration(f"{path} can be read by others. Do: chmod 600 {path}")
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) else "not UTF-8"
            raise InvalidConfiguration(f"{path} cannot be read: {reason}.") from None
        if not lines or not lines[0]:
            raise InvalidConfiguration(f"The first line of {path} is empty; it must be the secret.")
        return cls(lines[0])

    def reveal(self) -> str:
        """The text itself, for whoever it opens the way to."""
        return self._text

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Secret(...)"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        raise TypeError("A secret cannot be pickled or copied.")
