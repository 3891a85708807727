"""The gateway over https with client certificates, and tokens that are bound to them, on a real socket."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from chain_gateway.api.access import TlsSettings
from chain_gateway.api.auth import client_certificate
from chain_gateway.api.jwks import KeySet
from chain_gateway.api.tokens import AUDIENCE, ISSUER, DevelopmentIssuer
from chain_gateway.api.verifier import TokenRefused, TokenRules, TokenVerifier
from chain_gateway.submission.store import utc_now
from pledge.exits import Exit, Stop
from pledge.serving import HttpServer
from tests.support.certificates import Authority, Identity


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, DevelopmentIssuer]]:
    """A service that answers whom a token names, checked as the gateway does."""
    issuer = DevelopmentIssuer.open(tmp_path_factory.mktemp("issuer") / "issuer.pem")
    verifier = TokenVerifier(KeySet.of_keys(issuer.public_keys), TokenRules(ISSUER, AUDIENCE), utc_now)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        token = Request(scope).headers["authorization"].removeprefix("Bearer ")
        try:
            found = verifier.verify(token, client_certificate(scope))
            answer = JSONResponse({"subject": found.subject, "certificate": found.certificate})
        except TokenRefused as refused:
            answer = JSONResponse({"code": refused.code}, 401)
        await answer(scope, receive, send)

    own = authority.issue("gateway")
    with HttpServer(app, tls=TlsSettings(own.certificate, own.key, authority.certificate)) as running:
        yield running.url, issuer


def ask(url: str, authority: Authority, client: Identity | None, token: str) -> httpx.Response:
    context = ssl.create_default_context(cafile=authority.certificate)
    if client is not None:
        context.load_cert_chain(client.certificate, client.key)
    with httpx.Client(verify=context, trust_env=False) as http:
        return http.get(url, headers={"authorization": f"Bearer {token}"})


def test_a_client_is_known_by_its_certificate_and_a_bound_token_is_good_with_it_alone(
    authority: Authority, server: tuple[str, DevelopmentIssuer]
) -> None:
    url, issuer = server
    assert url.startswith("https://")
    one, another = authority.issue("one"), authority.issue("another")
    bound = issuer.issue("core system", 7, ["pledges:write"], certificate=one.der)
    good = ask(url, authority, one, bound)
    assert (good.status_code, good.json()["subject"]) == (200, "core system")
    assert len(good.json()["certificate"]) == 64
    stolen = ask(url, authority, another, bound)
    assert (stolen.status_code, stolen.json()["code"]) == (401, "certificate-mismatch")
    unbound = ask(url, authority, another, issuer.issue("clerk", 7, []))
    assert unbound.json()["certificate"] != good.json()["certificate"]


def test_without_a_certificate_of_the_authority_nobody_gets_in(
    authority: Authority, server: tuple[str, DevelopmentIssuer], tmp_path: Path
) -> None:
    url, issuer = server
    stranger = Authority(tmp_path, "stranger").issue("client")
    for client in (None, stranger):
        with pytest.raises(httpx.TransportError):
            ask(url, authority, client, issuer.issue("clerk", 7, []))
    with pytest.raises(httpx.TransportError):
        httpx.get(url.replace("https", "http"))


def test_a_certificate_that_cannot_be_read_is_a_sentence(authority: Authority, tmp_path: Path) -> None:
    own = authority.issue("broken")
    (tmp_path / "empty.pem").write_text("")
    for tls in (
        TlsSettings(tmp_path / "absent.pem", own.key),
        TlsSettings(tmp_path / "empty.pem", own.key),
        TlsSettings(own.certificate, own.key, tmp_path / "empty.pem"),
    ):
        with pytest.raises(Stop, match=r"\[tls\]") as stopped:
            HttpServer(lambda *_: None, tls=tls)
        assert stopped.value.code is Exit.BAD_INPUT
