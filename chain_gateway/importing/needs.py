"""What the ledger must know before the commands of a plan: parties and rights; and how much a pledge can hold."""

from collections.abc import Sequence

from chain_gateway.importing.commands import Assign, Command, Migrate, RightFacts
from chain_gateway.importing.instruments import Instrument
from chain_gateway.importing.parties import PlannedParty, party_name, planned_parties
from chain_gateway.ledger.identifiers import RightId

MAX_RIGHTS = 1_100
"""Most rights of one pledge on the ledger."""
MAX_PLEDGORS = 256
MAX_JOINT_PLEDGEES = 32
MAX_NAME_BYTES = 512


def beyond_limit(instrument: Instrument, pledgees: Sequence[str], pledgors: Sequence[str]) -> str:
    """What of a security interest the ledger cannot take in one pledge; "" when it can."""
    for what, number, most in (
        ("rights", len(instrument.rows), MAX_RIGHTS),
        ("pledgors", len(pledgors), MAX_PLEDGORS),
        ("joint pledgees", len(pledgees) - 1, MAX_JOINT_PLEDGEES),
    ):
        if number > most:
            return f"{number} {what}; a pledge on the ledger has at most {most}"
    for name in (*pledgees, *pledgors):
        if len(name.encode()) > MAX_NAME_BYTES:
            return f"a party's name has {len(name.encode())} bytes; the ledger takes at most {MAX_NAME_BYTES}"
    return ""


def parties_of(commands: Sequence[Command]) -> tuple[PlannedParty, ...]:
    """Parties that the commands name, by key; the parties of a release are none of them."""
    lenders: list[str] = []
    pledgors: list[str] = []
    for command in commands:
        match command:
            case Migrate():
                lenders += command.instrument.first.pledgees
                pledgors += command.instrument.first.pledgors
            case Assign():
                lenders += command.instrument.first.pledgees
            case _:
                pass
    return planned_parties(map(party_name, lenders), map(party_name, pledgors))


def facts_of(migrates: Sequence[Migrate]) -> tuple[RightFacts, ...]:
    """What the records say of the rights that are migrated, in order of first use."""
    facts: dict[RightId, RightFacts] = {}
    for command in migrates:
        for row in command.instrument.rows:
            known = facts.get(row.right)
            record = row.record
            facts[row.right] = RightFacts(
                right=row.right,
                register=record.register,
                title=known.title if known and known.title else record.title,
                application=known.application if known and known.application else row.application,
                source=known.source if known else record.source,
                as_of=max(known.as_of, command.effective_on) if known else command.effective_on,
            )
    return tuple(facts.values())
