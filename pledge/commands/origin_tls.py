"""Options of commands that reach a gateway which asks its clients for a certificate."""

import ssl
from pathlib import Path
from typing import Annotated

import httpx
import typer

from pledge.exits import Exit, Stop

ServerCa = Annotated[
    Path | None,
    typer.Option("--ca", envvar="PLEDGE_CA", help="PEM of the authority of the gateway's certificate (https)."),
]
ClientCertificate = Annotated[
    Path | None, typer.Option("--certificate", envvar="PLEDGE_CERTIFICATE", help="PEM of this client's certificate.")
]
ClientKey = Annotated[
    Path | None, typer.Option("--key", envvar="PLEDGE_KEY", help="PEM of that certificate's private key.")
]


def transport_of(ca: Path | None, certificate: Path | None, key: Path | None) -> httpx.BaseTransport | None:
    """How a client reaches the gateway; None for the usual way. Raises Stop for files that cannot be read."""
    if ca is None and certificate is None:
        if key is not None:
            raise Stop(Exit.BAD_INPUT, "--key without --certificate", "Name both.")
        return None
    try:
        context = ssl.create_default_context(cafile=ca)
        if certificate is not None:
            context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as problem:
        reason = problem.strerror or type(problem).__name__
        raise Stop(
            Exit.BAD_INPUT, f"--ca, --certificate or --key cannot be read: {reason}", "They are PEM files."
        ) from None
    return httpx.HTTPTransport(verify=context)
