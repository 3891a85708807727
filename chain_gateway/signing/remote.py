"""Keys that another service holds and signs with, over the eth1 API of Web3Signer.

Source: Web3Signer's OpenAPI description of eth1: `POST /api/v1/eth1/sign/{identifier}` takes {"data": "0x..."}, signs
keccak256 of it and answers 65 bytes r, s, v in hexadecimal as plain text; `GET /api/v1/eth1/publicKeys` lists the
identifiers, which are public keys of 64 bytes; `GET /upcheck`. (`applyHash: false`, which signs a digest, is newer than
many installations, so it is not asked for.)
"""

import ssl
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
from eth_utils.crypto import keccak

from chain_gateway.signing.curve import address_of, recoverable
from chain_gateway.signing.errors import (
    InvalidConfiguration,
    KeyNotFound,
    SignerRefused,
    SignerUnavailable,
    WrongSignature,
)
from chain_gateway.signing.key import SigningKey

_CONNECTIONS = 8
_LONGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class RemoteSettings:
    """How a remote signer is reached."""

    url: str
    """Its origin, such as https://signer.internal:9000. Plain http only to this machine itself."""
    ca: Path | None = None
    """Certificates (PEM) that its certificate must lead to; the system's when None."""
    certificate: Path | None = None
    """The gateway's own certificate (PEM), which tells the signer who asks."""
    key: Path | None = None
    """Private key (PEM) of that certificate."""
    timeout_seconds: float = 5.0
    """For connecting, and for each answer."""


class RemoteSigner:
    """A remote signer. Several threads may use it at once.

    One that let a request time out is not asked again for twice that time: whoever waits for it meanwhile is told at
    once, so that the lanes of other keys go on.
    """

    def __init__(self, settings: RemoteSettings) -> None:
        """Raises InvalidConfiguration; whether the signer answers is not asked yet."""
        self._url = httpx.URL(settings.url)
        local = self._url.host in ("127.0.0.1", "localhost", "::1")
        if self._url.scheme != "https" and not (self._url.scheme == "http" and local):
            raise InvalidConfiguration(
                f"remote.url {settings.url}: must be https, or http to this machine itself (127.0.0.1)."
            )
        if self._url.userinfo:
            raise InvalidConfiguration("remote.url: must not hold a password; use a client certificate.")
        self._client = httpx.Client(
            base_url=self._url,
            verify=_context(settings) if self._url.scheme == "https" else True,
            timeout=settings.timeout_seconds,
            limits=httpx.Limits(max_connections=_CONNECTIONS),
            trust_env=False,
            headers={"user-agent": "pledgebook-gateway"},
        )
        self._pause = 2 * settings.timeout_seconds
        self._away_until = 0.0
        self._pool = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="remote-signer")

    def up(self) -> bool:
        """Whether it answers that it is well."""
        try:
            return self._client.get("/upcheck").status_code == 200
        except httpx.HTTPError:
            return False

    def public_keys(self) -> dict[str, str]:
        """Its keys: checksum address to identifier. Raises SignerUnavailable, SignerRefused."""
        answer = self._send("GET", "/api/v1/eth1/publicKeys")
        try:
            return {address_of(_point(each)): each for each in answer.json()}
        except (ValueError, TypeError, AttributeError):
            raise SignerRefused(f"{self} answered no list of public keys.") from None

    def key(self, public_key: str) -> "RemoteKey":
        """The key with that public key (64 bytes in hexadecimal, its identifier there). Raises InvalidConfiguration."""
        try:
            point = _point(public_key)
            return RemoteKey(self, "0x" + point[-64:].hex(), address_of(point))
        except ValueError as problem:
            raise InvalidConfiguration(f"public_key {public_key[:12]}...: {problem}") from None

    def sign(self, identifier: str, messages: Sequence[bytes]) -> list[bytes]:
        """What it answers for each message, unverified. Raises KeyNotFound, SignerUnavailable, SignerRefused."""
        if len(messages) == 1:
            return [self._sign(identifier, messages[0])]
        return list(self._pool.map(lambda message: self._sign(identifier, message), messages))

    def close(self) -> None:
        """Close its connections."""
        self._pool.shutdown()
        self._client.close()

    def __repr__(self) -> str:
        """The signer by its address."""
        return f"The remote signer at {self._url.scheme}://{self._url.netloc.decode('ascii')}"

    def _sign(self, identifier: str, message: bytes) -> bytes:
        answer = self._send("POST", f"/api/v1/eth1/sign/{identifier}", {"data": "0x" + message.hex()})
        try:
            return bytes.fromhex(answer.text.strip().strip('"').removeprefix("0x"))
        except ValueError:
            return b""  # no signature; who asked finds that it recovers to nothing

    def _send(self, method: str, path: str, body: dict[str, str] | None = None) -> httpx.Response:
        if time.monotonic() < self._away_until:
            raise SignerUnavailable(f"{self} did not answer in time a moment ago; it is asked again soon.")
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as problem:
            if isinstance(problem, httpx.TimeoutException):
                self._away_until = time.monotonic() + self._pause
            raise SignerUnavailable(f"{self} does not answer ({type(problem).__name__}).") from None
        if answer.status_code >= 500 or answer.status_code in (408, 429):
            raise SignerUnavailable(f"{self} answered {answer.status_code}.")
        if answer.status_code == 404 and method == "POST":
            raise KeyNotFound(path.rpartition("/")[2][:12] + "...", None, str(self))
        if answer.status_code != 200 or len(answer.content) > _LONGEST_ANSWER:
            raise SignerRefused(f"{self} refused with {answer.status_code}.")
        return answer


class RemoteKey(SigningKey):
    """A key of a remote signer. Every answer is verified before it is used."""

    __slots__ = ("_address", "_identifier", "_remote")
    backend = "remote"

    def __init__(self, remote: RemoteSigner, identifier: str, address: str) -> None:
        self._remote = remote
        self._identifier = identifier
        self._address = address

    @property
    def address(self) -> str:
        """Checksum address of the key."""
        return self._address

    def close(self) -> None:
        """Close the connections to the signer, for all its keys."""
        self._remote.close()

    def sign_messages(self, messages: Sequence[bytes]) -> list[bytes]:
        """See SigningKey. The v is found anew, whatever was answered; what is not this key's is refused."""
        found: list[bytes] = []
        for answer, message in zip(self._remote.sign(self._identifier, messages), messages, strict=True):
            signature = recoverable(answer[:64], keccak(message), self._address) if len(answer) == 65 else None
            if signature is None:
                raise WrongSignature(str(self._remote), self._address)
            found.append(signature)
        return found


def _point(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _context(settings: RemoteSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ca)
        if settings.certificate is not None:
            context.load_cert_chain(settings.certificate, settings.key)
    except (OSError, ssl.SSLError) as problem:
        raise InvalidConfiguration(f"remote: its certificates or key cannot be read ({problem.strerror}).") from None
    return context
