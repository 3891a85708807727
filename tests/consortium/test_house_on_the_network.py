"""The whole house on four validators: the demonstration, on real records, as on the embedded chain and on anvil."""

from pathlib import Path

from pledge.demonstration.run import Demonstration
from tests.integration.test_house_on_anvil import few_records
from tests.support.importing_oracle import independent_count


def test_the_demonstration_runs_on_the_network(demonstration: Demonstration, tmp_path: Path) -> None:
    counted = independent_count(few_records(tmp_path / "few.csv"))
    assert demonstration.completeness["complete"] is True
    assert demonstration.statistics["events"]["PledgeMigrated"] == counted["migrated"]
    assert demonstration.pledging["second_filing_refused"]["name"] == "AlreadyEncumbered"
