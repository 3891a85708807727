"""A ledger on a real chain inside the process, for the tests that need the contracts' own word."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pytest

from chain_gateway.ledger import calls, events
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.consent import consent_typed_data, obligation_digest, rights_digest
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import ObligationKind, PartyKind, Ranking, RightKind, Validity
from chain_gateway.ledger.errors import LedgerError, decode_revert
from chain_gateway.ledger.events import LedgerEvent, RawLog
from chain_gateway.ledger.reads import Answer, Read
from chain_gateway.ledger.structs import Act, Consent, Facts, Filing, Obligation, PartyEntry, Right
from chain_gateway.rpc import CallReverted, Log, Receipt
from chain_gateway.rpc.engines.embedded import EmbeddedChain
from chain_gateway.signing.signer import Signer
from pledge.deployment import deploy

PAPER = Act(document=b"\x01\x55\x12\x20" + bytes(32))
OBLIGATION = Obligation(
    kind=ObligationKind.Maximum,
    currency="CNY",
    amount=1_000_000_000,
    debtor=0,
    starts_on=20240101,
    ends_on=20261231,
    contract_document=b"\x01\x55\x12\x20" + bytes(32),
    salt=b"\x07" * 32,
)


def raw_log(log: Log) -> RawLog:
    """The node's log as the ledger's."""
    return RawLog(*(getattr(log, field.name) for field in fields(RawLog)))


@dataclass(frozen=True)
class Member:
    """A party with its key."""

    party: int
    signer: Signer


@dataclass
class RealLedger:
    """A deployed ledger with an office, a bank, a second bank and a pledgor that has a key."""

    chain: EmbeddedChain
    deployment: Deployment
    governance: Signer
    office: Member
    bank: Member
    other_bank: Member
    pledgor: Member
    _next_right: int = 1_000_000

    def send(self, call: Call, signer: Signer) -> Receipt:
        """Sends a call with exactly its own gas limit and answers the receipt."""
        node = self.chain.node
        raw = signer.sign_transaction(
            {
                "nonce": node.nonce(signer.address),
                "gasPrice": node.gas_price(),
                "gas": call.gas,
                "value": 0,
                "to": self.deployment.address_of(call.book),
                "data": call.data,
                "chainId": node.chain_id(),
            }
        )
        receipt = node.receipt(node.send_raw(raw))
        assert receipt is not None
        return receipt

    def do(self, call: Call, signer: Signer) -> list[LedgerEvent]:
        """Sends a call that must succeed and answers its numbered events."""
        receipt = self.send(call, signer)
        assert receipt.succeeded, self.refusal(call, signer).message
        return self.events_of(receipt)

    def events_of(self, receipt: Receipt) -> list[LedgerEvent]:
        """The numbered events of a receipt."""
        decoded = [events.decode(raw_log(log), self.deployment) for log in receipt.logs]
        return [each for each in decoded if isinstance(each, LedgerEvent)]

    def refusal(self, call: Call, signer: Signer) -> LedgerError:
        """The error that a call ends in."""
        with pytest.raises(CallReverted) as reverted:
            self.chain.node.call(self.deployment.address_of(call.book), call.data, sender=signer.address)
        return decode_revert(reverted.value.data)

    def ask(self, read: Read[Answer]) -> Answer:
        """The typed answer of a question."""
        return read.decode(self.chain.node.call(self.deployment.address_of(read.book), read.data))

    def attest(self, count: int, owners: Sequence[int] | None = None) -> tuple[bytes, ...]:
        """Attests new patents of the pledgor and answers their keys in ascending order."""
        first = self._next_right
        self._next_right += count
        rights = [Right("US", RightKind.Patent, str(number)) for number in range(first, self._next_right)]
        holders = (self.pledgor.party,) if owners is None else tuple(owners)
        facts = [Facts(right, Validity.InForce, holders, source="test", as_of=20240101) for right in rights]
        for start in range(0, count, 300):
            self.do(calls.attest(facts[start : start + 300], Act()), self.office.signer)
        return tuple(sorted(right.id.key for right in rights))

    def filing(self, rights: tuple[bytes, ...], obligation: Obligation = OBLIGATION) -> Filing:
        """A filing of the bank over the pledgor's rights, with the pledgor as debtor."""
        owed = Obligation(**{**obligation.__dict__, "debtor": self.pledgor.party})
        return Filing(self.bank.party, (), (self.pledgor.party,), rights, owed)

    def consent(self, filing: Filing, nonce: int, deadline: int | None = None, pledge: int = 0) -> Consent:
        """The pledgor's signed consent to a filing, or to such terms of a pledge, good for an hour of chain time."""
        until = self.chain.node.head().timestamp + 3600 if deadline is None else deadline
        message = consent_typed_data(
            self.deployment,
            self.pledgor.party,
            pledge,
            filing.pledgee,
            filing.joint_pledgees,
            obligation_digest(filing.obligation),
            rights_digest(filing.rights),
            nonce,
            until,
        )
        signature = self.pledgor.signer.sign_typed_data(message)
        return Consent(self.pledgor.party, self.pledgor.signer.address, nonce, until, signature)


@pytest.fixture(scope="session")
def ledger() -> RealLedger:
    """One deployed ledger for all tests of this folder; each test uses rights of its own."""
    return founded()


def founded() -> RealLedger:
    """A ledger of its own."""
    chain = EmbeddedChain()
    signers = [Signer.random() for _ in range(5)]
    for signer in signers:
        chain.fund(signer.address)
    governance, office, bank, other_bank, pledgor = signers
    deployment = deploy(chain.node, governance)
    made = RealLedger(chain, deployment, governance, *(Member(0, each) for each in (office, bank, other_bank, pledgor)))

    def admit(kind: PartyKind, name: str, signer: Signer) -> Member:
        (admitted, *_) = made.do(calls.admit(PartyEntry(kind, name), [signer.address], Act()), governance)
        assert isinstance(admitted.subject, int)
        return Member(admitted.subject, signer)

    made.office = admit(PartyKind.RegistryOffice, "测试登记机关", office)
    made.bank = admit(PartyKind.Bank, "演示银行", bank)
    made.other_bank = admit(PartyKind.Bank, "演示第二银行", other_bank)
    made.do(calls.configure_kind("US", RightKind.Patent, Ranking.Ranked, made.office.party, Act()), governance)
    (enrolled,) = made.do(calls.enrol([PartyEntry(PartyKind.Enterprise, "演示企业")], Act()), office)
    assert isinstance(enrolled.subject, int)
    made.pledgor = Member(enrolled.subject, pledgor)
    made.do(calls.bind_key(made.pledgor.party, pledgor.address, PAPER), office)
    return made
