"""`pledge audit-acts`: who asked the gateway for what, and that nothing of it was changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from chain_gateway.submission import Store, open_store
from pledge.console import print_json, table
from pledge.exits import Exit, Stop

app = typer.Typer(help="The gateway's audit of acts: a chain of hashes that is only appended to.", no_args_is_help=True)

StoreUrl = Annotated[
    str | None, typer.Option("--store", help="SQLAlchemy URL of the gateway's store (default: SQLite in the folder).")
]
Folder = Annotated[Path, typer.Option("--folder", help="Folder of the gateway.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]

DEFAULT_FOLDER = Path(".state")


@app.command("verify")
def verify(
    store: StoreUrl = None,
    folder: Folder = DEFAULT_FOLDER,
    noted: Annotated[
        str | None, typer.Option("--noted", help="SEQUENCE:HASH as an earlier run showed it; it must still be there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Recompute the chain of hashes. Note the end that it shows somewhere else, and give it to a later run.

    Exit code 1 when an act was changed, taken out or cut off.

    Example: [bold]pledge audit-acts verify[/], [bold]pledge audit-acts verify --noted 120:5f2c...[/]
    """
    wanted = _noted(noted) if noted is not None else None
    with _opened(store, folder) as opened:
        broken = opened.first_broken_act()
        sequence, head = opened.audit_head()
        lost = wanted is not None and not _holds(opened, *wanted)
    if broken is not None:
        raise Stop(
            Exit.REFUSED, f"act {broken} is missing or was changed", "Compare with a backup, and tell the auditor."
        )
    if wanted is not None and lost:
        raise Stop(
            Exit.REFUSED,
            f"act {wanted[0]} is not the one that was noted",
            "The whole chain was written anew, or cut off. Compare with a backup, and tell the auditor.",
        )
    if as_json:
        print_json({"acts": sequence, "end": f"{sequence}:{head.hex()}", "holds": True})
    else:
        print(f"{sequence} acts, none changed. End: {sequence}:{head.hex()}")


@app.command("list")
def list_acts(
    store: StoreUrl = None,
    folder: Folder = DEFAULT_FOLDER,
    after: Annotated[int, typer.Option("--after", min=0, help="Show acts after this sequence.")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many.")] = 100,
    as_json: Json = False,
) -> None:
    """Show the acts in order.

    Example: [bold]pledge audit-acts list --after 100 --json[/]
    """
    with _opened(store, folder) as opened:
        acts = opened.audit_acts(after, limit)
    if as_json:
        hashed = ("body_hash", "previous", "hash")
        print_json(
            [{name: value.hex() if name in hashed else value for name, value in vars(act).items()} for act in acts]
        )
        return
    rows = [
        (
            str(act.sequence),
            act.at,
            act.subject,
            str(act.party),
            act.verb,
            act.problem or act.outcome,
            act.submission_id or "",
        )
        for act in acts
    ]
    table("Acts", ("no.", "at", "who", "party", "verb", "outcome", "submission"), rows, right=(0, 3))


@contextmanager
def _opened(url: str | None, folder: Path) -> Iterator[Store]:
    file = folder / "gateway.sqlite"
    if url is None and not file.exists():
        raise Stop(Exit.BAD_INPUT, f"{file} is missing", "Name the gateway's --folder, or its --store.")
    opened = open_store(url or f"sqlite:///{file}")
    try:
        yield opened
    finally:
        opened.close()


def _noted(text: str) -> tuple[int, bytes]:
    sequence, _, digest = text.partition(":")
    try:
        found = int(sequence), bytes.fromhex(digest)
    except ValueError:
        found = 0, b""
    if found[0] < 0 or len(found[1]) != 32:
        raise Stop(Exit.BAD_INPUT, f"--noted {text[:80]!r} is no SEQUENCE:HASH", "Give it as an earlier run showed it.")
    return found


def _holds(store: Store, sequence: int, digest: bytes) -> bool:
    if sequence == 0:
        return True
    acts = store.audit_acts(sequence - 1, 1)
    return bool(acts) and (acts[0].sequence, acts[0].hash) == (sequence, digest)
