"""One client, the same on every engine."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain_gateway.rpc import CallReverted, Node, NodeError, NodeUnavailable, RefusalCode, TransactionRefused

REVERT_DATA = [
    b"",
    bytes.fromhex("08c379a0") + encode(["string"], ["no"]),
    bytes.fromhex("08c379a0") + encode(["string"], ["b'it\\'s'"]),
    bytes.fromhex("08c379a0") + b"\xff" * 7,
    bytes.fromhex("4e487b71") + encode(["uint256"], [0x11]),
    bytes.fromhex("556f1830") + encode(["uint256"], [1]),
    bytes.fromhex("01020304") + encode(["bytes32", "uint64"], [b"\x27" * 32, 5]),
    b"'\"\\\x00\n",
    bytes(range(256)) * 4,
]


@pytest.mark.parametrize("data", REVERT_DATA, ids=lambda data: data[:8].hex() or "empty")
def test_revert_data_comes_back_byte_for_byte(sender: Any, reverts: str, data: bytes) -> None:
    with pytest.raises(CallReverted) as reverted:
        sender.node.call(reverts, data)
    assert reverted.value.data == data


def test_a_call_that_runs_out_of_gas_reverts_without_data(sender: Any, loops: str) -> None:
    with pytest.raises(CallReverted) as failed:
        sender.node.call(loops, b"", gas=60_000)
    assert failed.value.data == b""
    assert str(failed.value)


def test_a_call_can_ask_an_earlier_block(sender: Any, reverts: str) -> None:
    head = sender.node.head().number
    assert sender.node.call(reverts, b"\x01", head - 1) == b"" if head > 0 else True
    with pytest.raises(CallReverted):
        sender.node.call(reverts, b"\x01", head)


def test_a_transaction_is_included_at_once_and_its_receipt_tells_what_happened(sender: Any, logs: str) -> None:
    raw = sender.raw(to=logs, data=b"hello")
    receipt = sender.send(to=logs, data=b"hello")
    assert receipt.succeeded
    assert receipt.transaction_hash == keccak(raw)
    (log,) = receipt.logs
    assert (log.address, log.data) == (logs, b"hello")
    assert log.topics == tuple(topic.to_bytes(32, "big") for topic in (1, 2, 3))
    block = sender.node.block(receipt.block_number)
    assert (block.hash, log.block_hash) == (receipt.block_hash, receipt.block_hash)
    assert sender.node.block(block.number - 1).hash == block.parent_hash


def test_a_reverted_transaction_is_included_without_success(sender: Any, reverts: str) -> None:
    receipt = sender.send(to=reverts, data=b"x")
    assert not receipt.succeeded
    assert receipt.logs == ()


def test_logs_are_found_by_block_address_and_topic_in_chain_order(sender: Any, logs: str) -> None:
    first = sender.node.head().number + 1
    for number in range(3):
        sender.send(to=logs, data=bytes([number]))
    found = sender.node.logs(first, first + 2, [logs])
    assert [log.data for log in found] == [b"\x00", b"\x01", b"\x02"]
    assert [log.data for log in sender.node.logs(first + 1, first + 1, [logs])] == [b"\x01"]
    assert sender.node.logs(first, first + 2, ["0x" + "11" * 20]) == []
    three = (3).to_bytes(32, "big")
    assert len(sender.node.logs(first, first + 2, [logs], [None, None, three])) == 3
    assert sender.node.logs(first, first + 2, [logs], [None, three]) == []


def test_logs_beyond_the_head_are_an_error_of_the_node(sender: Any, logs: str) -> None:
    beyond = sender.node.head().number + 5
    with pytest.raises(NodeError):
        sender.node.logs(beyond, beyond, [logs])


def test_what_is_not_there_is_none(sender: Any) -> None:
    assert sender.node.receipt(b"\x01" * 32) is None
    assert sender.node.block(10**9) is None
    assert sender.node.code("0x" + "22" * 20) == b""
    assert sender.node.nonce("0x" + "22" * 20) == 0


def test_a_nonce_that_was_used_is_recognised(sender: Any) -> None:
    raw = sender.raw(to=sender.account.address)
    sender.send(to=sender.account.address)
    with pytest.raises(TransactionRefused) as twice:
        sender.node.send_raw(raw)
    assert twice.value.reason in (RefusalCode.NONCE_TOO_LOW, RefusalCode.ALREADY_KNOWN)
    with pytest.raises(TransactionRefused) as other:
        sender.node.send_raw(sender.raw(to=sender.account.address, nonce=0, data=b"other"))
    assert other.value.reason is RefusalCode.NONCE_TOO_LOW


def test_a_transaction_over_the_blocks_gas_is_refused_and_uses_no_nonce(sender: Any) -> None:
    before = sender.node.nonce(sender.account.address)
    with pytest.raises(TransactionRefused):
        sender.node.send_raw(sender.raw(to=sender.account.address, gas=100_000_001))
    assert sender.node.nonce(sender.account.address) == before


def test_what_is_no_transaction_is_refused(sender: Any) -> None:
    for raw in (b"", b"\x00", b"\xff" * 100):
        with pytest.raises(NodeError):
            sender.node.send_raw(raw)


def test_a_transaction_may_ask_for_the_whole_blocks_gas(sender: Any) -> None:
    assert sender.send(to=sender.account.address, gas=100_000_000).succeeded


def test_a_node_serves_several_threads(sender: Any, logs: str) -> None:
    first = sender.node.head().number + 1

    def read(_: int) -> int:
        last = min(first + 9, sender.node.head().number)
        return sum(len(sender.node.logs(number, number, [logs])) for number in range(first, last + 1))

    with ThreadPoolExecutor(4) as pool:
        readers = pool.map(read, range(8))
        for number in range(10):
            sender.send(to=logs, data=bytes([number]))
        assert all(0 <= count <= 10 for count in readers)
    assert read(0) == 10


def test_a_node_that_is_not_there_is_named() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(NodeUnavailable, match="Check that it runs") as down:
        Node.http(url, timeout_seconds=2).head()
    assert down.value.endpoint == url


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n<html>"]
)
def test_what_answers_no_json_rpc_is_no_node(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        node = Node.http(f"http://127.0.0.1:{server.getsockname()[1]}", timeout_seconds=5)
        with pytest.raises(NodeUnavailable):
            node.head()
        thread.join()
        node.close()


def test_reads_are_sent_from_the_reader_that_was_set(embedded_chain: Any) -> None:
    # Runtime code: CALLER PUSH1 0 MSTORE PUSH1 32 PUSH1 0 RETURN, given as an address by its creation.
    from eth_account import Account

    account = Account.create()
    embedded_chain.fund(account.address)
    node = embedded_chain.node
    runtime = bytes.fromhex("3360005260206000f3")
    init = bytes.fromhex(f"60{len(runtime):02x}600c60003960{len(runtime):02x}6000f3") + runtime
    fields = {"nonce": 0, "gas": 100_000, "gasPrice": node.gas_price(), "data": init, "chainId": node.chain_id()}
    raw = account.sign_transaction(fields).raw_transaction
    contract = node.receipt(node.send_raw(bytes(raw))).contract_address
    reader = Node(embedded_chain.provider, endpoint="embedded", reader=account.address)
    assert reader.call(contract, b"")[12:].hex() == account.address[2:].lower()
    assert node.call(contract, b"") == bytes(32)
