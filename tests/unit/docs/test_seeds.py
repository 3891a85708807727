"""Everything that docs/seeds.md names exists: contract, event, endpoint, page and test."""

import re
from pathlib import Path

import pytest

from chain_gateway.client.verbs import VERBS
from chain_gateway.ledger.artifacts import ABI_NAMES, artifact
from indexer.lookup import app as lookup

PROJECT = Path(__file__).parents[3]
_ROW = re.compile(r"^\| (S\d+[^|]*) \|(.*)\|$", re.MULTILINE)
ROWS = [
    (seed, *(cell.strip().strip("`") for cell in cells.split("|")))
    for seed, cells in _ROW.findall((PROJECT / "docs" / "seeds.md").read_text(encoding="utf-8"))
]
PUBLIC = set(re.findall(r'@router\.get\(\s*"([^"]+)"', Path(lookup.__file__).read_text(encoding="utf-8")))
PAGES = {
    path
    for view in (PROJECT / "indexer" / "portal" / "views").glob("*.py")
    for path in re.findall(r'Route\("([^"]+)"', view.read_text(encoding="utf-8"))
}


def test_every_seed_has_a_row() -> None:
    assert {row[0].split()[0] for row in ROWS} == {f"S{number}" for number in range(1, 16)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_row_names_is_there(row: tuple[str, ...]) -> None:
    _, contract, event, endpoint, page, test = row
    assert contract in ABI_NAMES
    assert event in {entry["name"] for entry in artifact(contract).abi if entry["type"] == "event"}
    method, path = endpoint.split(" ")
    if method == "GET":
        assert path.removeprefix("/v1") in PUBLIC
    else:
        assert (method, path) in VERBS.values()
    assert page == "—" or page in PAGES
    file, _, name = test.partition("::")
    content = (PROJECT / file).read_text(encoding="utf-8")
    assert f"def {name}(" in content if name else "def test_" in content
