"""The documents say what the code does."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pledge.cli import app

PROJECT = Path(__file__).parents[3]


@pytest.mark.parametrize("script", ["errors_page.py", "scopes_page.py"])
def test_a_page_that_is_made_from_the_code_is_current(script: str) -> None:
    run = subprocess.run(  # noqa: S603
        [sys.executable, f"scripts/{script}", "--check"],
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for page in [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(PROJECT)}: {target}")
    assert broken == []


def test_the_readme_is_short() -> None:
    assert len((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")]:
        named = set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")))
        assert named <= targets, page


def test_every_command_that_the_documents_show_takes_the_options_that_they_show() -> None:
    root: Any = get_command(app)
    shown = 0
    for page in [PROJECT / "README.md", PROJECT / "docs" / "operations.md"]:
        for line in re.findall(r"^pledge ([^#\n]+)", page.read_text(encoding="utf-8"), re.MULTILINE):
            command, words = root, line.split()
            while words and words[0] in getattr(command, "commands", {}):
                command = command.commands[words.pop(0)]
            assert command is not root, line
            known = {name for parameter in command.params for name in parameter.opts}
            assert {word for word in words if word.startswith("--")} <= known, line
            shown += 1
    assert shown > 5
