"""Puts the contracts of a ledger on a chain, connects them, and says which kinds of party may call which verb."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import rlp  # type: ignore[import-untyped]
from eth_abi.abi import encode
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.deployments import CONTRACT_OF, Deployment
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.errors import decode_revert
from chain_gateway.ledger.operations import Role
from chain_gateway.ledger.structs import Act
from chain_gateway.ledger.verbs import selector_of
from chain_gateway.rpc import ChainNode
from chain_gateway.rpc.blocks import Receipt
from chain_gateway.rpc.errors import CallReverted

RULE_SET = 1
_CREATION_GAS = 12_000_000
_MANAGER_GAS = 300_000
_RECEIPT_SECONDS = 120.0
_IN_FLIGHT = 32  # below the transactions of one account that any node keeps waiting

PLEDGEES = (PartyKind.Bank, PartyKind.GuaranteeCompany, PartyKind.OtherLender, PartyKind.SyndicateAgent)
FUND_KINDS = (PartyKind.DisposalFund, PartyKind.FundManager, PartyKind.IpManagementCompany)
"""Who buys claims of loans in default, and holds an inventory of what it bought."""
GUARANTORS = (*FUND_KINDS, PartyKind.GuaranteeCompany)
HOLDERS = PLEDGEES + FUND_KINDS
"""Who can be the pledgee: those that lend, and those that buy claims of loans in default."""
RISK_TAKERS = (*PLEDGEES, PartyKind.Insurer, PartyKind.Reguarantor, PartyKind.GovernmentPool)
"""Who can bear a tranche of a scheme of shared risk, or propose one."""
OFFICES = (PartyKind.RegistryOffice,)
GOVERNANCE = (PartyKind.None_,)
CENTRAL_BANKS = (PartyKind.CentralBank,)
CLAIM_USERS = (*CENTRAL_BANKS, PartyKind.SecuritisationSponsor, PartyKind.Trustee)
"""Who refinances pledged claims."""
SUBSIDY_AUTHORITIES = (PartyKind.SubsidyAuthority, PartyKind.GovernmentPool)
SUBSIDY_CLAIMANTS = (*HOLDERS, PartyKind.Enterprise, PartyKind.University)
"""Pledgee or debtor; the contract asks which."""
PUBLISHERS = (
    *PLEDGEES,
    PartyKind.Insurer,
    PartyKind.Reguarantor,
    PartyKind.Enterprise,
    PartyKind.University,
    PartyKind.IpManagementCompany,
    PartyKind.IpExchange,
    PartyKind.RegistryOffice,
)
"""Who publishes in the directory: providers their products, owners or whoever has their consent the rest."""

DELEGATORS = tuple(
    kind
    for kind in PartyKind
    if kind not in (PartyKind.None_, PartyKind.Enterprise, PartyKind.NaturalPerson, PartyKind.Searcher)
)
"""Institutions that act here by themselves; a pledgor's key consents, and a search-only key is bounded already."""
RECIPIENTS = tuple(kind for kind in PartyKind if kind not in (PartyKind.None_, PartyKind.Searcher))
"""Who may be sent documents: everyone but a key that does nothing but search."""
SEARCHERS = (*DELEGATORS, PartyKind.Searcher)
CLASSIFIERS = (*OFFICES, PartyKind.Appraiser, PartyKind.IpManagementCompany, PartyKind.University)

APPRAISERS = (PartyKind.Appraiser,)
CLIENTS = (*DELEGATORS, PartyKind.Enterprise, PartyKind.NaturalPerson)
"""Who can ask for a valuation: anybody but a search-only key. The book asks whether the caller is of the engagement."""

