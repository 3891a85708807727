"""The whole house on a real node: the same demonstration as on the embedded chain, and a restart that loses nothing."""

import csv
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from pledge.commands.demo import DEMONSTRATION_SCRYPT_WORK
from pledge.demonstration import cast
from pledge.demonstration.run import demonstrate, indexed
from pledge.house import House, HouseSettings
from tests.support.importing_oracle import csv_rows, independent_count

PACKAGES = Path(__file__).parents[2] / "node_modules"

pytestmark = pytest.mark.skipif(
    not (PACKAGES / "@foundry-rs").is_dir() and shutil.which("anvil") is None,
    reason="anvil is not installed: `npm ci` brings it (`make test` does so)",
)


def few_records(path: Path) -> list[dict[str, str]]:
    """The instruments of two patents, written to `path`."""
    with as_file(files("chain_gateway.importing") / "data" / "us_security_chains.csv") as table:
        rows = csv_rows(table)
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows


def test_the_demonstration_runs_on_anvil_and_survives_a_restart(tmp_path: Path) -> None:
    rows = few_records(tmp_path / "few.csv")
    folder = tmp_path / "house"
    folder.mkdir()
    settings = HouseSettings(folder, "not a secret of anything", scrypt_work=DEMONSTRATION_SCRYPT_WORK)
    with House.anvil(settings, PACKAGES) as house:
        found = demonstrate(house, tmp_path / "few.csv", lambda _done, _total, _what: None)
        before = house.lookup.status(cast.REAL_US_PATENT_HISTORY)
    counted = independent_count(rows)
    assert found.completeness["complete"] is True
    assert found.statistics["events"]["PledgeMigrated"] == counted["migrated"]
    assert found.statistics["pairs"]["encumbered"] == counted["pairs_left"]
    assert found.pledging["second_filing_refused"]["name"] == "AlreadyEncumbered"

    with House.anvil(settings, PACKAGES) as house:
        indexed(house)
        after = house.lookup.status(cast.REAL_US_PATENT_HISTORY)
        state = house.lookup.completeness()
    assert state["complete"] is True
    assert state["sequence"] == found.completeness["sequence"]
    assert after["pledges"] == before["pledges"]


def test_an_index_thrown_away_is_rebuilt_the_same_from_the_chain(tmp_path: Path) -> None:
    few_records(tmp_path / "few.csv")
    folder = tmp_path / "house"
    folder.mkdir()
    settings = HouseSettings(folder, "not a secret of anything", scrypt_work=DEMONSTRATION_SCRYPT_WORK)
    with House.anvil(settings, PACKAGES) as house:
        found = demonstrate(house, tmp_path / "few.csv", lambda _done, _total, _what: None)
    for file in folder.glob("index.sqlite*"):
        file.unlink()
    with House.anvil(settings, PACKAGES) as house:
        indexed(house)
        rebuilt = house.lookup
        assert rebuilt.completeness()["head"] == found.completeness["head"]
        assert rebuilt.history(cast.REAL_US_PATENT_HISTORY)["acts"] == found.history["acts"]
