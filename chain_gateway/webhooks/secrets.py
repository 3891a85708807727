"""Secrets that messages are signed with: shown once, and encrypted where they are kept."""

import base64
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12


class WebhookKeyDamaged(Exception):
    """The file is no key, or not the one that the secrets were encrypted with."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path} {problem}. Restore it from the backup; without it every webhook needs a rotation of its secret."
        )
        self.path = path


def new_secret() -> str:
    """A random secret in the form of Standard Webhooks."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


class SecretBox:
    """Encrypts secrets with AES-256-GCM, each bound to its webhook. The key never shows in its repr."""

    def __init__(self, key: bytes, path: Path) -> None:
        self._cipher = AESGCM(key)
        self._path = path

    @classmethod
    def open(cls, path: Path) -> "SecretBox":
        """The box whose key is in the file; when it is missing, a new key is made (mode 0600).

        Raises WebhookKeyDamaged.
        """
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            key = _new_key_file(path)
        if len(key) != _KEY_BYTES:
            raise WebhookKeyDamaged(path, f"holds {len(key)} bytes, a key has {_KEY_BYTES}")
        return cls(key, path)

    def seal(self, webhook_id: str, secret: str) -> bytes:
        """The secret as it is kept."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode("ascii"), webhook_id.encode())

    def read(self, webhook_id: str, sealed: bytes) -> str:
        """The secret again. Raises WebhookKeyDamaged."""
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], webhook_id.encode())
        except InvalidTag:
            raise WebhookKeyDamaged(self._path, f"does not open the secret of {webhook_id}") from None
        return plain.decode("ascii")


def _new_key_file(path: Path) -> bytes:
    key = secrets.token_bytes(_KEY_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 0600 from its first byte
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
        try:
            path.hardlink_to(file.name)
        except FileExistsError:  # another process made it at the same moment
            return path.read_bytes()
    return key
