"""How fast documents go in and out, beside the node's own `ipfs add` and `ipfs cat`, and how much memory it takes.

In one run: two Kubo nodes of a private swarm, anvil, and the gateway as its own process with these nodes as its
document store. A file of `--mebibytes` of random bytes is added by the node's command and read by it; then one is sent
through the gateway, sealed for its own party (an upload is acknowledged when both nodes have it pinned), and read back
and opened here.

Usage: python -m benchmarks.documents [--mebibytes N]
"""

import argparse
import base64
import http.client
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.gateway import Gateway, gateway_process, ledger_with_office
from chain_gateway.api.tokens import DevelopmentIssuer
from chain_gateway.client import GatewayClient
from chain_gateway.documents.recipients import Scheme, new_private_key, public_key, unwrap
from chain_gateway.documents.sealing import unseal
from chain_gateway.rpc.engines.anvil import AnvilChain, anvil_binary
from tests.support.kubo import KuboNode, private_swarm

PROJECT = Path(__file__).parents[1]
_MIB = 1 << 20


def main() -> int:
    """Measure, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mebibytes", type=int, default=1024, help="size of the file")
    found = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="pledge-bench-") as name:
        folder = Path(name)
        with private_swarm(folder / "swarm") as nodes, AnvilChain(anvil_binary(PROJECT / "node_modules")) as chain:
            figures = measure(found.mebibytes, folder, nodes, chain)
    print(json.dumps(figures))
    return 0


def measure(size: int, folder: Path, nodes: list[KuboNode], chain: AnvilChain) -> dict[str, Any]:
    """All phases; rates in MiB per second, memory in MiB."""
    plain, other = folder / "plain.bin", folder / "other.bin"
    for file in (plain, other):
        with file.open("wb") as made:
            for _ in range(size):
                made.write(os.urandom(_MIB))
    figures: dict[str, Any] = {"cores": os.cpu_count(), "mebibytes": size}
    cid, seconds = _timed(lambda: nodes[0].run("add", "--cid-version=1", "--quieter", str(plain)).strip())
    figures["ipfs_add"] = round(size / seconds)
    _, seconds = _timed(lambda: nodes[0].run("cat", cid, output=folder / "cat.bin"))
    (folder / "cat.bin").unlink()
    figures["ipfs_cat"] = round(size / seconds)
    _, seconds = _timed(lambda: nodes[1].run("pin", "add", cid))
    figures["ipfs_pin_on_the_other_node"] = round(size / seconds)
    party = ledger_with_office(chain, folder)
    documents = [option for node in nodes for option in ("--documents", node.address)]
    with gateway_process(folder, chain.url, party, documents) as gateway:
        private = new_private_key(Scheme.X25519)
        token = DevelopmentIssuer.open(folder / "issuer.pem").issue("bench", party, ["party:write"], timedelta(days=1))
        with GatewayClient(f"http://127.0.0.1:{gateway.port}", token) as client:
            public = public_key(private)
            key = {"scheme": public.scheme.value, "key": "0x" + public.public.hex()}
            if not client.submit("/v1/document-keys", key, None).succeeded:
                raise SystemExit("the key for documents was not published")
        with _Peak(gateway) as peak:
            found, seconds = _timed(lambda: _upload(gateway, other, party))
        figures |= {"upload": round(size / seconds), "upload_peak_growth_mib": round(peak.growth)}
        wrapped = base64.urlsafe_b64decode(found["wrapped_key"] + "==")
        document_key = unwrap(wrapped, found["cid"], party, private)
        with GatewayClient(f"http://127.0.0.1:{gateway.port}", gateway.token) as client, _Peak(gateway) as peak:
            read, seconds = _timed(lambda: sum(map(len, unseal(client.document_pieces(found["cid"]), document_key))))
        if read != size * _MIB:
            raise SystemExit(f"{read} bytes came back of {size * _MIB}")
        figures |= {"download": round(size / seconds), "download_peak_growth_mib": round(peak.growth)}
        figures["gateway_peak_mib"] = round(peak.highest)
    figures["upload_over_ipfs_add"] = round(figures["upload"] / figures["ipfs_add"], 2)
    both = 1 / (1 / figures["ipfs_add"] + 1 / figures["ipfs_pin_on_the_other_node"])
    figures["upload_over_add_and_pin"] = round(figures["upload"] / both, 2)
    figures["download_over_ipfs_cat"] = round(figures["download"] / figures["ipfs_cat"], 2)
    return figures


def _upload(gateway: Gateway, file: Path, party: int) -> dict[str, Any]:
    def pieces() -> Iterator[bytes]:
        with file.open("rb") as source:
            while piece := source.read(_MIB):
                yield piece

    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=600)
    headers = {"authorization": f"Bearer {gateway.token}", "content-type": "application/octet-stream"}
    connection.request("POST", f"/v1/documents?recipient={party}", pieces(), headers, encode_chunked=True)
    answer = connection.getresponse()
    content = json.loads(answer.read())
    if answer.status != 201:
        raise SystemExit(f"the gateway answered {answer.status}: {content}")
    found: dict[str, Any] = content
    return found


def _timed(act: Any) -> tuple[Any, float]:
    started = time.monotonic()
    answer = act()
    return answer, time.monotonic() - started


class _Peak:
    """The most memory that the gateway's process has meanwhile, and how much that is above what it began with."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._ended = threading.Event()
        self._first = self.highest = gateway.resident_mib()
        self._thread = threading.Thread(target=self._watch)

    @property
    def growth(self) -> float:
        return self.highest - self._first

    def __enter__(self) -> "_Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            self.highest = max(self.highest, self._gateway.resident_mib())


if __name__ == "__main__":
    sys.exit(main())
