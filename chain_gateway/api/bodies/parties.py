"""Bodies of the party registry."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from chain_gateway.api.bodies.common import ActBody, Address, Body, by_name
from chain_gateway.api.texts import Name, PartyIdentifier
from chain_gateway.ledger.enums import PartyKind

EntryKind = Annotated[PartyKind, *by_name(PartyKind, "None")]


class PartyEntryBody(Body):
    """A party as it is entered. A natural person's name stays with the gateway; the ledger gets a salted commitment."""

    kind: EntryKind
    name: Name
    identifier: PartyIdentifier = ""
    """Official identifier of an institution, such as a unified social credit code."""


class PartiesBody(Body):
    """Parties to be entered: by an office up to 100 without keys, by the governance one with its first keys."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "entries": [
                        {"kind": "Enterprise", "name": "演示精密仪器有限公司", "identifier": "91110108551385082Q"}
                    ],
                    "act": {"recorded_on": "2024-05-31"},
                }
            ]
        }
    )

    entries: Annotated[list[PartyEntryBody], Field(min_length=1, max_length=100)]
    keys: list[Address] = Field(default_factory=list, max_length=32)
    act: ActBody = ActBody()


class RenamingBody(Body):
    """The new name of a party; the act's document proves the change. A natural person's name stays with the gateway."""

    name: Name
    act: ActBody


class KeyBody(Body):
    """A key that is to sign for a party; the act's document says who attested that it is the party's."""

    key: Address
    act: ActBody = ActBody()


class RotationBody(Body):
    """A new key in the place of a live one."""

    old_key: Address
    new_key: Address
    act: ActBody = ActBody()


class VerbBody(Body):
    """A verb by the names of the contracts, such as SearchRegister and certify."""

    book: Annotated[str, Field(min_length=1, max_length=60)]
    verb: Annotated[str, Field(min_length=1, max_length=60)]


class DelegationBody(Body):
    """A further key of the token's party, for the named verbs and nothing else."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "0x52908400098527886E0F7030069857D2E4169EE7",
                    "verbs": [{"book": "SearchRegister", "verb": "certify"}],
                }
            ]
        }
    )

    key: Address
    verbs: Annotated[list[VerbBody], Field(min_length=1, max_length=32)]
    act: ActBody = ActBody()


class PauseBody(Body):
    """New business that is paused, or no longer: filings, registrations carried over, or offers of buybacks."""

    verb: Literal["file", "migrate", "offer"]
    act: ActBody = ActBody()


class NamesBody(Body):
    """Names to look up in the gateway's directory."""

    names: Annotated[list[Name], Field(min_length=1, max_length=5000)]