VERBS: dict[str, dict[str, tuple[PartyKind, ...]]] = {
    "PartyRegistry": {
        "enrol": OFFICES,
        "bindKey": OFFICES,
        "rename": OFFICES + GOVERNANCE,
        "delegateKey": DELEGATORS,
        "publishDocumentKey": RECIPIENTS,
        "revokeDelegation": DELEGATORS,
    },
    "AssetRegistry": {
        "configureKind": GOVERNANCE,
        "declareCoverage": OFFICES,
        "attest": OFFICES,
        "attestCircumstances": OFFICES,
        "notePreservations": OFFICES,
        "liftPreservation": OFFICES,
        "labelClass": CLASSIFIERS,
    },
    "SearchRegister": {"certify": SEARCHERS},
    "PledgeRegistry": {
        "file": PLEDGEES,
        "withdraw": PLEDGEES,
        "answerCorrection": PLEDGEES,
        "discharge": HOLDERS,
        "register": OFFICES,
        "migrate": OFFICES,
        "refuse": OFFICES,
        "askCorrection": OFFICES,
        "revoke": OFFICES,
        "cancel": OFFICES,
    },
    "ChangeBook": {
        "askAmendment": PLEDGEES,
        "nominateAssignee": HOLDERS,
        "acceptAssignment": HOLDERS,
        "askPartialRelease": HOLDERS,
        "askSubordination": HOLDERS,
        "determine": HOLDERS,
        "consentToTransfer": HOLDERS,
        "dropChange": HOLDERS + OFFICES,
        "recordAmendment": OFFICES,
        "recordAssignment": OFFICES,
        "recordPartialRelease": OFFICES,
        "recordSubordination": OFFICES,
    },
    "EnforcementBook": {
        "declareDefault": HOLDERS,
        "cure": HOLDERS,
        "enforce": HOLDERS,
        "realise": HOLDERS,
    },
    "DisposalBook": {
        "listRights": HOLDERS,
        "reprice": HOLDERS,
        "sell": HOLDERS,
        "settle": HOLDERS,
        "delist": HOLDERS,
    },
    "ValuationBook": {
        "engage": APPRAISERS,
        "deliver": APPRAISERS,
        "abandon": CLIENTS,
        "allowReader": CLIENTS,
        "withdrawReader": CLIENTS,
    },
    "BuybackBook": {
        "declareFund": GUARANTORS,
        "reviseFund": GUARANTORS,
        "setCap": GOVERNANCE,
        "offer": GUARANTORS,
        "withdrawOffer": GUARANTORS,
        "decline": HOLDERS,
        "accept": HOLDERS,
        "exercise": HOLDERS,
        "pay": GUARANTORS,
        "confirm": HOLDERS,
        "dispute": HOLDERS,
        "markOverdue": HOLDERS,
        "lapse": HOLDERS,
        "waive": HOLDERS,
        "resell": GUARANTORS,
    },
    "SubsidyBook": {
        **dict.fromkeys(("declareProgramme", "reviseProgramme", "closeProgramme"), SUBSIDY_AUTHORITIES),
        **dict.fromkeys(("claimSubsidy", "withdrawSubsidy"), SUBSIDY_CLAIMANTS),
        **dict.fromkeys(("refuseSubsidy", "grantSubsidy", "paySubsidy"), SUBSIDY_AUTHORITIES),
    },
    "DirectoryBook": dict.fromkeys(("publishEntry", "reviseEntry", "withdrawEntry"), PUBLISHERS),
    "RefinancingBook": {
        "assessEligibility": CENTRAL_BANKS,
        "offerClaim": HOLDERS,
        "dropClaim": HOLDERS + CLAIM_USERS,
        "takeClaim": CLAIM_USERS,
        "releaseClaim": HOLDERS + CLAIM_USERS,
    },
    "RiskShareBook": {
        **dict.fromkeys(("declarePool", "fundPool", "proposeScheme", "joinScheme", "closeScheme"), RISK_TAKERS),
        "coverPledge": HOLDERS,
        "endCover": HOLDERS,
    },
    "LossBook": {
        "declareLoss": HOLDERS,
        "payShare": RISK_TAKERS,
        "confirmShare": RISK_TAKERS + FUND_KINDS,
        "subrogate": RISK_TAKERS,
        "shareRecovery": RISK_TAKERS + FUND_KINDS,
    },
}
"""Kinds of party that may call each verb; the contract itself asks for the relation (its pledgee or office)."""

