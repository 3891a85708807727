"""Tokens: whose watches one asks for, by the gateway's own check, handed to the indexer, which may not import it; and
the one with which the portal asks.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chain_gateway.api.access import AccessSettings
from chain_gateway.api.auth import client_certificate
from chain_gateway.api.jwks import KeySet
from chain_gateway.api.tokens import AUDIENCE, ISSUER, DevelopmentIssuer
from chain_gateway.api.verifier import TokenRefused, TokenRules, TokenVerifier
from indexer.lookup.identity import NotIdentified


def token_reader(access: AccessSettings, issuer: Path) -> Callable[[Mapping[str, Any], str], int]:
    """Reads the party out of a token: of the configured issuer, or of the development issuer whose key is at `issuer`.

    The indexer gets public keys alone.
    """
    if access.tokens is not None:
        verifier = TokenVerifier(access.tokens.key_set(), access.tokens.rules, _now)
    else:
        keys = KeySet.of_keys(DevelopmentIssuer.open(issuer).public_keys)
        verifier = TokenVerifier(keys, TokenRules(ISSUER, AUDIENCE), _now)

    def read(scope: Mapping[str, Any], token: str) -> int:
        try:
            return verifier.verify(token, client_certificate(scope)).party
        except TokenRefused as refused:
            raise NotIdentified(refused.code, str(refused)) from None

    return read


def token_file(file: Path) -> Callable[[], str | None]:
    """Reads the token in a file each time it is asked for, so that it can be renewed; None while there is no file."""

    def read() -> str | None:
        try:
            return file.read_text(encoding="ascii").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    return read


def _now() -> datetime:
    return datetime.now(UTC)
