"""`pledge audit-acts`: the chain of acts is checked from the store alone."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from chain_gateway.submission import Request, open_store
from pledge.commands.audit_acts import app
from pledge.exits import Exit, Stop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = open_store(f"sqlite:///{tmp_path / 'gateway.sqlite'}")
    for number in range(3):
        store.refused(Request("clerk", 7, "file", bytes([number]) * 32), "invalid-body")
    store.close()
    return tmp_path


def run(*arguments: str) -> str:
    answer = CliRunner().invoke(app, list(arguments), catch_exceptions=False, standalone_mode=False)
    if answer.exception is not None:
        raise answer.exception
    return answer.output


def tamper(folder: Path, *statements: str) -> None:
    engine = create_engine(f"sqlite:///{folder / 'gateway.sqlite'}")
    with engine.begin() as connection:
        for statement in ("DROP TRIGGER audit_acts_update", "DROP TRIGGER audit_acts_delete", *statements):
            connection.execute(text(statement))
    engine.dispose()


def test_a_whole_chain_holds_and_its_end_can_be_noted_and_found_again(folder: Path) -> None:
    said = run("verify", "--folder", str(folder))
    assert said.startswith("3 acts, none changed. End: 3:")
    noted = said.split("End: ")[1].strip()
    store = open_store(f"sqlite:///{folder / 'gateway.sqlite'}")
    store.refused(Request("clerk", 7, "file", b"\x09" * 32), "invalid-body")
    store.close()
    assert run("verify", "--folder", str(folder), "--noted", noted).startswith("4 acts")
    assert '"problem": "invalid-body"' in run("list", "--folder", str(folder), "--json")


def test_a_changed_act_is_named_by_its_number(folder: Path) -> None:
    tamper(folder, "UPDATE audit_acts SET subject = 'nobody' WHERE sequence = 2")
    with pytest.raises(Stop, match="act 2") as stopped:
        run("verify", "--folder", str(folder))
    assert stopped.value.code is Exit.REFUSED


def test_a_chain_that_was_written_anew_does_not_hold_what_was_noted(folder: Path) -> None:
    noted = run("verify", "--folder", str(folder)).split("End: ")[1].strip()
    tamper(folder, "DELETE FROM audit_acts", "DELETE FROM audit_head")
    store = open_store(f"sqlite:///{folder / 'gateway.sqlite'}")
    for number in range(5):
        store.refused(Request("another", 7, "file", bytes([number]) * 32), "invalid-body")
    store.close()
    assert run("verify", "--folder", str(folder)).startswith("5 acts")
    with pytest.raises(Stop, match="act 3 is not the one that was noted"):
        run("verify", "--folder", str(folder), "--noted", noted)


@pytest.mark.parametrize("noted", ["x", "3", "3:zz", "-1:" + "00" * 32, "3:00"])
def test_what_was_noted_must_be_readable(folder: Path, noted: str) -> None:
    with pytest.raises(Stop, match="--noted") as stopped:
        run("verify", "--folder", str(folder), "--noted", noted)
    assert stopped.value.code is Exit.BAD_INPUT


def test_a_folder_without_a_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"gateway\.sqlite is missing"):
        run("verify", "--folder", str(tmp_path))
