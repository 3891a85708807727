"""Which step before an end a day has reached."""

import pytest

from indexer.watch.day_rules import reached


@pytest.mark.parametrize(
    ("ends_on", "today", "step"),
    [
        (20260401, 20260101, 90),
        (20260401, 20251231, None),
        (20260401, 20260302, 30),
        (20260401, 20260301, 90),
        (20260401, 20260325, 7),
        (20260401, 20260324, 30),
        (20260401, 20260401, 7),
        (20260401, 20260402, None),
        (20240229, 20240222, 7),
        (0, 20260101, None),
    ],
)
def test_the_nearest_step_that_is_reached_counts(ends_on: int, today: int, step: int | None) -> None:
    assert reached(ends_on, today) == step
