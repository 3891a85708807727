"""What a certificate is worth: genuine ones, forged ones, and the right word for each."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_gateway.ledger.findings import Finding
from chain_gateway.proofs import Trust, Verdict, verify
from chain_gateway.proofs.certificate import SearchedRight
from tests.support.forgeries import CHAIN, FOUND, GENUINE, RAW, RIGHTS, TAMPERED, TRUST, changed, replaced
from tests.support.sealed_chain import CONTRACTS, SealedChain, addresses_of, keys_of


def verdict(raw: bytes, trust: Trust = TRUST) -> Verdict:
    return verify(raw, trust).verdict


def test_a_genuine_certificate_is_valid_and_each_check_is_named() -> None:
    report = verify(RAW, TRUST)
    assert report.verdict is Verdict.VALID
    assert [each.name for each in report.checks] == [
        "format", "engine", "chain", "contracts", "rights", "part 1: seals", "part 1: receipt", "results",
    ]  # fmt: skip
    assert all(each.passed for each in report.checks)


def test_a_right_whose_name_the_issuer_did_not_know_is_known_by_its_key() -> None:
    nameless = replace(GENUINE, rights=(replace(RIGHTS[0], text=None), *RIGHTS[1:]))
    assert verdict(nameless.to_bytes()) is Verdict.VALID


def test_a_search_of_several_parts_is_one_certificate() -> None:
    rights = [SearchedRight(number.to_bytes(32, "big"), None) for number in range(1, 3_503)]
    certificate = CHAIN.certificate(rights, {0: Finding.UNKNOWN, 3_501: Finding.FILED}, parts=(3_500, 2))
    assert verdict(certificate.to_bytes()) is Verdict.VALID
    assert verdict(replace(certificate, parts=certificate.parts[::-1]).to_bytes()) is Verdict.TAMPERED
    assert verdict(replace(certificate, parts=(certificate.parts[0],) * 2).to_bytes()) is Verdict.TAMPERED


@pytest.mark.parametrize(("validators", "seals"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 4), (7, 5), (10, 7)])
def test_a_quorum_is_all_of_fewer_than_four_else_two_thirds_rounded_up(validators: int, seals: int) -> None:
    chain = SealedChain(keys_of(*range(1, validators + 1)))
    enough = chain.certificate(RIGHTS, FOUND, sealed_by=chain.validators[:seals])
    short = chain.certificate(RIGHTS, FOUND, sealed_by=chain.validators[: seals - 1])
    assert verdict(enough.to_bytes(), chain.trust()) is Verdict.VALID
    assert verdict(short.to_bytes(), chain.trust()) is Verdict.NOT_SEALED


def test_one_validator_who_seals_twice_counts_once() -> None:
    first, second, *_ = CHAIN.validators
    doubled = CHAIN.certificate(RIGHTS, FOUND, sealed_by=(first, second, second))
    assert verdict(doubled.to_bytes()) is Verdict.NOT_SEALED
    padded = CHAIN.certificate(RIGHTS, FOUND, sealed_by=(*CHAIN.validators, first))
    assert verdict(padded.to_bytes()) is Verdict.TAMPERED


def test_strangers_seals_do_not_count() -> None:
    strangers = keys_of(11, 12, 13, 14)
    foreign = CHAIN.certificate(RIGHTS, FOUND, sealed_by=strangers)
    assert verdict(foreign.to_bytes()) is Verdict.TAMPERED
    mixed = CHAIN.certificate(RIGHTS, FOUND, sealed_by=(*CHAIN.validators[:2], *strangers))
    assert verdict(mixed.to_bytes()) is Verdict.NOT_SEALED
    assert verdict(CHAIN.certificate(RIGHTS, FOUND, sealed_by=()).to_bytes()) is Verdict.NOT_SEALED
    other_network = CHAIN.certificate(RIGHTS, FOUND, named=strangers, sealed_by=strangers)
    assert verdict(other_network.to_bytes()) is Verdict.UNKNOWN_VALIDATORS


def test_former_validators_cannot_seal_later_blocks() -> None:
    former, present = keys_of(1, 2, 3, 4), keys_of(1, 2, 3, 5)
    trust = CHAIN.trust(sets=((1, former), (200, present)))
    assert verdict(CHAIN.certificate(RIGHTS, FOUND, number=199).to_bytes(), trust) is Verdict.VALID
    late = CHAIN.certificate(RIGHTS, FOUND, number=200)
    assert verdict(late.to_bytes(), trust) is Verdict.UNKNOWN_VALIDATORS
    early = CHAIN.certificate(RIGHTS, FOUND, number=199, named=present, sealed_by=present)
    assert verdict(early.to_bytes(), trust) is Verdict.UNKNOWN_VALIDATORS
    both = CHAIN.certificate(RIGHTS, FOUND, number=200, named=present, sealed_by=present)
    assert verdict(both.to_bytes(), trust) is Verdict.VALID


def test_a_block_before_the_first_pinned_set_is_sealed_by_nobody_known() -> None:
    trust = CHAIN.trust(sets=((500, CHAIN.validators),))
    assert verdict(RAW, trust) is Verdict.UNKNOWN_VALIDATORS


def test_another_chain_with_the_same_validators_is_another_chain() -> None:
    assert verdict(RAW, CHAIN.trust(chain_id=99)) is Verdict.UNKNOWN_VALIDATORS


def test_another_contract_that_emits_the_same_event_proves_nothing() -> None:
    other = Trust.from_json(TRUST.as_json() | {"contracts": CONTRACTS | {"SearchRegister": f"0x{0xFA15E:040x}"}})
    assert verdict(RAW, other) is Verdict.TAMPERED


def test_seals_of_an_engine_that_cannot_be_checked_are_unsupported() -> None:
    assert verdict(RAW, Trust.from_json(TRUST.as_json() | {"engine": "besu-qbft"})) is Verdict.UNSUPPORTED
    assert verdict(replace(GENUINE, engine="besu-qbft").to_bytes()) is Verdict.UNSUPPORTED


def test_a_newer_certificate_that_finds_otherwise_supersedes() -> None:
    later = CHAIN.certificate(RIGHTS, FOUND | {0: Finding.FILED}, number=300).to_bytes()
    same = CHAIN.certificate(RIGHTS, FOUND, number=300).to_bytes()
    assert verify(RAW, TRUST, later).verdict is Verdict.SUPERSEDED
    assert verify(RAW, TRUST, same).verdict is Verdict.VALID
    assert verify(later, TRUST, RAW).verdict is Verdict.VALID, "an older one changes nothing"


def test_a_forged_newer_certificate_supersedes_nothing() -> None:
    forged = CHAIN.certificate(
        RIGHTS, FOUND | {0: Finding.FILED}, number=300, sealed_by=CHAIN.validators[:2]
    ).to_bytes()
    report = verify(RAW, TRUST, forged)
    assert report.verdict is not Verdict.SUPERSEDED
    assert not report.checks[-1].passed


@pytest.mark.parametrize("name", TAMPERED)
def test_what_is_changed_in_a_genuine_certificate_is_tampering(name: str) -> None:
    assert verdict(changed(TAMPERED[name])) is Verdict.TAMPERED


def test_another_chain_id_in_the_certificate_is_another_chain() -> None:
    assert verdict(changed(replaced("chain_id", to=99))) is Verdict.UNKNOWN_VALIDATORS


def test_a_header_that_names_a_set_it_was_not_sealed_by_is_tampering() -> None:
    content = json.loads(RAW)
    other = CHAIN.header(GENUINE.parts[0].header.receipts_root, named=keys_of(1, 2, 3, 5), sealed_by=())
    genuine_seals = rlp_parts(GENUINE.parts[0].header.extra_data)[2]
    content["parts"][0]["header"]["extra_data"] = "0x" + with_seals(other.extra_data, genuine_seals).hex()
    assert verdict(rfc8785.dumps(content)) is Verdict.TAMPERED


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"format":1}', RAW + b"\n", b" " + RAW, RAW[:-1], b"[" * 100_000],
    ids=lambda raw: repr(raw[:12]),
)
def test_what_is_no_canonical_certificate_is_tampering(raw: bytes) -> None:
    assert verdict(raw) is Verdict.TAMPERED


def test_there_are_at_least_sixty_forgeries() -> None:
    assert len(TAMPERED) >= 60


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(RAW) - 1), value=st.integers(0, 255))
def test_no_other_byte_anywhere_leaves_it_valid(place: int, value: int) -> None:
    forged = RAW[:place] + bytes([value]) + RAW[place + 1 :]
    expected = {Verdict.VALID} if forged == RAW else set(Verdict) - {Verdict.VALID, Verdict.SUPERSEDED}
    found = verdict(forged)
    # The proposer's own seal is in the block and covered by nobody's: it is not looked at.
    assert found in expected or _only_proposer_seal(forged)


def _only_proposer_seal(forged: bytes) -> bool:
    try:
        extra = bytes.fromhex(json.loads(forged)["parts"][0]["header"]["extra_data"][2:])
    except (ValueError, KeyError, UnicodeDecodeError):
        return False
    ours, theirs = rlp_parts(GENUINE.parts[0].header.extra_data), rlp_parts(extra)
    return ours[:1] + ours[2:] == theirs[:1] + theirs[2:]


def rlp_parts(extra: bytes) -> list[Any]:
    import rlp  # type: ignore[import-untyped]

    return list(rlp.decode(extra[32:]))


def with_seals(extra: bytes, seals: list[bytes]) -> bytes:
    import rlp

    parts = rlp_parts(extra)
    parts[2] = seals
    return extra[:32] + bytes(rlp.encode(parts))


def _seal_sets() -> Iterator[tuple[int, ...]]:
    yield from itertools.combinations(range(4), 3)


@pytest.mark.parametrize("places", _seal_sets())
def test_any_three_of_four_seals_are_enough(places: tuple[int, ...]) -> None:
    sealed_by = [CHAIN.validators[place] for place in places]
    assert verdict(CHAIN.certificate(RIGHTS, FOUND, sealed_by=sealed_by, round_number=3).to_bytes()) is Verdict.VALID


def test_the_report_says_when_the_newest_block_was_sealed() -> None:
    sealed_at = verify(RAW, TRUST).sealed_at
    assert sealed_at is not None
    assert sealed_at.timestamp() == GENUINE.parts[0].header.timestamp
    assert verify(b"", TRUST).sealed_at is None
    assert GENUINE.as_of == date(2026, 11, 24)
    assert len(set(addresses_of(CHAIN.validators))) == 4
