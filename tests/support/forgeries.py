"""A genuine certificate, and what can be done to one: each forgery changes one thing and keeps the file canonical."""

import copy
import json
from collections.abc import Callable
from typing import Any

import rfc8785

from chain_gateway.ledger.findings import Finding
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.proofs.certificate import SearchedRight
from tests.support.sealed_chain import SealedChain

CHAIN = SealedChain()
TRUST = CHAIN.trust()
RIGHTS = tuple(
    SearchedRight(right.key, right.text)
    for right in map(RightId.parse, ("CN201710601862.3", "US7831837", "CN:TM:1234567:9"))
)
FOUND = {1: Finding.PLEDGED | Finding.NOT_COVERED, 2: Finding.UNKNOWN}
GENUINE = CHAIN.certificate(RIGHTS, FOUND)
RAW = GENUINE.to_bytes()


Change = Callable[[dict[str, Any]], object]


def replaced(*path: str | int, to: Any) -> Change:
    def change(content: dict[str, Any]) -> None:
        where: Any = content
        for step in path[:-1]:
            where = where[step]
        value = to(where[path[-1]]) if callable(to) else to
        where[path[-1]] = value

    return change


def flipped(text: str) -> str:
    """The same hexadecimal text with its last digit changed."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def more(text: str) -> str:
    return hex(int(text, 16) + 1)


HEADER = ("parts", 0, "header")
EVENT = ("parts", 0, "event")
TAMPERED: dict[str, Change] = {
    "another format": replaced("format", to="pledgebook-record-certificate"),
    "another version": replaced("version", to=2),
    "a field more": lambda content: content.update(note="x"),
    "a field less": lambda content: content.pop("results"),
    "another book": replaced("contracts", "AssetRegistry", to=flipped),
    "another log": replaced("contracts", "LedgerLog", to=flipped),
    "a contract less": lambda content: content["contracts"].pop("BuybackBook"),
    "another search": replaced("search", "id", to=flipped),
    "another day": replaced("search", "as_of", to="2026-11-25"),
    "no day": replaced("search", "as_of", to="2026-11-31"),
    "another count": replaced("search", "count", to=2),
    "another right": replaced("rights", 0, to={"key": "0x" + RIGHTS[1].key.hex(), "right": RIGHTS[1].text}),
    "another key": replaced("rights", 0, "key", to=flipped),
    "another name": replaced("rights", 0, "right", to="CN:PAT:95115608.X"),
    "a name that is none": replaced("rights", 0, "right", to="CN:PAT:201710601862.4"),
    "a name in another spelling": replaced("rights", 0, "right", to="ZL201710601862.3"),
    "rights in another order": lambda content: content["rights"].reverse(),
    "a right twice": replaced("rights", 1, to={"key": "0x" + RIGHTS[0].key.hex(), "right": RIGHTS[0].text}),
    "a right left out": lambda content: content["rights"].pop(),
    "a finding left out": lambda content: content["results"].pop(0),
    "no findings": replaced("results", to=[]),
    "a finding added": lambda content: content["results"].insert(0, {"place": 0, "findings": ["FILED"]}),
    "a finding changed": replaced("results", 0, "findings", to=["FILED"]),
    "a finding moved": replaced("results", 0, "place", to=0),
    "a finding that is none": replaced("results", 0, "findings", to=["CLEAR"]),
    "a finding twice": replaced("results", 1, "findings", to=["UNKNOWN", "UNKNOWN"]),
    "a place outside": replaced("results", 1, "place", to=3),
    "no part": replaced("parts", to=[]),
    "a part twice": lambda content: content["parts"].append(content["parts"][0]),
    "another transaction": replaced("parts", 0, "transaction_index", to=0),
    "no such transaction": replaced("parts", 0, "transaction_index", to=7),
    "another log of it": replaced("parts", 0, "log_in_receipt", to=0),
    "no such log": replaced("parts", 0, "log_in_receipt", to=2),
    "a negative log": replaced("parts", 0, "log_in_receipt", to=-1),
    "a proof cut at its end": lambda content: content["parts"][0]["receipt_proof"].pop(),
    "a proof cut at its start": lambda content: content["parts"][0]["receipt_proof"].pop(0),
    "a proof with a node more": lambda content: content["parts"][0]["receipt_proof"].append("0x80"),
    "a proof with a node twice": lambda content: content["parts"][0]["receipt_proof"].insert(
        0, content["parts"][0]["receipt_proof"][0]
    ),
    "a proof in another order": lambda content: content["parts"][0]["receipt_proof"].reverse(),
    "no proof": replaced("parts", 0, "receipt_proof", to=[]),
    "a node changed": replaced("parts", 0, "receipt_proof", -1, to=flipped),
    "extra bytes behind a node": replaced("parts", 0, "receipt_proof", -1, to=lambda node: node + "00"),
    "another emitter": replaced(*EVENT, "address", to="0x000000000000000000000000000000000000dEaD"),
    "another topic": replaced(*EVENT, "topics", 0, to=flipped),
    "another sequence": replaced(*EVENT, "topics", 1, to=flipped),
    "another actor": replaced(*EVENT, "topics", 3, to=flipped),
    "a topic less": lambda content: content["parts"][0]["event"]["topics"].pop(),
    "other data": replaced(*EVENT, "data", to=flipped),
    "extra bytes behind the data": replaced(*EVENT, "data", to=lambda data: data + "00" * 32),
    "data in capitals": replaced(*EVENT, "data", to=lambda data: "0x" + data[2:].upper()),
    "a header with mixHash": lambda content: content["parts"][0]["header"].update(mix_hash="0x" + "00" * 32),
    "a header with the vote's direction": lambda content: content["parts"][0]["header"].update(nonce="0x" + "ff" * 8),
    "a header without its miner": lambda content: content["parts"][0]["header"].pop("miner"),
    "a number with a leading zero": replaced(*HEADER, "number", to=lambda text: "0x0" + text[2:]),
    "another receipts root": replaced(*HEADER, "receipts_root", to=flipped),
    "extra data cut": replaced(*HEADER, "extra_data", to=lambda text: text[:-2]),
    "extra bytes in extra data": replaced(*HEADER, "extra_data", to=lambda text: text + "00"),
    "no extra data": replaced(*HEADER, "extra_data", to="0x" + "00" * 32),
}  # fmt: skip
HASHED = ("parent_hash", "uncles_hash", "miner", "state_root", "transactions_root", "logs_bloom")
TAMPERED |= {f"another {name}": replaced(*HEADER, name, to=flipped) for name in HASHED}
TAMPERED |= {
    f"another {name}": replaced(*HEADER, name, to=more)
    for name in ("number", "gas_limit", "difficulty", "gas_used", "timestamp")
}
TAMPERED["another vanity"] = replaced(*HEADER, "extra_data", to=lambda text: "0x01" + text[4:])


def changed(change: Change) -> bytes:
    """The genuine certificate with a change."""
    content = copy.deepcopy(json.loads(RAW))
    change(content)
    forged = rfc8785.dumps(content)
    assert forged != RAW
    return forged
