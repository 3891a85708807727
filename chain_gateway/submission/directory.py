"""Names of parties as this gateway entered them. A natural person's name is here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from chain_gateway.ledger.spelling import folded
from chain_gateway.submission.errors import AmbiguousName, NameKnown, NamePending
from chain_gateway.submission.records import DirectoryEntry
from chain_gateway.submission.tables import directory

_CHUNK = 500  # below the number of parameters that any database takes in one statement

_HOLDERS = select(
    directory.c.name_key, directory.c.identifier, directory.c.party, directory.c.submission_id
).where(directory.c.name_key.in_(bindparam("names", expanding=True)))  # fmt: skip

_SETTLED = (
    update(directory)
    .where(directory.c.submission_id == bindparam("entered_by"), directory.c.place == bindparam("at"))
    .values(party=bindparam("id"))
)


class Reservations:
    """Names that submissions of one transaction enter: looked up together, kept together.

    `entries` are all that may come. Whoever uses it holds the lock of the audit, so that nobody else enters names.
    """

    def __init__(self, connection: Connection, entries: Iterable[DirectoryEntry]) -> None:
        self._connection = connection
        self._taken: dict[tuple[str, str], tuple[int | None, str]] = {}
        self._rows: list[dict[str, Any]] = []
        keys = sorted({folded(entry.name) for entry in entries})
        for start in range(0, len(keys), _CHUNK):
            for row in connection.execute(_HOLDERS, {"names": keys[start : start + _CHUNK]}):
                self._taken[row.name_key, row.identifier] = (row.party, row.submission_id)

    def reserve(self, submission_id: str, entries: Sequence[DirectoryEntry]) -> None:
        """Take the names for a submission, in the order of its entries; all of them or none.

        Raises NameKnown, or NamePending when one of them is on its way already (in this submission, too).
        """
        taken: dict[tuple[str, str], tuple[int | None, str]] = {}
        fresh: list[tuple[int, DirectoryEntry]] = []
        for place, entry in enumerate(entries):
            key = (folded(entry.name), entry.identifier)
            party, holder = self._taken.get(key) or taken.get(key) or (None, None)
            if party is not None and party == entry.party and not entry.salt:
                continue  # it takes a name again that is its own already
            if party is not None:
                raise NameKnown(entry.name, party)
            if holder is not None:
                raise NamePending(entry.name, holder)
            taken[key] = (None, submission_id)
            fresh.append((place, entry))
        self._taken |= taken
        self._rows += [
            {
                "name_key": folded(entry.name),
                "identifier": entry.identifier,
                "name": entry.name,
                "kind": entry.kind,
                "salt": entry.salt,
                "submission_id": submission_id,
                "place": place,
            }
            for place, entry in fresh
        ]

    def keep(self) -> None:
        """Write what was taken."""
        if self._rows:
            self._connection.execute(insert(directory), self._rows)


def settle(connection: Connection, entered: Mapping[str, Sequence[int]]) -> None:
    """Give the parties that submissions entered their ids: of each submission in the order of its entries."""
    rows = [
        {"entered_by": submission_id, "at": place, "id": party}
        for submission_id, parties in entered.items()
        for place, party in enumerate(parties)
    ]
    if rows:
        connection.execute(_SETTLED, rows)


def give_up(connection: Connection, submission_id: str) -> None:
    """Forget the parties of a submission that ended without effect."""
    connection.execute(delete(directory).where(directory.c.submission_id == submission_id, directory.c.party.is_(None)))


def resolve(connection: Connection, names: Iterable[str]) -> dict[str, int | None]:
    """Party id of each name; None of one that is not here or still on its way. Raises AmbiguousName."""
    wanted = list(dict.fromkeys(names))
    keys = {name: folded(name) for name in wanted}
    distinct = sorted(set(keys.values()))
    found: dict[str, list[int]] = {}
    for start in range(0, len(distinct), _CHUNK):
        rows = connection.execute(
            select(directory.c.name_key, directory.c.party)
            .where(directory.c.name_key.in_(distinct[start : start + _CHUNK]), directory.c.party.is_not(None))
            .order_by(directory.c.party)
        )
        for row in rows:
            found.setdefault(row.name_key, []).append(row.party)
    answer: dict[str, int | None] = {}
    for name in wanted:
        parties = found.get(keys[name], [])
        if len(parties) > 1:
            raise AmbiguousName(name, tuple(parties))
        answer[name] = parties[0] if parties else None
    return answer


def entries(connection: Connection, parties: Sequence[int]) -> dict[int, DirectoryEntry]:
    """What the directory holds of these parties, by id: of one that was renamed, its newest name."""
    rows = connection.execute(select(directory).where(directory.c.party.in_(list(parties))).order_by(directory.c.row))
    return {row.party: DirectoryEntry(row.name, row.identifier, row.kind, bytes(row.salt), row.party) for row in rows}
