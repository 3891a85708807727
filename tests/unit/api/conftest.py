"""A small town on a real embedded chain: an office, two banks, two firms with keys, and the gateway in front of it.

Everything is invented; the numbers have valid check digits and belong to no real right of these firms.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from chain_gateway.api import DevelopmentIssuer, GatewayServices, GatewaySettings, create_app
from chain_gateway.client import GatewayClient, Submission
from chain_gateway.documents import cid_of
from chain_gateway.ledger.chinese_numbers import check_digit
from chain_gateway.rpc.engines import EmbeddedChain
from chain_gateway.signing import GOVERNANCE, KeyRing, Signer
from chain_gateway.webhooks import WebhookSettings
from pledge.deployment import deploy
from tests.support.asgi import served


@dataclass
class Town:
    """What the tests work with."""

    chain: EmbeddedChain
    services: GatewayServices
    issuer: DevelopmentIssuer
    http: httpx.Client
    app: FastAPI
    folder: Path
    office: int = 0
    bank: int = 0
    other_bank: int = 0
    firm: int = 0
    other_firm: int = 0
    keys: dict[int, Signer] = field(default_factory=dict)
    document: str = ""
    _clients: dict[int, GatewayClient] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def token(self, party: int, *scopes: str, lifetime: timedelta = timedelta(hours=1)) -> str:
        return self.issuer.issue(f"clerk of {party}", party, scopes, lifetime)

    def scope(self, party: int) -> str:
        if party == GOVERNANCE:
            return "governance"
        return "registry:write" if party == self.office else "pledges:write"

    def client(self, party: int) -> GatewayClient:
        if party not in self._clients:
            self._clients[party] = GatewayClient(str(self.http.base_url), self.token(party, self.scope(party)))
        return self._clients[party]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def headers(self, party: int, key: str | None = None) -> dict[str, str]:
        found = {"authorization": f"Bearer {self.token(party, self.scope(party))}"}
        return found | ({"idempotency-key": key} if key is not None else {})

    def submit(self, party: int, path: str, body: dict[str, Any], key: str | None = None) -> Submission:
        return self.client(party).submit(path, body, key)

    def done(self, party: int, path: str, body: dict[str, Any]) -> Submission:
        found = self.submit(party, path, body)
        assert found.succeeded, found.error
        return found

    def right(self, *owners: int, validity: str = "InForce") -> str:
        """A fresh attested patent of these owners."""
        stem = f"20171{next(self._numbers):07d}"
        right = f"CN:PAT:{stem}.{check_digit(stem)}"
        self.done(
            self.office,
            "/v1/assets",
            {
                "facts": [
                    {
                        "right": right,
                        "validity": validity,
                        "owners": list(owners),
                        "source": "演示",
                        "as_of": "2024-05-31",
                        "title": "演示：一种测量装置",
                    }
                ]
            },
        )
        return right

    def filing(
        self,
        *rights: str,
        bank: int | None = None,
        firm: int | None = None,
        pledge: int | None = None,
        **terms: Any,
    ) -> dict[str, Any]:
        """A filing with the firm's signed consent, or such terms of a pledge."""
        pledgor = firm if firm is not None else self.firm
        body: dict[str, Any] = {
            "pledgors": [pledgor],
            "rights": list(rights),
            "obligation": {
                "kind": "Maximum",
                "currency": "CNY",
                "amount_minor": "1000000000",
                "debtor": pledgor,
                "starts_on": "2024-06-01",
                "ends_on": "2027-05-31",
                "contract": self.document,
            }
            | terms,
        }
        return self.sign(body, bank if bank is not None else self.bank, pledge=pledge)

    def sign(
        self, body: dict[str, Any], bank: int, signer: Signer | None = None, pledge: int | None = None
    ) -> dict[str, Any]:
        """The same filing, or terms of a pledge, with what consents:prepare asks for, signed."""
        asked = {name: value for name, value in body.items() if name not in ("consents", "act")}
        if pledge is not None:
            asked["pledge"] = pledge
        prepared = self.client(bank).prepare_consents(asked)
        consents = []
        for message, consent in zip(prepared["typed_data"], prepared["consents"], strict=True):
            key = signer if signer is not None else self.keys[consent["pledgor"]]
            signature = "0x" + key.sign_typed_data(message).hex()
            consents.append(consent | {"key": key.address, "signature": signature})
        return body | {"obligation": prepared["obligation"], "consents": consents}

    def filed(self, *rights: str, **options: Any) -> int:
        found = self.done(options.get("bank", self.bank), "/v1/pledges", self.filing(*rights, **options))
        return int(found.event("PledgeFiled").subject)

    def registered(self, *rights: str, **options: Any) -> int:
        pledge = self.filed(*rights, **options)
        self.done(self.office, f"/v1/pledges/{pledge}/registration", self.registration())
        return pledge

    def registration(self) -> dict[str, Any]:
        number = f"Y2024{next(self._numbers):06d}"
        return {"registration_number": number, "effective_on": "2024-06-03", "act": {"recorded_on": "2024-06-03"}}


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with founded(tmp_path_factory.mktemp("town")) as built:
        yield built