CALLERS: dict[str, dict[str, tuple[str, ...]]] = {
    "AssetRegistry": {
        **dict.fromkeys(("reserve", "encumber", "carryOver", "extend", "free"), ("PledgeRegistry",)),
        "swapRanks": ("ChangeBook",),
        **dict.fromkeys(("lock", "unlock"), ("RefinancingBook",)),
    },
    "PledgorConsents": {"use": ("PledgeRegistry", "ChangeBook")},
    "PledgeRegistry": {
        **dict.fromkeys(
            ("setChange", "setTerms", "setDetermined", "setPledgee", "addRights", "removeRights"), ("ChangeBook",)
        ),
        "advance": ("EnforcementBook",),
        "setUse": ("RefinancingBook",),
    },
    "RiskShareBook": dict.fromkeys(("useCover", "drawn", "returned"), ("LossBook",)),
}
"""Verbs that one book calls of another."""

GUARDIAN_ROLE = int(Role.Guardian)
ADMIN_ROLE = int(Role.Governance)


DEPLOYER = "the deployer"
CONTRACTS: dict[str, tuple[str, ...]] = {
    "AccessManager": (DEPLOYER,),
    "LedgerLog": ("AccessManager",),
    "PartyRegistry": ("LedgerLog", "AccessManager"),
    "AssetRegistry": ("LedgerLog", "PartyRegistry"),
    "PledgorConsents": ("PartyRegistry",),
    "PledgeRegistry": ("LedgerLog", "PartyRegistry", "AssetRegistry", "PledgorConsents"),
    "ChangeBook": ("LedgerLog", "PartyRegistry", "AssetRegistry", "PledgorConsents", "PledgeRegistry"),
    "EnforcementBook": ("LedgerLog", "PartyRegistry", "PledgeRegistry"),
    "BuybackBook": ("LedgerLog", "PartyRegistry", "PledgeRegistry"),
    "RefinancingBook": ("LedgerLog", "PartyRegistry", "AssetRegistry", "PledgeRegistry"),
    "SubsidyBook": ("LedgerLog", "PartyRegistry", "PledgeRegistry"),
    "DirectoryBook": ("LedgerLog", "PartyRegistry"),
    "SearchRegister": ("LedgerLog", "PartyRegistry", "AssetRegistry"),
    "ValuationBook": ("LedgerLog", "PartyRegistry", "AssetRegistry"),
    "DisposalBook": ("LedgerLog", "PartyRegistry", "PledgeRegistry", "EnforcementBook", "BuybackBook"),
    "RiskShareBook": ("LedgerLog", "PartyRegistry", "PledgeRegistry"),
    "LossBook": ("LedgerLog", "PartyRegistry", "PledgeRegistry", "EnforcementBook", "RiskShareBook"),
}
"""Contracts in the order of their creation, with the contracts whose addresses their constructors take."""
ADDED_BOOKS = (
    "PartyRegistry",
    "AssetRegistry",
    "PledgeRegistry",
    "ChangeBook",
    "EnforcementBook",
    "SearchRegister",
    "BuybackBook",
    "RefinancingBook",
    "SubsidyBook",
    "DirectoryBook",
    "ValuationBook",
    "DisposalBook",
    "RiskShareBook",
    "LossBook",
)
"""Books in the order in which the log takes them up."""


