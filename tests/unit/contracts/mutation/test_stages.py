"""Which contracts carry a mutant, and whose tests are asked first."""

from __future__ import annotations

import pytest

from scripts.compile import DEPLOYABLE
from scripts.mutation.__main__ import everything
from scripts.mutation.stages import stages

SOURCES = everything()


def test_a_books_own_tests_come_first_and_all_last() -> None:
    own, last = stages("contracts/BuybackBook.sol", SOURCES)
    assert own.tests == "contracts/test/BuybackBook.*"
    assert own.targets == last.targets == (("contracts/BuybackBook.sol", "BuybackBook"),)
    assert last.tests is None


def test_a_librarys_harness_comes_first_and_every_book_that_uses_it_is_in_the_last_stage() -> None:
    found = stages("contracts/libraries/SortedKeys.sol", SOURCES)
    assert found[0].tests == "contracts/test/libraries/SortedKeys.t.sol"
    assert [target[1] for target in found[0].targets] == ["SortedKeysTest"]
    names = {name for _, name in found[-1].targets}
    assert {"AssetRegistry", "PledgeRegistry", "ChangeBook", "PledgorConsents", "BuybackBook"} <= names
    assert "LedgerLog" not in names


def test_a_library_that_another_uses_is_in_the_others_harness_too() -> None:
    last = stages("contracts/libraries/FieldName.sol", SOURCES)[-1]
    assert {"FieldNameTest", "ObligationRulesTest", "SortedKeysTest"} <= {name for _, name in last.targets}


def test_the_base_of_all_books_is_tried_in_two_before_all() -> None:
    found = stages("contracts/Book.sol", SOURCES)
    assert [stage.tests for stage in found] == [
        "contracts/test/PartyRegistry.*",
        "contracts/test/SearchRegister.*",
        None,
    ]
    assert {"AccessManager", "LedgerLog", "LedgerFactory", "PledgorConsents"} == set(DEPLOYABLE) - {
        name for _, name in found[-1].targets
    }


UNITS = sorted(
    name
    for name in SOURCES
    if name.startswith("contracts/") and not name.startswith(("contracts/test/", "contracts/interfaces/"))
)


@pytest.mark.parametrize("unit", UNITS)
def test_every_contract_is_carried_by_something_that_is_tested(unit: str) -> None:
    assert stages(unit, SOURCES)[-1].targets
