"""The story of a guaranteed loan: its loss is shared, the insurer reimburses what was paid, what comes back is shared.

It is told twice, once for each order of recovery. Every party is invented (演示). Source: law.md, "Stories with
figures: guarantee".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_GUARANTEES
from chain_gateway.client import GatewayClient
from chain_gateway.ledger import reads
from chain_gateway.ledger.dates import today as office_today
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.signing import GOVERNANCE
from pledge.demonstration import cast, setting
from pledge.demonstration.telling import Telling, ToldStory, cny, pledged
from pledge.house import House

LOAN = 1_000_000_000
"""CNY 10,000,000.00 in fen; all amounts here are fen."""
PROCEEDS, LOSS = 170_000_000, 830_000_000
GUARANTEED, REIMBURSED = 664_000_000, 531_200_000
RECOVERY = 200_000_000
RATE = 8_000
_CAP = 10 * LOAN
_DAY = 86_400

GUARANTOR = cast.Role(
    "演示融资担保公司 (Demonstration Guarantee Company)", PartyKind.GuaranteeCompany, (SCOPE_GUARANTEES,)
)
INSURER = cast.Role("演示信用保险公司 (Demonstration Credit Insurer)", PartyKind.Insurer, (SCOPE_GUARANTEES,))
ROLES = (cast.CN_PATENT_OFFICE, cast.FIRST_BANK, GUARANTOR, INSURER)


@dataclass(frozen=True)
class _Cast:
    """Who plays, and what all parts of the story share."""

    told: Telling
    office: GatewayClient
    bank: GatewayClient
    guarantor: GatewayClient
    insurer: GatewayClient
    ids: dict[cast.Role, int]
    document: str
    now: int


def tell(house: House, indexed: Callable[[House], None], progress: Callable[[str], None]) -> ToldStory:
    """Play the story on a fresh, started house. Raises Unexpected, ServiceUnavailable, Problem."""
    today = office_today()
    governance = house.client("demonstration governance", GOVERNANCE, (SCOPE_GOVERNANCE,))
    ids = {role: setting.admit(house, governance, role, f"guarantee-{ROLES.index(role)}") for role in ROLES}
    office, bank, guarantor, insurer = (house.client(role.name, ids[role], role.scopes) for role in ROLES)
    setting.configure(governance, "CN", "Patent", "Exclusive", ids[cast.CN_PATENT_OFFICE])
    firm, key = setting.enrol_firm(office)
    setting.attest(office, firm, today)
    document = bank.put_document("演示：风险分担协议 (demonstration: agreement on shared risk)\n".encode())
    told = Telling(progress)
    played = _Cast(told, office, bank, guarantor, insurer, ids, document, house.node.head().timestamp)
    figures: dict[str, int] = {"loss": LOSS}
    schemes = []
    for order, right in (("CreditorFirst", cast.PLEDGED_PATENT), ("ProRata", cast.FREE_PATENT)):
        scheme = _scheme(played, order)
        schemes.append(scheme)
        pledge = pledged(office, bank, firm, key, right, LOAN, today)
        loss = _lost(played, scheme, pledge, today)
        _paid(played, loss)
        amount = {"amount_minor": str(RECOVERY)}
        step = f"{cny(RECOVERY)} comes back, shared {_words(order)}"
        told.done(step, cast.FIRST_BANK, bank, f"/v1/losses/{loss}/recoveries", amount)
        figures |= _figures(house, loss, order)
    indexed(house)
    return ToldStory(
        "a guaranteed loan", told.steps, figures, house.lookup.scheme(schemes[0]), house.lookup.completeness()
    )


def _scheme(played: _Cast, order: str) -> int:
    """A scheme of bank, guarantee company and insurer, in force."""
    caps = {"cap_per_loss_minor": str(_CAP), "cap_in_total_minor": str(_CAP)}
    terms: dict[str, Any] = {
        "currency": "CNY",
        "order": order,
        "opens_at": 0,
        "closes_at": played.now + 365 * _DAY,
        "claims_until": played.now + 730 * _DAY,
        "cover_limit_minor": str(_CAP),
        "conditions": played.document,
        "tranches": [
            {"rate": 10_000 - RATE},
            {"party": played.ids[GUARANTOR], "rate": RATE, **caps},
            {"party": played.ids[INSURER], "rate": RATE, "reinsures": 1, **caps},
        ],
    }
    told, words = played.told, _words(order)
    step = f"propose: guarantee 80%, insurer 80% of it; recoveries {words}"
    proposed = told.done(step, cast.FIRST_BANK, played.bank, "/v1/schemes", terms)
    scheme = int(proposed.event("SchemeProposed").subject)
    joining = {"act": {"document": played.document}}
    for role, client in ((GUARANTOR, played.guarantor), (INSURER, played.insurer)):
        told.done("join the scheme", role, client, f"/v1/schemes/{scheme}/joining", joining)
    return scheme


def _lost(played: _Cast, scheme: int, pledge: int, today: date) -> int:
    """The covered loan is in default, its patent is sold, and 8,300,000.00 stays due."""
    told, bank, role = played.told, played.bank, cast.FIRST_BANK
    cover = {"pledge": pledge, "principal_minor": str(LOAN)}
    told.done(f"cover the loan of {cny(LOAN)}", role, bank, f"/v1/schemes/{scheme}/covers", cover)
    notice = bank.put_document("演示：违约通知 (demonstration: notice of default)\n".encode())
    act = {"document": notice}
    default = {"ground": "DebtNotPerformed", "notice_on": today.isoformat(), "act": act}
    told.done("declare the default", role, bank, f"/v1/pledges/{pledge}/default", default)
    declared = {"pledge": pledge, "amount_minor": str(LOSS)}
    told.refused("NoDeficiency", "declare the loss before realisation", role, bank, "/v1/losses", declared)
    told.done("enforce", role, bank, f"/v1/pledges/{pledge}/enforcement", {"route": "Agreement", "act": act})
    brought = {
        "method": "Auction",
        "currency": "CNY",
        "proceeds_minor": str(PROCEEDS),
        "principal_minor": str(PROCEEDS),
        "deficiency_minor": str(LOSS),
        "act": act,
    }
    told.done(f"sell the patent for {cny(PROCEEDS)}", role, bank, f"/v1/pledges/{pledge}/realisation", brought)
    over = declared | {"amount_minor": str(LOSS + 1)}
    told.refused("LossOutOfRange", f"declare a loss of {cny(LOSS + 1)}", role, bank, "/v1/losses", over)
    lost = told.done(f"declare the loss of {cny(LOSS)}", role, bank, "/v1/losses", declared)
    return int(lost.event("LossDeclared").subject)


def _paid(played: _Cast, loss: int) -> None:
    """The guarantee company pays and takes the bank's rights; the insurer reimburses what was paid."""
    told, path = played.told, f"/v1/losses/{loss}"
    reimbursing = {"place": 2, "amount_minor": str(REIMBURSED)}
    told.refused(
        "ShareExceeded", "reimburse before anything was paid", INSURER, played.insurer, f"{path}/payments", reimbursing
    )
    paying = {"place": 1, "amount_minor": str(GUARANTEED)}
    told.done(f"pay 80%: {cny(GUARANTEED)}", GUARANTOR, played.guarantor, f"{path}/payments", paying)
    received = {"place": 1, "received_minor": str(GUARANTEED)}
    told.done(f"confirm {cny(GUARANTEED)}", cast.FIRST_BANK, played.bank, f"{path}/receipts", received)
    taking = {"place": 1, "extent_minor": str(GUARANTEED), "act": {"document": played.document}}
    told.done("take the bank's rights as far as paid", GUARANTOR, played.guarantor, f"{path}/subrogations", taking)
    told.done(f"reimburse 80% of it: {cny(REIMBURSED)}", INSURER, played.insurer, f"{path}/payments", reimbursing)
    back = {"place": 2, "received_minor": str(REIMBURSED)}
    told.done(f"confirm {cny(REIMBURSED)}", GUARANTOR, played.guarantor, f"{path}/receipts", back)


def _figures(house: House, loss: int, order: str) -> dict[str, int]:
    """What each bore and got back, as the contract reads it."""
    found = {}
    for place, who in enumerate(("bank", "guarantor", "insurer")):
        question = reads.share_of(loss, place)
        share = question.decode(house.node.call(house.deployment.address_of(question.book), question.data))
        if place:
            found[f"{who} paid"] = share.confirmed
        found[f"{who} got back, {_words(order)}"] = share.returned
    return found


def _words(order: str) -> str:
    return {"CreditorFirst": "bank first", "ProRata": "pro rata"}[order]
