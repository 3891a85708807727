"""Changes of several blocks, written at once."""

from indexer.projection.rows import Close, HolderRow, Insert, PledgeRightRow
from indexer.store.batch import Batch


def right(sequence: int, key: str) -> Insert:
    return Insert(PledgeRightRow(sequence=sequence, block=sequence, pledge=1, asset_key=key))


def close(sequence: int, **match: str | int | bool) -> Close:
    row_type = HolderRow if "joint" in match else PledgeRightRow
    return Close(row_type, tuple(match.items()), sequence, sequence, 20260101, "recorded")


def ends(batch: Batch) -> dict[str, int | None]:
    rows = batch.rows()[PledgeRightRow]
    return {row.asset_key: row.until_sequence for row in rows if isinstance(row, PledgeRightRow)}


def test_a_row_that_is_opened_and_closed_in_one_batch_is_written_closed() -> None:
    batch = Batch([right(1, "a"), right(1, "b"), close(2, pledge=1, asset_key="a")])
    assert ends(batch) == {"a": 2, "b": None}


def test_a_row_is_closed_by_the_first_act_that_closes_it() -> None:
    batch = Batch(
        [right(1, "a"), right(1, "b"), close(2, pledge=1, asset_key="a"), close(3, pledge=1), close(4, pledge=1)]
    )
    assert ends(batch) == {"a": 2, "b": 3}


def test_a_row_that_is_opened_after_a_closing_stays_open() -> None:
    batch = Batch([right(1, "a"), close(2, pledge=1), right(3, "a")])
    assert [row.sequence for row in batch.rows()[PledgeRightRow] if row.until_sequence is None] == [3]  # type: ignore[attr-defined]


def test_a_closing_touches_only_what_matches_in_every_column() -> None:
    holders = [
        Insert(HolderRow(sequence=1, block=1, pledge=1, party=party, joint=joint, on=1, dated_by="block"))
        for party, joint in ((7, False), (8, True))
    ]
    batch = Batch([*holders, close(2, pledge=1, joint=False)])
    assert [row.until_sequence for row in batch.rows()[HolderRow]] == [2, None]  # type: ignore[attr-defined]


def test_closings_of_rows_in_the_database_are_kept_by_what_they_match_on() -> None:
    batch = Batch([close(2, pledge=1, asset_key="a"), close(3, pledge=1), close(4, pledge=2)])
    assert {columns: len(closes) for (_, columns), closes in batch.closes().items()} == {
        ("pledge", "asset_key"): 1,
        ("pledge",): 2,
    }
