"""`pledge demo`: the main job, end to end."""

import secrets
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from pledge.console import err, print_json, progress
from pledge.demonstration.run import demonstrate, indexed
from pledge.demonstration.show import show, show_story
from pledge.demonstration.stories import STORIES, StoryName
from pledge.exits import Exit, Stop
from pledge.house import House, HouseSettings

DEMONSTRATION_SCRYPT_WORK = 2**12
"""The demonstration's keys guard nothing: their chain ends with the process."""


def demo(
    records: Annotated[
        Path | None, typer.Option("--records", help="Records to import instead of the committed ones.", exists=True)
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Folder to keep stores, documents and keys in; it must be empty.")
    ] = None,
    story: Annotated[
        StoryName, typer.Option("--story", help="What is played: the main job, or a story with invented parties.")
    ] = StoryName.MAIN,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for machines.")] = False,
) -> None:
    """Run the main job on real records: deploy, import, index, look up, pledge anew, refuse, release, prove.

    Example: [bold]pledge demo --keep .state/demo[/], [bold]pledge demo --story guarantee[/]
    """
    with ExitStack() as stack:
        bar = stack.enter_context(progress(quiet=as_json))
        task = bar.add_task("setting up the ledger", total=None)
        settings = HouseSettings(
            folder=_folder(keep, stack),
            password=secrets.token_hex(16),
            scrypt_work=DEMONSTRATION_SCRYPT_WORK,
        )
        house = stack.enter_context(
            House.embedded(settings, lambda step: bar.update(task, completed=step.number, total=step.of))
        )
        if story is not StoryName.MAIN:
            told = STORIES[story](house, indexed, lambda step: bar.update(task, description=step[:48]))
            bar.remove_task(task)
            print_json(told.to_json()) if as_json else show_story(told)
            return
        found = demonstrate(
            house,
            records,
            lambda done, total, what: bar.update(task, completed=done, total=total, description=what[:48]),
        )
        bar.remove_task(task)
    if as_json:
        print_json(found.to_json())
    else:
        show(found)
        if keep is not None:
            err.print(f"kept in {keep}: index.sqlite, gateway.sqlite, documents, keystore, deployment.json")
    if not found.completeness["complete"]:
        raise Stop(Exit.REFUSED, f"the rolling hash does not match: {found.completeness['reason']}")


def _folder(keep: Path | None, stack: ExitStack) -> Path:
    if keep is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pledge-demo-")))
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise Stop(Exit.BAD_INPUT, f"--keep {keep}: not an empty folder", "Name a new one; each run is a new chain.")
    keep.mkdir(parents=True, exist_ok=True)
    return keep