class DeploymentFailed(RuntimeError):
    """A step of the deployment did not go through; `step` names it and `reason` says why."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"the deployment stopped at '{step}': {reason}")
        self.step = step
        self.reason = reason


class Deployer(Protocol):
    """Who signs the deployment; the governance key."""

    @property
    def address(self) -> str:
        """Checksum address of the key."""
        ...

    def sign_transaction(self, transaction: dict[str, object]) -> bytes:
        """Sign a legacy transaction and answer its raw bytes."""
        ...


@dataclass(frozen=True)
class Step:
    """One transaction of a deployment, for whoever shows progress."""

    number: int
    of: int
    label: str


@dataclass(frozen=True)
class _Sent:
    """A transaction on its way."""

    label: str
    to: str | None
    data: bytes
    hash: bytes


class _Sender:
    """Sends the deployer's transactions in order, a window of them ahead of their receipts: where a contract will be is
    known before it is there.
    """

    def __init__(self, node: ChainNode, deployer: Deployer, progress: Callable[[Step], None], steps: int) -> None:
        self._node = node
        self._deployer = deployer
        self._progress = progress
        self._nonce = node.nonce(deployer.address)
        self._gas_limit = node.head().gas_limit
        self._steps = steps
        self._done = 0
        self._sent: deque[_Sent] = deque()
        self._blocks: dict[str, int] = {}

    def factory(self) -> str:
        """The factory that the key's first transaction made, or makes now; a key that has sent others before makes one
        wherever its nonce leads, which fixes the addresses on this chain alone.
        """
        first = own_factory(self._deployer.address)
        if self._node.code(first) == artifact("LedgerFactory").deployed_bytecode:
            self._skip("find the factory")
            return first
        place = _created_by(self._deployer.address, self._nonce)
        self._send("create LedgerFactory", None, artifact("LedgerFactory").bytecode, _CREATION_GAS)
        self.settle()
        return place

    def known_factory(self, factory: str) -> str:
        """A factory that someone else made."""
        if self._node.code(factory) != artifact("LedgerFactory").deployed_bytecode:
            raise DeploymentFailed("find the factory", f"the code at {factory} is not LedgerFactory's")
        self._skip("find the factory")
        return factory

    def create_all(self, factory: str, salt: bytes) -> tuple[dict[str, str], int]:
        """Create every contract; answers the addresses by name, and the block of the first."""
        places = ledger_addresses(self._deployer.address, salt, factory)
        for name in CONTRACTS:
            code = _creation_code(name, places | {DEPLOYER: self._deployer.address})
            data = calls.selector("create", ["bytes32", "bytes"]) + encode(["bytes32", "bytes"], [salt, code])
            self._send(f"create {name}", factory, data, _CREATION_GAS)
        self.settle()
        return places, self._blocks[f"create {next(iter(CONTRACTS))}"]

    def manage(self, label: str, manager: str, function: str, types: list[str], values: list[object]) -> None:
        """Send one call to the access manager."""
        self._send(label, manager, calls.selector(function, types) + encode(types, values), _MANAGER_GAS)

    def call(self, label: str, to: str, call: Call) -> None:
        """Send one call to a book."""
        self._send(label, to, call.data, call.gas)

    def _skip(self, label: str) -> None:
        self._done += 1
        self._progress(Step(self._done, self._steps, label))

    def settle(self) -> None:
        """Wait until everything that was sent has taken effect. Raises DeploymentFailed for the first that has not."""
        while self._sent:
            self._settle_oldest()

    def _send(self, label: str, to: str | None, data: bytes, gas: int) -> None:
        if len(self._sent) >= _IN_FLIGHT:
            self._settle_oldest()
        transaction: dict[str, object] = {
            "nonce": self._nonce,
            "gasPrice": self._node.gas_price(),
            "gas": min(gas, self._gas_limit),
            "value": 0,
            "data": data,
            "chainId": self._node.chain_id(),
        }
        if to is not None:
            transaction["to"] = to
        sent = self._node.send_raw(self._deployer.sign_transaction(transaction))
        self._sent.append(_Sent(label, to, data, sent))
        self._nonce += 1

    def _settle_oldest(self) -> None:
        oldest = self._sent.popleft()
        receipt = self._wait(oldest.label, oldest.hash)
        if not receipt.succeeded:
            raise DeploymentFailed(oldest.label, self._reason(oldest.to, oldest.data))
        self._blocks[oldest.label] = receipt.block_number
        self._skip(oldest.label)

    def _wait(self, label: str, sent: bytes) -> Receipt:
        deadline = time.monotonic() + _RECEIPT_SECONDS
        while (receipt := self._node.receipt(sent)) is None:
            if time.monotonic() > deadline:
                raise DeploymentFailed(
                    label, f"transaction 0x{sent.hex()} was not included in {_RECEIPT_SECONDS:.0f} s"
                )
            time.sleep(self._node.poll_seconds)
        return receipt

    def _reason(self, to: str | None, data: bytes) -> str:
        if to is None:
            return "the constructor reverted, or the node does not let this key deploy"
        try:
            self._node.call(to, data, sender=self._deployer.address)
        except CallReverted as reverted:
            return decode_revert(reverted.data).message
        return "the transaction reverted, though the same call now passes"


def deploy(
    node: ChainNode,
    deployer: Deployer,
    progress: Callable[[Step], None] = lambda _: None,
    *,
    salt: bytes = bytes(32),
    factory: str | None = None,
    guardian: str | None = None,
    delay: int = 0,
) -> Deployment:
    """Deploy a ledger; the deployer's key becomes the governance's (admin of the AccessManager).

    The addresses follow from factory, key, salt and code (EIP-1014); the same four give the same ledger's addresses on
    every chain, and on one chain only once. `guardian` is the key that may pause filing (default: the deployer's);
    `delay` are the seconds that everything else of the governance waits from then on. Raises DeploymentFailed,
    NodeUnavailable, NodeError.
    """
    if len(salt) != 32:
        raise ValueError(f"a salt has 32 bytes, not {len(salt)}")
    verbs = sum(len(table) for table in VERBS.values())
    callers = sum(len(each) for table in CALLERS.values() for each in table.values())
    send = _Sender(
        node, deployer, progress, steps=1 + len(CONTRACTS) + len(ADDED_BOOKS) + verbs + callers + 2 + (delay > 0)
    )
    maker = send.factory() if factory is None else send.known_factory(factory)
    at, first_block = send.create_all(maker, salt)
    manager, log, parties = at["AccessManager"], at["LedgerLog"], at["PartyRegistry"]
    books = {name: at[name] for name in ADDED_BOOKS}
    for name, address in books.items():
        send.call(f"add {name} to the log", log, calls.add_book(address))
    for label, call in _grants(at):
        send.call(label, parties, call)
    pausing = [parties, [selector_of("PartyRegistry", "pause")], GUARDIAN_ROLE]
    send.manage(
        "give pausing to the guardian", manager, "setTargetFunctionRole", ["address", "bytes4[]", "uint64"], pausing
    )
    granting = ["uint64", "address", "uint32"]
    appointed = deployer.address if guardian is None else guardian
    send.manage("appoint the guardian", manager, "grantRole", granting, [GUARDIAN_ROLE, appointed, 0])
    if delay:
        send.manage("delay the governance", manager, "grantRole", granting, [ADMIN_ROLE, deployer.address, delay])
    send.settle()
    return Deployment(
        chain_id=node.chain_id(),
        first_block=first_block,
        **{field: at[name] for field, name in CONTRACT_OF.items()},
        rule_set=RULE_SET,
        engine=node.finality.kind.value,
        confirmations=node.finality.confirmations,
        factory=maker,
        salt=f"0x{salt.hex()}",
    )


def address_of(factory: str, deployer: str, salt: bytes, code: bytes) -> str:
    """Where the factory puts what a deployer creates (EIP-1014); `code` holds the constructor's arguments too."""
    own = keccak(encode(["address", "bytes32"], [deployer, salt]))
    return to_checksum_address(keccak(b"\xff" + to_canonical_address(factory) + own + keccak(code))[12:])


def ledger_addresses(deployer: str, salt: bytes = bytes(32), factory: str | None = None) -> dict[str, str]:
    """Where `deploy` puts each contract, by name, before it does; `factory` None is the key's own first creation.

    A permissioned chain's genesis lists them among the accounts that may act.
    """
    maker = own_factory(deployer) if factory is None else factory
    places: dict[str, str] = {DEPLOYER: deployer}
    for name in CONTRACTS:
        places[name] = address_of(maker, deployer, salt, _creation_code(name, places))
    del places[DEPLOYER]
    return places


def _creation_code(name: str, places: dict[str, str]) -> bytes:
    arguments = [places[each] for each in CONTRACTS[name]]
    return artifact(name).bytecode + encode(["address"] * len(arguments), arguments)


def own_factory(deployer: str) -> str:
    """Address of the factory that a key's very first transaction makes."""
    return _created_by(deployer, 0)


def _created_by(deployer: str, nonce: int) -> str:
    """Address of the contract that a transaction of that nonce creates: keccak256(rlp([key, nonce]))."""
    return to_checksum_address(keccak(rlp.encode([to_canonical_address(deployer), nonce]))[12:])


def _grants(books: dict[str, str]) -> Iterator[tuple[str, Call]]:
    act = Act()
    for book, verbs in VERBS.items():
        for verb, kinds in verbs.items():
            mask = sum(1 << kind for kind in kinds)
            yield f"grant {book}.{verb}", calls.grant_verb(books[book], selector_of(book, verb), mask, act)
    for book, callers in CALLERS.items():
        for verb, allowed in callers.items():
            for caller in allowed:
                call = calls.grant_caller(books[book], selector_of(book, verb), books[caller], True, act)
                yield f"let {caller} call {book}.{verb}", call
