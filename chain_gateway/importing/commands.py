"""What an import asks of the ledger, in the order in which it is to be done."""

from dataclasses import dataclass
from datetime import date

from chain_gateway.importing.instruments import Instrument
from chain_gateway.importing.records import Register
from chain_gateway.ledger.identifiers import RightId


@dataclass(frozen=True)
class RightFacts:
    """What the records say of a right: not its validity and not its owners, which no record of a security attests."""

    right: RightId
    register: Register
    title: str
    application: RightId | None
    source: str
    as_of: date
    """Latest legal date of the records that name the right."""


@dataclass(frozen=True)
class PledgeRef:
    """A pledge: by its id when the ledger holds it already, else by the number under which this import migrates it."""

    register: Register
    registration_number: str
    id: int | None = None


@dataclass(frozen=True)
class Migrate:
    """Carries an existing registration over; parties by directory key, pledgee first named."""

    instrument: Instrument
    pledgee: str
    joint_pledgees: tuple[str, ...]
    pledgors: tuple[str, ...]
    rights: tuple[RightId, ...]
    effective_on: date
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Assign:
    """Records that the pledge, as a whole, is another's."""

    instrument: Instrument
    pledge: PledgeRef
    assignee: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Cancel:
    """Ends a pledge: `rights` are all that are still in it."""

    instrument: Instrument
    pledge: PledgeRef
    rights: tuple[RightId, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class PartialRelease:
    """Frees some of the rights that are still in a pledge."""

    instrument: Instrument
    pledge: PledgeRef
    freed: tuple[RightId, ...]
    rights: tuple[RightId, ...]
    rows: tuple[int, ...]


Command = Migrate | Assign | Cancel | PartialRelease


def label(command: Command) -> str:
    """The command in a few words, for a progress bar: "migrate 040134/0001 (17 rights)"."""
    number = command.instrument.number
    match command:
        case Migrate():
            return f"migrate {number} ({len(command.rights)} rights)"
        case Assign():
            return f"assign {command.pledge.registration_number} by {number}"
        case Cancel():
            return f"release {command.pledge.registration_number} by {number} ({len(command.rights)} rights)"
        case PartialRelease():
            return f"release {len(command.freed)} rights of {command.pledge.registration_number} by {number}"
