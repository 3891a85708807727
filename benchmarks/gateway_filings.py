"""Filings for the gateway's benchmark: a bank, an office, a firm, and as many attested patents as are to be pledged."""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chain_gateway.documents import cid_of, to_binary
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.chinese_numbers import check_digit
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import ObligationKind, PartyKind, Ranking, RightKind, Validity
from chain_gateway.ledger.events import LedgerEvent, PartyAdmitted, decode
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Act, Facts, Filing, Obligation, PartyEntry, Right
from chain_gateway.rpc.engines.anvil import AnvilChain
from chain_gateway.signing import Signer
from chain_gateway.submission.receipts import raw_log

_AT_ONCE = 100
_CID = cid_of(b"record (benchmark)")
_DOCUMENT = to_binary(_CID)


@dataclass(frozen=True)
class Market:
    """Who files what."""

    bank: int
    firm: int

    def call(self, number: int) -> Call:
        """The filing of one patent on paper, as a script sends it."""
        right = _right(number)
        salt = hashlib.sha256(right.key).digest()
        obligation = Obligation(
            ObligationKind.Fixed, "CNY", 1_000_000_00, self.firm, 20260101, 20281231, _DOCUMENT, salt
        )
        filing = Filing(self.bank, (), (self.firm,), (right.key,), obligation)
        return calls.file(filing, (), Act(document=_DOCUMENT))

    def row(self, number: int) -> bytes:
        """The same as a row of a bulk filing."""
        body = {
            "reference": f"loan-{number}",
            "pledgors": [self.firm],
            "rights": [_right(number).text],
            "obligation": {
                "kind": "Fixed",
                "currency": "CNY",
                "amount_minor": "100000000",
                "debtor": self.firm,
                "starts_on": "2026-01-01",
                "ends_on": "2028-12-31",
                "contract": _CID,
            },
            "act": {"document": _CID},
        }
        return json.dumps(body).encode() + b"\n"


def open_market(
    chain: AnvilChain, deployment: Deployment, governance: Signer, bank_keys: Sequence[str], rights: int
) -> Market:
    """Admit an office and a bank with these keys, enter a firm, and attest so many patents of it."""
    office = Signer.random()
    chain.fund(office.address)
    (office_id,) = _send(
        chain, deployment, governance,
        [calls.admit(PartyEntry(PartyKind.RegistryOffice, "演示登记处"), [office.address], Act())],
    )  # fmt: skip
    (bank,) = _send(
        chain, deployment, governance,
        [calls.admit(PartyEntry(PartyKind.Bank, "演示银行"), list(bank_keys), Act())],
    )  # fmt: skip
    _send(
        chain, deployment, governance,
        [calls.configure_kind("CN", RightKind.Patent, Ranking.Ranked, office_id, Act())],
    )  # fmt: skip
    (firm,) = _send(chain, deployment, office, [calls.enrol([PartyEntry(PartyKind.Enterprise, "演示制造公司")], Act())])
    attested = [
        calls.attest([_facts(number, firm) for number in range(start, min(start + _AT_ONCE, rights))], Act())
        for start in range(0, rights, _AT_ONCE)
    ]
    _send(chain, deployment, office, attested)
    return Market(bank, firm)


def _right(number: int) -> RightId:
    stem = f"20171{number:07d}"
    return RightId.parse(f"CN:PAT:{stem}.{check_digit(stem)}")


def _facts(number: int, firm: int) -> Facts:
    right = _right(number)
    return Facts(
        Right(right.jurisdiction, right.kind, right.number),
        Validity.InForce,
        owners=(firm,),
        filed_on=20200102,
        granted_on=20220304,
        expires_on=20400101,
        title=f"演示装置 {number}",
        main_class="G06Q 40/00",
        source="演示登记簿 (benchmark register)",
        as_of=20260101,
    )


def _send(chain: AnvilChain, deployment: Deployment, signer: Signer, wanted: Sequence[Call]) -> list[int]:
    """Have all of them mined; answers the ids of the parties that they entered."""
    node, parties = chain.node, list[int]()
    first, price = node.nonce(signer.address), node.gas_price()
    fields = [
        {"to": deployment.address_of(call.book), "value": 0, "data": call.data, "gas": call.gas, "gasPrice": price}
        | {"chainId": node.chain_id(), "nonce": first + place}
        for place, call in enumerate(wanted)
    ]
    for each in signer.sign_transactions(fields):
        sent = node.send_raw(each)
        while (receipt := node.receipt(sent)) is None:
            time.sleep(0.01)
        if not receipt.succeeded:
            raise SystemExit("the ledger refused what the benchmark prepares")
        events = [decode(raw_log(log), deployment) for log in receipt.logs if log.address == deployment.parties]
        for event in events:
            if isinstance(event, LedgerEvent) and isinstance(event.payload, PartyAdmitted):
                assert isinstance(event.subject, int)
                parties.append(event.subject)
    return parties
