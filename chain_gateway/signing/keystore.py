"""Private keys at rest: an encrypted file per key (Web3 Secret Storage, version 3), readable by its owner only."""

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address

from chain_gateway.signing.errors import (
    InvalidKeyName,
    KeyExists,
    KeyNotFound,
    KeystoreDamaged,
    SigningError,
    WrongPassword,
)
from chain_gateway.signing.signer import Signer

PRODUCTION_WORK = 2**18
"""scrypt's N for keys that matter: about 256 MiB and most of a second for each unlocking."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_SUFFIX = ".key.json"


class Keystore:
    """Encrypted keys in `folder` (made when missing, for its owner only).

    `scrypt_work` is scrypt's N, a power of two from 2 up; below PRODUCTION_WORK only for keys that guard nothing, such
    as those of a demonstration's throw-away chain. It is kept in each file, so both kinds can live side by side.
    """

    def __init__(self, folder: Path, scrypt_work: int = PRODUCTION_WORK) -> None:
        if scrypt_work < 2 or scrypt_work & (scrypt_work - 1):
            raise ValueError(f"The work factor of scrypt is a power of two from 2 up, {scrypt_work} was given.")
        self._folder = folder
        self._work = scrypt_work
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def names(self) -> tuple[str, ...]:
        """Names of the keys, sorted."""
        found = (path.name.removesuffix(_SUFFIX) for path in self._folder.glob("*" + _SUFFIX))
        return tuple(sorted(name for name in found if _NAME.fullmatch(name)))

    def create(self, name: str, password: str) -> Signer:
        """Make a key, keep it encrypted under `password`, and answer its signer. Raises InvalidKeyName, KeyExists."""
        return self._keep(name, Account.create(), password)

    def add(self, name: str, private_key: bytes, password: str) -> Signer:
        """Keep a given 32-byte private key. Raises InvalidKeyName, KeyExists, SigningError for what is no key."""
        try:
            account = Account.from_key(private_key)
        except Exception as problem:  # noqa: BLE001  # eth-account's errors may quote the key
            raise SigningError(f"What was given for {name!r} is no private key ({type(problem).__name__}).") from None
        return self._keep(name, account, password)

    def address(self, name: str) -> str:
        """Checksum address of a key, without unlocking it. Raises KeyNotFound, KeystoreDamaged."""
        address = self._read(name).get("address")
        try:
            return to_checksum_address("0x" + str(address).removeprefix("0x"))
        except ValueError:
            raise KeystoreDamaged(name, "it names no address") from None

    def unlock(self, name: str, password: str) -> Signer:
        """The signer of a key. Raises KeyNotFound, WrongPassword, KeystoreDamaged."""
        content = self._read(name)
        try:
            key = Account.decrypt(content, password)
        except ValueError:
            raise WrongPassword(name) from None
        except (KeyError, TypeError, NotImplementedError) as problem:
            raise KeystoreDamaged(name, type(problem).__name__) from None
        return Signer(Account.from_key(key))

    def _keep(self, name: str, account: LocalAccount, password: str) -> Signer:
        path = self._path(name)
        content = Account.encrypt(account.key, password, kdf="scrypt", iterations=self._work)
        # A temporary file has mode 0600 from its first byte; linking it in refuses to overwrite, even in a race.
        with tempfile.NamedTemporaryFile("w", dir=self._folder, encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
            try:
                path.hardlink_to(file.name)
            except FileExistsError:
                raise KeyExists(name) from None
        return Signer(account)

    def _read(self, name: str) -> dict[str, Any]:
        try:
            content = json.loads(self._path(name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise KeyNotFound(name, self.names()) from None
        except ValueError as problem:
            raise KeystoreDamaged(name, type(problem).__name__) from None
        if not isinstance(content, dict):
            raise KeystoreDamaged(name, "it is no JSON object")
        return content

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise InvalidKeyName(name)
        return self._folder / (name + _SUFFIX)
