"""A house with two offices that keep the US registers: a real embedded chain, gateway and look-up."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from chain_gateway.client import GatewayClient, LookupClient
from chain_gateway.importing.known import LookupLedger
from chain_gateway.importing.plan import ImportPlan, make_plan
from chain_gateway.importing.records import Register, Row
from chain_gateway.importing.runner import Office
from chain_gateway.signing import GOVERNANCE
from pledge.house import House, HouseSettings

_KINDS = {
    Register.PATENT: ("Patent", "PatentApplication"),
    Register.TRADEMARK: ("Trademark", "TrademarkApplication"),
}


@dataclass(frozen=True)
class RegisterHouse:
    """The house and the parties of its offices."""

    house: House
    parties: dict[Register, int]
    tokens: dict[Register, str]

    def offices(self, transport: httpx.BaseTransport | None = None) -> dict[Register, Office]:
        """The offices, reached through `transport` where one is given."""
        return {
            register: Office(party, GatewayClient(self.house.url, self.tokens[register], transport), 30.0)
            for register, party in self.parties.items()
        }

    def lookup(self) -> LookupClient:
        """The look-up, when it answers from the chain's newest block."""
        lookup = LookupClient(self.house.url)
        head, deadline = self.house.node.head().number, time.monotonic() + 30
        while not (block := lookup.completeness()["block"]) or block["number"] < head:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return lookup

    def plan(self, rows: list[Row]) -> ImportPlan:
        """The plan of an import beside what the ledger holds now."""
        with self.lookup() as lookup:
            return make_plan(rows, LookupLedger(lookup, self.parties))

    def events(self) -> dict[str, int]:
        """How many events of each name the ledger holds."""
        with self.lookup() as lookup:
            found: dict[str, int] = lookup.statistics()["events"]
        return found

    def acts(self, register: Register, number: str) -> list[dict[str, Any]]:
        """What the ledger holds under an official number."""
        with self.lookup() as lookup:
            found: list[dict[str, Any]] = lookup.acts(self.parties[register], number)["acts"]
        return found

    def pledge(self, register: Register, number: str) -> dict[str, Any]:
        """The pledge registered under a number."""
        (act,) = [each for each in self.acts(register, number) if each["act"] == "PledgeMigrated"]
        with self.lookup() as lookup:
            return lookup.pledge(act["pledge"])


@contextmanager
def register_house(folder: Path) -> Iterator[RegisterHouse]:
    """The house, started, with the US kinds ranked; everything in it is invented."""
    settings = HouseSettings(folder, "a password of the tests", scrypt_work=2)
    with House.embedded(settings) as house:
        parties: dict[Register, int] = {}
        tokens: dict[Register, str] = {}
        with house.client("tests", GOVERNANCE, ("governance",)) as governance:
            for register in Register:
                signer = house.new_key(f"office-{register.value}")
                entry = {"kind": "RegistryOffice", "name": f"OFFICE OF THE {register.value} REGISTER (DEMO)"}
                admitted = governance.submit("/v1/parties", {"entries": [entry], "keys": [signer.address]})
                party = int(admitted.event("PartyAdmitted").subject)
                house.sign_for(party, signer)
                for kind in _KINDS[register]:
                    body = {"jurisdiction": "US", "kind": kind, "ranking": "Ranked", "office": party}
                    assert governance.submit("/v1/kinds", body).succeeded
                with house.client("tests", party, ("registry:write",)) as client:
                    tokens[register] = client._http.headers["authorization"].removeprefix("Bearer ")
                parties[register] = party
        yield RegisterHouse(house, parties, tokens)


class Faults(httpx.BaseTransport):
    """Passes requests on until the `at`-th, which fails: before it is sent, or after, its answer lost."""

    def __init__(self, at: int, lose_the_answer: bool, watch: Callable[[httpx.Request], None] = lambda _: None) -> None:
        self._inner = httpx.HTTPTransport()
        self._at = at
        self._lose = lose_the_answer
        self._watch = watch
        self.requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        self.requests += 1
        self._watch(request)
        if self.requests == self._at:
            if self._lose:
                self._inner.handle_request(request).close()
            raise httpx.ConnectError("the line is down", request=request)
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()
