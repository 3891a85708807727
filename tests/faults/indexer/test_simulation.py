"""Thirty seeds of a misbehaving world; `make nightly` runs five hundred."""

from pathlib import Path

import pytest

from tests.support.indexer_simulation import simulate
from tests.support.postgresql import Cluster


@pytest.mark.parametrize("seed", range(25))
def test_whatever_fails_the_rows_end_as_those_of_a_clean_reading(seed: int, tmp_path: Path) -> None:
    simulate(seed, f"sqlite:///{tmp_path}/followed.db", f"sqlite:///{tmp_path}/clean.db")


@pytest.mark.parametrize("seed", range(25, 30))
def test_rows_on_postgresql_end_as_those_of_a_clean_reading_on_sqlite(
    seed: int, tmp_path: Path, postgresql: Cluster
) -> None:
    simulate(seed, postgresql.fresh(), f"sqlite:///{tmp_path}/clean.db")
