"""Exit codes of the `pledge` command and how each failure becomes one."""

from enum import IntEnum

from chain_gateway.api.access import InvalidAccess
from chain_gateway.api.jwks import InvalidKeySet
from chain_gateway.api.tokens import IssuerKeyDamaged
from chain_gateway.client.errors import Problem, ServiceUnavailable, WaitTimeout
from chain_gateway.importing.errors import MalformedFile
from chain_gateway.importing.known import LedgerNotKnown
from chain_gateway.ledger.deployments import InvalidDeployment
from chain_gateway.ledger.identifiers import InvalidIdentifier
from chain_gateway.rpc.errors import NodeUnavailable, RpcError
from chain_gateway.signing.errors import SignerUnavailable, SigningError
from chain_gateway.submission.errors import StoreOfAnotherLedger
from indexer.store.engine import InvalidStoreUrl
from indexer.store.schema import SchemaTooNew, SchemaTooOld
from pledge.deployment import DeploymentFailed


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


_BAD_INPUT = (
    InvalidAccess,
    InvalidDeployment,
    InvalidKeySet,
    InvalidStoreUrl,
    IssuerKeyDamaged,
    MalformedFile,
    SchemaTooNew,
    SchemaTooOld,
    SigningError,
    StoreOfAnotherLedger,
)
"""Failures whose cause is what the person gave or where it points."""


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
        case NodeUnavailable() | SignerUnavailable():
            return Stop(Exit.UNREACHABLE, str(failure))
        case RpcError() | DeploymentFailed():
            return Stop(Exit.REFUSED, str(failure))
        case LedgerNotKnown():
            return Stop(Exit.UNKNOWN, str(failure))
        case _ if isinstance(failure, _BAD_INPUT):
            return Stop(Exit.BAD_INPUT, str(failure))
        case InvalidIdentifier():
            return Stop(Exit.BAD_INPUT, str(failure), failure.hint)
        case FileNotFoundError() | IsADirectoryError() | PermissionError():
            return Stop(Exit.BAD_INPUT, f"{failure.filename}: {failure.strerror}")
    return None
