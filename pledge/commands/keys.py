"""`pledge keys`: the keys that a gateway signs with, in all back ends."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chain_gateway.signing import Keystore, SigningConfiguration
from chain_gateway.signing.keyring import GOVERNANCE, GUARDIAN, party_of
from pledge.console import print_json, table
from pledge.exits import Exit, Stop

app = typer.Typer(help="Signing keys: in encrypted files, on a token, or at a remote signer.", no_args_is_help=True)


class Backend(StrEnum):
    """Where a new key is made."""

    KEYSTORE = "keystore"
    PKCS11 = "pkcs11"


Folder = Annotated[Path, typer.Option("--keystore", envvar="PLEDGE_KEYSTORE", help="Folder of the keystore.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="File whose first line is the password (default: asked for).")
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]
SigningFile = Annotated[
    Path, typer.Option("--signing", help="Signing configuration: which back end holds which party's key.")
]

DEFAULT_FOLDER = Path(".state/keystore")
SIGNING_FILE = "signing.toml"
DEFAULT_SIGNING = Path(".state") / SIGNING_FILE


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="'governance', or 'party-7' for the party with id 7.")],
    backend: Annotated[Backend, typer.Option("--backend", help="Where the key is made.")] = Backend.KEYSTORE,
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
    signing: SigningFile = DEFAULT_SIGNING,
    as_json: Json = False,
) -> None:
    """Make a key. Only its address is shown.

    On a token (pkcs11) the key never leaves it; library, token and PIN are those of the signing configuration.

    Example: [bold]pledge keys new party-7[/], [bold]pledge keys new party-8 --backend pkcs11[/]
    """
    if backend is Backend.KEYSTORE:
        address = Keystore(keystore).create(name, password(password_file, confirm=True)).address
        _show(configuration_of(signing), backend, name, address, as_json)
        return
    configuration = SigningConfiguration.load(signing)
    token = configuration.open_token(ask_secret)
    try:
        address = token.generate(name).address
    finally:
        token.close()
    _show(configuration, backend, name, address, as_json)
    party = party_of(name)
    if not as_json and party is not None and _party(configuration, backend, name) is None:
        print(
            f'\nTo sign with it, add to {signing}:\n\n[[keys]]\nparty = {party}\nbackend = "pkcs11"\nlabel = "{name}"'
        )


@app.command("list")
def list_keys(keystore: Folder = DEFAULT_FOLDER, signing: SigningFile = DEFAULT_SIGNING, as_json: Json = False) -> None:
    """Keys of every back end: name, address, and the party that the gateway signs for with it.

    Example: [bold]pledge keys list --json[/]
    """
    configuration = configuration_of(signing)
    store = Keystore(keystore)
    found = [("keystore", name, store.address(name)) for name in store.names()]
    if configuration is not None and configuration.pkcs11 is not None:
        token = configuration.open_token(ask_secret)
        try:
            found += [("pkcs11", label, token.key(label).address) for label in token.labels()]
        finally:
            token.close()
    if configuration is not None and configuration.remote is not None:
        remote = configuration.open_remote()
        try:
            found += [("remote", public, address) for address, public in sorted(remote.public_keys().items())]
        finally:
            remote.close()
    rows = [
        {"backend": backend, "name": name, "address": address, "party": _party(configuration, backend, name)}
        for backend, name, address in found
    ]
    if as_json:
        print_json(rows)
        return
    shown = [(row["backend"], row["name"], row["address"], _party_text(row["party"])) for row in rows]
    table("Keys", ("back end", "name", "address", "signs for"), [tuple(map(str, row)) for row in shown])


@app.command("import")
def import_key(
    name: Annotated[str, typer.Argument(help="'governance', or 'party-7' for the party with id 7.")],
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
    signing: SigningFile = DEFAULT_SIGNING,
    as_json: Json = False,
) -> None:
    """Keep a private key that is given as 64 hexadecimal digits on standard input, never as an argument.

    Example: [bold]pledge keys import party-7 < key.hex[/]
    """
    if password_file is None and not sys.stdin.isatty():
        raise Stop(Exit.BAD_INPUT, "standard input is the key, so the password needs --password-file")
    text = typer.prompt("Private key", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    try:
        private_key = bytes.fromhex(text.strip().removeprefix("0x"))
    except ValueError:
        private_key = b""
    if len(private_key) != 32:
        raise Stop(Exit.BAD_INPUT, "the private key is not 64 hexadecimal digits", "Nothing was kept.")
    signer = Keystore(keystore).add(name, private_key, password(password_file, confirm=True))
    _show(configuration_of(signing), Backend.KEYSTORE, name, signer.address, as_json)


def password(file: Path | None, confirm: bool = False) -> str:
    """The password from a file's first line, or asked for at the terminal."""
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        if not lines or not lines[0]:
            raise Stop(Exit.BAD_INPUT, f"the first line of {file} is empty", "It must hold the password.")
        return lines[0]
    if not sys.stdin.isatty():
        raise Stop(Exit.BAD_INPUT, "no password given", "Name a file with --password-file.")
    return str(typer.prompt("Password of the keystore", hide_input=True, confirmation_prompt=confirm))


def ask_secret(what: str) -> str:
    """A secret asked for at the terminal, unseen."""
    if not sys.stdin.isatty():
        raise Stop(Exit.BAD_INPUT, f"{what}: nobody can be asked for it here", "Name a file with pin_file.")
    return str(typer.prompt(what, hide_input=True))


def configuration_of(path: Path) -> SigningConfiguration | None:
    """The signing configuration; None where there is no such file."""
    return SigningConfiguration.load(path) if path.exists() else None


def password_if_needed(configuration: SigningConfiguration | None, file: Path | None) -> str:
    """The keystore's password, or nothing where no key is in the keystore."""
    return password(file) if configuration is None or configuration.uses("keystore") else ""


def _party(configuration: SigningConfiguration | None, backend: str, name: str) -> int | None:
    """The party that the gateway signs for with the key."""
    if configuration is None:
        return party_of(name)
    for key in configuration.keys:
        same = key.name.removeprefix("0x").lower() == name.removeprefix("0x").lower() if backend == "remote" else False
        if key.backend == backend and (key.name == name or same):
            return key.party
    return None


def _party_text(party: object) -> str:
    named: dict[object, str] = {None: "-", GOVERNANCE: "the governance", GUARDIAN: "the guardian"}
    return named.get(party, f"party {party}")


def _show(configuration: SigningConfiguration | None, backend: Backend, name: str, address: str, as_json: bool) -> None:
    party = _party(configuration, backend, name)
    if as_json:
        print_json({"backend": backend.value, "name": name, "address": address, "party": party})
    else:
        row = (backend.value, name, address, _party_text(party))
        table("Key kept", ("back end", "name", "address", "signs for"), [row])
