"""Who is signed in. A token is exchanged for a random name in a cookie; it stays in this process and is never shown."""

import base64
import hmac
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

_MOST = 10_000


class UnreadableToken(ValueError):
    """It is no token of the form that gateways take."""


@dataclass(frozen=True)
class Session:
    """One signed-in person. Whatever the claims say, the gateway judges the token at each request."""

    party: int
    subject: str
    scopes: frozenset[str]
    token: str = field(repr=False)
    csrf: str = field(repr=False)
    ends_at: float = field(repr=False)

    def may(self, scope: str) -> bool:
        """Whether the token names a scope: decides what is offered, never what is done."""
        return scope in self.scopes

    def sent(self, csrf: str) -> bool:
        """Whether a form is one that this session was given."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode("utf-8", "replace"))


class Sessions:
    """All of them, in memory: they end with the process, or after `seconds`. `clock` gives seconds."""

    def __init__(self, seconds: float, secure: bool, clock: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._secure = secure
        self._clock = clock
        self._open: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()
        # With this prefix a browser takes the cookie only from https and from this very host.
        self.cookie = "__Host-pledgebook" if secure else "pledgebook"

    def read(self, token: str) -> Session:
        """What a token says of itself, unjudged. Raises UnreadableToken."""
        try:
            part = token.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            party, subject, scope = claims["party"], claims["sub"], claims.get("scope", "")
            scopes = frozenset(scope.split() if isinstance(scope, str) else map(str, scope))
            ends = min(float(claims["exp"]), self._clock() + self._seconds)
        except (ValueError, LookupError, TypeError, AttributeError):
            raise UnreadableToken("no token of the form that gateways take") from None
        if not isinstance(party, int) or not isinstance(subject, str) or not token.isascii():
            raise UnreadableToken("no token of the form that gateways take")
        return Session(party, subject, scopes, token, secrets.token_urlsafe(24), ends)

    def open(self, session: Session, response: Response) -> None:
        """Keep the session, and hand its name to the browser."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._open[name] = session
            while len(self._open) > _MOST:
                self._open.popitem(last=False)
        response.set_cookie(self.cookie, name, httponly=True, samesite="strict", secure=self._secure, path="/")

    def of(self, request: Request) -> Session | None:
        """The session of a request; None when nobody is signed in, or no longer."""
        name = request.cookies.get(self.cookie, "")
        with self._lock:
            found = self._open.get(name)
            if found is not None and found.ends_at <= self._clock():
                del self._open[name]
                found = None
        return found

    def close(self, request: Request, response: Response) -> None:
        """Forget the session."""
        with self._lock:
            self._open.pop(request.cookies.get(self.cookie, ""), None)
        response.delete_cookie(self.cookie, httponly=True, samesite="strict", secure=self._secure, path="/")
