"""`pledge deploy`: puts a ledger on a chain."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from eth_utils.address import is_address, to_checksum_address
from eth_utils.crypto import keccak

from chain_gateway.rpc import Node
from chain_gateway.signing import GOVERNANCE, Keystore, SigningConfiguration, SigningKey
from pledge.commands.keys import (
    DEFAULT_FOLDER,
    DEFAULT_SIGNING,
    SigningFile,
    ask_secret,
    configuration_of,
    password,
)
from pledge.console import print_json, progress, table
from pledge.deployment import deploy as deploy_ledger
from pledge.exits import Exit, Stop


def deploy(
    rpc: Annotated[str, typer.Option("--rpc", help="JSON-RPC URL of a node.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Deployment file to write.")] = Path(
        ".state/deployment.json"
    ),
    keystore: Annotated[Path, typer.Option("--keystore", help="Keystore with the key 'governance'.")] = DEFAULT_FOLDER,
    password_file: Annotated[Path | None, typer.Option("--password-file", help="File with the password.")] = None,
    signing: SigningFile = DEFAULT_SIGNING,
    gas_price: Annotated[
        int | None, typer.Option("--gas-price", min=0, help="Wei per gas (default: what the node says).")
    ] = None,
    salt: Annotated[
        str,
        typer.Option("--salt", help="Text that the addresses follow from, with the key; another one, another ledger."),
    ] = "",
    factory: Annotated[
        str | None, typer.Option("--factory", help="LedgerFactory to use (default: the key's own, made if need be).")
    ] = None,
    guardian: Annotated[
        str | None, typer.Option("--guardian", help="Address that may pause filing (default: the governance's).")
    ] = None,
    delay: Annotated[
        int, typer.Option("--delay", min=0, max=31_536_000, help="Seconds that the governance's acts wait.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for machines.")] = False,
) -> None:
    """Deploy the contracts, connect them and write the deployment file.

    The same key and salt give the same addresses on every chain, when the key has sent nothing before.

    Example: [bold]pledge deploy --rpc http://127.0.0.1:8545 --salt bank-consortium-2026[/]
    """
    if output.exists():
        raise Stop(Exit.BAD_INPUT, f"{output} exists", "Each deployment is a new ledger: name another file.")
    for option, address in (("--factory", factory), ("--guardian", guardian)):
        if address is not None and not is_address(address):
            raise Stop(Exit.BAD_INPUT, f"{option} {address[:60]!r} is no address", "Write 0x and 40 digits.")
    signer = _governance(configuration_of(signing), Keystore(keystore), password_file)
    node = Node.http(rpc, fixed_gas_price=gas_price, reader=signer.address)  # a permissioned chain asks who reads
    with progress(quiet=as_json) as bar:
        task = bar.add_task("deploying", total=None)
        deployment = deploy_ledger(
            node,
            signer,
            lambda step: bar.update(task, completed=step.number, total=step.of, description=step.label),
            salt=keccak(text=salt) if salt else bytes(32),
            factory=factory and to_checksum_address(factory),
            guardian=guardian and to_checksum_address(guardian),
            delay=delay,
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    deployment.save(output)
    if as_json:
        print_json({"file": str(output), "chain_id": deployment.chain_id, "books": deployment.books()})
    else:
        rows = [(name, address) for address, name in deployment.books().items()]
        table(f"Ledger on chain {deployment.chain_id}, written to {output}", ("contract", "address"), rows)


def _governance(
    configuration: SigningConfiguration | None, keystore: Keystore, password_file: Path | None
) -> SigningKey:
    """The governance's key: where the signing configuration says, else in the keystore."""
    own = [key for key in configuration.keys if key.party == GOVERNANCE] if configuration is not None else []
    if configuration is None or not own:
        return keystore.unlock("governance", password(password_file))
    secret = password(password_file) if own[0].backend == "keystore" else ""
    return replace(configuration, keys=tuple(own)).open_keys(keystore, secret, ask_secret)[GOVERNANCE]
