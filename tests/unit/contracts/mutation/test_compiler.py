"""The compiler that stays warm gives what the committed artifacts hold, and outlives sources that do not compile."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from scripts.compile import ARTIFACTS, ROOT, settings, sources
from scripts.mutation.compiler import Compiler, Refused

UNIT = "contracts/LedgerFactory.sol"
TARGET = (UNIT, "LedgerFactory")
SOURCES = sources()

pytestmark = pytest.mark.skipif(
    not (ROOT / "node_modules" / "solc").is_dir(), reason="node_modules is absent: run npm ci"
)


@pytest.fixture(scope="module")
def compiler() -> Iterator[Compiler]:
    """One process for all tests here."""
    warm = Compiler(ROOT, settings())
    yield warm
    warm.close()


def changed(old: str, new: str) -> dict[str, dict[str, str]]:
    """The sources with one change of the factory."""
    text = SOURCES[UNIT]["content"]
    assert text.count(old) == 1
    return {**SOURCES, UNIT: {"content": text.replace(old, new)}}


def test_gives_the_code_of_the_committed_artifact(compiler: Compiler) -> None:
    artifact = json.loads((ARTIFACTS / "LedgerFactory.json").read_text("utf-8"))
    code = compiler.compile(SOURCES, [TARGET])[TARGET]
    assert (f"0x{code.creation}", f"0x{code.runtime}") == (artifact["bytecode"], artifact["deployedBytecode"])


def test_says_why_a_source_does_not_compile_and_compiles_the_next(compiler: Compiler) -> None:
    with pytest.raises(Refused, match="Undeclared identifier"):
        compiler.compile(changed("revert Occupied(place)", "revert Nonesuch(place)"), [TARGET])
    assert compiler.compile(SOURCES, [TARGET])


def test_a_change_of_a_comment_is_no_other_contract_and_one_of_a_rule_is(compiler: Compiler) -> None:
    original = compiler.compile(SOURCES, [TARGET])
    assert compiler.compile(changed("/// @title LedgerFactory", "/// @title Factory"), [TARGET]) == original
    assert compiler.compile(changed("place.code.length != 0", "place.code.length == 0"), [TARGET]) != original


def test_starts_anew_when_its_process_has_ended(compiler: Compiler) -> None:
    compiler.close()
    assert compiler.compile(SOURCES, [TARGET])
