"""The enumerations are those of the Solidity sources."""

import re
from enum import IntEnum
from pathlib import Path

import pytest

from chain_gateway.ledger import enums

INTERFACES = Path(__file__).parents[3] / "contracts" / "interfaces"
PYTHON = {
    name: value
    for name, value in vars(enums).items()
    if isinstance(value, type) and issubclass(value, IntEnum) and value is not IntEnum
}


def solidity_enums() -> dict[str, list[str]]:
    """Members of every enum of the interfaces, in their order."""
    sources = "\n".join(path.read_text("utf-8") for path in sorted(INTERFACES.glob("*.sol")))
    found = re.findall(r"^enum (\w+) \{([^}]*)\}", sources, re.MULTILINE)
    return {name: [member.strip() for member in body.split(",")] for name, body in found}


def test_every_enum_of_the_contracts_is_here_and_no_other() -> None:
    assert set(PYTHON) == set(solidity_enums())


@pytest.mark.parametrize("name", sorted(solidity_enums()))
def test_an_enum_has_the_members_of_solidity_in_their_order(name: str) -> None:
    assert [member.name for member in PYTHON[name]] == solidity_enums()[name]
    assert [member.value for member in PYTHON[name]] == list(range(len(solidity_enums()[name])))


def test_the_member_none_is_found_by_its_solidity_name_and_by_its_alias() -> None:
    assert enums.PartyKind["None"] is enums.PartyKind.None_
    assert enums.PartyKind.None_.name == "None"
