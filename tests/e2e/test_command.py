"""The command's manners: help with examples, exit codes, and sentences instead of tracebacks."""

import re
from pathlib import Path

import pytest

from tests.e2e.conftest import Command

COMMANDS = [
    ["demo"],
    ["up"],
    ["gateway"],
    ["indexer"],
    ["deploy"],
    ["import"],
    ["check"],
    ["lookup"],
    ["history"],
    ["keys", "new"],
    ["keys", "list"],
    ["keys", "import"],
    ["buyback", "offer"],
    ["buyback", "accept"],
    ["buyback", "exercise"],
    ["buyback", "settle"],
    ["buyback", "show"],
    ["fund", "declare"],
    ["fund", "show"],
    ["token", "issue"],
    ["token", "jwks"],
    ["consent", "prepare"],
    ["consent", "sign"],
    ["consent", "assemble"],
    ["audit-acts", "verify"],
    ["audit-acts", "list"],
]
NOBODY = "http://127.0.0.1:9"  # the discard port: nobody answers there


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_sub_command_has_help_with_an_example(pledge: Command, command: list[str]) -> None:
    run = pledge(*command, "--help")
    assert run.code == 0
    assert re.search(r"Example:\s+pledge " + " ".join(command), run.out)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["lookup"], 2, "no number given"),
        (["lookup", "US7831837", "--url", NOBODY], 3, "cannot be reached"),
        (["lookup", "US7831837", "--as-of", "2024-02-30", "--url", NOBODY], 2, "--as-of"),
        (["history", "7", "--url", NOBODY], 3, "cannot be reached"),
        (["fund", "show", "7", "--url", NOBODY], 3, "cannot be reached"),
        (["buyback", "exercise", "7", "--token", "x", "--url", NOBODY], 3, "cannot be reached"),
        (["buyback", "settle", "7", "--received-minor", "0", "--token", "x"], 2, "--received-minor"),
        (["import", "/no/such/file.csv"], 2, "does not exist"),
        (["demo", "--records", "/no/such/file.csv"], 2, "does not exist"),
        (["up", "--port", "70000"], 2, "65535"),
        (["gateway", "--chain", "embedded", "--password-file", ".npmrc"], 2, "one process"),
        (["token", "issue", "x", "--party", "1", "--scope", "everything"], 2, "no such scope"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_bad_input_is_a_sentence_and_an_exit_code(pledge: Command, arguments: list[str], code: int, says: str) -> None:
    run = pledge(*arguments)
    assert run.code == code, run.err
    assert says in re.sub(r"[\s│]+", " ", run.err)
    assert "Traceback" not in run.err


def test_a_malformed_file_names_file_and_place(pledge: Command, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"a,b\x00,c\n")
    run = pledge("import", str(bad), "--dry-run")
    assert run.code == 2
    assert "bad.csv" in run.err


def test_an_import_can_be_tried_without_any_service(pledge: Command) -> None:
    run = pledge("import", "tests/data/importing/interests.csv", "--dry-run", "--json")
    assert run.code == 0, run.err
    assert run.json["rows"]["read"] == run.json["rows"]["applied"] + run.json["rows"]["refused"]


def test_keys_are_made_listed_and_imported_and_never_shown(pledge: Command, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("a long enough password\n")
    options = ["--keystore", str(tmp_path / "keys")]
    made = pledge("keys", "new", "party-7", *options, "--password-file", str(password), "--json")
    assert made.code == 0, made.err
    listed = pledge("keys", "list", *options, "--json")
    assert listed.json == [made.json]
    again = pledge("keys", "new", "party-7", *options, "--password-file", str(password))
    assert again.code == 2
    assert "never overwritten" in again.err
    odd = pledge("keys", "new", "../party-7", *options, "--password-file", str(password))
    assert odd.code == 2
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
