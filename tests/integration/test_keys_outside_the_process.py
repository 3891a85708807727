"""A gateway process whose key is elsewhere: it signs, and neither its memory nor its words ever hold the key.

One ledger on a real node, one key in three places: in the gateway's own keystore (where the memory does hold it, so the
search is known to find what is there), on a PKCS#11 token, and at a remote signer.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pkcs11
import pytest
from eth_account import Account
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import encode_named_curve_parameters

from chain_gateway.api import DevelopmentIssuer
from chain_gateway.client import GatewayClient
from chain_gateway.rpc.engines.anvil import AnvilChain, anvil_binary
from chain_gateway.signing import Keystore, Signer
from pledge.deployment import deploy
from tests.support.certificates import Authority, Identity
from tests.support.memory import holds, spellings
from tests.support.reference_signer import Reference, running
from tests.support.softhsm import LIBRARY, TokenRack

PROJECT = Path(__file__).parents[2]
PACKAGES = PROJECT / "node_modules"
PIN = "60221407"
PASSWORD = "opens only the keystore"  # noqa: S105

pytestmark = pytest.mark.skipif(
    not (PACKAGES / "@foundry-rs").is_dir() and shutil.which("anvil") is None,
    reason="anvil is not installed: `npm ci` brings it (`make test` does so)",
)


@dataclass(frozen=True)
class Ground:
    """A ledger on a node, and the governance's key."""

    chain: AnvilChain
    url: str
    deployment: Path
    key: bytes

    @property
    def signer(self) -> Signer:
        return Signer(Account.from_key(self.key))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("ground")
    chain = AnvilChain(anvil_binary(PACKAGES))
    try:
        key = bytes(Account.create().key)
        signer = Signer(Account.from_key(key))
        chain.fund(signer.address)
        deploy(chain.node, signer).save(folder / "deployment.json")
        yield Ground(chain, chain.url, folder / "deployment.json", key)
    finally:
        chain.stop()


@pytest.fixture
def folder(tmp_path: Path, ground: Ground) -> Path:
    """A gateway's folder with the deployment file, the password's file and the PIN's."""
    shutil.copy(ground.deployment, tmp_path / "deployment.json")
    for name, text in (("password", PASSWORD), ("pin", PIN)):
        (tmp_path / name).write_text(text, encoding="ascii")
        (tmp_path / name).chmod(0o600)
    return tmp_path


@contextmanager
def gateway(ground: Ground, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`pledge gateway` as a process of its own; answers it and its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pledge", "gateway", "--chain", ground.url, "--folder", str(folder)]
    command += ["--port", str(port), "--password-file", str(folder / "password")]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603
            command, stdout=said, stderr=said, cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)}
        )
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    httpx.get(url + "/v1/health")
                    break
                except httpx.TransportError:
                    assert process.poll() is None, (folder / "said").read_text()
                    time.sleep(0.1)
            yield process, url
        finally:
            process.terminate()
            process.wait(30)


def admit(url: str, folder: Path, name: str) -> tuple[str, bool]:
    """Admit a party as the governance; answers the token that was used, and whether the act is final."""
    token = DevelopmentIssuer.open(folder / "issuer.pem").issue("an officer", 0, ["governance"])
    with GatewayClient(url, token) as client:
        entry = {"kind": "Bank", "name": name, "identifier": ""}
        found = client.submit("/v1/parties", {"entries": [entry], "keys": [Signer.random().address]})
    return token, found.succeeded


def check(ground: Ground, folder: Path, expected: bool) -> None:
    """The gateway acts; then its memory is searched for the key, and its words for every secret."""
    with gateway(ground, folder) as (process, url):
        token, succeeded = admit(url, folder, f"演示银行 {folder.name}")
        assert succeeded
        found = holds(process.pid, spellings(ground.key))
        assert holds(process.pid, {"address": ground.signer.address.encode()}) == {"address"}
        arguments = (
            Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
        )
    assert bool(found) is expected, found
    said = (folder / "said").read_bytes() + arguments
    for secret in (PIN, PASSWORD, token, *(text.decode("latin-1") for text in spellings(ground.key).values())):
        assert secret.encode("latin-1") not in said


