"""Row changes of several blocks, put together so that few statements write them. Pure.

Within a batch a row may be inserted and closed again. Such a row is closed here, before it is written; what was open
in the database already is closed there. So all closings are written first and all insertions after them, whatever
their order was.
"""

from collections import defaultdict
from collections.abc import Iterable

from indexer.projection.rows import Change, Close, Insert, Interval, Row

_Columns = tuple[str, ...]
_Values = tuple[object, ...]


class Batch:
    """Collects changes in the order in which they were made."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._rows: dict[type[Row], list[Row]] = defaultdict(list)
        self._closes: dict[tuple[type[Interval], _Columns], list[Close]] = defaultdict(list)
        # Places of open inserted rows, by the columns that some closing of the batch has matched on.
        self._open: dict[type[Row], dict[_Columns, dict[_Values, list[int]]]] = defaultdict(dict)
        for change in changes:
            self.add(change)

    def add(self, change: Change) -> None:
        """Adds the next change."""
        if isinstance(change, Insert):
            self._insert(change.row)
        else:
            self._close(change)

    def rows(self) -> dict[type[Row], list[Row]]:
        """Rows to insert, by their type."""
        return dict(self._rows)

    def closes(self) -> dict[tuple[type[Interval], _Columns], list[Close]]:
        """Closings to make in the database before, by the row type and the columns that they match on."""
        return dict(self._closes)

    def _insert(self, row: Row) -> None:
        row_type = type(row)
        rows = self._rows[row_type]
        for columns, places in self._open[row_type].items():
            places.setdefault(_values(row, columns), []).append(len(rows))
        rows.append(row)

    def _close(self, close: Close) -> None:
        columns, values = zip(*close.match, strict=True)
        self._closes[close.row_type, columns].append(close)
        places = self._places(close.row_type, columns).pop(values, None)
        if places is None:
            return
        rows = self._rows[close.row_type]
        for place in places:
            row = rows[place]
            # Another closing, on other columns, may have been first.
            if isinstance(row, Interval) and row.until_sequence is None:
                rows[place] = _closed(row, close)

    def _places(self, row_type: type[Row], columns: _Columns) -> dict[_Values, list[int]]:
        places = self._open[row_type].get(columns)
        if places is None:
            places = self._open[row_type][columns] = {}
            for place, row in enumerate(self._rows[row_type]):
                places.setdefault(_values(row, columns), []).append(place)
        return places


def _closed(row: Interval, close: Close) -> Interval:
    """The row with its end; `dataclasses.replace` would take ten times as long."""
    closed = object.__new__(type(row))
    end = {"until_sequence": close.sequence, "until_block": close.block}
    end |= {"until_on": close.on, "until_dated_by": close.dated_by}  # type: ignore[dict-item]
    object.__setattr__(closed, "__dict__", row.__dict__ | end)
    return closed


def _values(row: Row, columns: _Columns) -> _Values:
    held = row.__dict__
    return tuple([held[name] for name in columns])
