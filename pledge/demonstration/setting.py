"""Brings the invented parties, kinds of right and coverage on a fresh ledger, through the gateway's HTTP API."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chain_gateway.api.auth import SCOPE_GOVERNANCE
from chain_gateway.client import GatewayClient
from chain_gateway.importing.records import Register
from chain_gateway.importing.runner import Office
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.signing import GOVERNANCE, Signer
from pledge.demonstration import cast
from pledge.demonstration.pledging import Enrolled
from pledge.demonstration.steps import done
from pledge.house import House


@dataclass(frozen=True)
class Setting:
    """The ledger made ready."""

    enrolled: Enrolled
    offices: dict[Register, Office]
    """Who migrates which US register."""
    ids: dict[cast.Role, int]
    """Party id of each role."""


def make_ready(house: House, today: date) -> Setting:
    """Admit the parties, configure the kinds, attest the two invented patents and declare Chinese patents complete.

    Raises Unexpected, ServiceUnavailable, Problem.
    """
    governance = house.client("demonstration governance", GOVERNANCE, (SCOPE_GOVERNANCE,))
    ids = {role: admit(house, governance, role, f"role-{index}") for index, role in enumerate(cast.ROLES)}
    clients = {role: house.client(role.name, ids[role], role.scopes) for role in cast.ROLES}
    configure(governance, "CN", "Patent", "Exclusive", ids[cast.CN_PATENT_OFFICE])
    configure(governance, "US", "Patent", "Ranked", ids[cast.US_PATENT_MIRROR])
    configure(governance, "US", "PatentApplication", "Ranked", ids[cast.US_PATENT_MIRROR])
    configure(governance, "US", "Trademark", "Ranked", ids[cast.US_TRADEMARK_MIRROR])
    configure(governance, "US", "TrademarkApplication", "Ranked", ids[cast.US_TRADEMARK_MIRROR])
    office = clients[cast.CN_PATENT_OFFICE]
    firm, firm_key = enrol_firm(office)
    attest(office, firm, today)
    _declare_coverage(office, today)
    return Setting(
        Enrolled(
            office=office,
            first_bank=clients[cast.FIRST_BANK],
            second_bank=clients[cast.SECOND_BANK],
            firm_id=firm,
            firm_key=firm_key,
        ),
        {
            Register.PATENT: Office(ids[cast.US_PATENT_MIRROR], clients[cast.US_PATENT_MIRROR]),
            Register.TRADEMARK: Office(ids[cast.US_TRADEMARK_MIRROR], clients[cast.US_TRADEMARK_MIRROR]),
        },
        ids,
    )


def admit(house: House, governance: GatewayClient, role: cast.Role, key: str) -> int:
    """Admit an invented institution with a new key, kept under the name `key`; answers its id."""
    # The key is made first, under a name of its own: the party's id is known only once it is on the ledger.
    signer = house.new_key(key)
    entry = {"kind": role.kind.name, "name": role.name}
    admitted = done(
        governance.submit("/v1/parties", {"entries": [entry], "keys": [signer.address]}), f"admit {role.name}"
    )
    party = int(admitted.event("PartyAdmitted").subject)
    house.sign_for(party, signer)
    return party


def configure(governance: GatewayClient, jurisdiction: str, kind: str, ranking: str, office: int) -> None:
    """Set the rules of a kind of right."""
    body = {"jurisdiction": jurisdiction, "kind": kind, "ranking": ranking, "office": office}
    done(governance.submit("/v1/kinds", body), f"configure {jurisdiction} {kind}")


def enrol_firm(office: GatewayClient) -> tuple[int, Signer]:
    """Enter the invented firm and bind its own key; answers id and key."""
    entry = {"kind": PartyKind.Enterprise.name, "name": cast.FIRM}
    enrolled = done(office.submit("/v1/parties", {"entries": [entry]}), "enrol the firm")
    firm = int(enrolled.event("PartyAdmitted").subject)
    key = Signer.random()  # the pledgor's own: no gateway holds it, and it pays for no transaction
    attested = office.put_document("演示：登记机关核验该密钥属于演示科技有限公司 (key checked in person)\n".encode())
    body: dict[str, Any] = {"key": key.address, "act": {"document": attested}}
    done(office.submit(f"/v1/parties/{firm}/keys", body), "bind the firm's key")
    return firm, key


def attest(office: GatewayClient, firm: int, today: date) -> None:
    """Attest the two invented patents of the firm."""
    facts = [
        {
            "right": number,
            "validity": "InForce",
            "owners": [firm],
            "filed_on": "2020-01-02",
            "granted_on": "2022-03-04",
            "expires_on": "2040-01-01",
            "title": title,
            "main_class": "G06Q 40/00",
            "source": "演示登记簿 (demonstration register)",
            "as_of": today.isoformat(),
        }
        for number, title in ((cast.PLEDGED_PATENT, cast.PLEDGED_TITLE), (cast.FREE_PATENT, cast.FREE_TITLE))
    ]
    done(office.submit("/v1/assets", {"facts": facts}), "attest the demonstration patents")


def _declare_coverage(office: GatewayClient, today: date) -> None:
    body = {
        "jurisdiction": "CN",
        "kind": "Patent",
        "from": cast.COVERAGE_FROM.isoformat(),
        "through": today.isoformat(),
    }
    done(office.submit("/v1/coverage", body), "declare coverage")
