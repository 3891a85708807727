"""The development issuer's key, and the depth of bodies."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.api.limits import depth_of
from chain_gateway.api.texts import plain_text
from chain_gateway.api.tokens import DevelopmentIssuer, IssuerKeyDamaged

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)


def test_the_issuers_key_is_made_once_for_its_owner_only_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "issuer.pem"
    first, again = DevelopmentIssuer.open(path), DevelopmentIssuer.open(path)
    assert list(first.public_keys) == list(again.public_keys)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"x", b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "issuer.pem"
    path.write_bytes(content)
    with pytest.raises(IssuerKeyDamaged, match=r"issuer\.pem"):
        DevelopmentIssuer.open(path)


def test_a_token_says_who_for_which_party_and_until_when(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer.open(tmp_path / "issuer.pem", lambda: NOON)
    ((key_id, key),) = issuer.public_keys.items()
    token = issuer.issue("clerk", 7, ["pledges:write"], timedelta(minutes=5))
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "typ": "JWT", "kid": key_id}
    claims = jwt.decode(
        token, key, algorithms=["EdDSA"], audience="pledgebook", options={"verify_exp": False, "verify_iat": False}
    )
    assert (claims["sub"], claims["party"], claims["scope"]) == ("clerk", 7, ["pledges:write"])
    assert claims["exp"] == int(NOON.timestamp()) + 300


JSON = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def true_depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(true_depth, value.values()), default=0)
    return 1 + max(map(true_depth, value), default=0) if isinstance(value, list) else 0


@given(JSON, st.booleans())
def test_the_depth_of_a_body_is_known_without_parsing_it(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert depth_of(text) == true_depth(value)


@pytest.mark.parametrize("body", [b'"', b'"[[[', b'"\\', b'"\\"[[', b"]]]][", b'{"a":"[[["}'])
def test_brackets_in_texts_do_not_count(body: bytes) -> None:
    assert depth_of(body) <= 1


@pytest.mark.parametrize(
    "character", ["\x00", "\t", "\n", "\x7f", "\x9f", "\u202e", "\u200f", "\u2066", "\ufeff", "\u200b"]
)
def test_a_character_that_hides_or_turns_is_refused_with_its_place(character: str) -> None:
    with pytest.raises(ValueError, match=f"character 1 \\(U\\+{ord(character):04X}\\)"):
        plain_text(f"a{character}b")


@pytest.mark.parametrize("text", ["演示公司（甲）", "Société d'été №5", "ＡＢＣ", "한국", "a b", "𠀀"])
def test_what_registers_write_is_taken(text: str) -> None:
    assert plain_text(text) == text
