"""Keys on a PKCS#11 token: a hardware module, or SoftHSM. The private key never leaves the token.

Source: PKCS#11 v2.40 (CKM_ECDSA: the token signs a digest and answers r and s, 32 bytes each); SEC 2 for the curve.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pkcs11
from eth_utils.crypto import keccak
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass

from chain_gateway.signing.curve import address_of, recoverable
from chain_gateway.signing.errors import (
    KeyExists,
    KeyNotFound,
    SignerUnavailable,
    TokenUnusable,
    WrongSignature,
)
from chain_gateway.signing.key import SigningKey
from chain_gateway.signing.secret import Secret

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")

_CURVE = bytes.fromhex("06052b8104000a")
"""DER of secp256k1's object identifier, 1.3.132.0.10."""
_OCTETS = b"\x04\x41"
"""DER's tag and length of 65 octets."""
_REFUSED_PIN = (
    pkcs11.exceptions.PinIncorrect,
    pkcs11.exceptions.PinLenRange,
    pkcs11.exceptions.PinLocked,
    pkcs11.exceptions.PinExpired,
    pkcs11.exceptions.PinInvalid,
)


class HardwareToken:
    """A token, found by its label in a PKCS#11 library, and logged in with its user PIN.

    One session, used by one thread at a time. When the token fails, the session is opened once more and the work done
    again; when it fails again, SignerUnavailable is raised and the next call starts anew. A PIN that was refused is
    never offered a second time, since a token locks itself after a few.
    """

    def __init__(self, library: Path, label: str, pin: Secret) -> None:
        """Log in. Raises TokenUnusable, SignerUnavailable."""
        if not library.is_file():
            raise TokenUnusable(f"There is no PKCS#11 library {library}. Install that of the token's maker.")
        self._library = library
        self._label = label
        self._pin = pin
        self._lock = threading.Lock()
        self._session: Any = None
        self._private: dict[str, Any] = {}
        self._refused = False
        self._do("log in", lambda session: session)

    def labels(self) -> tuple[str, ...]:
        """Labels of the secp256k1 keys, sorted. Raises SignerUnavailable."""

        def find(session: Any) -> tuple[str, ...]:
            template = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.KEY_TYPE: KeyType.EC}
            keys = session.get_objects(template | {Attribute.EC_PARAMS: _CURVE})
            return tuple(sorted({str(key.label) for key in keys}))

        return self._do("list its keys", find)

    def key(self, label: str) -> "TokenKey":
        """The key of that label. Raises KeyNotFound, TokenUnusable, SignerUnavailable."""
        return TokenKey(self, label, self._do("read a public key", lambda session: self._address(session, label)))

    def generate(self, label: str) -> "TokenKey":
        """Make a key on the token, one that never leaves it. Raises KeyExists, TokenUnusable, SignerUnavailable."""
        if label in self.labels():
            raise KeyExists(label, f"Token {self._label!r}")

        def make(session: Any) -> None:
            parameters = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: _CURVE}, local=True)
            parameters.generate_keypair(
                store=True,
                label=label,
                private_template={
                    Attribute.SENSITIVE: True,
                    Attribute.EXTRACTABLE: False,
                    Attribute.SIGN: True,
                    Attribute.DERIVE: False,
                },
            )

        self._do("make a key", make, again=False, writes=True)
        return self.key(label)

    def sign(self, label: str, digests: Sequence[bytes]) -> list[bytes]:
        """64 bytes, r and s, over each 32-byte digest. Raises KeyNotFound, TokenUnusable, SignerUnavailable."""

        def work(session: Any) -> list[bytes]:
            if label not in self._private:
                self._private[label] = self._object(session, ObjectClass.PRIVATE_KEY, label)
            key = self._private[label]
            return [bytes(key.sign(digest, mechanism=Mechanism.ECDSA)) for digest in digests]

        return self._do("sign", work)

    def close(self) -> None:
        """Log out."""
        with self._lock:
            self._drop()

    def __repr__(self) -> str:
        """The token by its label."""
        return f"HardwareToken({self._label!r})"

    def _do(self, what: str, work: Callable[[Any], _Answer], *, again: bool = True, writes: bool = False) -> _Answer:
        with self._lock:
            for last in (not again, True):
                try:
                    if writes:  # a session that may write is its own, so that the usual one never could
                        self._drop()
                    if self._session is None:
                        self._session = self._open(writes)
                    answer = work(self._session)
                    if writes:
                        self._drop()
                    return answer
                except pkcs11.exceptions.PKCS11Error as problem:
                    self._drop()
                    name = type(problem).__name__
                    if last:
                        raise SignerUnavailable(f"Token {self._label!r} could not {what} ({name}).") from None
                    _log.warning("token %r could not %s (%s); its session is opened again", self._label, what, name)
        raise AssertionError("unreachable")

    def _open(self, writes: bool) -> Any:
        if self._refused:
            raise TokenUnusable(f"Token {self._label!r} refused its PIN before. Give the right one and restart.")
        try:
            token = pkcs11.lib(str(self._library)).get_token(token_label=self._label)
            try:
                return token.open(rw=writes, user_pin=self._pin.reveal())
            except pkcs11.exceptions.UserAlreadyLoggedIn:  # by another session of this process
                return token.open(rw=writes)
        except _REFUSED_PIN as problem:
            self._refused = True
            raise TokenUnusable(
                f"Token {self._label!r} refuses the PIN ({type(problem).__name__}). It locks itself after a few tries."
            ) from None
        except pkcs11.exceptions.NoSuchToken:
            raise SignerUnavailable(
                f"There is no token {self._label!r} in {self._library}. Is it plugged in?"
            ) from None

    def _drop(self) -> None:
        session, self._session = self._session, None
        self._private.clear()
        if session is not None:
            try:
                session.close()
            except pkcs11.exceptions.PKCS11Error as problem:
                _log.debug("the session of token %r was gone already (%s)", self._label, type(problem).__name__)

    def _address(self, session: Any, label: str) -> str:
        public = self._object(session, ObjectClass.PUBLIC_KEY, label)
        if bytes(public[Attribute.EC_PARAMS]) != _CURVE:
            raise TokenUnusable(f"Key {label!r} of token {self._label!r} is of another curve than secp256k1.")
        point = bytes(public[Attribute.EC_POINT])
        try:  # PKCS#11 wants a DER octet string; some tokens answer the bare point
            return address_of(point.removeprefix(_OCTETS) if len(point) == 67 else point)
        except ValueError:
            raise TokenUnusable(f"The public key {label!r} of token {self._label!r} is no point.") from None

    def _object(self, session: Any, kind: ObjectClass, label: str) -> Any:
        found = list(
            session.get_objects({Attribute.CLASS: kind, Attribute.KEY_TYPE: KeyType.EC, Attribute.LABEL: label})
        )
        if not found:
            raise KeyNotFound(label, None, f"Token {self._label!r}")
        if len(found) > 1:
            raise TokenUnusable(f"Token {self._label!r} has {len(found)} keys {label!r}. Give each a label of its own.")
        return found[0]


class TokenKey(SigningKey):
    """A key on a token."""

    __slots__ = ("_address", "_label", "_token")
    backend = "pkcs11"

    def __init__(self, token: HardwareToken, label: str, address: str) -> None:
        self._token = token
        self._label = label
        self._address = address

    @property
    def address(self) -> str:
        """Checksum address of the key."""
        return self._address

    def close(self) -> None:
        """Log out of the token, for all its keys."""
        self._token.close()

    def sign_messages(self, messages: Sequence[bytes]) -> list[bytes]:
        """See SigningKey. A token answers either s, and no v: both are made right here, which verifies it too."""
        digests = [keccak(message) for message in messages]
        found: list[bytes] = []
        for compact, digest in zip(self._token.sign(self._label, digests), digests, strict=True):
            signature = recoverable(compact, digest, self._address)
            if signature is None:
                raise WrongSignature(repr(self._token), self._address)
            found.append(signature)
        return found
