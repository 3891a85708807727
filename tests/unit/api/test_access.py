"""The access file: whose tokens, how many requests, which acts wait, and TLS."""

from pathlib import Path

import pytest

from chain_gateway.api.access import AccessSettings, InvalidAccess, TlsSettings
from chain_gateway.api.approvals import ApprovalRule
from chain_gateway.api.rates import RateLimits
from chain_gateway.api.verifier import TokenRules


def written(folder: Path, text: str) -> Path:
    path = folder / "access.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_it_can_say_is_read(tmp_path: Path) -> None:
    found = AccessSettings.load(
        written(
            tmp_path,
            """
            [tokens]
            jwks = "https://id.bank.example/jwks"
            issuer = "https://id.bank.example"
            leeway_seconds = 5
            bound_to_certificates = true
            [limits]
            party_per_minute = 100
            [[approvals]]
            verb = "file"
            above_minor = 500000000
            currency = "CNY"
            party = 7
            [[approvals]]
            verb = "*"
            party = 9
            expires_hours = 1
            [tls]
            certificate = "gateway.pem"
            key = "/etc/gateway.key"
            client_ca = "clients.pem"
            """,
        )
    )
    assert found.tokens is not None
    assert found.tokens.rules == TokenRules("https://id.bank.example", "pledgebook", 5, True)
    assert found.limits == RateLimits(100, RateLimits().subject_per_minute)
    assert found.approvals.rules == (
        ApprovalRule("file", 500_000_000, "CNY", 7),
        ApprovalRule("*", party=9, expires_hours=1),
    )
    assert found.tls == TlsSettings(tmp_path / "gateway.pem", Path("/etc/gateway.key"), tmp_path / "clients.pem")


def test_an_empty_file_changes_nothing_and_a_key_set_may_be_a_file_beside_it(tmp_path: Path) -> None:
    assert AccessSettings.load(written(tmp_path, "")) == AccessSettings()
    found = AccessSettings.load(written(tmp_path, '[tokens]\njwks = "jwks.json"\nissuer = "i"'))
    assert found.tokens is not None
    assert found.tokens.jwks == str(tmp_path / "jwks.json")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[", "no TOML"),
        ("token = 1", r"token is not known here; known are approvals, limits, tls, tokens"),
        ("tokens = 1", "tokens must be a table"),
        ("[tokens]\nissuer = 'i'", r"tokens\.jwks must be a text"),
        ("[tokens]\njwks = 'x'", r"tokens\.issuer must be a text"),
        ("[tokens]\njwks = 'http://id.example/x'\nissuer = 'i'", r"tokens\.jwks .*https"),
        ("[tokens]\njwks = 'x'\nissuer = 'i'\nleeway_seconds = 301", r"tokens\.leeway_seconds"),
        ("[tokens]\njwks = 'x'\nissuer = 'i'\nleeway_seconds = true", r"tokens\.leeway_seconds"),
        ("[tokens]\njwks = 'x'\nissuer = 'i'\nbound_to_certificates = 'yes'", "true or false"),
        ("[tokens]\njwks = 'x'\nissuer = 'i'\nalgorithms = ['HS256']", r"tokens\.algorithms is not known"),
        ("[limits]\nparty_per_minute = 0", r"limits\.party_per_minute"),
        ("[limits]\nparty_per_minute = 1.5", r"limits\.party_per_minute"),
        ("approvals = 1", r"approvals must be given as \[\[approvals\]\]"),
        ("approvals = [1]", r"approvals\[0\] must be a table"),
        ("[[approvals]]\nverb = 'fyle'", r"approvals\[0\]\.verb 'fyle' is no verb"),
        ("[[approvals]]\nverb = 'file'\nabove_minor = 1", r"approvals\[0\]\.currency"),
        ("[[approvals]]\nverb = 'file'\nabove = 1", r"approvals\[0\]\.above is not known"),
        ("[tls]\ncertificate = 'x'", r"tls\.key"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(InvalidAccess, match=rf"access\.toml.*{named}"):
        AccessSettings.load(written(tmp_path, text))
