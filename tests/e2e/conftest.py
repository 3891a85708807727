"""Runs the `pledge` command as a person does: as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


Command = Callable[..., Run]


def run_pledge(*arguments: str, **environment: str) -> Run:
    """Run `pledge` with these arguments."""
    finished = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pledge", *arguments],
        cwd=PROJECT,
        env={**os.environ, "COLUMNS": "160", **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return Run(finished.returncode, finished.stdout, finished.stderr)


@pytest.fixture(scope="session")
def pledge() -> Command:
    """The command."""
    return run_pledge
