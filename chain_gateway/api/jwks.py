"""Public keys that tokens may be signed with: a JSON Web Key Set (RFC 7517) from a file or an https URL.

The key says which algorithm its tokens have (RSA: RS256, P-256: ES256, Ed25519: EdDSA), never the token: so neither
`none` nor an HMAC keyed with a public key can ever be asked for.
"""

import json
import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pydantic_core import from_json

_log = logging.getLogger(__name__)

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

_ALGORITHMS = {("RSA", None): "RS256", ("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA"}
_SHORTEST_RSA = 2048
_LARGEST_SET = 256 * 1024
_LONGEST_KEY_ID = 200


class InvalidKeySet(Exception):
    """What should be a JSON Web Key Set is none, or holds what does not belong into one."""


@dataclass(frozen=True)
class VerificationKey:
    """A public key and the one algorithm that its tokens are signed with."""

    algorithm: str
    key: PublicKey


class KeySet:
    """Keys by their id, from a source that is asked again: when a key id is unknown, and when they are old.

    An unknown id makes it ask at most once in `refetch_seconds`, since anybody can send one. When the source fails, the
    keys that are known stay for `stale_seconds`; afterwards no token is accepted.
    """

    def __init__(
        self,
        load: Callable[[], bytes],
        *,
        refetch_seconds: float = 30,
        fresh_seconds: float = 600,
        stale_seconds: float = 24 * 3600,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._refetch = refetch_seconds
        self._fresh = fresh_seconds
        self._stale = stale_seconds
        self._monotonic = monotonic
        self._keys: dict[str, VerificationKey] = {}
        self._loaded: float | None = None
        self._asked: float | None = None
        self._lock = threading.Lock()

    @classmethod
    def of_keys(cls, keys: Mapping[str, PublicKey]) -> "KeySet":
        """A set that never changes."""
        content = json.dumps({"keys": [public_jwk(key_id, key) for key_id, key in keys.items()]}).encode()
        return cls(lambda: content)

    @classmethod
    def of_file(cls, path: Path) -> "KeySet":
        """A set in a file, which may be replaced at any time."""
        return cls(path.read_bytes)

    @classmethod
    def of_url(cls, url: str, timeout_seconds: float = 5.0, ca: Path | None = None) -> "KeySet":
        """A set behind an https URL, whose certificate must lead to `ca` (the system's authorities when None).

        Raises InvalidKeySet for another URL, and for a `ca` that cannot be read.
        """
        parsed = httpx.URL(url)
        local = parsed.host in ("127.0.0.1", "localhost", "::1")
        if parsed.scheme != "https" and not (parsed.scheme == "http" and local):
            raise InvalidKeySet(f"{url}: a key set is fetched over https, or from this machine itself (127.0.0.1).")

        try:
            trusted = ssl.create_default_context(cafile=ca)
        except (OSError, ssl.SSLError):
            raise InvalidKeySet(f"{ca} holds no certificates in PEM") from None

        def fetch() -> bytes:
            answer = httpx.get(url, timeout=timeout_seconds, headers={"accept": "application/json"}, verify=trusted)
            answer.raise_for_status()
            return answer.content

        return cls(fetch)

    def key(self, key_id: str) -> VerificationKey | None:
        """The key with that id, or None."""
        with self._lock:
            now = self._monotonic()
            old = self._loaded is None or now - self._loaded > self._fresh
            if (old or key_id not in self._keys) and (self._asked is None or now - self._asked >= self._refetch):
                self._ask(now)
            if self._loaded is None or self._monotonic() - self._loaded > self._stale:
                return None
            return self._keys.get(key_id)

    def _ask(self, now: float) -> None:
        self._asked = now
        try:
            self._keys = parse(self._load())
            self._loaded = now
        except (OSError, httpx.HTTPError, httpx.InvalidURL, InvalidKeySet) as problem:
            _log.warning("the key set of the token issuer cannot be read: %s", problem)


def parse(content: bytes) -> dict[str, VerificationKey]:
    """The keys of a JSON Web Key Set that verify signatures as accepted here; others in it are passed over.

    Raises InvalidKeySet: for what is none, for two keys of one id, and for private keys.
    """
    if len(content) > _LARGEST_SET:
        raise InvalidKeySet(f"a key set has {_LARGEST_SET} bytes at most")
    try:
        entries = from_json(content)["keys"]  # not json.loads: deep nesting ends a process that has py-evm in it
    except (ValueError, KeyError, TypeError):
        raise InvalidKeySet('it is no JSON object with "keys"') from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InvalidKeySet('"keys" is no list of objects')
    found: dict[str, VerificationKey] = {}
    for entry in entries:
        if "d" in entry:
            raise InvalidKeySet("it holds a private key; publish the public ones alone, and replace that key")
        key_id = entry.get("kid")
        algorithm = _ALGORITHMS.get((entry.get("kty"), entry.get("crv")))
        usable = entry.get("use", "sig") == "sig" and entry.get("alg", algorithm) == algorithm
        if algorithm is None or not usable or not isinstance(key_id, str) or len(key_id) > _LONGEST_KEY_ID:
            continue
        if key_id in found:
            raise InvalidKeySet(f"two keys have the id {key_id!r}")
        found[key_id] = VerificationKey(algorithm, _public(entry, key_id, algorithm))
    return found


def public_jwk(key_id: str, key: PublicKey) -> dict[str, Any]:
    """A public key as a JSON Web Key."""
    kinds: dict[type, Any] = {
        RSAPublicKey: (jwt.algorithms.RSAAlgorithm, "RS256"),
        EllipticCurvePublicKey: (jwt.algorithms.ECAlgorithm, "ES256"),
        Ed25519PublicKey: (jwt.algorithms.OKPAlgorithm, "EdDSA"),
    }
    kind, algorithm = next(found for base, found in kinds.items() if isinstance(key, base))
    jwk: dict[str, Any] = kind.to_jwk(key, as_dict=True)
    shown = {name: value for name, value in jwk.items() if name != "key_ops"}
    return shown | {"kid": key_id, "use": "sig", "alg": algorithm}


def _public(entry: dict[str, Any], key_id: str, algorithm: str) -> PublicKey:
    try:
        key = jwt.PyJWK(entry, algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        raise InvalidKeySet(f"key {key_id!r} cannot be read") from None
    if isinstance(key, RSAPublicKey) and key.key_size < _SHORTEST_RSA:
        raise InvalidKeySet(f"key {key_id!r} has {key.key_size} bits; RSA keys have {_SHORTEST_RSA} at least")
    assert isinstance(key, (RSAPublicKey, EllipticCurvePublicKey, Ed25519PublicKey))
    return key
