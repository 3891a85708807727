"""`pledge digest`: what two mirrors of one ledger are compared by."""

from dataclasses import asdict
from typing import Annotated

import typer

from indexer.store.digest import NotIndexed, state_digest
from indexer.store.engine import open_engine
from indexer.store.writer import StoreError
from pledge.console import print_json
from pledge.exits import Exit, Stop


def digest(
    store: Annotated[str, typer.Option("--store", help="SQLAlchemy URL of the indexer's store.")],
    block: Annotated[
        int | None, typer.Option("--block", min=0, help="As of this block (default: the newest indexed one).")
    ] = None,
) -> None:
    """Digest of everything that a mirror holds as of a block: two mirrors of one ledger give the same.

    Example: [bold]pledge digest --store sqlite:///.state/index.sqlite --block 120[/]
    """
    engine = open_engine(store)
    try:
        print_json(asdict(state_digest(engine, block)))
    except NotIndexed as absent:
        raise Stop(Exit.BAD_INPUT, str(absent)) from None
    except StoreError as failed:
        raise Stop(Exit.UNREACHABLE, str(failed)) from None
    finally:
        engine.dispose()
