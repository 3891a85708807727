"""Documents in a folder of this machine, block by block, each block under its content identifier."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from chain_gateway.documents.cid import cid_of_block, codec_of, to_binary
from chain_gateway.documents.store import (
    MAX_DOCUMENT_BYTES,
    Copy,
    DocumentCorrupt,
    DocumentNotFound,
    Holding,
    StoreUnavailable,
    bounded,
)
from chain_gateway.documents.unixfs import MalformedTree, Root, build, leaves


class LocalStore:
    """Documents below `folder` (made when missing). Safe for several threads and processes at once."""

    wanted_copies = 1

    def __init__(self, folder: Path, most: int = MAX_DOCUMENT_BYTES) -> None:
        """`most`: bytes of the largest document taken."""
        self._folder = folder
        self._most = most
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: bytes) -> str:
        """Store a document that is in memory; answers its identifier in text. Raises as `add`."""
        return self.add((content,)).cid

    def get(self, cid: str) -> bytes:
        """A whole document, hashed again. Raises as `read`."""
        return b"".join(self.read(cid))

    def add(self, pieces: Iterable[bytes]) -> Root:
        """See `DocumentStore.add`."""
        try:
            return build(bounded(pieces, self._most), self._keep)
        except OSError as error:
            raise StoreUnavailable("in the local folder", error.strerror or type(error).__name__) from None

    def read(self, cid: str) -> Iterator[bytes]:
        """See `DocumentStore.read`."""
        for chunk in leaves(cid, self._block):
            yield self._block(chunk)

    def copies(self, cid: str) -> tuple[Copy, ...]:
        """See `DocumentStore.copies`."""
        to_binary(cid)
        return (Copy("local", Holding.PINNED if self._path(cid).exists() else Holding.MISSING),)

    def verify(self, cid: str) -> tuple[Copy, ...]:
        """See `DocumentStore.verify`."""
        state = Holding.PINNED
        try:
            for _ in self.read(cid):
                pass
        except DocumentNotFound:
            state = Holding.MISSING
        except (DocumentCorrupt, MalformedTree):
            state = Holding.DAMAGED
        return (Copy("local", state),)

    def repair(self, cid: str) -> tuple[Copy, ...]:
        """See `DocumentStore.repair`: a folder has no second copy to bring anything back from."""
        return self.verify(cid)

    def _keep(self, cid: str, block: bytes) -> None:
        path = self._path(cid)
        try:
            if path.stat().st_size == len(block) and cid_of_block(path.read_bytes(), codec_of(cid)) == cid:
                return
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(block)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _block(self, cid: str) -> bytes:
        to_binary(cid)
        try:
            block = self._path(cid).read_bytes()
        except FileNotFoundError:
            raise DocumentNotFound(cid) from None
        found = cid_of_block(block, codec_of(cid))
        if found != cid:
            raise DocumentCorrupt(cid, found)
        return block

    def _path(self, cid: str) -> Path:
        # The first characters of all identifiers are alike; two of the last spread the files over 1,024 folders.
        return self._folder / cid[-3:-1] / cid
