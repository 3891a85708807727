"""Who is who in the layouts that know only assignors and assignees."""

from collections.abc import Iterable
from typing import TypedDict

from chain_gateway.importing.records import Conveyance


class Roles(TypedDict):
    """The party fields of a Record."""

    pledgors: tuple[str, ...]
    pledgees: tuple[str, ...]
    old_pledgees: tuple[str, ...]


def roles(conveyance: Conveyance, assignors: Iterable[str], assignees: Iterable[str]) -> Roles:
    """Parties by what the instrument does: in a release the secured party gives back, else it takes."""
    givers = tuple(dict.fromkeys(name for name in assignors if name))
    takers = tuple(dict.fromkeys(name for name in assignees if name))
    if conveyance is Conveyance.RELEASE:
        return {"pledgors": takers, "pledgees": givers, "old_pledgees": ()}
    if conveyance is Conveyance.ASSIGNMENT:
        return {"pledgors": (), "pledgees": takers, "old_pledgees": givers}
    return {"pledgors": givers, "pledgees": takers, "old_pledgees": ()}
