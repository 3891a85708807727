"""Lists for the auditor (law.md 22), out of the events as the chain has them: what deserves a second look."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from chain_gateway.ledger.enums import ConsentForm
from indexer.audit.told import Told


def back_dated(events: Sequence[Told]) -> list[dict[str, Any]]:
    """Native acts whose legal date lies before the day of their block; the longest way back first."""
    found = []
    for told in events:
        if told.migrated or not told.act:
            continue
        on = (told.registered if "effectiveOn" in told.arguments else told.dated)[0]
        if on < told.day:
            found.append({**_line(told), "legal_date": on, "block_day": told.day})
    return sorted(found, key=lambda line: (line["legal_date"] - line["block_day"], line["sequence"]))


def paper_consents(events: Sequence[Told]) -> list[dict[str, Any]]:
    """Filings and amendments on a consent on paper, and registrations and recordings that name the paper."""
    return [
        _line(told)
        for told in events
        if told.arguments.get("paperConsent")
        or told.arguments.get("consentDocument", b"")
        or (told.name == "AmendmentAsked" and told.arguments["consent"] == int(ConsentForm.Paper))
    ]


def pauses(events: Sequence[Told]) -> list[dict[str, Any]]:
    """Pauses and their ends."""
    return [
        {**_line(told), "target": told.arguments["target"], "selector": f"0x{told.arguments['selector'].hex()}"}
        for told in events
        if told.name in ("VerbPaused", "VerbUnpaused")
    ]


def migrated(events: Sequence[Told]) -> list[dict[str, Any]]:
    """Acts that were carried over from an official register."""
    return [_line(told) for told in events if told.migrated]


def sample(events: Sequence[Told], count: int, seed: str) -> list[dict[str, Any]]:
    """`count` acts on pledges, drawn by `seed`. The rolling hash makes a seed that nobody chose and all can repeat."""
    opened = [told for told in events if told.act]
    drawn = random.Random(seed).sample(opened, min(count, len(opened)))  # noqa: S311 - repeatable, not secret
    return sorted((_line(told) for told in drawn), key=lambda line: line["sequence"])


LISTS: dict[str, Callable[[Sequence[Told]], list[dict[str, Any]]]] = {
    "back-dated": back_dated,
    "paper-consents": paper_consents,
    "pauses": pauses,
    "migrated": migrated,
}
"""Lists by name; `sample` takes a count and a seed beside."""


def _line(told: Told) -> dict[str, Any]:
    act = told.act
    return {
        "sequence": told.sequence,
        "block": told.block,
        "transaction": told.transaction,
        "act": told.name,
        "subject": told.subject_text,
        "actor": told.actor,
        "official_number": act.get("officialNumber", ""),
        "executed_on": act.get("executedOn", 0),
        "recorded_on": act.get("recordedOn", 0),
        "document": f"0x{act.get('document', b'').hex()}",
    }
