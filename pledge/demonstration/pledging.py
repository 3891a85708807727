"""A Chinese patent of an invented firm: pledged with signed consent, refused a second time, released in two acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chain_gateway.client.gateway import GatewayClient
from chain_gateway.signing.signer import Signer
from pledge.demonstration import cast
from pledge.demonstration.steps import Unexpected, done

AMOUNT_MINOR = "1000000000"
"""CNY 10,000,000.00 in fen."""


@dataclass(frozen=True)
class Enrolled:
    """The clients and ids that the story needs, once the parties are on the ledger."""

    office: GatewayClient
    first_bank: GatewayClient
    second_bank: GatewayClient
    firm_id: int
    firm_key: Signer


@dataclass(frozen=True)
class PledgingStory:
    """What happened, for the report."""

    pledge: int
    registration_number: str
    refused_with: dict[str, Any]
    """The contract's error that met the second filing: name, arguments, detail."""
    consent_signed_by: str
    """Address of the pledgor's key."""


def tell(
    parties: Enrolled,
    today: date,
    look: Callable[[str], None],
) -> PledgingStory:
    """Play the story through the gateway's HTTP API.

    `look` is called with "pledged", "refused", "discharged" and
    "released" when the public look-up is worth asking. Raises Unexpected, ServiceUnavailable, Problem.
    """
    filing = _filing(parties.firm_id, today, _document(parties.first_bank, "质押合同 pledge contract, first bank"))
    signed = _consented(parties.first_bank, parties, filing)
    application = {"document": _document(parties.first_bank, "登记申请书 application for registration")}
    filed = done(parties.first_bank.submit("/v1/pledges", {**signed, "act": application}), "file")
    pledge = int(filed.event("PledgeFiled").subject)
    number = f"演示Y{today.year}980000001"
    done(
        parties.office.submit(
            f"/v1/pledges/{pledge}/registration",
            {
                "registration_number": number,
                "effective_on": today.isoformat(),
                "act": _recorded(parties.office, today, number, "登记通知书 notice of registration"),
            },
        ),
        "register",
    )
    look("pledged")
    refused = _second_filing(parties, filing)
    look("refused")
    done(
        parties.first_bank.submit(
            f"/v1/pledges/{pledge}/releases",
            {
                "ground": "DebtPerformed",
                "act": {"document": _document(parties.first_bank, "债务清偿证明 proof of performance")},
            },
        ),
        "discharge",
    )
    look("discharged")
    done(
        parties.office.submit(
            f"/v1/pledges/{pledge}/cancellation",
            {
                "ground": "DebtPerformed",
                "act": _recorded(
                    parties.office, today, f"演示Z{today.year}980000001", "注销通知书 notice of cancellation"
                ),
            },
        ),
        "cancel",
    )
    look("released")
    return PledgingStory(pledge, number, refused, parties.firm_key.address)


def _second_filing(parties: Enrolled, filing: dict[str, Any]) -> dict[str, Any]:
    contract = _document(parties.second_bank, "质押合同 pledge contract, second bank")
    filing = {**filing, "obligation": {**filing["obligation"], "contract": contract}}
    signed = _consented(parties.second_bank, parties, filing)
    second = parties.second_bank.submit("/v1/pledges", signed)
    if second.succeeded or second.error is None or second.error.error is None:
        raise Unexpected("second filing", f"it ended {second.state} instead of being refused by name")
    return {**second.error.error, "detail": second.error.detail}


def _filing(firm: int, today: date, contract: str) -> dict[str, Any]:
    return {
        "pledgors": [firm],
        "rights": [cast.PLEDGED_PATENT],
        "obligation": {
            "kind": "Fixed",
            "currency": "CNY",
            "amount_minor": AMOUNT_MINOR,
            "debtor": firm,
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=365)).isoformat(),
            "contract": contract,
        },
    }


def _consented(bank: GatewayClient, parties: Enrolled, filing: dict[str, Any]) -> dict[str, Any]:
    """The filing with the pledgor's signature, as its own software would make it from the typed data."""
    prepared = bank.prepare_consents(filing)
    (typed,), (terms,) = prepared["typed_data"], prepared["consents"]
    signature = parties.firm_key.sign_typed_data(typed)
    consent = {**terms, "key": parties.firm_key.address, "signature": "0x" + signature.hex()}
    return {**filing, "obligation": prepared["obligation"], "consents": [consent]}


def _recorded(office: GatewayClient, today: date, number: str, paper: str) -> dict[str, Any]:
    return {"recorded_on": today.isoformat(), "official_number": number, "document": _document(office, paper)}


def _document(client: GatewayClient, what: str) -> str:
    """Store a paper of the demonstration; answers its content identifier."""
    return client.put_document(f"演示文件 demonstration document: {what}. Nothing in it is real.\n".encode())
