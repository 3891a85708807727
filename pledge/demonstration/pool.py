"""The story of one claim that is used once: in a pool, not at the central bank beside, and subsidised once.

Every party is invented (演示). Source: law.md, "Stories with figures": pool then relending, a second subsidy.
"""

from collections.abc import Callable
from typing import Any

from chain_gateway.api.auth import SCOPE_DIRECTORY, SCOPE_GOVERNANCE, SCOPE_PLEDGES, SCOPE_REFINANCING, SCOPE_SUBSIDIES
from chain_gateway.ledger import reads
from chain_gateway.ledger.dates import today as office_today
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.signing import GOVERNANCE
from pledge.demonstration import cast, setting
from pledge.demonstration.telling import Telling, ToldStory, cny, pledged
from pledge.house import House

LOAN = 1_000_000_000
"""CNY 10,000,000.00 in fen; all amounts here are fen."""
DRAWN = 700_000_000
INTEREST, SUBSIDY, BUDGET = 40_000_000, 20_000_000, 30_000_000
_HAIRCUT = 3_000

BANK = cast.Role(cast.FIRST_BANK.name, PartyKind.Bank, (SCOPE_PLEDGES, SCOPE_DIRECTORY))
TRUSTEE = cast.Role("演示信托公司 (Demonstration Trust Company)", PartyKind.Trustee, (SCOPE_REFINANCING,))
CENTRAL_BANK = cast.Role("演示中央银行 (Demonstration Central Bank)", PartyKind.CentralBank, (SCOPE_REFINANCING,))
AUTHORITY = cast.Role(
    "演示知识产权局 (Demonstration Subsidy Authority)", PartyKind.SubsidyAuthority, (SCOPE_SUBSIDIES,)
)
ROLES = (cast.CN_PATENT_OFFICE, BANK, TRUSTEE, CENTRAL_BANK, AUTHORITY)


def tell(house: House, indexed: Callable[[House], None], progress: Callable[[str], None]) -> ToldStory:
    """Play the story on a fresh, started house. Raises Unexpected, ServiceUnavailable, Problem."""
    today = office_today()
    governance = house.client("demonstration governance", GOVERNANCE, (SCOPE_GOVERNANCE,))
    ids = {role: setting.admit(house, governance, role, f"pool-{ROLES.index(role)}") for role in ROLES}
    office, bank, trustee, central, authority = (house.client(role.name, ids[role], role.scopes) for role in ROLES)
    setting.configure(governance, "CN", "Patent", "Exclusive", ids[cast.CN_PATENT_OFFICE])
    firm, key = setting.enrol_firm(office)
    setting.attest(office, firm, today)
    document = bank.put_document("演示：条件 (demonstration: conditions)\n".encode())
    pledge = pledged(office, bank, firm, key, cast.PLEDGED_PATENT, LOAN, today)
    told = Telling(progress)

    product = {
        "kind": "Product",
        "name": "演示知产贷",
        "region": "CN-440300",
        "right_kinds": ["Patent"],
        "most_minor": str(LOAN),
        "most_months": 36,
        "least_rate_basis_points": 320,
        "most_rate_basis_points": 450,
        "conditions": document,
    }
    told.done("publish the product in the directory", BANK, bank, "/v1/directory", product)

    def offer(kind: str, user: int) -> int:
        body = {
            "pledge": pledge,
            "kind": kind,
            "user": user,
            "amount_minor": str(DRAWN),
            "operation": f"演示{today.year}年第1期",
        }
        words = {"Pool": "a pool of claims", "Relending": "relending"}[kind]
        offered = told.done(f"offer the claim for {words}: {cny(DRAWN)}", BANK, bank, "/v1/refinancings", body)
        return int(offered.event("ClaimOffered").subject)

    word = {"eligible": True, "haircut_basis_points": _HAIRCUT}
    told.done("take it as eligible, haircut 30%", CENTRAL_BANK, central, f"/v1/pledges/{pledge}/eligibility", word)
    pool, relending = offer("Pool", ids[TRUSTEE]), offer("Relending", ids[CENTRAL_BANK])
    told.done("take the claim into the pool", TRUSTEE, trustee, f"/v1/refinancings/{pool}/taking", {})
    taking = f"/v1/refinancings/{relending}/taking"
    told.refused("ClaimInUse", "relend on the same claim", CENTRAL_BANK, central, taking, {})
    discharge = {"ground": "DebtPerformed"}
    told.refused("ClaimInUse", "discharge past the pool", BANK, bank, f"/v1/pledges/{pledge}/releases", discharge)
    told.done("release the claim from the pool", TRUSTEE, trustee, f"/v1/refinancings/{pool}/release", {})
    told.done("relend on the released claim", CENTRAL_BANK, central, taking, {})

    programme = _programme(told, authority, document, today.year)
    claim = {
        "programme": programme,
        "pledge": pledge,
        "period": f"{today.year}-01-01",
        "beneficiary": firm,
        "cost_minor": str(INTEREST),
        "amount_minor": str(SUBSIDY),
        "right": cast.PLEDGED_PATENT,
        "act": {"document": document},
    }
    claimed = told.done(f"claim {cny(SUBSIDY)} of interest {cny(INTEREST)}", BANK, bank, "/v1/subsidies", claim)
    told.refused("SubsidyClaimedBefore", "claim the same year again", BANK, bank, "/v1/subsidies", claim)
    subsidy = f"/v1/subsidies/{int(claimed.event('SubsidyClaimed').subject)}"
    told.done(f"grant {cny(SUBSIDY)}", AUTHORITY, authority, f"{subsidy}/grant", {"amount_minor": str(SUBSIDY)})
    told.done("pay it", AUTHORITY, authority, f"{subsidy}/payment", {})
    indexed(house)
    public = {"refinancings": house.lookup.pledge(pledge)["refinancings"]}
    return ToldStory(
        "one claim used once", told.steps, _figures(house, relending, programme), public, house.lookup.completeness()
    )


def _programme(told: Telling, authority: Any, document: str, year: int) -> int:
    terms = {
        "name": "演示知识产权质押融资贴息",
        "region": "CN-440300",
        "kind": "Interest",
        "period": "Year",
        "right_kinds": ["Patent"],
        "ratio_basis_points": 5_000,
        "currency": "CNY",
        "most_minor": str(SUBSIDY),
        "budget_minor": str(BUDGET),
        "starts_on": f"{year}-01-01",
        "ends_on": f"{year + 1}-12-31",
        "conditions": document,
    }
    step = f"publish a programme with a budget of {cny(BUDGET)}"
    return int(told.done(step, AUTHORITY, authority, "/v1/programmes", terms).event("ProgrammeDeclared").subject)


def _figures(house: House, refinancing: int, programme: int) -> dict[str, int]:
    used, paid = reads.refinancing_of(refinancing), reads.programme_of(programme)
    view = used.decode(house.node.call(house.deployment.address_of(used.book), used.data))
    told = paid.decode(house.node.call(house.deployment.address_of(paid.book), paid.data))
    return {"claim": LOAN, "drawn on it": view.amount, "budget": told.budget, "granted": told.granted}
