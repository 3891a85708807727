"""What the gateway is measured beside: two scripts as anyone would write them, which use nothing of this project.

`pump` is the limit: everything is signed beforehand, then raw transactions go to the node in batches, as fast as it
takes them. `send_and_wait` is the naive one: web3.py signs one transaction, sends it and waits for its receipt.
Neither persists anything, neither can tell what happened after a crash.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests
from eth_account import Account
from web3 import Web3

_BATCH = 100


@dataclass(frozen=True)
class Pumped:
    """What a script reached."""

    transactions: int
    seconds: float
    """From the first that was sent to the block of the last."""
    signing_seconds: float = 0.0
    """Before that."""

    @property
    def per_second(self) -> float:
        """Transactions included in a second."""
        return self.transactions / self.seconds


def pump(url: str, key: bytes, to: str, data: Callable[[int], bytes], gas: int, count: int, price: int = 0) -> Pumped:
    """Sign `count` transactions with calldata `data(number)`, then send them in batches and wait for the last."""
    session = requests.Session()
    account = Account.from_key(key)
    chain_id, first = int(_ask(session, url, "eth_chainId"), 16), _nonce(session, url, account.address)
    started = time.monotonic()
    fields = {"to": to, "value": 0, "gas": gas, "gasPrice": price, "chainId": chain_id}
    raws = [
        "0x" + account.sign_transaction(fields | {"nonce": first + number, "data": data(number)}).raw_transaction.hex()
        for number in range(count)
    ]
    signing = time.monotonic() - started
    started = time.monotonic()
    for start in range(0, count, _BATCH):
        requests_of_batch = [
            {"jsonrpc": "2.0", "id": number, "method": "eth_sendRawTransaction", "params": [raw]}
            for number, raw in enumerate(raws[start : start + _BATCH])
        ]
        answers = session.post(url, json=requests_of_batch, timeout=120).json()
        failed = [answer["error"] for answer in answers if "error" in answer]
        if failed:
            raise SystemExit(f"the node refused {len(failed)} transactions: {json.dumps(failed[0])}")
    while _nonce(session, url, account.address) < first + count:
        time.sleep(0.02)
    return Pumped(count, time.monotonic() - started, signing)


def send_and_wait(
    url: str, key: bytes, to: str, data: Callable[[int], bytes], gas: int, count: int, price: int = 0
) -> Pumped:
    """Send `count` transactions one after another, each when the one before has its receipt."""
    node = Web3(Web3.HTTPProvider(url))
    account = node.eth.account.from_key(key)
    started = time.monotonic()
    for number in range(count):
        signed = account.sign_transaction(
            {
                "to": Web3.to_checksum_address(to),
                "value": 0,
                "gas": gas,
                "gasPrice": price,
                "chainId": node.eth.chain_id,
                "nonce": node.eth.get_transaction_count(account.address),
                "data": data(number),
            }
        )
        sent = node.eth.send_raw_transaction(signed.raw_transaction)
        node.eth.wait_for_transaction_receipt(sent, poll_latency=0.1)
    return Pumped(count, time.monotonic() - started)


def _nonce(session: requests.Session, url: str, address: str) -> int:
    return int(_ask(session, url, "eth_getTransactionCount", address, "latest"), 16)


def _ask(session: requests.Session, url: str, method: str, *params: str) -> str:
    question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    answer: str = session.post(url, json=question, timeout=120).json()["result"]
    return answer
