"""Exit codes of the `pledge` command and how each failure becomes one."""

from enum import IntEnum

from chain_gateway.client.errors import Problem, ServiceUnavailable, WaitTimeout
from chain_gateway.ledger.identifiers import InvalidIdentifier


class Exit(IntEnum):
    """What the shell is told (docs/operations.md)."""

    DONE = 0
    REFUSED = 1
    """Refused by the ledger, or not valid."""
    BAD_INPUT = 2
    UNREACHABLE = 3
    UNKNOWN = 4
    """The answer is `unknown`."""


class Stop(Exception):
    """Ends a command with an exit code and a sentence for the person at the screen."""

    def __init__(self, code: Exit, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.advice = advice


def stop_for(failure: Exception) -> Stop | None:
    """The way to end a command on this failure; None when nobody foresaw it."""
    match failure:
        case Stop():
            return failure
        case ServiceUnavailable() | WaitTimeout():
            return Stop(Exit.UNREACHABLE, str(failure))
        case Problem(error=error) if error is not None:
            return Stop(Exit.REFUSED, f"the ledger refused: {failure}")
        case Problem(status=status) if status >= 500:
            return Stop(Exit.UNREACHABLE, str(failure))
        case Problem():
            where = f" (field {failure.field}, value {failure.value!r})" if failure.field else ""
            return Stop(Exit.BAD_INPUT, f"{failure}{where}")
        case InvalidIdentifier():
            return Stop(Exit.BAD_INPUT, str(failure), failure.hint)
        case FileNotFoundError() | IsADirectoryError() | PermissionError():
            return Stop(Exit.BAD_INPUT, f"{failure.filename}: {failure.strerror}")
    return None
