"""Encoded events in, row changes out: as the golden files say."""

import json

import pytest

from indexer.projection.project import PROJECTIONS
from tests.support.indexer_golden import FOLDER, changes_of

FILES = sorted(FOLDER.glob("projection_*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_events_make_the_rows_of_the_golden_file(file: object) -> None:
    for case in json.loads(file.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
        assert changes_of(case["event"]) == case["changes"]


def test_the_golden_files_hold_every_event() -> None:
    told = {
        change["row"]["name"]
        for file in FILES
        for case in json.loads(file.read_text(encoding="utf-8"))
        for change in case["changes"]
        if change.get("insert") == "events"
    }
    assert told == {payload.__name__ for payload in PROJECTIONS}