@contextmanager
def founded(folder: Path, **settings: Any) -> Iterator[Town]:
    """A town of its own, for tests that leave nothing as it was, with further settings of the gateway."""
    chain = EmbeddedChain()
    signers = {name: Signer.random() for name in ("governance", "office", "bank", "other_bank", "firm", "other_firm")}
    for name in ("governance", "office", "bank", "other_bank"):
        chain.fund(signers[name].address)
    keyring = KeyRing({GOVERNANCE: signers["governance"]})
    issuer = DevelopmentIssuer.open(folder / "issuer.pem")
    services = GatewayServices.open(
        GatewaySettings(
            f"sqlite:///{folder / 'gateway.db'}",
            folder / "documents",
            webhooks=WebhookSettings(loopback=True),
            **settings,
        ),
        deployment=deploy(chain.node, signers["governance"]),
        node=chain.node,
        keyring=keyring,
        issuers=issuer.public_keys,
        clock=lambda: datetime.now(UTC),
    )
    services.start()
    app = create_app(services)
    with served(app) as url, httpx.Client(base_url=url, timeout=60) as http:
        built = Town(chain, services, issuer, http, app, folder)
        for name, kind in (("office", "RegistryOffice"), ("bank", "Bank"), ("other_bank", "Bank")):
            entry = {"kind": kind, "name": f"演示 {name}", "identifier": ""}
            found = built.done(GOVERNANCE, "/v1/parties", {"entries": [entry], "keys": [signers[name].address]})
            party = int(found.event("PartyAdmitted").subject)
            setattr(built, name, party)  # before a client of it is made: its scope depends on it
            keyring.add(party, signers[name])
        built.document = cid_of(b"a document of the demonstration")
        if not services.sealed_only:
            built.client(built.office).put_document(b"a document of the demonstration")
        entries = [
            {"kind": "Enterprise", "name": "演示精密仪器有限公司"},
            {"kind": "Enterprise", "name": "演示材料公司"},
        ]
        found = built.done(built.office, "/v1/parties", {"entries": entries})
        built.firm, built.other_firm = (int(event.subject) for event in found.events)
        for name in ("firm", "other_firm"):
            party = getattr(built, name)
            built.keys[party] = signers[name]
            act = {"document": built.document}
            built.done(built.office, f"/v1/parties/{party}/keys", {"key": signers[name].address, "act": act})
        kind = {"jurisdiction": "CN", "kind": "Patent", "ranking": "Exclusive", "office": built.office}
        built.done(GOVERNANCE, "/v1/kinds", kind)
        yield built
        built.close()
    services.close()


@pytest.fixture
def problem(town: Town) -> Callable[..., dict[str, Any]]:
    """Sends a request that must fail with a status; answers its problem."""

    def send(
        status: int, path: str, body: Any, party: int, key: str | None = "a-key", **options: Any
    ) -> dict[str, Any]:
        headers = town.headers(party, key) | options.pop("headers", {})
        if isinstance(body, (bytes, str)):
            answer = town.http.post(path, content=body, headers={"content-type": "application/json"} | headers)
        else:
            answer = town.http.post(
                path, content=json.dumps(body), headers={"content-type": "application/json"} | headers
            )
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        found: dict[str, Any] = answer.json()
        assert found["status"] == status
        return found

    return send
