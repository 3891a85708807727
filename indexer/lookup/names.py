"""Parties as answers name them: institutions by name, natural persons by number only."""

from collections.abc import Mapping
from typing import Any

from chain_gateway.ledger.enums import PartyKind
from indexer.lookup.texts import shown
from indexer.projection.rows import PartyRow


def name_of(party: int, row: PartyRow | None) -> str:
    """The public name of a party. The names of natural persons are not on the ledger, and are never shown."""
    if row is None:
        return "the governance" if party == 0 else f"party #{party}"
    if row.kind == PartyKind.NaturalPerson or not row.name:
        return f"natural person #{party}"
    return shown(row.name)


def party_json(party: int, parties: Mapping[int, PartyRow]) -> dict[str, Any]:
    """{"id", "name"} of a party."""
    return {"id": party, "name": name_of(party, parties.get(party))}
