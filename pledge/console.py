"""How the command speaks: tables and colours for people, JSON for machines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

out = Console()
err = Console(stderr=True)

STATUS_STYLE = {
    "clear": "green",
    "released": "green",
    "filed": "yellow",
    "pledged": "bold magenta",
    "enforcing": "bold red",
    "locked": "bold magenta",
    "preserved": "bold red",
    "right-ended": "red",
    "unknown": "bold yellow",
    "invalid-number": "red",
}
"""Colour of each status; `unknown` is never the colour of `clear`."""


def print_json(value: Any) -> None:
    """Write one JSON document to standard output."""
    out.print_json(json.dumps(value, ensure_ascii=False)) if out.is_terminal else print(
        json.dumps(value, ensure_ascii=False, indent=2)
    )


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | Text]], right: Sequence[int] = ()) -> None:
    """Write a table; the columns numbered in `right` are aligned to the right."""
    shown = Table(title=title, title_justify="left", title_style="bold", header_style="bold", expand=False)
    for index, column in enumerate(columns):
        shown.add_column(column, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    out.print(shown)


def status_text(status: str) -> Text:
    """A status in its colour."""
    return Text(status, style=STATUS_STYLE.get(status, ""))


def progress(quiet: bool = False) -> Progress:
    """A progress bar on standard error; nothing when `quiet`."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=quiet,
    )


def party_text(party: Mapping[str, Any] | None) -> str:
    """A party as `name #id`."""
    if not party:
        return ""
    return f"{party.get('name') or 'party'} #{party['id']}" if party.get("id") else str(party.get("name", ""))
