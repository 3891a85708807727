"""Engines start and stop; finality is a value."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.rpc import Finality, FinalityKind, NodeUnavailable
from chain_gateway.rpc.engines import AnvilChain, AnvilNotFound, EmbeddedChain, anvil_binary
from chain_gateway.rpc.errors import RefusalCode, refusal_code


def test_an_anvil_that_is_stopped_is_unavailable_and_goes_on_from_its_state(anvil: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with AnvilChain(anvil, state=state) as chain:
        chain.fund("0x" + "11" * 20)
        chain_id, url = chain.node.chain_id(), chain.url
    with pytest.raises(NodeUnavailable, match=url):
        chain.node.head()
    with AnvilChain(anvil, state=state) as again:
        assert again.node.chain_id() == chain_id
        assert again.node.balance("0x" + "11" * 20) > 0


def test_an_anvil_that_cannot_start_says_why(anvil: Path, tmp_path: Path) -> None:
    with AnvilChain(anvil) as chain, pytest.raises(NodeUnavailable, match="port cannot be opened"):
        AnvilChain(anvil, port=chain.port)
    broken = tmp_path / "state.json"
    broken.write_text("{")
    with pytest.raises(NodeUnavailable, match="ended with code"):
        AnvilChain(anvil, state=broken)


def test_a_missing_anvil_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AnvilNotFound, match="npm ci"):
        anvil_binary(tmp_path)


def test_two_embedded_chains_know_nothing_of_each_other() -> None:
    first, second = EmbeddedChain(), EmbeddedChain()
    first.fund("0x" + "11" * 20)
    assert second.node.balance("0x" + "11" * 20) == 0
    assert second.node.head().number == 0


def test_the_time_of_embedded_blocks_rises() -> None:
    chain = EmbeddedChain()
    for _ in range(3):
        chain.fund("0x" + "11" * 20)
    times = [chain.node.block(number).timestamp for number in range(4)]  # type: ignore[union-attr]
    assert times == sorted(set(times))


@given(st.integers(0, 10**6), st.integers(1, 1000), st.integers(0, 10**6))
def test_a_block_is_final_when_enough_were_built_on_it(block: int, confirmations: int, head: int) -> None:
    assert Finality.after(confirmations).is_final(block, head) == (head - block >= confirmations)
    assert Finality.instant().is_final(block, head) == (head >= block)


def test_a_finality_rule_is_read_from_text() -> None:
    assert Finality.parse("instant") == Finality.instant()
    assert Finality.parse("confirmations:12") == Finality(FinalityKind.CONFIRMATIONS, 12)
    for text in ("", "soon", "confirmations", "confirmations:0", "confirmations:-1", "confirmations:１", "instant:1"):
        with pytest.raises(ValueError, match=r"finality|Finality"):
            Finality.parse(text)
    with pytest.raises(ValueError, match="no confirmations"):
        Finality(FinalityKind.INSTANT, 3)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("already known", RefusalCode.ALREADY_KNOWN),
        ("Known transaction: 0x12", RefusalCode.ALREADY_KNOWN),
        ("Nonce too low", RefusalCode.NONCE_TOO_LOW),
        ("Invalid transaction nonce: Expected 5, but got 4", RefusalCode.NONCE_TOO_LOW),
        ("Invalid transaction nonce: Expected 5, but got 6", RefusalCode.NONCE_TOO_HIGH),
        ("replacement transaction underpriced", RefusalCode.UNDERPRICED),
        ("txpool is full", RefusalCode.POOL_FULL),
        ("maximum number of enqueued transactions reached", RefusalCode.POOL_FULL),
        ("exceeds block gas limit", RefusalCode.NEVER),
        ("Transaction gas limit exceeds block gas limit", RefusalCode.NEVER),
        ("intrinsic gas too high -- tx.gas_limit > env.block.gas_limit", RefusalCode.NEVER),
        ("oversized data", RefusalCode.NEVER),
        ("Gas price below configured minimum gas price", RefusalCode.UNDERPRICED),
        ("insufficient funds for gas * price + value", RefusalCode.OTHER),
    ],
)
def test_the_words_of_the_nodes_are_understood(words: str, code: RefusalCode) -> None:
    assert refusal_code(words) is code
