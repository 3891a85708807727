"""What is written first: web3.py decodes each log by its contract's ABI, and each row is one statement.

Committed before the indexer was tuned, and left as it was.
"""

from typing import Any

import psycopg
from web3 import Web3

from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PledgeState

_PLEDGE = "INSERT INTO pledge VALUES (%s, %s, %s, %s, %s, %s, %s)"
_STATE = "UPDATE pledge SET state = %s, since = %s WHERE pledge = %s"
_NUMBER = "UPDATE pledge SET registration_number = %s WHERE pledge = %s"
_HISTORY = "INSERT INTO history VALUES (%s, %s, %s, %s, %s, %s)"
_NEXT = {
    "PledgeRegistered": int(PledgeState.Registered),
    "PledgeDischarged": int(PledgeState.Discharged),
    "PledgeCancelled": int(PledgeState.Cancelled),
}


def run(url: str, deployment: Deployment, last: int, connection: "psycopg.Connection[Any]", span: int) -> int:
    """Mirrors blocks up to `last`, `span` at a time; answers the number of events."""
    web3 = Web3(Web3.HTTPProvider(url))
    events: dict[tuple[str, str], Any] = {}
    for address, name in deployment.books().items():
        contract = web3.eth.contract(address=web3.to_checksum_address(address), abi=list(artifact(name).abi))
        for event in contract.events:
            events[address, event().topic] = event()
    count = 0
    for first in range(deployment.first_block, last + 1, span):
        logs = web3.eth.get_logs(
            {"fromBlock": first, "toBlock": min(first + span - 1, last), "address": list(deployment.books())}  # type: ignore[typeddict-item]
        )
        for log in logs:
            decoded = events[log["address"], log["topics"][0].to_0x_hex()].process_log(log)
            if len(log["topics"]) < 4:
                continue
            count += _store(connection, decoded)
        connection.commit()
    return count


def _store(connection: "psycopg.Connection[Any]", decoded: Any) -> int:
    arguments, name = decoded["args"], decoded["event"]
    sequence, subject, actor = list(arguments.values())[:3]
    if isinstance(subject, bytes):
        subject = "0x" + subject.hex()
    place = (sequence, decoded["blockNumber"], decoded["transactionHash"].to_0x_hex(), name, str(subject), actor)
    connection.execute(_HISTORY, place)
    if name == "PledgeFiled":
        filing = arguments["filing"]
        key = "0x" + filing["rights"][0].hex()
        state = int(PledgeState.Filed)
        connection.execute(_PLEDGE, (subject, arguments["office"], filing["pledgee"], key, "", state, sequence))
    elif name in _NEXT:
        connection.execute(_STATE, (_NEXT[name], sequence, subject))
        if name == "PledgeRegistered":
            connection.execute(_NUMBER, (arguments["registrationNumber"], subject))
    return 1
