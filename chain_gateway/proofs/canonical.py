"""The form that every certificate's file has: canonical JSON (RFC 8785), and what stands at the head of each."""

from collections.abc import Collection
from typing import Any

import orjson
import rfc8785

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file that is read."""


class InvalidCertificate(ValueError):
    """The file is no certificate as this project writes them; says what is wrong with it."""


def read(raw: bytes) -> Any:
    """The content of a file in the canonical form. Raises InvalidCertificate."""
    if len(raw) > LARGEST:
        raise InvalidCertificate(f"it is larger than {LARGEST} bytes")
    try:
        content = orjson.loads(raw)  # bounds the depth, where the standard library's reader may overflow the stack
        canonical = rfc8785.dumps(content)
    except (ValueError, RecursionError) as error:
        raise InvalidCertificate(f"it is no canonical JSON ({str(error)[:200]})") from None
    if canonical != raw:
        raise InvalidCertificate("its bytes are not in the canonical form (RFC 8785)")
    return content


def require_fields(content: Any, fields: Collection[str], form: str, version: int) -> None:
    """That the content has these fields and no others, and is of that form. Raises InvalidCertificate."""
    if not isinstance(content, dict) or content.keys() != set(fields):
        raise InvalidCertificate(f"it must have the fields {', '.join(sorted(fields))} and no others")
    if content["format"] != form or content["version"] != version:
        raise InvalidCertificate(f"it is not of the format {form}, version {version}")
    contracts, chain_id = content["contracts"], content["chain_id"]
    if not isinstance(contracts, dict) or not all(
        isinstance(name, str) and isinstance(at, str) for name, at in contracts.items()
    ):
        raise InvalidCertificate("contracts must be addresses by name")
    if not isinstance(content["engine"], str) or not isinstance(chain_id, int) or isinstance(chain_id, bool):
        raise InvalidCertificate("engine must be text and chain_id a number")


def word(value: Any, name: str) -> bytes:
    """32 bytes of their hexadecimal text. Raises InvalidCertificate."""
    if not isinstance(value, str) or len(value) != 66 or not value.startswith("0x") or value != value.lower():
        raise InvalidCertificate(f"{name} must be 0x and 64 lower-case hexadecimal digits")
    try:
        return bytes.fromhex(value[2:])
    except ValueError:
        raise InvalidCertificate(f"{name} must be 0x and 64 lower-case hexadecimal digits") from None


def number(value: Any, name: str, least: int = 0) -> int:
    """A number of at most 53 bits. Raises InvalidCertificate."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**53:
        raise InvalidCertificate(f"{name} must be a number from {least} on, got {str(value)[:40]!r}")
    return value
