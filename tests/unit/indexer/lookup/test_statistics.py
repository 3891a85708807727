"""Which cells of the statistics are told, and how often they are counted."""

import pytest

from indexer.lookup.statistics import cells


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([1, 1], None),
        ([2], None),
        ([3], None),
        ([1, 1, 1], 3),
        ([2, 1], 3),
        ([5, 1], None),
        ([4, 1], 5),
        ([80, 20], 100),
        ([81, 19], None),
    ],
)
def test_a_cell_of_few_pledges_or_of_one_bank_is_not_told(shares: list[int], told: int | None) -> None:
    counted = [("CN", 1, 2026, party, share) for party, share in enumerate(shares)]
    assert cells(counted) == [{"jurisdiction": "CN", "kind": "Patent", "year": 2026, "pledges": told}]


def test_cells_are_apart_by_kind_and_year() -> None:
    counted = [("US", 1, 2020, 1, 2), ("US", 1, 2020, 2, 2), ("CN", 1, 2020, 1, 9), ("US", 1, 2021, 1, 1)]
    assert [(cell["jurisdiction"], cell["year"], cell["pledges"]) for cell in cells(counted)] == [
        ("CN", 2020, None),
        ("US", 2020, 4),
        ("US", 2021, None),
    ]
