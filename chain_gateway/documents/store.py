"""Documents in a folder of this machine, each under its content identifier."""

import os
import tempfile
from pathlib import Path

from chain_gateway.documents.cid import cid_of, to_binary

MAX_DOCUMENT_BYTES = 256 * 1024
"""Largest document: one raw block, so that its identifier equals an IPFS node's."""


class DocumentError(Exception):
    """Base of the store's errors; a malformed identifier is InvalidCid."""


class DocumentNotFound(DocumentError):
    """The store does not hold the document."""

    def __init__(self, cid: str) -> None:
        super().__init__(f"No document {cid} is stored here. Ask whoever filed it for the file, and store that.")
        self.cid = cid


class DocumentTooLarge(DocumentError):
    """The document is larger than one block."""

    def __init__(self, size: int) -> None:
        super().__init__(f"The document has {size} bytes, the most is {MAX_DOCUMENT_BYTES}. Compress or split it.")
        self.size = size


class DocumentCorrupt(DocumentError):
    """The stored bytes are not the ones that the identifier names."""

    def __init__(self, cid: str, found: str) -> None:
        super().__init__(f"Document {cid} is damaged on disk: its content is {found}. Restore it from a backup.")
        self.cid = cid
        self.found = found


class LocalStore:
    """Documents below `folder` (made when missing). Safe for several threads and processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: bytes) -> str:
        """Store a document; answers its identifier in text. A second time changes nothing. Raises DocumentTooLarge."""
        if len(content) > MAX_DOCUMENT_BYTES:
            raise DocumentTooLarge(len(content))
        cid = cid_of(content)
        path = self._path(cid)
        try:
            if cid_of(path.read_bytes()) == cid:
                return cid
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        return cid

    def get(self, cid: str) -> bytes:
        """The document, hashed again. Raises InvalidCid, DocumentNotFound, DocumentCorrupt."""
        to_binary(cid)
        try:
            content = self._path(cid).read_bytes()
        except FileNotFoundError:
            raise DocumentNotFound(cid) from None
        found = cid_of(content)
        if found != cid:
            raise DocumentCorrupt(cid, found)
        return content

    def _path(self, cid: str) -> Path:
        # The first characters of all identifiers are alike; two of the last spread the files over 1,024 folders.
        return self._folder / cid[-3:-1] / cid
