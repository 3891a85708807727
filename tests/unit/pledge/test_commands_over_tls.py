"""Commands reach a service that has a certificate of its own authority and asks for theirs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from starlette.requests import Request
from starlette.responses import JSONResponse
from typer.testing import CliRunner

from chain_gateway.api.access import TlsSettings
from chain_gateway.client import ServiceUnavailable
from pledge.cli import app
from pledge.exits import Stop
from pledge.serving import HttpServer
from tests.support.certificates import Authority

ANSWER = {"ok": True, "rights": [], "filing": [], "block": {"number": 7}}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def url(authority: Authority) -> Iterator[str]:
    async def service(scope: Any, receive: Any, send: Any) -> None:
        path = Request(scope).url.path
        answer = ANSWER if path == "/v1/pledges:check" else {"results": [], "block": None, "as_of": "2026-01-01"}
        await JSONResponse(answer)(scope, receive, send)

    own = authority.issue("gateway")
    with HttpServer(service, tls=TlsSettings(own.certificate, own.key, authority.certificate)) as running:
        yield running.url


def run(*arguments: str) -> str:
    found = CliRunner().invoke(app, list(arguments), catch_exceptions=False, standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found.output


@pytest.fixture
def filing(tmp_path: Path) -> str:
    (tmp_path / "filing.json").write_text("{}")
    return str(tmp_path / "filing.json")


def test_a_command_with_its_certificate_is_answered_and_without_it_is_not(
    authority: Authority, url: str, filing: str
) -> None:
    me = authority.issue("core system")
    asked = ["check", filing, "--token", "t", "--url", url, "--json", "--ca", str(authority.certificate)]
    assert json.loads(run(*asked, "--certificate", str(me.certificate), "--certificate-key", str(me.key)))["ok"]
    with pytest.raises(ServiceUnavailable):
        run(*asked)
    with pytest.raises(ServiceUnavailable):
        run("lookup", "201710601862.3", "--url", url)


def test_files_that_are_none_are_a_sentence(authority: Authority, url: str, filing: str, tmp_path: Path) -> None:
    asked = ["check", filing, "--token", "t", "--url", url]
    with pytest.raises(Stop, match="certificate-key without"):
        run(*asked, "--certificate-key", str(authority.certificate))
    with pytest.raises(Stop, match="cannot be read"):
        run(*asked, "--ca", str(tmp_path / "absent.pem"))


def commands(group: Any, name: str = "pledge") -> Iterator[tuple[str, Any]]:
    for each, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {each}")
        else:
            yield f"{name} {each}", command


def test_every_command_that_asks_the_service_takes_the_certificates() -> None:
    asking, names = 0, ("--ca", "--certificate", "--certificate-key")
    for name, command in commands(typer.main.get_command(app)):
        options = {option for each in command.params for option in each.opts}
        if "--url" in options:
            asking += 1
            assert options.issuperset(names), name
    assert asking > 15
