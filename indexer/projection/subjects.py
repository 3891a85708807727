"""An event's subject in the forms that rows hold."""

from chain_gateway.ledger.events import LedgerEvent


def hexadecimal(value: object) -> str:
    """Bytes as hexadecimal text with 0x. TypeError for anything else, which the decoder rules out."""
    if not isinstance(value, bytes):
        raise TypeError(f"bytes are shown in hexadecimal, {value!r} is none")
    return f"0x{value.hex()}"


def number_of(event: LedgerEvent) -> int:
    """The party or pledge that the event is about. TypeError when its subject is no number, which the decoder rules
    out.
    """
    if not isinstance(event.subject, int):
        raise TypeError(f"the subject of {event.name} {event.sequence} is {event.subject!r}, no number")
    return event.subject


def subject_text(event: LedgerEvent) -> str:
    """The subject as text: decimal number, hexadecimal key or address."""
    return hexadecimal(event.subject) if isinstance(event.subject, bytes) else str(event.subject)
