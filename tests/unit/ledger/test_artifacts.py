"""The committed contracts."""

import pytest

from chain_gateway.ledger.artifacts import ABI_NAMES, UnknownArtifact, artifact


@pytest.mark.parametrize("name", ABI_NAMES)
def test_a_contract_has_its_interface_and_code(name: str) -> None:
    found = artifact(name)
    assert found.name == name
    assert any(entry["type"] == "function" for entry in found.abi)
    assert len(found.bytecode) > len(found.deployed_bytecode) > 800


@pytest.mark.parametrize("wrong", ["Book", "../LedgerLog", "", "x" * 10_000])
def test_another_name_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownArtifact, match="PledgeRegistry"):
        artifact(wrong)
