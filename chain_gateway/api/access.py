"""Who may ask for what: a TOML file for tokens, limits and second persons, read once where the service is composed.

    [tokens]                                  # without it: the development issuer's tokens
    jwks = "https://id.bank.example/jwks"     # or a file
    ca = "bank-ca.pem"                        # left out: the system's authorities
    issuer = "https://id.bank.example"
    audience = "pledgebook"
    leeway_seconds = 30
    bound_to_certificates = true              # RFC 8705: each token names its client's certificate

    [limits]                                  # requests in a minute
    party_per_minute = 6000
    subject_per_minute = 600

    [[approvals]]                             # such an act waits for another person of the party
    verb = "file"                             # or "*"
    above_minor = 500000000
    currency = "CNY"
    party = 7                                 # left out: every party
    expires_hours = 72

    [tls]
    certificate = "gateway.pem"
    key = "gateway.key"
    client_ca = "clients.pem"                 # left out: clients need no certificate

File names are relative to the file's own folder.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chain_gateway.api.approvals import ApprovalPolicy, ApprovalRule, InvalidRule
from chain_gateway.api.jwks import InvalidKeySet, KeySet
from chain_gateway.api.rates import RateLimits
from chain_gateway.api.tokens import AUDIENCE
from chain_gateway.api.verifier import TokenRules


class InvalidAccess(Exception):
    """The file cannot be used; says which field and why."""


@dataclass(frozen=True)
class IssuerSettings:
    """Whose tokens are accepted."""

    jwks: str
    """https URL of the issuer's key set, or the path of a file."""
    rules: TokenRules
    ca: Path | None = None
    """Authority of the certificate at that URL; the system's when None."""

    def key_set(self) -> KeySet:
        """The issuer's keys."""
        if "://" in self.jwks:
            return KeySet.of_url(self.jwks, ca=self.ca)
        return KeySet.of_file(Path(self.jwks))


@dataclass(frozen=True)
class TlsSettings:
    """The gateway's own certificate, and whose certificates its clients must have."""

    certificate: Path
    key: Path
    client_ca: Path | None = None


@dataclass(frozen=True)
class AccessSettings:
    """Who may ask for what."""

    tokens: IssuerSettings | None = None
    """None: the development issuer's tokens."""
    limits: RateLimits = field(default_factory=RateLimits)
    approvals: ApprovalPolicy = field(default_factory=ApprovalPolicy)
    tls: TlsSettings | None = None

    @classmethod
    def load(cls, path: Path) -> "AccessSettings":
        """Read the file. Raises InvalidAccess, FileNotFoundError."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise InvalidAccess(f"{path} is no TOML: {problem}.") from None
        try:
            return _access(_Table(content, ""), path.parent)
        except InvalidAccess as wrong:
            raise InvalidAccess(f"{path}: {wrong}") from None


class _Table:
    """A table of the file, whose fields are asked for by kind; each error names the field."""

    def __init__(self, content: Any, name: str) -> None:
        if not isinstance(content, Mapping):
            raise InvalidAccess(f"{name} must be a table.")
        self._content = content
        self._name = name
        self._known: set[str] = set()

    def text(self, field: str, default: str | None = None) -> str:
        value = self._take(field, default)
        if not isinstance(value, str) or not value:
            raise self.wrong(field, "must be a text")
        return value

    def number(self, field: str, default: float, least: float, most: float) -> float:
        value = self._take(field, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(field, f"must be a number from {least:g} to {most:g}, not {value!r}")
        return value

    def whole(self, field: str, default: int | None, least: int, most: int) -> int | None:
        value = self._take(field, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(field, f"must be a whole number from {least} to {most}, not {value!r}")
        return value

    def flag(self, field: str, default: bool) -> bool:
        value = self._take(field, default)
        if not isinstance(value, bool):
            raise self.wrong(field, "must be true or false")
        return value

    def table(self, field: str) -> "_Table | None":
        value = self._take(field, None)
        return _Table(value, self._named(field)) if value is not None else None

    def tables(self, field: str) -> list["_Table"]:
        value = self._take(field, [])
        if not isinstance(value, list):
            raise self.wrong(field, f"must be given as [[{field}]]")
        return [_Table(each, f"{self._named(field)}[{index}]") for index, each in enumerate(value)]

    def has(self, field: str) -> bool:
        return field in self._content

    def end(self) -> None:
        unknown = sorted(self._content.keys() - self._known)
        if unknown:
            raise self.wrong(unknown[0], f"is not known here; known are {', '.join(sorted(self._known))}")

    def wrong(self, field: str, problem: str) -> InvalidAccess:
        return InvalidAccess(f"{self._named(field)} {problem}.")

    def _named(self, field: str) -> str:
        return f"{self._name}.{field}" if self._name else field

    def _take(self, field: str, default: Any) -> Any:
        self._known.add(field)
        return self._content.get(field, default)


def _access(top: _Table, folder: Path) -> AccessSettings:
    tokens, limits, tls = top.table("tokens"), top.table("limits"), top.table("tls")
    rules = top.tables("approvals")
    top.end()
    return AccessSettings(
        tokens=_tokens(tokens, folder) if tokens is not None else None,
        limits=_limits(limits) if limits is not None else RateLimits(),
        approvals=ApprovalPolicy(tuple(_rule(each) for each in rules)),
        tls=_tls(tls, folder) if tls is not None else None,
    )


def _tokens(table: _Table, folder: Path) -> IssuerSettings:
    jwks = table.text("jwks")
    rules = TokenRules(
        issuer=table.text("issuer"),
        audience=table.text("audience", AUDIENCE),
        leeway_seconds=table.number("leeway_seconds", 30, 0, 300),
        bound_to_certificates=table.flag("bound_to_certificates", False),
    )
    ca = folder / table.text("ca") if table.has("ca") else None
    table.end()
    found = IssuerSettings(jwks if "://" in jwks else str(folder / jwks), rules, ca)
    try:
        found.key_set()
    except InvalidKeySet as problem:
        raise table.wrong("jwks", str(problem)) from None
    return found


def _limits(table: _Table) -> RateLimits:
    usual = RateLimits()
    party = table.whole("party_per_minute", usual.party_per_minute, 1, 10**9)
    subject = table.whole("subject_per_minute", usual.subject_per_minute, 1, 10**9)
    table.end()
    assert party is not None
    assert subject is not None
    return RateLimits(party, subject)


def _rule(table: _Table) -> ApprovalRule:
    verb = table.text("verb")
    above = table.whole("above_minor", None, 0, 2**63 - 1)
    currency = table.text("currency") if table.has("currency") else None
    party = table.whole("party", None, 0, 2**63 - 1)
    hours = table.number("expires_hours", 72, 0, 24 * 90)
    table.end()
    try:
        return ApprovalRule(verb, above, currency, party, hours)
    except InvalidRule as problem:
        raise table.wrong(problem.field, problem.problem) from None


def _tls(table: _Table, folder: Path) -> TlsSettings:
    certificate, key = folder / table.text("certificate"), folder / table.text("key")
    client_ca = folder / table.text("client_ca") if table.has("client_ca") else None
    table.end()
    return TlsSettings(certificate, key, client_ca)
