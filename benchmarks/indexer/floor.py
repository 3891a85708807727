"""The floor: a plain script that knows just these events, slices their hexadecimal text and copies rows.

It checks nothing: not that an event is missing, not that data are what they should be, not that a block has changed.
Committed before the indexer was tuned, and left as it was.
"""

import json
from typing import Any

import psycopg
import requests
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PledgeState
from chain_gateway.ledger.events import event_types, signature

NAMES = {"0x" + keccak(text=signature(each)).hex(): (each.__name__, each.subject_type) for each in event_types()}
NEXT = {
    "PledgeRegistered": int(PledgeState.Registered),
    "PledgeDischarged": int(PledgeState.Discharged),
    "PledgeCancelled": int(PledgeState.Cancelled),
}


def run(url: str, deployment: Deployment, last: int, connection: "psycopg.Connection[Any]", span: int) -> int:
    """Mirrors blocks up to `last`, `span` at a time; answers the number of events."""
    session = requests.Session()
    books = list(deployment.books())
    pledges: dict[int, list[Any]] = {}
    events = 0
    for first in range(deployment.first_block, last + 1, span):
        asked = {"fromBlock": hex(first), "toBlock": hex(min(first + span - 1, last)), "address": books}
        body = {"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [asked]}
        logs = json.loads(session.post(url, json=body).content)["result"]
        history = []
        for log in logs:
            topics = log["topics"]
            if len(topics) < 4:
                continue  # the log's own announcement, which has three
            name, subject_type = NAMES[topics[0]]
            sequence, actor = int(topics[1], 16), int(topics[3], 16)
            subject: Any = topics[2]
            if subject_type == "uint64":
                subject = int(topics[2], 16)
            elif subject_type == "address":
                subject = to_checksum_address("0x" + topics[2][26:])
            history.append((sequence, int(log["blockNumber"], 16), log["transactionHash"], name, subject, actor))
            data = log["data"][2:]
            if name == "PledgeFiled":
                filing = int(data[64:128], 16) * 2
                rights = filing + int(data[filing + 192 : filing + 256], 16) * 2
                key = "0x" + data[rights + 64 : rights + 128]
                pledgee = int(data[filing : filing + 64], 16)
                pledges[subject] = [subject, int(data[:64], 16), pledgee, key, "", int(PledgeState.Filed), sequence]
            elif name in NEXT:
                pledges[subject][5:] = [NEXT[name], sequence]
                if name == "PledgeRegistered":
                    at = int(data[:64], 16) * 2
                    length = int(data[at : at + 64], 16) * 2
                    pledges[subject][4] = bytes.fromhex(data[at + 64 : at + 64 + length]).decode()
        with connection.cursor() as cursor, cursor.copy("COPY history FROM STDIN") as copy:
            for row in history:
                copy.write_row(row)
        connection.commit()
        events += len(history)
    with connection.cursor() as cursor, cursor.copy("COPY pledge FROM STDIN") as copy:
        for row in pledges.values():
            copy.write_row(row)
    connection.commit()
    session.close()
    return events
