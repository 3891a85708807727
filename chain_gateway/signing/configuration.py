"""The signing configuration: a TOML file that says which back end holds which party's key.

    [[keys]]
    party = 7                          # 0 is the governance, -1 its guardian
    backend = "pkcs11"                 # or "keystore", "remote"
    label = "party-7"                  # keystore: name = "..."; remote: public_key = "0x..."

    [pkcs11]
    library = "/usr/lib/softhsm/libsofthsm2.so"
    token = "pledgebook"
    pin_file = "pin"                   # without it the PIN is asked for at the terminal

    [remote]
    url = "https://signer.internal:9000"
    ca = "ca.pem"
    certificate = "gateway.pem"
    key = "gateway.key"
    timeout_seconds = 5

File names are relative to the configuration's folder. The file holds no secret.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_gateway.signing.errors import InvalidConfiguration
from chain_gateway.signing.hardware_token import HardwareToken
from chain_gateway.signing.key import SigningKey
from chain_gateway.signing.keyring import GUARDIAN
from chain_gateway.signing.keystore import Keystore
from chain_gateway.signing.remote import RemoteSettings, RemoteSigner
from chain_gateway.signing.secret import Ask, Secret

_LARGEST_ID = 2**63 - 1
_NAMES = {"keystore": "name", "pkcs11": "label", "remote": "public_key"}
"""Back end: the field that says which of its keys."""


@dataclass(frozen=True)
class ConfiguredKey:
    """Where one party's key is."""

    party: int
    """0 is the governance, -1 its guardian."""
    backend: str
    """"keystore", "pkcs11" or "remote"."""
    name: str
    """Name in the keystore, label on the token, or public key at the remote signer."""


@dataclass(frozen=True)
class TokenSettings:
    """How the PKCS#11 token is found."""

    library: Path
    token: str
    """The token's label."""
    pin_file: Path | None = None


@dataclass(frozen=True)
class SigningConfiguration:
    """Which back end holds which key, and how each is reached."""

    keys: tuple[ConfiguredKey, ...] = ()
    pkcs11: TokenSettings | None = None
    remote: RemoteSettings | None = None

    @classmethod
    def load(cls, path: Path) -> "SigningConfiguration":
        """Read the file. Raises InvalidConfiguration, FileNotFoundError."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise InvalidConfiguration(f"{path} is no TOML: {problem}.") from None
        return _Reader(path).configuration(content)

    def uses(self, backend: str) -> bool:
        """Whether a key is in that back end."""
        return any(key.backend == backend for key in self.keys)

    def open_token(self, ask: Ask) -> HardwareToken:
        """Log in to the token. Raises InvalidConfiguration, TokenUnusable, SignerUnavailable."""
        if self.pkcs11 is None:
            raise InvalidConfiguration("The signing configuration has no table [pkcs11] with library and token.")
        file = self.pkcs11.pin_file
        pin = Secret.of_file(file) if file is not None else Secret(ask(f"PIN of the token {self.pkcs11.token!r}"))
        return HardwareToken(self.pkcs11.library, self.pkcs11.token, pin)

    def open_remote(self) -> RemoteSigner:
        """The remote signer. Raises InvalidConfiguration."""
        if self.remote is None:
            raise InvalidConfiguration("The signing configuration has no table [remote] with url.")
        return RemoteSigner(self.remote)

    def open_keys(self, keystore: Keystore, password: str, ask: Ask) -> dict[int, SigningKey]:
        """All keys by party; a token is logged in to once, and a remote signer need not answer yet.

        Raises SigningError.
        """
        token = self.open_token(ask) if self.uses("pkcs11") else None
        remote = self.open_remote() if self.uses("remote") else None
        found: dict[int, SigningKey] = {}
        for key in self.keys:
            if key.backend == "pkcs11":
                assert token is not None
                found[key.party] = token.key(key.name)
            elif key.backend == "remote":
                assert remote is not None
                found[key.party] = remote.key(key.name)
            else:
                found[key.party] = keystore.unlock(key.name, password)
        return found


class _Reader:
    """Checks what the file says; every error names the field and the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def configuration(self, content: Mapping[str, Any]) -> SigningConfiguration:
        self._only(content, ("keys", "pkcs11", "remote"), "the file")
        entries = content.get("keys", [])
        if not isinstance(entries, list):
            raise self._wrong("keys", "must be given as [[keys]]")
        keys = tuple(self._key(entry, f"keys[{index}]") for index, entry in enumerate(entries))
        parties = [key.party for key in keys]
        for index, party in enumerate(parties):
            if party in parties[:index]:
                raise self._wrong(f"keys[{index}].party", f"{party} is named twice; a party has one signing key here")
        token = content.get("pkcs11")
        remote = content.get("remote")
        return SigningConfiguration(
            keys,
            self._token(token) if token is not None else None,
            self._remote(remote) if remote is not None else None,
        )

    def _key(self, entry: Any, where: str) -> ConfiguredKey:
        if not isinstance(entry, dict):
            raise self._wrong(where, "must be a table")
        party, backend = entry.get("party"), entry.get("backend")
        if not isinstance(party, int) or isinstance(party, bool) or not GUARDIAN <= party <= _LARGEST_ID:
            allowed = "a party's id, 0 for the governance or -1 for its guardian"
            raise self._wrong(f"{where}.party", f"must be {allowed}, not {party!r}")
        if backend not in _NAMES:
            raise self._wrong(f"{where}.backend", f"must be one of {', '.join(_NAMES)}, not {backend!r}")
        field = _NAMES[backend]
        self._only(entry, ("party", "backend", field), where)
        return ConfiguredKey(party, backend, self._text(entry, field, where))

    def _token(self, table: Any) -> TokenSettings:
        if not isinstance(table, dict):
            raise self._wrong("pkcs11", "must be a table")
        if "pin" in table:
            raise self._wrong("pkcs11.pin", "a PIN does not belong into this file; use pin_file, or leave it out")
        self._only(table, ("library", "token", "pin_file"), "pkcs11")
        library, token = self._text(table, "library", "pkcs11"), self._text(table, "token", "pkcs11")
        return TokenSettings(Path(library), token, self._file(table, "pin_file", "pkcs11"))

    def _remote(self, table: Any) -> RemoteSettings:
        if not isinstance(table, dict):
            raise self._wrong("remote", "must be a table")
        self._only(table, ("url", "ca", "certificate", "key", "timeout_seconds"), "remote")
        seconds = table.get("timeout_seconds", 5.0)
        if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 < seconds <= 60:
            raise self._wrong("remote.timeout_seconds", f"must be above 0 and at most 60, not {seconds!r}")
        return RemoteSettings(
            url=self._text(table, "url", "remote"),
            ca=self._file(table, "ca", "remote"),
            certificate=self._file(table, "certificate", "remote"),
            key=self._file(table, "key", "remote"),
            timeout_seconds=float(seconds),
        )

    def _text(self, table: Mapping[str, Any], field: str, where: str) -> str:
        value = table.get(field)
        if not isinstance(value, str) or not value:
            raise self._wrong(f"{where}.{field}", "is missing or no text")
        return value

    def _file(self, table: Mapping[str, Any], field: str, where: str) -> Path | None:
        return self._path.parent / self._text(table, field, where) if field in table else None

    def _only(self, table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        unknown = sorted(table.keys() - set(known))
        if unknown:
            raise self._wrong(f"{where}: {unknown[0]}", f"is not known here; known are {', '.join(known)}")

    def _wrong(self, field: str, problem: str) -> InvalidConfiguration:
        return InvalidConfiguration(f"{self._path}: {field} {problem}.")
