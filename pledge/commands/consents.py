"""`pledge consent`: a pledgor signs without a browser wallet, and without a network."""

import json
from pathlib import Path
from typing import Annotated

import typer

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.signing import Keystore, SigningConfiguration, SigningKey
from chain_gateway.signing.keyring import key_name
from pledge.commands.keys import (
    DEFAULT_FOLDER,
    DEFAULT_SIGNING,
    Folder,
    PasswordFile,
    SigningFile,
    ask_secret,
    configuration_of,
    password,
)
from pledge.commands.lookup import DEFAULT_URL, Url
from pledge.commands.reaching import gateway_client, over_tls
from pledge.consent_request import ConsentRequest, read_object
from pledge.console import err, table
from pledge.exits import Exit, Stop

app = typer.Typer(
    help="Consents of pledgors: the pledgee prepares, each pledgor signs offline, the pledgee assembles the filing.",
    no_args_is_help=True,
)

Request = Annotated[Path, typer.Argument(help="The request, as `prepare` wrote it.", exists=True, dir_okay=False)]
Ledger = Annotated[
    Path, typer.Option("--deployment", help="Deployment file of the ledger that the consent is for.", exists=True)
]
Output = Annotated[Path, typer.Option("--output", "-o", help="File to write.")]


@app.command("prepare")
@over_tls
def prepare(
    filing: Annotated[Path, typer.Argument(help="The filing as JSON, without consents.", exists=True, dir_okay=False)],
    token: Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the pledgee.")],
    output: Output = Path("request.json"),
    url: Url = DEFAULT_URL,
) -> None:
    """Ask the gateway what the pledgors are to sign, and write it for them. For the pledgee.

    Example: [bold]pledge consent prepare filing.json --output request.json[/]
    """
    body = {name: value for name, value in read_object(filing).items() if name not in ("consents", "act")}
    with gateway_client(url, token) as gateway:
        prepared = gateway.prepare_consents(body)
    _write(output, {"filing": body, "prepared": prepared})
    err.print(f"{output}: to be signed by pledgor {', '.join(str(each['pledgor']) for each in prepared['consents'])}")


@app.command("sign")
def sign(
    request: Request,
    deployment: Ledger = Path(".state/deployment.json"),
    pledgor: Annotated[int | None, typer.Option("--pledgor", min=1, help="Who signs (default: the only one).")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="Name in the keystore, or label on the token (default: party-ID).")
    ] = None,
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
    signing: SigningFile = DEFAULT_SIGNING,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for what was read before.")] = False,
    output: Output = Path("consent.json"),
) -> None:
    """Show what is agreed to, check that nothing else is signed, and sign. For a pledgor; needs no network.

    Example: [bold]pledge consent sign request.json --key party-7 --output consent.json[/]
    """
    asked = ConsentRequest.load(request, Deployment.load(deployment))
    who = pledgor if pledgor is not None else asked.pledgors[0]
    if pledgor is None and len(asked.pledgors) > 1:
        raise Stop(Exit.BAD_INPUT, "several pledgors are asked", f"Name one of {asked.pledgors} with --pledgor.")
    if output.exists():
        raise Stop(Exit.BAD_INPUT, f"{output} exists", "Name another file with --output.")
    table(f"Pledgor {who} agrees to", ("", ""), asked.shown(who))
    if not yes and not typer.confirm("Sign this?"):
        raise Stop(Exit.REFUSED, "not signed")
    signer = _signer(who, key, keystore, password_file, configuration_of(signing))
    try:
        signature = signer.sign_typed_data(asked.typed_data(who))
    finally:
        signer.close()
    part = asked.asked(who)
    consent = {"pledgor": who, "key": signer.address, "nonce": str(part.nonce), "deadline": part.deadline}
    consent["signature"] = "0x" + signature.hex()
    asked.signer_of(consent)
    _write(output, consent)
    err.print(f"{output}: signed with {signer.address}; hand it to the pledgee")


@app.command("assemble")
def assemble(
    request: Request,
    consents: Annotated[list[Path], typer.Argument(help="Signed consents.", exists=True, dir_okay=False)],
    deployment: Ledger = Path(".state/deployment.json"),
    output: Output = Path("signed-filing.json"),
) -> None:
    """Check the signed consents against the request, and write the filing that holds them. For the pledgee.

    Example: [bold]pledge consent assemble request.json consent-7.json --output filing.json[/]
    """
    asked = ConsentRequest.load(request, Deployment.load(deployment))
    signed = {}
    for path in consents:
        found = asked.signer_of(read_object(path))
        if found.pledgor in signed:
            raise Stop(Exit.BAD_INPUT, f"{path}: pledgor {found.pledgor} has signed already", "Name each consent once.")
        signed[found.pledgor] = found.model_dump(mode="json") | {"nonce": str(found.nonce)}
    missing = [each for each in asked.pledgors if each not in signed]
    if missing:
        raise Stop(Exit.BAD_INPUT, f"pledgor {', '.join(map(str, missing))} has not signed", "All of them must.")
    terms = {"obligation": asked.obligation, "consents": [signed[each] for each in asked.pledgors]}
    if asked.body.pledge is None:
        _write(output, asked.filing | terms)
        err.print(f"{output}: try it with `pledge check`, then hand it in at POST /v1/pledges")
    else:
        _write(output, terms)
        err.print(f"{output}: add the rights that are new, if any, as 'added'; then hand it in as the amendment")


def _signer(
    pledgor: int,
    name: str | None,
    keystore: Path,
    password_file: Path | None,
    configuration: SigningConfiguration | None,
) -> SigningKey:
    """The pledgor's key: where the configuration says, by its label on the token, or by its name in the keystore."""
    kept = Keystore(keystore)
    if configuration is not None and name is None:
        own = tuple(each for each in configuration.keys if each.party == pledgor)
        if own:
            secret = password(password_file) if own[0].backend == "keystore" else ""
            return SigningConfiguration(own, configuration.pkcs11, configuration.remote).open_keys(
                kept, secret, ask_secret
            )[pledgor]
    wanted = name or key_name(pledgor)
    if configuration is not None and configuration.pkcs11 is not None and wanted not in kept.names():
        return configuration.open_token(ask_secret).key(wanted)
    return kept.unlock(wanted, password(password_file))


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