def test_with_the_keystore_the_memory_holds_the_key_so_the_search_works(ground: Ground, folder: Path) -> None:
    Keystore(folder / "keystore", 2).add("governance", ground.key, PASSWORD)
    check(ground, folder, expected=True)


def test_with_a_token_neither_memory_nor_words_hold_the_key(
    ground: Ground, folder: Path, token_rack: TokenRack
) -> None:
    token_rack.token("vault", PIN)
    curve = encode_named_curve_parameters("secp256k1")
    point = b"\x04\x41" + ground.signer._key.public_key.format(compressed=False)
    with pkcs11.lib(str(LIBRARY)).get_token(token_label="vault").open(rw=True, user_pin=PIN) as session:  # noqa: S106
        common = {Attribute.TOKEN: True, Attribute.KEY_TYPE: KeyType.EC, Attribute.LABEL: "governance"}
        common |= {Attribute.EC_PARAMS: curve}
        private = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.VALUE: ground.key, Attribute.SIGN: True}
        session.create_object(common | private | {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False})
        session.create_object(common | {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.EC_POINT: point})
    (folder / "signing.toml").write_text(
        '[[keys]]\nparty = 0\nbackend = "pkcs11"\nlabel = "governance"\n'
        f'[pkcs11]\nlibrary = "{LIBRARY}"\ntoken = "vault"\npin_file = "pin"\n',
        encoding="utf-8",
    )
    check(ground, folder, expected=False)


@contextmanager
def signer_of(ground: Ground, folder: Path, port: int = 0) -> Iterator[Reference]:
    """A remote signer that holds the governance's key, and the gateway's configuration for it."""
    place = folder / "signer"
    if not place.exists():
        place.mkdir()
        Keystore(place / "keys", 2).add("one", ground.key, "another password")
        authority = Authority(place)
        authority.issue("server")
        authority.issue("client")
    server = Identity(place / "server.pem", place / "server.key")
    with running(place, place / "keys", "another password", server, place / "authority.pem", port) as reference:
        public = ground.signer._key.public_key.format(compressed=False)[1:].hex()
        (folder / "signing.toml").write_text(
            f'[[keys]]\nparty = 0\nbackend = "remote"\npublic_key = "0x{public}"\n[remote]\nurl = "{reference.url}"\n'
            'ca = "signer/authority.pem"\ncertificate = "signer/client.pem"\nkey = "signer/client.key"\n',
            encoding="utf-8",
        )
        yield reference


def test_with_a_remote_signer_neither_memory_nor_words_hold_the_key(ground: Ground, folder: Path) -> None:
    with signer_of(ground, folder):
        check(ground, folder, expected=False)


def test_an_act_waits_for_a_signer_that_is_away_and_is_done_once_when_it_is_back(ground: Ground, folder: Path) -> None:
    with signer_of(ground, folder) as reference:
        port = int(re.findall(r":(\d+)$", reference.url)[0])
        with gateway(ground, folder) as (_process, url):
            reference.process.kill()
            reference.process.wait()
            token = DevelopmentIssuer.open(folder / "issuer.pem").issue("an officer", 0, ["governance"])
            with GatewayClient(url, token) as client:
                entry = {"kind": "Bank", "name": "演示银行 away", "identifier": ""}
                body = {"entries": [entry], "keys": [Signer.random().address]}
                accepted = client.post("/v1/parties", body, "one-key")
                time.sleep(2)
                assert client.submission(accepted.id, 0).state == "prepared"
                health = client.health()
                assert (health["status"], health["worker"]["lanes_in_trouble"]) == ("degraded", 1)
                with signer_of(ground, folder, port):
                    assert client.wait(accepted.id, 60).succeeded
                assert client.health()["worker"]["lanes_in_trouble"] == 0
        said = (folder / "said").read_text(encoding="utf-8")
    assert "does not answer" in said
    assert token not in said
