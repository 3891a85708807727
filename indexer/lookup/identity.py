"""Who asks: the party that a bearer token acts for, where an answer is a party's own."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from indexer.lookup.problems import Problem

_bearer = HTTPBearer(auto_error=False, description="The gateway's tokens: the party that they name is who asks.")


class NotIdentified(Exception):
    """A token is not accepted. `code` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


Identify = Callable[[Mapping[str, Any], str], int]
"""The party that a token acts for, of the connection's scope and the token. Raises NotIdentified."""


def party_of(identify: Identify) -> Callable[..., int]:
    """A dependency that answers the party that asks. It raises Problem 401 without a valid token of one."""

    def party(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None
    ) -> int:
        if credentials is None:
            raise _unauthenticated("unauthenticated", "Send a token: 'Authorization: Bearer ...'.")
        try:
            found = identify(request.scope, credentials.credentials)
        except NotIdentified as refusal:
            raise _unauthenticated(refusal.code, str(refusal)) from None
        if not found:
            raise _unauthenticated("token-invalid", "What is asked for is a party's; the governance is none.")
        return found

    return party


def _unauthenticated(code: str, detail: str) -> Problem:
    return Problem(401, code, "The request has no valid token", detail, headers={"WWW-Authenticate": "Bearer"})
