"""The contracts on an anvil of this test's own, spoken to in batches: an example asks them hundreds of readings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import requests

from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.errors import decode_revert
from chain_gateway.rpc.engines import AnvilChain
from chain_gateway.signing.signer import Signer
from pledge.deployment import deploy


@dataclass(frozen=True)
class RawLog:
    """A log as a receipt has it."""

    emitter: str
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class Question:
    """Calldata for a contract."""

    to: str
    data: bytes
    sender: str | None = None


class Reverted(bytes):
    """Revert data, in the place of an answer."""

    @property
    def error(self) -> str:
        """Name of the contracts' error."""
        return decode_revert(bytes(self)).name


class Chain:
    """A deployed ledger. Each block is a second after the one before; any address may send, because anvil lets it."""

    def __init__(self, anvil: AnvilChain, governance: Signer) -> None:
        self._url = anvil.url
        self._session = requests.Session()
        anvil.fund(governance.address)
        self.deployment: Deployment = deploy(anvil.node, governance)
        self.ask_node("anvil_autoImpersonateAccount", True)
        self.ask_node("anvil_setBlockTimestampInterval", 1)
        self.time = self.newest()
        """Time of the newest block, at which questions are answered too."""

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def newest(self) -> int:
        """The time, as the node has it."""
        return int(self.ask_node("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def wait(self, seconds: int) -> None:
        """Mines a block so much later."""
        self.time += max(1, seconds)
        self.ask_node("evm_setNextBlockTimestamp", self.time)
        self.ask_node("evm_mine")

    def remember(self) -> str:
        """Names the present state."""
        return str(self.ask_node("evm_snapshot"))

    def go_back(self, name: str) -> None:
        """Back to a named state."""
        assert self.ask_node("evm_revert", name) is True
        self.time = self.newest()

    def send(self, call: Call, sender: str) -> list[RawLog]:
        """Sends a call that must succeed; answers its logs in their order."""
        transaction = {
            "from": sender,
            "to": self.deployment.address_of(call.book),
            "data": f"0x{call.data.hex()}",
            "gas": hex(call.gas),
            "gasPrice": "0x0",
        }
        receipt = self.ask_node("eth_sendTransactionSync", transaction)
        assert receipt["status"] == "0x1", (call.function, self.verdict(call, sender))
        self.time += 1
        return _logs(receipt["logs"])

    def verdict(self, call: Call, sender: str) -> str | None:
        """Name of the error that the call ends in; None when it would be taken."""
        address = self.deployment.address_of(call.book)
        answer = self.ask([Question(address, call.data, sender)])[0]
        return answer.error if isinstance(answer, Reverted) else None

    def history(self) -> list[RawLog]:
        """Every log of the ledger's contracts so far, the access manager's included."""
        place = self.deployment
        addresses = [place.log, place.access_manager, place.consents, *place.books()]
        return _logs(self.ask_node("eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest", "address": addresses}))

    def ask(self, questions: Sequence[Question]) -> list[bytes]:
        """What the contracts answer; Reverted where one refuses."""
        requests_ = []
        for number, question in enumerate(questions):
            call = {"to": question.to, "data": f"0x{question.data.hex()}"}
            if question.sender is not None:
                call["from"] = question.sender
            requests_.append({"jsonrpc": "2.0", "id": number, "method": "eth_call", "params": [call, "latest"]})
        answers = {each["id"]: each for each in self._post(requests_)} if requests_ else {}
        return [_answer(answers[number]) for number in range(len(questions))]

    def ask_node(self, method: str, *params: Any) -> Any:
        """The node's answer to one request."""
        answer = self._post({"jsonrpc": "2.0", "id": 0, "method": method, "params": list(params)})
        assert "result" in answer, (method, answer)
        return answer["result"]

    def _post(self, body: Any) -> Any:
        return self._session.post(self._url, json=body, timeout=60).json()


def _answer(answer: dict[str, Any]) -> bytes:
    if "result" in answer:
        return bytes.fromhex(answer["result"][2:])
    data = answer["error"].get("data")
    assert isinstance(data, str), answer
    return Reverted(bytes.fromhex(data[2:]))


def _logs(found: list[dict[str, Any]]) -> list[RawLog]:
    return [
        RawLog(
            log["address"],
            tuple(bytes.fromhex(topic[2:]) for topic in log["topics"]),
            bytes.fromhex(log["data"][2:]),
        )
        for log in found
    ]
