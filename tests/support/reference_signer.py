"""A small remote signer: the eth1 API of Web3Signer over an encrypted keystore, as a process of its own.

Web3Signer itself is a Java program that is not to be had here; this answers what its OpenAPI description says:
`POST /api/v1/eth1/sign/{identifier}` with {"data": "0x..."} signs keccak256 of the data and answers "0x" and 65 bytes
in hexadecimal as plain text, 404 for a key it has not; `GET /api/v1/eth1/publicKeys`; `GET /upcheck`.

A file can put it into a mood, for tests of a signer that fails: `slow`, `broken` (500), `garbage`, `short`, `another`
(the signature of another key), `refusing` (403), `unhashed` (signs the data's own first 32 bytes).
"""

import argparse
import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak

from chain_gateway.signing import Keystore, Signer
from tests.support.certificates import Identity

PROJECT = Path(__file__).parents[2]
PASSWORD_VARIABLE = "REFERENCE_SIGNER_PASSWORD"  # noqa: S105


@dataclass(frozen=True)
class Reference:
    """A running signer."""

    url: str
    process: subprocess.Popen[str]
    mood: Path

    def be(self, mood: str) -> None:
        """Behave like that from now on; "honest" is the usual one."""
        self.mood.write_text(mood, encoding="ascii")


@contextmanager
def running(
    folder: Path,
    keystore: Path,
    password: str,
    server: Identity | None = None,
    client_ca: Path | None = None,
    port: int = 0,
) -> Iterator[Reference]:
    """A signer over the keystore; over TLS with `server`, and only for clients of `client_ca` when that is given."""
    mood = folder / "mood"
    mood.write_text("honest", encoding="ascii")
    command = [sys.executable, "-m", __name__, str(keystore), str(mood), "--port", str(port)]
    if server is not None:
        command += ["--certificate", str(server.certificate), "--key", str(server.key)]
    if client_ca is not None:
        command += ["--client-ca", str(client_ca)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), PASSWORD_VARIABLE: password}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT, env=environment)  # noqa: S603
    assert process.stdout is not None
    try:
        yield Reference(process.stdout.readline().strip(), process, mood)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _handler(signers: dict[str, Signer], mood_file: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/upcheck":
                self._answer(200, "OK", "text/plain")
            elif self.path == "/api/v1/eth1/publicKeys":
                self._answer(200, json.dumps(list(signers)), "application/json")
            else:
                self._answer(404, "", "text/plain")

        def do_POST(self) -> None:
            body: Any = json.loads(self.rfile.read(int(self.headers["content-length"])))
            signer = signers.get(self.path.removeprefix("/api/v1/eth1/sign/"))
            if signer is None:
                self._answer(404, "", "text/plain")
                return
            data = bytes.fromhex(body["data"].removeprefix("0x"))
            match mood_file.read_text(encoding="ascii"):
                case "slow":
                    time.sleep(4)  # longer than anybody waits
                    self.close_connection = True
                case "broken":
                    self._answer(500, "", "text/plain")
                case "refusing":
                    self._answer(403, "", "text/plain")
                case "garbage":
                    self._answer(200, "<html>", "text/html")
                case "short":
                    self._answer(200, "0x" + "11" * 64, "text/plain")
                case "another":
                    self._answer(200, "0x" + Signer.random().sign_messages([data])[0].hex(), "text/plain")
                case "unhashed":
                    self._answer(200, "0x" + signer.sign_digest(keccak(keccak(data))).hex(), "text/plain")
                case _:
                    self._answer(200, "0x" + signer.sign_messages([data])[0].hex(), "text/plain; charset=utf-8")

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

        def _answer(self, status: int, text: str, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode("ascii"))

    return Handler


def _identifier(signer: Signer) -> str:
    return "0x" + signer._key.public_key.format(compressed=False)[1:].hex()


def main() -> None:
    """Serve until killed; the first line of standard output is the URL."""
    parser = argparse.ArgumentParser()
    parser.add_argument("keystore", type=Path)
    parser.add_argument("mood", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--client-ca")
    arguments = parser.parse_args()
    keystore = Keystore(arguments.keystore)
    signers = [keystore.unlock(name, os.environ[PASSWORD_VARIABLE]) for name in keystore.names()]
    handler = _handler({_identifier(signer): signer for signer in signers}, arguments.mood)
    server = ThreadingHTTPServer(("127.0.0.1", arguments.port), handler)
    scheme = "http"
    if arguments.certificate:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
        if arguments.client_ca:
            context.load_verify_locations(arguments.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(f"{scheme}://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
