"""A ledger on anvil that mines when told, behind a node that can do wrong; and what must hold after every fault."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.events import LedgerEvent, PartyAdmitted, decode
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.rpc.engines import AnvilChain, anvil_binary
from chain_gateway.signing import Signer
from chain_gateway.submission import TERMINAL, NewSubmission, Request, State, Store, Submission
from chain_gateway.submission.receipts import raw_log
from chain_gateway.submission.store import FILL
from pledge.deployment import deploy

PARTY = 7
"""Under which the ring holds the office's key; the ledger has an id of its own for it."""


@dataclass(frozen=True)
class Office:
    """An office with one key that nobody else uses, unless a test does."""

    key: bytes
    signer: Signer
    first_block: int


class FaultyLedger:
    """One chain and one ledger for many tests; each takes an office of its own."""

    def __init__(self, folder: Path) -> None:
        self.chain = AnvilChain(anvil_binary(Path("node_modules")))
        self._governance = Signer.random()
        self.deployment = deploy(self.chain.node, self._governance)
        self.file = folder / "deployment.json"
        self.deployment.save(self.file)
        self.ask("evm_setAutomine", False)

    def close(self) -> None:
        self.chain.stop()

    def ask(self, method: str, *parameters: Any) -> Any:
        answer: Any = self.chain._provider.make_request(method, list(parameters))  # type: ignore[arg-type]
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def mine(self) -> None:
        self.ask("anvil_mine", "0x1")

    def office(self) -> Office:
        key = os.urandom(32)
        signer = Signer(Account.from_key(key))
        self.chain.fund(signer.address)
        first = self.chain.node.head().number + 1
        self._send(
            self._governance,
            calls.admit(PartyEntry(PartyKind.RegistryOffice, f"office {signer.address}"), [signer.address], Act()),
        )
        self.mine()
        return Office(key, signer, first)

    def accept(self, store: Store, office: Office, names: Sequence[str]) -> list[Submission]:
        found = []
        for name in names:
            call = calls.enrol([PartyEntry(PartyKind.Enterprise, name)], Act())
            new = NewSubmission(
                "enrol", PARTY, office.signer.address, call.book, self.deployment.parties, call.data, call.gas
            )
            asked = Request("clerk", PARTY, "enrol", keccak(text=name), name.replace(" ", "-"))
            found.append(store.accept(new, asked)[0])
        return found

    def burn(self, office: Office, above: int = 0) -> None:
        """Somebody else uses the office's key for the chain's next nonce, or one above; ours may be there already."""
        node = self.chain.node
        fields = {"to": office.signer.address, "value": 0, "data": b"", "gas": 21_000, "gasPrice": 0}
        fields |= {"chainId": node.chain_id(), "nonce": node.nonce(office.signer.address) + above}
        node.send_many([office.signer.sign_transaction(fields)])

    def entered(self, office: Office) -> list[str]:
        """Names of the parties on the chain since the office is there, in order."""
        node, deployment = self.chain.node, self.deployment
        names = []
        for log in node.logs(office.first_block, node.head().number, [deployment.parties]):
            event = decode(raw_log(log), deployment)
            if isinstance(event, LedgerEvent) and isinstance(event.payload, PartyAdmitted):
                names.append(event.payload.name)
        return names

    def check(self, store: Store, office: Office, accepted: Sequence[tuple[str, Submission]]) -> list[State]:
        """Each is on the chain exactly once or not at all with a reason; in order; the store is whole."""
        on_chain = self.entered(office)
        states = []
        for name, submission in accepted:
            ended = store.get(submission.id)
            assert ended.state in TERMINAL, f"{name} is {ended.state.value}"
            times = on_chain.count(name)
            if ended.state is State.FINAL:
                assert times == 1, f"{name} is final and {times} times on the chain"
                receipt = self.chain.node.receipt(ended.transaction_hash or b"")
                assert receipt is not None
                assert receipt.block_hash == ended.block_hash
            else:
                assert times == 0, f"{name} is {ended.state.value} and {times} times on the chain"
                assert ended.error is not None
                assert ended.error["message"]
            states.append(ended.state)
        final = [name for (name, _), state in zip(accepted, states, strict=True) if state is State.FINAL]
        names = {name for name, _ in accepted}
        assert [name for name in on_chain if name in names] == final, "in the order of acceptance"
        assert store.first_broken_act() is None
        assert store.busy() == []
        return states

    def fillers(self, store: Store, office: Office) -> int:
        """How many no-ops of their own the lane has."""
        with store._database.read() as connection:
            from sqlalchemy import func, select

            from chain_gateway.submission.tables import submissions

            query = select(func.count()).where(
                submissions.c.verb == FILL, submissions.c.signer == office.signer.address
            )
            return int(connection.execute(query).scalar_one())

    def _send(self, signer: Signer, call: Call) -> None:
        node = self.chain.node
        fields = {"to": self.deployment.address_of(call.book), "value": 0, "data": call.data, "gas": call.gas}
        fields |= {"gasPrice": 0, "chainId": node.chain_id(), "nonce": node.nonce(signer.address)}
        node.send_raw(signer.sign_transaction(fields))
