"""Rights and pledgors of the pledges that went through this gateway: the chain keeps a digest of each list only."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from chain_gateway.submission.records import Pledged
from chain_gateway.submission.tables import pledge_rights

_KEY = 32
_ID = 8
_CHUNK = 500  # below the number of parameters that any database takes in one statement


def of(connection: Connection, pledge: int) -> tuple[bytes, ...] | None:
    """Asset keys of the pledge, ascending, as last heard; None when it is not here.

    Other gateways change pledges too: check the list against the chain's digest before it is used.
    """
    packed = connection.execute(
        select(pledge_rights.c.rights).where(pledge_rights.c.pledge == pledge)
    ).scalar_one_or_none()
    if packed is None:
        return None
    content = bytes(packed)
    return tuple(content[start : start + _KEY] for start in range(0, len(content), _KEY))


def pledgors_of(connection: Connection, pledge: int) -> tuple[int, ...] | None:
    """Ids of the pledge's pledgors, ascending; None when they are not here. No act changes them."""
    packed = connection.execute(
        select(pledge_rights.c.pledgors).where(pledge_rights.c.pledge == pledge)
    ).scalar_one_or_none()
    if packed is None:
        return None
    content = bytes(packed)
    return tuple(int.from_bytes(content[start : start + _ID]) for start in range(0, len(content), _ID))


def put(connection: Connection, pledged: Mapping[int, Pledged]) -> None:
    """Note the rights and pledgors of pledges, in place of what was there."""
    ids = sorted(pledged)
    for start in range(0, len(ids), _CHUNK):
        connection.execute(delete(pledge_rights).where(pledge_rights.c.pledge.in_(ids[start : start + _CHUNK])))
    if pledged:
        connection.execute(insert(pledge_rights), [_row(pledge, pledged[pledge]) for pledge in ids])


def release(connection: Connection, pledge: int, freed: Iterable[bytes]) -> None:
    """Take freed rights off a pledge's list, when it is here."""
    present = of(connection, pledge)
    if present is not None:
        gone = set(freed)
        _replace(connection, pledge, (key for key in present if key not in gone))


def extend(connection: Connection, pledge: int, added: Iterable[bytes]) -> None:
    """Put added rights on a pledge's list, when it is here."""
    present = of(connection, pledge)
    if present is not None:
        _replace(connection, pledge, {*present, *added})


def _row(pledge: int, pledged: Pledged) -> dict[str, Any]:
    pledgors = b"".join(each.to_bytes(_ID) for each in sorted(pledged.pledgors))
    return {"pledge": pledge, "rights": _packed(pledged.rights), "pledgors": pledgors}


def _replace(connection: Connection, pledge: int, rights: Iterable[bytes]) -> None:
    connection.execute(update(pledge_rights).where(pledge_rights.c.pledge == pledge).values(rights=_packed(rights)))


def _packed(rights: Iterable[bytes]) -> bytes:
    return b"".join(sorted(rights))
