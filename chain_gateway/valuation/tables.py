"""The package's own tables."""

import json
from importlib.resources import files
from typing import Any


def table(name: str) -> dict[str, Any]:
    """The table of that name: a JSON object of the folder `data`."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("data", f"{name}.json").read_text("utf-8"))
    return found
