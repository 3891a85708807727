"""A genuine record of a pledge, and what can be done to one: each forgery changes one thing and stays canonical."""

import copy
import json
from typing import Any

import rfc8785

from tests.support.forgeries import CHAIN, Change, replaced
from tests.support.forgeries import flipped as _flip
from tests.support.forgeries import more as _more
from tests.support.sealed_records import (
    BANK,
    CANCELLED,
    CURED,
    DEFAULTED,
    DISCHARGED,
    ENFORCED,
    FILED,
    OFFICE,
    PLEDGE,
    REGISTERED,
    Recorder,
)

RECORDER = Recorder(CHAIN)
GENUINE = RECORDER.record()
RAW = GENUINE.to_bytes()
_OTHER = [part.as_json() for part in RECORDER.parts(((FILED, BANK), (REGISTERED, OFFICE)), pledge=41)]
"""The beginning of another pledge's record."""


def _without(*places: int) -> Change:
    def change(content: dict[str, Any]) -> None:
        content["parts"] = [part for place, part in enumerate(content["parts"]) if place not in places]
        content["record"]["events"] = len(content["parts"])

    return change


def _with_part(place: int, part: Any) -> Change:
    def change(content: dict[str, Any]) -> None:
        content["parts"].insert(place, part)
        content["record"]["events"] = len(content["parts"])

    return change


def _swapped(content: dict[str, Any]) -> None:
    content["parts"][2], content["parts"][3] = content["parts"][3], content["parts"][2]


PART = ("parts", 1)
TAMPERED: dict[str, Change] = {
    "another format": replaced("format", to="pledgebook-search-certificate"),
    "another version": replaced("version", to=2),
    "a field more": lambda content: content.update(results=[]),
    "a field less": lambda content: content.pop("parties"),
    "another book": replaced("contracts", "EnforcementBook", to=_flip),
    "another pledge": replaced("record", "pledge", to=41),
    "no pledge": replaced("record", "pledge", to=0),
    "another count": replaced("record", "events", to=5),
    "another last block": replaced("record", "through_block", to=149),
    "a right left out": lambda content: content["rights"].pop(),
    "another right": replaced("rights", 0, "key", to=_flip),
    "another name of a right": replaced("rights", 0, "right", to="CN:PAT:95115608.X"),
    "rights in another order": lambda content: content["rights"].reverse(),
    "a right more": lambda content: content["rights"].append({"key": "0x" + "11" * 32}),
    "the filing left out": _without(0),
    "the registration left out": _without(1),
    "the default left out": _without(2),
    "the discharge left out": _without(4),
    "an act twice": lambda content: _with_part(2, content["parts"][1])(content),
    "acts in another order": _swapped,
    "another pledge's act": _with_part(2, _OTHER[1]),
    "another pledge's filing": replaced("parts", 0, to=_OTHER[0]),
    "a party that no act names": lambda content: content["parties"].append(
        RECORDER.chain.event(_stranger(), 90, (90).to_bytes(32, "big"), 0, number=20).as_json()
    ),
    "a party twice": lambda content: content["parties"].append(content["parties"][0]),
    "an act in place of a party": replaced("parties", 0, to=lambda _: GENUINE.parts[1].as_json()),
    "another name of a party": replaced("parties", 0, "event", "data", to=_flip),
    "an act's data": replaced(*PART, "event", "data", to=_flip),
    "an act's number": replaced(*PART, "event", "topics", 1, to=_flip),
    "an act's pledge": replaced(*PART, "event", "topics", 2, to=_flip),
    "an act's party": replaced(*PART, "event", "topics", 3, to=_flip),
    "an act's contract": replaced(*PART, "event", "address", to="0x000000000000000000000000000000000000dEaD"),
    "an act's transaction": replaced(*PART, "transaction_index", to=0),
    "an act's log": replaced(*PART, "log_in_receipt", to=0),
    "an act's proof cut": lambda content: content["parts"][1]["receipt_proof"].pop(),
    "an act's time": replaced(*PART, "header", "timestamp", to=_more),
    "the last block's time": replaced("through", "timestamp", to=_more),
    "the last block's number": lambda content: (
        content["through"].update(number=_more(content["through"]["number"])),
        content["record"].update(through_block=content["record"]["through_block"] + 1),
    ),
    "a last block before the last act": lambda content: content.update(
        through=RECORDER.chain.header(b"\x06" * 32, number=104).as_json(),
        record=content["record"] | {"through_block": 104},
    ),
}
OF_THE_LIFE_CYCLE = frozenset({"the registration left out", "the default left out", "the discharge left out"})
"""Forgeries that only the rules of a pledge's life tell; the second verifier does not know them."""
OF_FORM = frozenset(
    {
        "another format", "another version", "a field more", "a field less", "no pledge", "a party that no act names",
        "a party twice",
    }
)  # fmt: skip


def _stranger() -> Any:
    from chain_gateway.ledger.enums import PartyKind
    from chain_gateway.ledger.events import PartyAdmitted
    from chain_gateway.ledger.structs import Act

    return PartyAdmitted(PartyKind.Enterprise, "演示无关企业", bytes(32), "", Act(), 1)


def changed(change: Change) -> bytes:
    """The genuine record with a change."""
    content = copy.deepcopy(json.loads(RAW))
    change(content)
    forged = rfc8785.dumps(content)
    assert forged != RAW
    return forged


ONGOING = ((FILED, BANK), (REGISTERED, OFFICE), (DEFAULTED, BANK))
ENDED = (*ONGOING, (CURED, BANK), (DISCHARGED, BANK), (CANCELLED, OFFICE))
SOLD = (*ONGOING, (ENFORCED, BANK))
__all__ = ["ENDED", "GENUINE", "ONGOING", "PLEDGE", "RAW", "RECORDER", "SOLD", "TAMPERED", "changed"]
