"""Bodies about documents."""

import base64
import binascii
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

PartyNumber = Annotated[int, Field(ge=1, lt=2**64, examples=[7])]


def _base64url(text: str) -> str:
    try:
        base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("it is not base64url") from None
    return text.rstrip("=")


Base64Url = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_base64url)]


class CopyBody(BaseModel):
    """One node's copy of a document."""

    node: str
    state: Literal["pinned", "missing", "damaged", "unreachable"]


class DocumentBody(BaseModel):
    """A stored document."""

    cid: str = Field(description="Its content identifier; of a sealed document that of the sealed bytes.")
    size: int = Field(description="Bytes of the plain text.")
    media_type: str
    name: str | None = None
    sealed: bool
    party: int = Field(description="Who stored it.")
    recipients: list[int] = Field(description="Parties that can open a sealed document.")
    created_at: str
    erased_at: str | None = None
    copies: list[CopyBody] = Field(description="Which nodes hold it.")
    wrapped_key: str | None = Field(
        default=None, description="The document's key, wrapped by HPKE for the token's party: base64url."
    )


class RecipientBody(BaseModel):
    """One more party that can open a document."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"party": 7, "wrapped_key": "AAAA"}]})

    party: PartyNumber
    wrapped_key: Base64Url = Field(description="The document's key, wrapped by HPKE for the party: base64url.")


class DocumentKeyBody(BaseModel):
    """The key that documents for the token's party are encrypted to."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"scheme": "x25519", "key": "0x" + "11" * 32}]}
    )

    scheme: Literal["x25519", "p256", "none"]
    key: str = Field(default="", pattern=r"^(0x([0-9a-fA-F]{2}){0,33})?$", description="In hexadecimal.")
