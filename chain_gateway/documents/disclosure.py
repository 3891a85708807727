"""Opening single fields of a record and proving them: SD-JWT (RFC 9901), through the `sd-jwt` package.

A record (the fields of a pledge contract) is issued once: a JWT that holds a salted digest of each field, and beside
it one disclosure (salt, name, value) for each. The JWT without disclosures is itself a document, and an act on the
ledger names its content identifier: this is the record's commitment. Whoever holds the record opens the fields that
he wants to; the reader checks the digests, and that the JWT is the one that the ledger names. The JWT's own signature
is of a key made for this record alone and named in its header, so that the record is a well-formed SD-JWT to every
other tool; what vouches for it is the signed act. A digest is salted with 128 bits, so that a field that is not
opened cannot be guessed, however few values it may have.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from jwcrypto.jwk import JWK  # type: ignore[import-untyped]
from sd_jwt.common import SDObj  # type: ignore[import-untyped]
from sd_jwt.holder import SDJWTHolder  # type: ignore[import-untyped]
from sd_jwt.issuer import SDJWTIssuer  # type: ignore[import-untyped]
from sd_jwt.verifier import SDJWTVerifier  # type: ignore[import-untyped]

from chain_gateway.documents.unixfs import cid_of

TYPE = "pledge-record+sd-jwt"
MAX_FIELDS = 64
MAX_VALUE = 2_000
"""Bytes of a value's JSON text."""
MAX_RECORD = 256 * 1024
"""Characters of a record or presentation."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_OPEN = ("contract", "vct")
"""Claims that every presentation shows."""
_RESERVED = frozenset({*_OPEN, "iss", "iat", "nbf", "exp", "cnf", "aud", "sub", "status"})


class InvalidRecord(ValueError):
    """The fields, the record or the presentation are not what they should be; `field` says which, where there is
    one.
    """

    def __init__(self, problem: str, field: str | None = None) -> None:
        super().__init__(f"field {field!r}: {problem}" if field else problem)
        self.field = field
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a presentation proves."""

    commitment: str
    """CID of the JWT, which an act on the ledger must name."""
    contract: str
    """CID of the sealed document that the record describes."""
    fields: Mapping[str, Any]
    """The fields that were opened."""
    hidden: int
    """How many fields stay closed."""


def issue(fields: Mapping[str, Any], contract: str) -> str:
    """A record of `fields` about the document `contract`, every field openable by itself (InvalidRecord).

    Keep it as secret as the fields; publish `commitment(record)` alone.
    """
    if not 1 <= len(fields) <= MAX_FIELDS:
        raise InvalidRecord(f"a record has 1 to {MAX_FIELDS} fields, this one {len(fields)}")
    for name, value in fields.items():
        if not _NAME.match(name) or name in _RESERVED:
            raise InvalidRecord("a name is lower-case letters, digits and _, and none of JWT's own", name[:80])
        _check_value(name, value)
    key = JWK.generate(kty="EC", crv="P-256")
    claims = {"vct": "urn:pledgebook:pledge-record:1", "contract": contract}
    issued = SDJWTIssuer(
        claims | {SDObj(name): value for name, value in fields.items()},
        key,
        sign_alg="ES256",
        extra_header_parameters={"typ": TYPE, "jwk": key.export_public(as_dict=True)},
    )
    return str(issued.sd_jwt_issuance)


def token(record: str) -> bytes:
    """The JWT of a record or presentation without any disclosure: the document whose CID goes to the ledger."""
    if len(record) > MAX_RECORD or not record.isascii() or "~" not in record:
        raise InvalidRecord(f"it is no SD-JWT of at most {MAX_RECORD:,} characters")
    return record.split("~", 1)[0].encode("ascii")


def commitment(record: str) -> str:
    """CID of the record's JWT."""
    return cid_of(token(record))


def disclose(record: str, names: Collection[str]) -> str:
    """A presentation that opens the fields `names` and no other (InvalidRecord)."""
    there = _verified(record)
    for name in names:
        if name not in there or name in _OPEN:
            raise InvalidRecord("the record has no such field", name[:80])
    holder = SDJWTHolder(record)
    holder.create_presentation(dict.fromkeys(names, True))
    return str(holder.sd_jwt_presentation)


def verify(presentation: str, committed: str | None = None) -> Disclosed:
    """What the presentation proves, needing nothing else. `committed`: the CID that the ledger's act names.

    Raises InvalidRecord: altered, a disclosure that belongs to another record, or another commitment.
    """
    found = commitment(presentation)
    if committed is not None and found != committed:
        raise InvalidRecord(f"it is committed to as {found}, the ledger names {committed}")
    claims = _verified(presentation)
    contract = claims.get("contract")
    if not isinstance(contract, str):
        raise InvalidRecord("it names no document", "contract")
    opened = {name: value for name, value in claims.items() if name not in _OPEN}
    sent = len([part for part in presentation.split("~")[1:] if part])
    if sent != len(opened):
        raise InvalidRecord(f"it carries {sent} disclosures, of which {len(opened)} are of this record")
    return Disclosed(found, contract, opened, _digests(presentation) - len(opened))


def _check_value(name: str, value: Any) -> None:
    if isinstance(value, float):
        raise InvalidRecord("a number with a fraction is written as text, '4.35'", name)
    try:
        length = len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError, RecursionError):
        raise InvalidRecord("its value is no JSON", name) from None
    if length > MAX_VALUE:
        raise InvalidRecord(f"its value is longer than {MAX_VALUE:,} bytes", name)


def _verified(text: str) -> dict[str, Any]:
    token(text)
    try:
        verifier = SDJWTVerifier(text, lambda _issuer, header: JWK(**header["jwk"]))
        return dict(verifier.get_verified_payload())
    except RecursionError:
        raise InvalidRecord("it is nested too deeply") from None
    except Exception as error:  # noqa: BLE001 - the package raises whatever it meets on a malformed text
        raise InvalidRecord(f"it was altered, or is no SD-JWT ({type(error).__name__})") from None


def _digests(text: str) -> int:
    return len(SDJWTHolder(text).sd_jwt_payload.get("_sd", ()))
