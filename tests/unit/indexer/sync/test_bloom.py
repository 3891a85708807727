"""The filter in a header, compared with one that a real chain made."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.sync import bloom


@given(st.lists(st.binary(min_size=20, max_size=32), max_size=20))
def test_what_was_put_in_is_found(values: list[bytes]) -> None:
    filtered = bloom.of(values)
    assert len(filtered) == 256
    assert bloom.may_hold(filtered, values)


def test_an_empty_filter_holds_nothing() -> None:
    assert not bloom.may_hold(bytes(256), [bytes(20)])


def test_the_bits_are_those_of_the_yellow_paper() -> None:
    # The block 0xa7d4... of geth's own test: the address 0x095e7baea6a6c7c4c2dfeb977efac326af552d87 sets three bits.
    address = bytes.fromhex("095e7baea6a6c7c4c2dfeb977efac326af552d87")
    assert sum(byte.bit_count() for byte in bloom.of([address])) == 3
