"""Rights and pledgors of the pledges that went through this gateway: the chain keeps a digest of each list only."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from chain_gateway.submission.records import Pledged
from chain_gateway.submission.tables import pledge_rights

_KEY = 32
_ID = 8


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


def put(connection: Connection, pledge: int, pledged: Pledged) -> None:
    """Note a pledge's rights and pledgors, in place of what was there."""
    connection.execute(delete(pledge_rights).where(pledge_rights.c.pledge == pledge))
    ids = b"".join(each.to_bytes(_ID) for each in sorted(pledged.pledgors))
    connection.execute(insert(pledge_rights).values(pledge=pledge, rights=_packed(pledged.rights), pledgors=ids))


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


def _replace(connection: Connection, pledge: int, rights: Iterable[bytes]) -> None:
    connection.execute(update(pledge_rights).where(pledge_rights.c.pledge == pledge).values(rights=_packed(rights)))


def _packed(rights: Iterable[bytes]) -> bytes:
    return b"".join(sorted(rights))
