"""Names of parties as this gateway entered them. A natural person's name is here and nowhere else."""

import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from chain_gateway.submission.errors import AmbiguousName, NameKnown, NamePending
from chain_gateway.submission.records import DirectoryEntry
from chain_gateway.submission.tables import directory

_CHUNK = 500  # below the number of parameters that any database takes in one statement


def name_key(name: str) -> str:
    """What makes two spellings one name: NFKC, upper case, single blanks."""
    folded = unicodedata.normalize("NFKC", name).upper()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def reserve(connection: Connection, submission_id: str, entries: Sequence[DirectoryEntry]) -> None:
    """Note the parties that a submission enters or renames, in the order of its entries.

    Raises NameKnown, or NamePending when one of them is on its way already (in this submission, too).
    """
    for place, entry in enumerate(entries):
        key = name_key(entry.name)
        found = connection.execute(
            select(directory.c.party, directory.c.submission_id).where(
                directory.c.name_key == key, directory.c.identifier == entry.identifier
            )
        ).one_or_none()
        if found is not None and found.party is not None and found.party == entry.party and not entry.salt:
            continue  # an institution goes back to a name that it had
        if found is not None and found.party is not None:
            raise NameKnown(entry.name, found.party)
        if found is not None:
            raise NamePending(entry.name, found.submission_id)
        connection.execute(
            insert(directory).values(
                name_key=key,
                identifier=entry.identifier,
                name=entry.name,
                kind=entry.kind,
                salt=entry.salt,
                submission_id=submission_id,
                place=place,
            )
        )


def settle(connection: Connection, submission_id: str, parties: Sequence[int]) -> None:
    """Give the parties that a submission entered their ids, in the order of its entries."""
    for place, party in enumerate(parties):
        connection.execute(
            update(directory)
            .where(directory.c.submission_id == submission_id, directory.c.place == place)
            .values(party=party)
        )


def give_up(connection: Connection, submission_id: str) -> None:
    """Forget the parties of a submission that ended without effect."""
    connection.execute(delete(directory).where(directory.c.submission_id == submission_id, directory.c.party.is_(None)))


def resolve(connection: Connection, names: Iterable[str]) -> dict[str, int | None]:
    """Party id of each name; None of one that is not here or still on its way. Raises AmbiguousName."""
    wanted = list(dict.fromkeys(names))
    keys = {name: name_key(name) for name in wanted}
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
