"""Checks bearer tokens: signature, issuer, audience, times, and the certificate that they are bound to.

Source: RFC 7519 (JWT), RFC 9068 (access tokens), RFC 8705 (binding to a client certificate).
"""

import base64
import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from chain_gateway.api.jwks import KeySet

_LONGEST_TOKEN = 8192
_LONGEST_SUBJECT = 200
_LONGEST_TOKEN_ID = 200
_LARGEST_ID = 2**63 - 1
_REQUIRED = ("iss", "sub", "aud", "exp", "iat", "party", "scope")
_REMEMBERED = 1024
_REMEMBER_SECONDS = 60.0


class TokenRefused(Exception):
    """The token is not accepted; `code` is the problem's code: token-invalid, token-expired, wrong-audience or
    certificate-mismatch. Never holds the token.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True)
class TokenRules:
    """What a token must say."""

    issuer: str
    """Its claim `iss`, letter by letter."""
    audience: str
    """One of its claim `aud`."""
    leeway_seconds: float = 30
    """How far the clocks of issuer and gateway may be apart: for `exp`, `nbf` and `iat` alike."""
    bound_to_certificates: bool = False
    """Whether every token must be bound to the client certificate that it comes with."""


@dataclass(frozen=True)
class Principal:
    """The person or service that a token names, and what it may do."""

    subject: str
    party: int
    """The party that it acts for, 0 for the governance."""
    scopes: frozenset[str]
    token_id: str | None = None
    """The token's `jti`, or the start of its own hash where it has none; never the token."""
    certificate: str | None = None
    """SHA-256 of the client certificate that the request came with, 64 hexadecimal digits."""


@dataclass(frozen=True)
class _Verified:
    claims: Mapping[str, Any]
    until: float
    """Monotonic time at which the signature is to be checked anew."""


class TokenVerifier:
    """Checks tokens of one issuer. Several threads may use it at once.

    The signature of a token is checked again after a minute, so that a key taken out of the issuer's set ends its
    tokens; its times and its binding are checked for every request.
    """

    def __init__(self, keys: KeySet, rules: TokenRules, clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._rules = rules
        self._clock = clock
        self._known: OrderedDict[bytes, _Verified] = OrderedDict()
        self._lock = threading.Lock()

    def remembered(self, token: str, certificate: bytes | None) -> Principal | None:
        """The principal of a token whose signature was checked within the last minute; else None. Does no I/O.

        `certificate` is the DER of the client's. Raises TokenRefused.
        """
        with self._lock:
            found = self._known.get(_digest(token))
        if found is None or found.until < self._clock().timestamp():
            return None
        return self._principal(found.claims, token, certificate)

    def verify(self, token: str, certificate: bytes | None) -> Principal:
        """The principal of a token; may fetch the issuer's keys. Raises TokenRefused."""
        claims = self._claims(token)
        principal = self._principal(claims, token, certificate)
        with self._lock:
            self._known[_digest(token)] = _Verified(claims, self._clock().timestamp() + _REMEMBER_SECONDS)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return principal

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise TokenRefused("token-invalid", f"The token is longer than {_LONGEST_TOKEN} characters.")
        try:
            header = jwt.get_unverified_header(token)
            key = self._keys.key(str(header.get("kid")))
            if key is None:
                raise TokenRefused("token-invalid", "No known key of the issuer signed the token.")
            if header.get("alg") != key.algorithm or "crit" in header:
                raise TokenRefused("token-invalid", "The token's header asks for what its key is not for.")
            return jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm],
                audience=self._rules.audience,
                issuer=self._rules.issuer,
                # Times are judged by the gateway's own clock, below.
                options={
                    "require": list(_REQUIRED),
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "verify_sub": False,
                    "verify_jti": False,
                },
            )
        except jwt.InvalidAudienceError:
            detail = f"The token is for another audience than {self._rules.audience!r}."
            raise TokenRefused("wrong-audience", detail) from None
        except jwt.InvalidIssuerError:
            raise TokenRefused("token-invalid", "The token is of another issuer.") from None
        except jwt.MissingRequiredClaimError as missing:
            raise TokenRefused("token-invalid", f"The token lacks the claim {missing.claim!r}.") from None
        except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError):
            raise TokenRefused("token-invalid", "The token is not valid.") from None

    def _principal(self, claims: Mapping[str, Any], token: str, certificate: bytes | None) -> Principal:
        self._check_times(claims)
        subject, party, scopes = claims["sub"], claims["party"], claims["scope"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or "\0" in subject:
            raise TokenRefused("token-invalid", "The token's claim 'sub' must be a text of 1 to 200 characters.")
        if not isinstance(party, int) or isinstance(party, bool) or not 0 <= party <= _LARGEST_ID:
            raise TokenRefused(
                "token-invalid", "The token's claim 'party' must be a party's id, or 0 for the governance."
            )
        if isinstance(scopes, str):
            scopes = scopes.split(" ")
        if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
            raise TokenRefused(
                "token-invalid", "The token's claim 'scope' must be scopes, as a list or between blanks."
            )
        token_id = claims.get("jti")
        if not isinstance(token_id, str) or not 0 < len(token_id) <= _LONGEST_TOKEN_ID or "\0" in token_id:
            token_id = "sha256:" + _digest(token).hex()[:32]
        thumbprint = hashlib.sha256(certificate).digest() if certificate is not None else None
        self._check_binding(claims.get("cnf"), thumbprint)
        shown = thumbprint.hex() if thumbprint is not None else None
        return Principal(subject, party, frozenset(scopes), token_id, shown)

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now, leeway = self._clock().timestamp(), self._rules.leeway_seconds
        expires = _time(claims["exp"], "exp")
        if expires + leeway <= now:
            raise TokenRefused("token-expired", "The token has expired; get a new one.")
        if "nbf" in claims and _time(claims["nbf"], "nbf") - leeway > now:
            raise TokenRefused("token-invalid", "The token is not valid yet.")
        if _time(claims["iat"], "iat") - leeway > now:
            raise TokenRefused("token-invalid", "The token was issued in the future; compare the clocks.")

    def _check_binding(self, confirmation: object, thumbprint: bytes | None) -> None:
        if confirmation is None:
            if self._rules.bound_to_certificates:
                raise TokenRefused(
                    "certificate-mismatch", "The token must be bound to a client certificate (cnf, x5t#S256)."
                )
            return
        bound = confirmation.get("x5t#S256") if isinstance(confirmation, Mapping) else None
        if thumbprint is None or not isinstance(bound, str) or bound.rstrip("=") != x5t(thumbprint):
            raise TokenRefused(
                "certificate-mismatch", "The token is bound to another client certificate than this request's."
            )


def x5t(thumbprint: bytes) -> str:
    """A certificate's SHA-256 as the claim `x5t#S256` has it (RFC 8705, 3.1)."""
    return base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode("ascii")


def _time(value: object, name: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise TokenRefused("token-invalid", f"The token's claim {name!r} must be a number of seconds since 1970.")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
