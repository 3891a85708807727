"""`pledge keys`: the encrypted keystore of a gateway."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from chain_gateway.signing.keystore import Keystore
from pledge.console import print_json, table
from pledge.exits import Exit, Stop

app = typer.Typer(help="Signing keys: encrypted files, one for each party.", no_args_is_help=True)

Folder = Annotated[Path, typer.Option("--keystore", envvar="PLEDGE_KEYSTORE", help="Folder of the keystore.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="File whose first line is the password (default: asked for).")
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]

DEFAULT_FOLDER = Path(".state/keystore")


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="'governance', or 'party-7' for the party with id 7.")],
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
    as_json: Json = False,
) -> None:
    """Make a key. Only its address is shown.

    Example: [bold]pledge keys new party-7[/]
    """
    signer = Keystore(keystore).create(name, password(password_file, confirm=True))
    _show(name, signer.address, as_json)


@app.command("list")
def list_keys(keystore: Folder = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Names and addresses of the keys.

    Example: [bold]pledge keys list --json[/]
    """
    store = Keystore(keystore)
    found = [{"name": name, "address": store.address(name)} for name in store.names()]
    if as_json:
        print_json(found)
    else:
        table(f"Keys in {keystore}", ("name", "address"), [(key["name"], key["address"]) for key in found])


@app.command("import")
def import_key(
    name: Annotated[str, typer.Argument(help="'governance', or 'party-7' for the party with id 7.")],
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
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
    _show(name, signer.address, as_json)


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


def _show(name: str, address: str, as_json: bool) -> None:
    if as_json:
        print_json({"name": name, "address": address})
    else:
        table("Key kept", ("name", "address"), [(name, address)])
