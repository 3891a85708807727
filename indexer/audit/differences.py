"""Rows that should be, beside rows that are. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One place where the store differs from the chain."""

    table: str
    key: str
    field: str | None
    """None when the whole row is missing or too many."""
    chain: Any
    """What the chain says; None where it knows no such row."""
    store: Any
    """What the store says; None where it has no such row."""

    def to_json(self) -> dict[str, Any]:
        """The difference as JSON."""
        return {
            "table": self.table,
            "key": self.key,
            "field": self.field,
            "chain": _plain(self.chain),
            "store": _plain(self.store),
        }


def compare(table: str, key: Sequence[str], expected: Iterable[Row], found: Iterable[Row]) -> list[Difference]:
    """Every difference of a table whose primary key are the columns `key`."""
    wanted = {tuple(row[name] for name in key): row for row in expected}
    differences: list[Difference] = []
    for row in found:
        place = tuple(row[name] for name in key)
        chain = wanted.pop(place, None)
        told = _key(key, place)
        if chain is None:
            differences.append(Difference(table, told, None, None, dict(row)))
            continue
        differences += [
            Difference(table, told, name, chain.get(name), value)
            for name, value in row.items()
            if name not in chain or not same(chain[name], value)
        ]
    differences += [Difference(table, _key(key, place), None, dict(row), None) for place, row in wanted.items()]
    return differences


def same(chain: Any, store: Any) -> bool:
    """Whether two values are the same, type and all: 1 is no True here, and no text."""
    return type(chain) is type(store) and bool(chain == store)


def _key(names: Sequence[str], values: Sequence[Any]) -> str:
    return ", ".join(f"{name}={_plain(value)}" for name, value in zip(names, values, strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
