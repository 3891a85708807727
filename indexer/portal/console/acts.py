"""What forms ask for, as the gateway's own bodies. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chain_gateway.ledger.money import InvalidMoney, Money
from indexer.lookup.problems import Problem

REFUSALS = (
    "PledgorNotOwner", "RightEnded", "NotYetGranted", "FeesUnpaid", "OwnershipDispute", "TermBeyondRight",
    "ContractIncomplete", "CoOwnerConsentMissing", "AlreadyPledged", "SameDayDoubleFiling", "InvalidationPending",
    "Other",
)  # fmt: skip
RELEASES = ("DebtPerformed", "PledgeRealised", "PledgeeWaives", "ContractVoid", "OtherLaw")


def terms(fields: Mapping[str, str], contract: str) -> dict[str, Any]:
    """The body of a filing without consents. Raises Problem."""
    return {
        "pledgors": ids(fields["pledgors"], "pledgors"),
        "rights": [line.strip() for line in fields["rights"].splitlines() if line.strip()],
        "obligation": {
            "kind": fields["kind"],
            "currency": fields["currency"].upper(),
            "amount_minor": minor(fields["amount"], fields["currency"]),
            "debtor": ids(fields["debtor"], "debtor")[0],
            "starts_on": fields["starts_on"],
            "ends_on": fields["ends_on"],
            "contract": contract,
        },
    }


def signed(draft: bytes, consents: Sequence[bytes]) -> dict[str, Any]:
    """The filing of a draft, as `prepared` makes one, with the pledgors' signed consents. Raises Problem."""
    content = _object(draft, "draft")
    filing, prepared = content.get("filing"), content.get("prepared")
    if not isinstance(filing, dict) or not isinstance(prepared, dict) or "obligation" not in prepared:
        raise _unreadable("draft", "It is no draft of this console.")
    told = {name: value for name, value in filing.items() if name not in ("pledge", "deadline")}
    return {**told, "obligation": prepared["obligation"], "consents": [_object(each, "consents") for each in consents]}


def draft(filing: Mapping[str, Any], prepared: Mapping[str, Any]) -> bytes:
    """The file that pledgors sign offline with `pledge consent sign`, and that is brought back with their consents."""
    return json.dumps({"filing": filing, "prepared": prepared}, ensure_ascii=False, indent=2).encode()


def ids(text: str, field: str) -> list[int]:
    """Ids of parties, divided by commas or blanks. Raises Problem."""
    parts = text.replace(",", " ").replace("，", " ").replace("#", " ").split()
    if not parts or not all(each.isascii() and each.isdigit() and len(each) < 19 for each in parts):
        raise Problem(422, "invalid-request", "", "Give ids of parties, such as 7 8.", field=field, value=text)
    return [int(each) for each in parts]


def minor(text: str, currency: str) -> str:
    """An amount as people write it (10,000,000.00; 1200万元), in minor units. Raises Problem."""
    try:
        return str(Money.parse(text, currency.upper()).minor)
    except InvalidMoney:
        # Never the amount itself: what is refused may be logged on its way.
        raise Problem(
            422,
            "invalid-request",
            "",
            "Give an amount such as 10,000,000.00 or 1200万元, and a currency such as CNY.",
            field="amount",
        ) from None


def _object(raw: bytes, field: str) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _unreadable(field, "It is no JSON object.")
    return found


def _unreadable(field: str, detail: str) -> Problem:
    return Problem(422, "unreadable-file", "", detail, field=field)
