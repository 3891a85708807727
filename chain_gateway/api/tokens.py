"""The development issuer of bearer tokens: an Ed25519 key in a file of this machine.

In production an identity provider issues the tokens; the gateway only ever sees its public keys. This one publishes
its own as a JSON Web Key Set, so that a gateway may be pointed at it in the same way.
"""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chain_gateway.api.jwks import public_jwk
from chain_gateway.api.verifier import x5t

AUDIENCE = "pledgebook"
ISSUER = "pledgebook-development"
"""What the development issuer calls itself."""
ALGORITHM = "EdDSA"


class IssuerKeyDamaged(Exception):
    """The file is not an Ed25519 private key."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} holds no Ed25519 private key in PEM. Remove it, and a new key is made.")
        self.path = path


class DevelopmentIssuer:
    """Issues tokens signed with one key. The key never shows in its repr."""

    def __init__(self, key: Ed25519PrivateKey, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._key = key
        self._clock = clock

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> "DevelopmentIssuer":
        """The issuer whose key is in the PEM file `path`; when it is missing, a new key is made (mode 0600).

        Raises IssuerKeyDamaged.
        """
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            content = _new_key_file(path)
        try:
            key = serialization.load_pem_private_key(content, password=None)
        except ValueError:
            raise IssuerKeyDamaged(path) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise IssuerKeyDamaged(path)
        return cls(key, clock)

    @property
    def public_keys(self) -> dict[str, Ed25519PublicKey]:
        """The issuer's public key under its key id, as `create_app` takes it."""
        public = self._key.public_key()
        return {key_id(public): public}

    def jwks(self) -> dict[str, Any]:
        """Its public key as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [public_jwk(key_id, key) for key_id, key in self.public_keys.items()]}

    def issue(
        self,
        subject: str,
        party: int,
        scopes: Sequence[str],
        lifetime: timedelta = timedelta(hours=8),
        certificate: bytes | None = None,
    ) -> str:
        """A token for the person or service `subject`, who acts for `party` (0 for the governance) within `scopes`.

        With `certificate`, the DER of a client's certificate, it is good only together with that (RFC 8705).
        """
        now = self._clock()
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "jti": str(uuid.uuid4()),
            "sub": subject,
            "party": party,
            "scope": list(scopes),
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        if certificate is not None:
            claims["cnf"] = {"x5t#S256": x5t(hashlib.sha256(certificate).digest())}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": key_id(self._key.public_key())})


def key_id(key: Ed25519PublicKey) -> str:
    """Key id of an issuer's public key: the start of its hash."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def _new_key_file(path: Path) -> bytes:
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 0600 from its first byte
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        try:
            path.hardlink_to(file.name)
        except FileExistsError:  # another process made it at the same moment
            return path.read_bytes()
    return content
