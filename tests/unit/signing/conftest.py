"""A key in each back end: an encrypted file, a real SoftHSM2 token, and a remote signer in a process of its own."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chain_gateway.signing import HardwareToken, Keystore, RemoteSettings, RemoteSigner, Secret, SigningKey
from tests.support.certificates import Authority, Identity
from tests.support.reference_signer import Reference, running
from tests.support.softhsm import LIBRARY, TokenRack

PIN = "31415926"
PASSWORD = "the signer's password"  # noqa: S105
_labels = (f"token-{number}" for number in itertools.count(1))


@dataclass(frozen=True)
class Remote:
    """A remote signer over TLS that knows its clients by their certificates."""

    reference: Reference
    authority: Authority
    client: Identity

    def settings(self, **changes: object) -> RemoteSettings:
        own = {
            "url": self.reference.url,
            "ca": self.authority.certificate,
            "certificate": self.client.certificate,
            "key": self.client.key,
            "timeout_seconds": 20.0,
        }
        return RemoteSettings(**own | changes)  # type: ignore[arg-type]


@pytest.fixture
def token_label(token_rack: TokenRack) -> str:
    """Label of a new, empty token."""
    label = next(_labels)
    token_rack.token(label, PIN)
    return label


@pytest.fixture
def token(token_label: str) -> Iterator[HardwareToken]:
    opened = HardwareToken(LIBRARY, token_label, Secret(PIN))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    folder = tmp_path_factory.mktemp("remote")
    keystore = Keystore(folder / "keys", 2)
    keystore.create("one", PASSWORD)
    keystore.create("two", PASSWORD)
    authority = Authority(folder)
    server, client = authority.issue("signer"), authority.issue("gateway")
    with running(folder, folder / "keys", PASSWORD, server, authority.certificate) as reference:
        yield Remote(reference, authority, client)


@pytest.fixture
def remote_signer(remote: Remote) -> Iterator[RemoteSigner]:
    remote.reference.be("honest")
    signer = RemoteSigner(remote.settings())
    yield signer
    signer.close()


@pytest.fixture(params=["keystore", "pkcs11", "remote"])
def key(request: pytest.FixtureRequest, tmp_path: Path) -> SigningKey:
    """A key in each back end in turn."""
    match request.param:
        case "keystore":
            return Keystore(tmp_path / "keys", 2).create("party-7", "a password")
        case "pkcs11":
            token: HardwareToken = request.getfixturevalue("token")
            return token.generate("party-7")
        case _:
            signer: RemoteSigner = request.getfixturevalue("remote_signer")
            return signer.key(next(iter(signer.public_keys().values())))
