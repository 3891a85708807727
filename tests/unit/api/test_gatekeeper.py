"""Who asks is known before a body is read, and how often is counted."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chain_gateway.api import AccessSettings, GatewayServices, GatewaySettings, create_app
from chain_gateway.api.rates import RateLimits


@pytest.mark.parametrize("path", ["/v1/pledges", "/v1/documents", "/v1/approvals", "/v1/nothing", "/v1/pledges:check"])
@pytest.mark.parametrize("authorization", [None, "Bearer x", "Basic eDp5", "Bearer", "bearer  "])
def test_without_a_token_not_a_byte_of_a_body_is_read(town: Any, path: str, authorization: str | None) -> None:
    app, taken = create_app(town.services), 0
    sent: list[dict[str, Any]] = []
    headers = [(b"content-type", b"application/json")]
    if authorization is not None:
        headers.append((b"authorization", authorization.encode()))
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": headers, "scheme": "http", "server": ("x", 1), "client": ("x", 1), "root_path": "",
        "http_version": "1.1", "asgi": {"version": "3.0"},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"[" * 65_536, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 401
    assert (b"content-type", b"application/problem+json") in sent[0]["headers"]
    assert taken == 0


def test_a_write_that_the_token_does_not_allow_is_in_the_audit(town: Any) -> None:
    before = town.services.store.audit_head()[0]
    token = town.issuer.issue("too bold", town.bank, ["pledges:write"])
    body = {"jurisdiction": "CN", "kind": "Patent", "ranking": "Ranked", "office": 1}
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "k"}
    assert town.http.post("/v1/kinds", json=body, headers=headers).status_code == 403
    (act,) = [each for each in town.services.store.audit_acts(before) if each.subject == "too bold"]
    assert (act.outcome, act.problem, act.verb, act.party) == ("refused", "scope-missing", "configure_kind", town.bank)
    assert act.token_id is not None


def test_anothers_pledge_is_not_ended_and_not_shown(town: Any) -> None:
    pledge = town.registered(town.right(town.firm))
    refused = town.submit(town.other_bank, f"/v1/pledges/{pledge}/releases", {"ground": "DebtPerformed"})
    assert not refused.succeeded
    assert refused.error is not None
    assert refused.error.type == "https://pledgebook.example/problems/refused-by-ledger"
    assert refused.error.error["name"] == "NotThePledgee"
    seen = town.http.get(f"/v1/submissions/{refused.id}", headers=town.headers(town.bank))
    assert (seen.status_code, seen.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-submission")


@pytest.fixture
def limited(town: Any, tmp_path: Path) -> Iterator[GatewayServices]:
    services = GatewayServices.open(
        GatewaySettings(f"sqlite:///{tmp_path / 'gateway.db'}", tmp_path / "documents"),
        deployment=town.services.deployment,
        node=town.services.node,
        keyring=town.services.keyring,
        issuers=town.issuer.public_keys,
        access=AccessSettings(limits=RateLimits(party_per_minute=120, subject_per_minute=60)),
    )
    yield services
    services.close()


def test_too_many_requests_are_told_when_to_come_again_reads_and_writes_alike(
    town: Any, limited: GatewayServices
) -> None:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(limited))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
            token = {"authorization": f"Bearer {town.issuer.issue('one', town.bank, ['pledges:write'])}"}
            answers = [await http.get("/v1/submissions/x", headers=token) for _ in range(6)]
            answers += [await http.post("/v1/pledges", json={}, headers=token) for _ in range(7)]
            other = {"authorization": f"Bearer {town.issuer.issue('another', town.bank, ['pledges:write'])}"}
            answers.append(await http.get("/v1/submissions/x", headers=other))
            answers.append(await http.get("/v1/health"))
            return answers

    answers = asyncio.run(ask())
    assert [answer.status_code for answer in answers] == [404] * 6 + [422] * 4 + [429] * 3 + [404, 200]
    refused = answers[10]
    assert refused.json()["type"].endswith("/rate-limited")
    assert int(refused.headers["retry-after"]) == refused.json()["retry_after"] == 1


@pytest.mark.parametrize(
    ("claims", "code"),
    [({"exp": 1}, "token-expired"), ({"aud": "x"}, "wrong-audience"), ({"iss": "x"}, "token-invalid")],
)
def test_a_token_that_is_refused_has_a_problem_of_its_own_and_names_nothing_of_itself(
    town: Any, claims: dict[str, Any], code: str
) -> None:
    import jwt

    good = jwt.decode(town.token(town.bank, "pledges:write"), options={"verify_signature": False})
    kid = next(iter(town.issuer.public_keys))
    token = jwt.encode(good | claims, town.issuer._key, algorithm="EdDSA", headers={"kid": kid})
    answer = town.http.post("/v1/pledges", content=b"{", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (401, code)
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert token not in answer.text
