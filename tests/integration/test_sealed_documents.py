"""A gateway whose documents are on two IPFS nodes: acknowledged is sealed and pinned twice, and its readers open it."""

import base64
import os
from collections.abc import Iterator
from typing import Any

import pytest

from chain_gateway.client import Problem
from chain_gateway.documents.recipients import Scheme, new_private_key, public_key, unwrap
from chain_gateway.documents.sealing import unseal
from chain_gateway.documents.unixfs import CHUNK
from tests.support.kubo import KuboNode, private_swarm
from tests.unit.api.conftest import founded


@pytest.fixture(scope="module")
def swarm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[KuboNode]]:
    with private_swarm(tmp_path_factory.mktemp("kubo") / "swarm") as nodes:
        yield nodes


@pytest.fixture(scope="module")
def town(swarm: list[KuboNode], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    nodes = tuple(node.address for node in swarm)
    with founded(tmp_path_factory.mktemp("town"), document_nodes=nodes) as built:
        yield built


def _add(town: Any, content: bytes, **query: Any) -> Any:
    headers = town.headers(town.bank) | {"content-type": "application/octet-stream"}
    return town.http.post("/v1/documents", content=content, headers=headers, params=query)


def test_a_document_goes_sealed_to_both_nodes_and_comes_back(town: Any, swarm: list[KuboNode]) -> None:
    private = new_private_key(Scheme.X25519)
    public = public_key(private)
    headers = {"authorization": f"Bearer {town.token(town.bank, 'party:write')}", "idempotency-key": "a-key"}
    body = {"scheme": "x25519", "key": "0x" + public.public.hex()}
    answer = town.http.post("/v1/document-keys", json=body, headers=headers)
    ended = town.http.get(answer.headers["location"] + "?wait=30", headers=headers).json()
    assert ended["state"] == "final", ended
    content = os.urandom(3 * CHUNK)
    found = _add(town, content, recipient=town.bank)
    assert found.status_code == 201, found.text
    record = found.json()
    assert record["copies"] == [{"node": name, "state": "pinned"} for name in ("node-1", "node-2")]
    key = unwrap(base64.urlsafe_b64decode(record["wrapped_key"] + "=="), record["cid"], town.bank, private)
    assert b"".join(unseal(town.client(town.bank).document_pieces(record["cid"]), key)) == content
    assert content not in swarm[0].call(f"cat?arg={record['cid']}")
    verified = town.client(town.office).verify_document(record["cid"])
    assert {copy["state"] for copy in verified["copies"]} == {"pinned"}


def test_what_is_not_sealed_is_refused_because_other_institutions_keep_the_nodes(town: Any) -> None:
    answer = _add(town, b"in plain sight")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (422, "recipients-missing")


def test_with_a_node_down_nothing_is_acknowledged(town: Any, swarm: list[KuboNode]) -> None:
    swarm[1].stop()
    try:
        before = len(town.services.store.documents.cids(limit=10_000))
        answer = _add(town, b"one node short", recipient=town.bank)
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (503, "document-not-kept")
        assert len(town.services.store.documents.cids(limit=10_000)) == before
    finally:
        swarm[1].start()
        swarm[1].connect(swarm[0])
    assert _add(town, b"one node short", recipient=town.bank).status_code == 201


def test_a_document_that_no_node_has_any_more_is_a_problem(town: Any, swarm: list[KuboNode]) -> None:
    cid = _add(town, b"will be lost", recipient=town.bank).json()["cid"]
    for node in swarm:
        node.call(f"pin/rm?arg={cid}")
        node.call("repo/gc")
    with pytest.raises(Problem) as lost:
        town.client(town.bank).document(cid)
    assert lost.value.code == "document-not-found"
