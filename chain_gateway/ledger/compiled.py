"""Decoders of ABI data, compiled from the annotations of a dataclass: a quick way to the same values.

`solidity.decode_arguments` decodes with eth-abi, encodes again and compares, which costs an event hundreds of
microseconds. Here the source of one function is written for each list of types: it slices the words where the one
canonical encoding has them, and checks on the way that they are there: offsets, paddings, ranges and the length.
Whatever it does not take, it refuses with NotCanonical, and the caller asks the slow way for the reason. Tests
compare the two on every event, on valid data and on altered ones.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from chain_gateway.ledger.solidity import Struct, codec, readable_text, scalar

_Owner = TypeVar("_Owner")
_EXACT_IN_JSON = 2**53 - 1


class NotCanonical(ValueError):
    """The data are not the canonical encoding of the expected types."""


def compile_decoder(owner: type[_Owner]) -> Callable[[bytes], _Owner]:
    """A decoder of the ABI data of a dataclass's fields, which answers the dataclass. It raises NotCanonical."""
    writer = _Writer("data")
    writer.say("size = len(data)")
    values, end = writer.members(list(annotations_of(owner).values()), "0")
    writer.require(f"{end} != size")
    writer.say(f"return {writer.made(owner, values)}")
    decode: Callable[[bytes], _Owner] = writer.function()
    return decode


def compile_json(owner: type) -> Callable[[Any], dict[str, Any]]:
    """What `solidity.to_json` makes of each field of such a dataclass, by their names."""
    writer = _Writer("value")
    writer.say(f"return {writer.json_object(owner, 'value')}")
    shown: Callable[[Any], dict[str, Any]] = writer.function()
    return shown


def annotations_of(owner: type) -> dict[str, Any]:
    """The annotations of a dataclass's fields, in their order."""
    hints = get_type_hints(owner, include_extras=True)
    return {name: hints[name] for name in getattr(owner, "__dataclass_fields__", {})}


