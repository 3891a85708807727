"""`pledge token`: bearer tokens of the development issuer."""

import ssl
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from chain_gateway.api.auth import SCOPES
from chain_gateway.api.tokens import DevelopmentIssuer
from pledge.console import print_json
from pledge.exits import Exit, Stop

app = typer.Typer(
    help="Bearer tokens of the development issuer; in production an identity provider issues them.",
    no_args_is_help=True,
)


IssuerKey = Annotated[Path, typer.Option("--issuer", help="The issuer's key (made when missing).")]
DEFAULT_ISSUER = Path(".state/issuer.pem")


@app.callback()
def tokens() -> None:
    """Bearer tokens of the development issuer."""


@app.command("issue")
def issue(
    subject: Annotated[str, typer.Argument(help="Person or service that the token names.")],
    party: Annotated[int, typer.Option("--party", min=0, help="Party it acts for; 0 is the governance.")],
    scope: Annotated[list[str], typer.Option("--scope", help=f"One of {', '.join(SCOPES)}; repeat for more.")],
    issuer: IssuerKey = DEFAULT_ISSUER,
    hours: Annotated[float, typer.Option("--hours", min=0.01, max=720, help="Lifetime.")] = 8.0,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="PEM of the client's certificate that it is bound to.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for machines.")] = False,
) -> None:
    """Issue a token.

    Example: [bold]pledge token issue clerk-1 --party 7 --scope pledges:write[/]
    """
    unknown = [name for name in scope if name not in SCOPES]
    if unknown:
        raise Stop(Exit.BAD_INPUT, f"--scope {unknown[0]}: no such scope", f"There are {', '.join(SCOPES)}.")
    token = DevelopmentIssuer.open(issuer).issue(
        subject, party, scope, timedelta(hours=hours), _der(certificate) if certificate is not None else None
    )
    if as_json:
        print_json({"token": token, "party": party, "scope": scope})
    else:
        print(token)


@app.command("jwks")
def jwks(issuer: IssuerKey = DEFAULT_ISSUER) -> None:
    """Write the issuer's public key as a JSON Web Key Set, for a gateway that is to accept its tokens.

    Example: [bold]pledge token jwks > jwks.json[/]
    """
    print_json(DevelopmentIssuer.open(issuer).jwks())


def _der(path: Path) -> bytes:
    try:
        return ssl.PEM_cert_to_DER_cert(path.read_text(encoding="ascii"))
    except (ValueError, UnicodeDecodeError):
        raise Stop(Exit.BAD_INPUT, f"--certificate {path} is no certificate in PEM") from None
