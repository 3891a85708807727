"""Keys that documents are sealed to: encrypted files beside the signing keys, one for each party and key.

A party may have several over time: what was sealed to a former key stays so. The file is PKCS #8 under the keystore's
password (PBES2, the package's best: scrypt or PBKDF2 with AES-256-CBC).
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from chain_gateway.documents.recipients import RecipientKey, Scheme, new_private_key, public_key, unwrap
from chain_gateway.documents.sealing import Unreadable
from chain_gateway.signing.errors import KeystoreDamaged, SigningError, WrongPassword

_NAME = re.compile(r"document-(\d{1,20})-([0-9a-f]{16})\.pem\Z")


class NoDocumentKey(SigningError):
    """No key of the party is here."""

    def __init__(self, party: int) -> None:
        super().__init__(f"No key for documents of party {party} is here. Make one with `pledge document key new`.")
        self.party = party


class DocumentKeys:
    """Private keys of parties for documents, in the keystore's folder."""

    def __init__(self, folder: Path, password: str) -> None:
        self._folder = folder
        self._password = password.encode()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def create(self, party: int, scheme: Scheme) -> RecipientKey:
        """Make a key of the party; answers the public half, which the party then publishes."""
        private = new_private_key(scheme)
        public = public_key(private)
        content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(self._password))
        path = self._folder / f"document-{party}-{public.public[:8].hex()}.pem"
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        return public

    def public_keys(self, party: int) -> tuple[RecipientKey, ...]:
        """Public halves of the party's keys, the newest last (WrongPassword, KeystoreDamaged)."""
        return tuple(public_key(private) for private in self._private(party))

    def unwrap(self, wrapped: bytes, cid: str, party: int) -> bytes:
        """The key of a document that was wrapped for the party, by whichever of its keys opens it.

        Raises NoDocumentKey, Unreadable, WrongPassword, KeystoreDamaged.
        """
        tried = 0
        for private in self._private(party):
            tried += 1
            try:
                return unwrap(wrapped, cid, party, private)
            except Unreadable:
                continue
        if not tried:
            raise NoDocumentKey(party)
        raise Unreadable(f"none of the {tried} keys of party {party} here is the one that it was sealed to")

    def _private(self, party: int) -> Iterator[X25519PrivateKey | EllipticCurvePrivateKey]:
        paths = [path for path in self._folder.glob(f"document-{party}-*.pem") if _NAME.fullmatch(path.name)]
        for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns):
            try:
                private = load_pem_private_key(path.read_bytes(), self._password)
            except ValueError as error:
                if "password" in str(error).lower() or "decrypt" in str(error).lower():
                    raise WrongPassword(path.name) from None
                raise KeystoreDamaged(path.name, "it is no private key") from None
            except TypeError:
                raise KeystoreDamaged(path.name, "it is not encrypted") from None
            if not isinstance(private, X25519PrivateKey | EllipticCurvePrivateKey):
                raise KeystoreDamaged(path.name, f"it holds a {type(private).__name__}")
            yield private
