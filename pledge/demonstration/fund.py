"""The story of a disposal fund: what it promises is bounded, what it buys it sells on, and its money goes round.

Every party is invented (演示). Each step goes through the gateway's HTTP API and is told with its transaction; the
figures at the end are the contract's own. Source: law.md, "Stories with figures: fund".
"""

from collections.abc import Callable

from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_GUARANTEES, SCOPE_PLEDGES
from chain_gateway.ledger import reads
from chain_gateway.ledger.dates import today as office_today
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.structs import FundView
from chain_gateway.signing import GOVERNANCE
from pledge.demonstration import cast, setting
from pledge.demonstration.telling import Telling, ToldStory, pledged
from pledge.house import House

CAPITAL = 2_000_000_000
"""CNY 20,000,000.00 in fen; all amounts here are fen."""
SMALL_LOAN, LARGE_LOAN = 1_000_000_000, 2_000_000_000
SMALL_PRICE, LARGE_PRICE = 750_000_000, 1_250_000_000
RESALE = 520_000_000
_WINDOW_DAYS = 400
_DAY = 86_400

FUND = cast.Role(
    "演示周转基金 (Demonstration Disposal Fund)", PartyKind.DisposalFund, (SCOPE_GUARANTEES, SCOPE_PLEDGES)
)
MANAGER = cast.Role("演示基金管理人 (Demonstration Fund Manager)", PartyKind.FundManager, (SCOPE_GUARANTEES,))
ROLES = (cast.CN_PATENT_OFFICE, cast.FIRST_BANK, FUND, MANAGER)


def tell(house: House, indexed: Callable[[House], None], progress: Callable[[str], None]) -> ToldStory:
    """Play the story on a fresh, started house. Raises Unexpected, ServiceUnavailable, Problem."""
    today = office_today()
    governance = house.client("demonstration governance", GOVERNANCE, (SCOPE_GOVERNANCE,))
    ids = {role: setting.admit(house, governance, role, f"fund-{ROLES.index(role)}") for role in ROLES}
    office, bank, fund, manager = (house.client(role.name, ids[role], role.scopes) for role in ROLES)
    setting.configure(governance, "CN", "Patent", "Exclusive", ids[cast.CN_PATENT_OFFICE])
    firm, key = setting.enrol_firm(office)
    setting.attest(office, firm, today)
    document = manager.put_document("演示：回购条件 (demonstration: conditions of a buyback)\n".encode())
    loans = [
        pledged(office, bank, firm, key, right, amount, today)
        for right, amount in ((cast.PLEDGED_PATENT, SMALL_LOAN), (cast.FREE_PATENT, LARGE_LOAN))
    ]
    small, large = loans
    told = Telling(progress)
    terms = {"manager": ids[MANAGER], "currency": "CNY", "capital_minor": str(CAPITAL)}
    declared = told.done("declare a fund of 20,000,000.00 CNY", FUND, fund, "/v1/funds", terms)
    number = int(declared.event("FundDeclared").subject)

    def offer(pledge: int, price: int, words: str) -> int:
        body = {
            "fund": number,
            "pledge": pledge,
            "route": "Claim",
            "currency": "CNY",
            "price_minor": str(price),
            "opens_at": 0,
            "closes_at": house.node.head().timestamp + _WINDOW_DAYS * _DAY,
            "payment_days": 30,
            "conditions": document,
        }
        offered = told.done(f"offer {words}", MANAGER, manager, "/v1/buybacks", body)
        return int(offered.event("CommitmentOffered").subject)

    def path(commitment: int, verb: str) -> str:
        return f"/v1/buybacks/{commitment}/{verb}"

    drawn = {"principal_minor": str(SMALL_LOAN)}
    over = offer(small, SMALL_PRICE + 1, "7,500,000.01 on a loan of 10,000,000.00")
    told.refused("CapExceeded", "accept 7,500,000.01", cast.FIRST_BANK, bank, path(over, "acceptance"), drawn)
    first = offer(small, SMALL_PRICE, "7,500,000.00 on the same loan")
    told.done("accept 7,500,000.00", cast.FIRST_BANK, bank, path(first, "acceptance"), drawn)
    drawn = {"principal_minor": str(LARGE_LOAN)}
    over = offer(large, LARGE_PRICE + 1, "12,500,000.01 on a loan of 20,000,000.00")
    told.refused("CapitalExceeded", "accept 12,500,000.01", cast.FIRST_BANK, bank, path(over, "acceptance"), drawn)
    second = offer(large, LARGE_PRICE, "12,500,000.00 on the same loan")
    told.done("accept 12,500,000.00", cast.FIRST_BANK, bank, path(second, "acceptance"), drawn)

    told.refused("WrongState", "exercise before default", cast.FIRST_BANK, bank, path(first, "exercise"), {})
    notice = bank.put_document("演示：违约通知 (demonstration: notice of default)\n".encode())
    default = {"ground": "DebtNotPerformed", "notice_on": today.isoformat(), "act": {"document": notice}}
    told.done("declare default of the first loan", cast.FIRST_BANK, bank, f"/v1/pledges/{small}/default", default)
    told.done("exercise", cast.FIRST_BANK, bank, path(first, "exercise"), {})
    told.refused("WrongCommitmentState", "exercise a second time", cast.FIRST_BANK, bank, path(first, "exercise"), {})
    whole = str(SMALL_PRICE)
    told.done("pay 7,500,000.00", MANAGER, manager, path(first, "payments"), {"amount_minor": whole})
    received = {"received_minor": whole}
    told.refused(
        "DeliveryMissing", "confirm before delivery", cast.FIRST_BANK, bank, path(first, "settlement"), received
    )
    claim = f"/v1/pledges/{small}/assignments"
    told.done("name the fund as assignee", cast.FIRST_BANK, bank, claim, {"assignee": ids[FUND]})
    told.done("confirm 7,500,000.00", cast.FIRST_BANK, bank, path(first, "settlement"), received)
    told.done("accept the claim", FUND, fund, f"{claim}/acceptance", {})
    recording = {"assignee": ids[FUND], "act": {"recorded_on": today.isoformat()}}
    told.done("record the assignment", cast.CN_PATENT_OFFICE, office, f"{claim}/recording", recording)
    told.done("resell at 5,200,000.00", MANAGER, manager, path(first, "resale"), {"price_minor": str(RESALE)})
    indexed(house)
    view = _read(house, number)
    figures = {"capital": view.capital, "open": view.open, "inventory": view.inventory, "free": view.free}
    return ToldStory("a disposal fund", told.steps, figures, house.lookup.fund(number), house.lookup.completeness())


def _read(house: House, fund: int) -> FundView:
    question = reads.fund_of(fund)
    return question.decode(house.node.call(house.deployment.address_of(question.book), question.data))
