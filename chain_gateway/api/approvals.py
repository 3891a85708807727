"""Which acts wait for a second person (law 19, 经办/复核): rules by verb and amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from chain_gateway.api.scopes import SCOPES_OF_VERB
from chain_gateway.ledger.calls import Call
from chain_gateway.submission import Hold
from chain_gateway.submission.rows import as_text

AMOUNTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = MappingProxyType(
    {
        "file": (("filing", "obligation", "amount"), ("filing", "obligation", "currency")),
        "migrate": (("filing", "obligation", "amount"), ("filing", "obligation", "currency")),
        "ask_amendment": (("obligation", "amount"), ("obligation", "currency")),
        "record_amendment": (("obligation", "amount"), ("obligation", "currency")),
        "determine": (("determination", "amount"), None),
        "consent_to_transfer": (("consent", "price"), ("consent", "currency")),
        "realise": (("realisation", "proceeds"), ("realisation", "currency")),
        "list_rights": (("terms", "price"), ("terms", "currency")),
        "reprice": (("price",), None),
        "sell": (("sale", "price"), None),
        "engage": (("terms", "fee"), ("terms", "currency")),
        "declare_fund": (("terms", "capital"), ("terms", "currency")),
        "revise_fund": (("terms", "capital"), ("terms", "currency")),
        "offer": (("terms", "price"), ("terms", "currency")),
        "accept": (("principal",), None),
        "pay": (("amount",), None),
        "confirm": (("received",), None),
        "resell": (("price",), None),
        "declare_pool": (("terms", "capital"), ("terms", "currency")),
        "fund_pool": (("amount",), None),
        "propose_scheme": (("terms", "cover_limit"), ("terms", "currency")),
        "cover_pledge": (("principal",), None),
        "declare_loss": (("amount",), None),
        "pay_share": (("amount",), None),
        "confirm_share": (("received",), None),
        "subrogate": (("extent",), None),
        "share_recovery": (("amount",), None),
    }
)
"""Where amount and currency of a verb's call stand. Where no currency does, it is that of the pledge or fund."""

EVERY_VERB = "*"


class InvalidRule(ValueError):
    """A rule that cannot be meant; says which field and why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field} {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class ApprovalRule:
    """Acts of a verb, above an amount, of a party, wait for a second person."""

    verb: str
    """Verb as submissions name it, such as "file"; "*" for all."""
    above_minor: int | None = None
    """Only amounts above this, in minor units; None: whatever the amount."""
    currency: str | None = None
    """Currency of `above_minor`. An amount in another one waits whatever it is, since it cannot be compared."""
    party: int | None = None
    """Only acts of this party; None: of all that the gateway serves."""
    expires_hours: float = 72
    """After so many hours without a decision the act is dropped."""

    def __post_init__(self) -> None:
        """Raises InvalidRule."""
        if self.verb != EVERY_VERB and self.verb not in SCOPES_OF_VERB:
            raise InvalidRule("verb", f"{self.verb!r} is no verb; see docs/scopes.md")
        if self.above_minor is not None and (self.above_minor < 0 or self.verb not in AMOUNTS):
            raise InvalidRule("above_minor", f"only verbs that name an amount have one: {', '.join(AMOUNTS)}")
        if (self.above_minor is None) != (self.currency is None):
            raise InvalidRule("currency", "and above_minor belong together")
        if not 0 < self.expires_hours <= 24 * 90:
            raise InvalidRule("expires_hours", "must be above 0 and at most 2160 (90 days)")

    def meets(self, verb: str, party: int, arguments: Mapping[str, Any]) -> bool:
        """Whether the act waits."""
        if self.verb not in (verb, EVERY_VERB) or self.party not in (None, party):
            return False
        if self.above_minor is None:
            return True
        amount_path, currency_path = AMOUNTS[verb]
        if currency_path is not None and _at(arguments, currency_path) != self.currency:
            return True
        return int(_at(arguments, amount_path)) > self.above_minor


@dataclass(frozen=True)
class ApprovalPolicy:
    """Rules; an act that meets one waits. Without rules none does."""

    rules: Sequence[ApprovalRule] = ()

    def hold(self, verb: str, party: int, call: Call, now: datetime) -> Hold | None:
        """That the act waits, until the earliest time of the rules that it meets; None when it may go its way."""
        met = [rule for rule in self.rules if rule.meets(verb, party, call.arguments)]
        if not met:
            return None
        hours = min(rule.expires_hours for rule in met)
        return Hold(call.arguments, as_text(now + timedelta(hours=hours)))


def _at(arguments: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = arguments
    for name in path:
        value = value[name]
    return value