class _Writer:
    """Writes the source of one function of one argument. Variables are numbered, so that none meet by accident."""

    def __init__(self, argument: str) -> None:
        self._lines: list[str] = [f"def function({argument}):"]
        self._names = 0
        self._depth = 1
        self._given: dict[str, Any] = {
            "NotCanonical": NotCanonical,
            "integer": int.from_bytes,
            "text": readable_text,
            "new": object.__new__,
            "put": object.__setattr__,
        }

    def function(self) -> Any:
        """The function whose source was written."""
        code = compile("\n".join(self._lines), "<compiled for the ledger>", "exec")
        exec(code, self._given)  # noqa: S102  # of nothing but names and numbers of our own types
        return self._given["function"]

    def members(self, annotations: Sequence[Any], base: str) -> tuple[list[str], str]:
        """Writes what reads the members of a tuple at `base`; answers their expressions and where the tuple ends."""
        tail = self._name()
        self.say(f"{tail} = {base} + {sum(map(_head_size, annotations))}")
        # Every read below `size` or not: what runs over the end never ends exactly there, and the caller compares.
        values: list[str] = []
        place = 0
        for annotation in annotations:
            if _is_dynamic(annotation):
                self.require(f"integer(data[{base} + {place}:{base} + {place + 32}]) != {tail} - {base}")
                values.append(self._dynamic(annotation, tail))
            else:
                values.append(self._static(annotation, f"{base} + {place}"))
            place += _head_size(annotation)
        return values, tail

    def _static(self, annotation: Any, at: str) -> str:
        """Writes what reads a value of fixed size; answers its expression."""
        if _is_struct(annotation):
            place, values = 0, []
            for inner in annotations_of(annotation).values():
                values.append(self._static(inner, f"{at} + {place}"))
                place += _head_size(inner)
            return self.made(annotation, values)
        value = self._name()
        if isinstance(annotation, type) and issubclass(annotation, IntEnum):
            members = self._give({int(member): member for member in annotation})
            self.say(f"{value} = {members}.get(integer(data[{at}:{at} + 32]))")
            self.require(f"{value} is None")
            return value
        name = codec(annotation).type
        if name.startswith("uint"):
            self.say(f"{value} = integer(data[{at}:{at} + 32])")
            self.require(f"{value} >> {int(name[4:])}")
        elif name == "bool":
            self.say(f"{value} = integer(data[{at}:{at} + 32])")
            self.require(f"{value} > 1")
            self.say(f"{value} = {value} == 1")
        elif name == "bytes32":
            self.say(f"{value} = data[{at}:{at} + 32]")
        elif name == "address":
            self.say(f"{value} = data[{at}:{at} + 32]")
            self.require(f"{value}[:12] != {bytes(12)!r}")
            self.say(f"{value} = {self._give(_address)}({value}[12:])")
        else:
            size = int(name[5:])
            self.say(f"{value} = data[{at}:{at} + 32]")
            self.require(f"{value}[{size}:] != {bytes(32 - size)!r}")
            self.say(f"{value} = {self._give(scalar(name).decode)}({value}[:{size}])")
        return value

    def _dynamic(self, annotation: Any, tail: str) -> str:
        """Writes what reads a value of variable size at `tail`, and moves `tail` behind it; answers its expression."""
        if _is_struct(annotation):
            values, end = self.members(list(annotations_of(annotation).values()), tail)
            made = self.made(annotation, values)
            self.say(f"{tail} = {end}")
            return made
        count, value = self._name(), self._name()
        self.say(f"{count} = integer(data[{tail}:{tail} + 32])")
        self.require(f"{count} > size")  # before anything is reckoned with it
        if annotation in (str, bytes):
            end = self._name()
            self.say(f"{end} = {tail} + 32 + {count}")
            self.say(f"{value} = data[{tail} + 32:{end}]")
            self.say(f"{tail} = {end} + (-{count} & 31)")
            self.require(f"{tail} > size or data[{end}:{tail}].strip(b'\\0')")
            if annotation is str:
                self.say(f"{value} = text({value})")
            return value
        (item, _) = get_args(annotation)
        size, start, place = _head_size(item), self._name(), self._name()
        self.say(f"{start} = {tail} + 32")
        self.say(f"{tail} = {start} + {size} * {count}")
        self.require(f"{tail} > size")
        self.say(f"{value} = []")
        self.say(f"for {place} in range({start}, {tail}, {size}):")
        self._depth += 1
        if _is_dynamic(item):
            self.require(f"integer(data[{place}:{place} + 32]) != {tail} - {start}")
            self.say(f"{value}.append({self._dynamic(item, tail)})")
        else:
            self.say(f"{value}.append({self._static(item, place)})")
        self._depth -= 1
        return f"tuple({value})"

    def made(self, struct: type, values: list[str]) -> str:
        """Writes what makes a struct; its own constructor would set one field after the other, at twice the cost."""
        made = self._name()
        if hasattr(struct, "__post_init__"):
            self.say(f"{made} = {self._give(struct)}({', '.join(values)})")
            return made
        held = ", ".join(f"{name!r}: {value}" for name, value in zip(annotations_of(struct), values, strict=True))
        self.say(f"{made} = new({self._give(struct)})")
        self.say(f"put({made}, '__dict__', {{{held}}})")
        return made

    def require(self, wrong: str) -> None:
        self.say(f"if {wrong}:")
        self.say("    raise NotCanonical")

    def json_object(self, owner: type, at: str) -> str:
        """An expression for the object of the dataclass that the expression `at` gives."""
        items = (f"{name!r}: {self._json(each, f'{at}.{name}')}" for name, each in annotations_of(owner).items())
        return "{" + ", ".join(items) + "}"

    def _json(self, annotation: Any, at: str) -> str:
        if _is_struct(annotation):
            return self.json_object(annotation, at)
        if get_origin(annotation) is tuple:
            item = self._name()
            return f"[{self._json(get_args(annotation)[0], item)} for {item} in {at}]"
        if isinstance(annotation, type) and issubclass(annotation, IntEnum):
            return f"{self._give({member: member.name for member in annotation})}[{at}]"
        name = codec(annotation).type
        if name in ("bytes", "bytes4", "bytes32"):
            return f"'0x' + {at}.hex()"
        if name.startswith("uint") and int(name[4:]) > 53:
            return f"({at} if {at} <= {_EXACT_IN_JSON} else str({at}))"
        return at

    def _give(self, value: Any) -> str:
        name = f"given_{len(self._given)}"
        self._given[name] = value
        return name

    def _name(self) -> str:
        self._names += 1
        return f"v{self._names}"

    def say(self, line: str) -> None:
        self._lines.append("    " * self._depth + line)


def _is_struct(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Struct)


def _is_dynamic(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return False
    if _is_struct(annotation):
        return any(_is_dynamic(inner) for inner in annotations_of(annotation).values())
    return annotation in (str, bytes) or get_origin(annotation) is tuple


def _head_size(annotation: Any) -> int:
    """Bytes that a value takes in the head of its tuple."""
    if _is_dynamic(annotation) or not _is_struct(annotation):
        return 32
    return sum(map(_head_size, annotations_of(annotation).values()))


@lru_cache(maxsize=4096)
def _address(raw: bytes) -> str:
    address: str = scalar("address").decode(f"0x{raw.hex()}")
    return address
