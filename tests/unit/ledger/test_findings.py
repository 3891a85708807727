"""Findings of searches inside the chain."""

import re
from pathlib import Path

import pytest

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.events import Searched
from chain_gateway.ledger.findings import Finding, MalformedFindings, keys_digest, unpack
from chain_gateway.ledger.structs import Act, Preservation

from .conftest import RealLedger

SOURCE = Path(__file__).parents[3] / "contracts" / "libraries" / "Finding.sol"


def test_the_bits_are_those_of_the_contract() -> None:
    declared = re.findall(r"uint256 internal constant (\w+) = 1 << (\d+);", SOURCE.read_text("utf-8"))
    assert {name: 1 << int(bit) for name, bit in declared} == {each.name: each.value for each in Finding}


def test_findings_come_by_their_place() -> None:
    packed = bytes.fromhex("00010040" + "0d9f0180")
    assert unpack(packed, 3_488) == {1: Finding.FILED, 3_487: Finding.PLEDGED | Finding.PRESERVED}
    assert unpack(b"", 0) == {}


@pytest.mark.parametrize(
    ("packed", "count"),
    [
        ("000000", 1),
        ("00010040", 1),
        ("0001004000010040", 5),
        ("0002004000010040", 5),
        ("00000000", 1),
        ("00000400", 1),
    ],
    ids=["cut", "beyond the list", "twice", "out of order", "no finding", "unknown bit"],
)
def test_what_no_contract_writes_is_refused(packed: str, count: int) -> None:
    with pytest.raises(MalformedFindings):
        unpack(bytes.fromhex(packed), count)


def test_a_real_search_names_what_is_not_clear(ledger: RealLedger) -> None:
    keys = ledger.attest(4)
    filing = ledger.filing(keys[:1])
    ledger.do(calls.file(filing, [ledger.consent(filing, 777_001)], Act()), ledger.bank.signer)
    order = Preservation(keys[1], "演示法院", "1", 20240101, source="test", as_of=20240101)
    ledger.do(calls.note_preservations([order], Act()), ledger.office.signer)
    covering = calls.declare_coverage("US", RightKind.Patent, 20200101, 20241231, Act())
    ledger.do(covering, ledger.office.signer)
    asked = (keys[3], keys[1], keys[0], bytes(32))
    (event,) = ledger.do(calls.certify(b"\x09" * 32, 1, 2, 20240102, asked, Act()), ledger.bank.signer)
    assert event.subject == b"\x09" * 32
    assert event.actor == ledger.bank.party
    assert isinstance(event.payload, Searched)
    payload = event.payload
    assert (payload.part, payload.parts, payload.count, payload.as_of) == (1, 2, 4, 20240102)
    assert payload.keys_digest == keys_digest(asked)
    found = unpack(payload.findings, payload.count)
    assert found == {1: Finding.PRESERVED, 2: Finding.FILED, 3: Finding.UNKNOWN | Finding.NOT_COVERED}
    assert ledger.ask(reads.findings(asked, 20240102)) == payload.findings
