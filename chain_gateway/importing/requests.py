"""The gateway's requests for a plan: paths, bodies, and keys that make a repeated request the same request."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import rfc8785

from chain_gateway.importing.commands import Assign, Cancel, Command, Migrate, PartialRelease, RightFacts
from chain_gateway.importing.parties import PlannedParty
from chain_gateway.ledger.identifiers import RightId

PARTIES_PATH = "/v1/parties"
ASSETS_PATH = "/v1/assets"
MAX_ENTRIES = 100
"""Most parties of one request."""
MAX_FACTS = 500
MAX_FACTS_BYTES = 96 * 1024
"""Most calldata of one request about rights; nodes refuse transactions over 128 KiB."""
MAX_TITLE_BYTES = 1_024
MAX_SOURCE_BYTES = 128
RELEASE_GROUND = "OtherLaw"
"""Ground of a cancellation: a record of a release states none, so it is not said that the debt was paid or the pledge
waived.
"""


def idempotency_key(path: str, body: Mapping[str, Any], attempt: int = 1) -> str:
    """A key that depends on nothing but the request, and on the attempt when an earlier one came to nothing."""
    digest = hashlib.sha256(rfc8785.dumps({"path": path, "body": dict(body)})).hexdigest()[:48]
    return f"import-{digest}" if attempt == 1 else f"import-{digest}-{attempt}"


def party_body(parties: Sequence[PlannedParty]) -> dict[str, Any]:
    """Enrolment of parties without a key."""
    return {"entries": [{"kind": party.kind.name, "name": party.name, "identifier": ""} for party in parties]}


def facts_body(facts: Sequence[RightFacts]) -> dict[str, Any]:
    """What the records say of rights: neither validity nor owners, for no record of a security attests them."""
    return {"facts": [_facts(each) for each in facts]}


def facts_batches(facts: Sequence[RightFacts]) -> Iterator[tuple[RightFacts, ...]]:
    """The facts in as many requests as their number and size ask for, in order; rights of one register in each."""
    batch: list[RightFacts] = []
    size = 0
    for each in facts:
        length = _calldata(each)
        full = len(batch) == MAX_FACTS or size + length > MAX_FACTS_BYTES
        if batch and (full or batch[0].register is not each.register):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(each)
        size += length
    if batch:
        yield tuple(batch)


def command_request(
    command: Command, document: str, pledge: int | None, parties: Mapping[str, int]
) -> tuple[str, dict[str, Any]]:
    """Path and body of a command. `document` is the source record's CID, `pledge` the pledge it is about, `parties` ids
    by key.
    """
    reading = command.instrument.reading
    act = {
        "provenance": "migrated",
        "executed_on": _day(reading.executed_on),
        "recorded_on": _day(reading.recorded_on),
        # The number of a security interest is its registration number; it is not said twice.
        "official_number": "" if isinstance(command, Migrate) else command.instrument.number,
        "document": document,
    }
    match command:
        case Migrate():
            return "/v1/pledges:migrate", {
                "pledgee": parties[command.pledgee],
                "joint_pledgees": sorted(parties[key] for key in command.joint_pledgees),
                "pledgors": sorted(parties[key] for key in command.pledgors),
                "rights": _texts(command.rights),
                "registration_number": command.instrument.number,
                "effective_on": command.effective_on.isoformat(),
                "act": act,
            }
        case Assign():
            return f"/v1/pledges/{pledge}/assignments/recording", {"assignee": parties[command.assignee], "act": act}
        case Cancel():
            body = {"ground": RELEASE_GROUND, "rights": _texts(command.rights), "act": act}
            return f"/v1/pledges/{pledge}/cancellation", body
        case PartialRelease():
            body = {"freed": _texts(command.freed), "rights": _texts(command.rights), "act": act}
            return f"/v1/pledges/{pledge}/releases/recording", body


def _facts(each: RightFacts) -> dict[str, Any]:
    return {
        "right": each.right.text,
        "validity": "Unknown",
        "owners": [],
        "filed_on": None,
        "granted_on": None,
        "expires_on": None,
        "title": _cut(each.title, MAX_TITLE_BYTES),
        "application_number": each.application.text if each.application else "",
        "main_class": "",
        "source": _cut(each.source, MAX_SOURCE_BYTES),
        "as_of": each.as_of.isoformat(),
    }


def _calldata(each: RightFacts) -> int:
    """Bytes of one entry in the ABI's encoding: 18 words for fixed fields, offsets and lengths, then each text in whole
    words.
    """
    texts = (
        each.right.number,
        _cut(each.title, MAX_TITLE_BYTES),
        each.application.text if each.application else "",
        _cut(each.source, MAX_SOURCE_BYTES),
    )
    return 32 * (18 + sum(-(-len(text.encode()) // 32) for text in texts))


def _cut(text: str, most: int) -> str:
    """The text in one line of at most so many bytes; the whole text stays in the source record."""
    text = " ".join(text.split())
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[: most - 3].decode(errors="ignore") + "…"


def _texts(rights: Sequence[RightId]) -> list[str]:
    return sorted(right.text for right in rights)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
