"""How a command reaches the service: its address, and the certificates where the service has or asks for them.

@app.command("check")
@over_tls
def check(file: ..., token: ..., url: Url = DEFAULT_URL) -> None:
    with gateway_client(url, token) as gateway:
        ...
"""

import functools
import inspect
import ssl
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from chain_gateway.client import NO_RETRIES, GatewayClient, LookupClient, Retries, WatchClient
from pledge.exits import Exit, Stop

Authority = Annotated[
    Path | None,
    typer.Option("--ca", envvar="PLEDGE_CA", help="PEM of the authority of the service's certificate (https)."),
]
ClientCertificate = Annotated[
    Path | None,
    typer.Option(
        "--certificate", envvar="PLEDGE_CERTIFICATE", help="PEM of your certificate, where the service asks for one."
    ),
]
CertificateKey = Annotated[
    Path | None,
    typer.Option("--certificate-key", envvar="PLEDGE_CERTIFICATE_KEY", help="PEM of that certificate's private key."),
]

_OPTIONS = {"ca": Authority, "certificate": ClientCertificate, "certificate_key": CertificateKey}
_chosen: ContextVar[ssl.SSLContext | None] = ContextVar("tls", default=None)
"""What the command that runs was told."""


def over_tls(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options --ca, --certificate and --certificate-key; `gateway_client` and `lookup_client`
    go by them for as long as it runs.
    """
    signature = inspect.signature(command, eval_str=True)

    @functools.wraps(command)
    def run(
        *arguments: Any, ca: Path | None, certificate: Path | None, certificate_key: Path | None, **options: Any
    ) -> Any:
        before = _chosen.set(_tls(ca, certificate, certificate_key))
        try:
            return command(*arguments, **options)
        finally:
            _chosen.reset(before)

    further = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _OPTIONS.items()
    ]
    named = [*signature.parameters.values(), *further]
    run.__signature__ = signature.replace(parameters=named)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in named} | {"return": signature.return_annotation}
    return run


def gateway_client(url: str, token: str, retries: Retries = NO_RETRIES) -> GatewayClient:
    """A client of the gateway for the holder of the token."""
    return GatewayClient(url, token, _transport(), retries=retries)


def lookup_client(url: str, token: str | None = None) -> LookupClient:
    """A client of the look-up; with a token also of what it shows to that token's party alone."""
    return LookupClient(url, _transport(), token=token)


def watch_client(url: str, token: str) -> WatchClient:
    """A client of the watches of the party that the token names."""
    return WatchClient(url, token, _transport())


def _transport() -> httpx.BaseTransport | None:
    """A transport for one client, or None for the usual one."""
    context = _chosen.get()
    return httpx.HTTPTransport(verify=context) if context is not None else None


def _tls(ca: Path | None, certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """The client's side of TLS; None for the usual one. Raises Stop for files that cannot be read."""
    if ca is None and certificate is None:
        if key is not None:
            raise Stop(Exit.BAD_INPUT, "--certificate-key without --certificate", "Name both.")
        return None
    try:
        context = ssl.create_default_context(cafile=ca)
        if certificate is not None:
            context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as problem:
        reason = problem.strerror or type(problem).__name__
        raise Stop(
            Exit.BAD_INPUT,
            f"--ca, --certificate or --certificate-key cannot be read: {reason}",
            "They are PEM files.",
        ) from None
    return context
