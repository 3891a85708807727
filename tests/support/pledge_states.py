"""Puts a pledge of an embedded chain into a state by hand, for the tests of books that only read it."""

from typing import Any

from eth_utils.address import to_canonical_address
from eth_utils.crypto import keccak

from chain_gateway.ledger.enums import PledgeState
from chain_gateway.rpc.engines.embedded import EmbeddedChain

_PLEDGES_SLOT = 1


def set_pledge_state(chain: EmbeddedChain, pledges: str, pledge: int, state: PledgeState) -> None:
    """Writes the lowest byte of the pledge's first word, as forge's fixture does, and mines a block."""
    tester: Any = chain.provider.ethereum_tester
    inner = tester.backend.chain
    slot = int.from_bytes(keccak(pledge.to_bytes(32, "big") + _PLEDGES_SLOT.to_bytes(32, "big")))
    address = to_canonical_address(pledges)
    vm = inner.get_vm()
    word = vm.state.get_storage(address, slot)
    vm.state.set_storage(address, slot, word & ~0xFF | int(state))
    vm.state.persist()
    inner.header = inner.header.copy(state_root=vm.state.state_root)
    tester.mine_block()


def travel(chain: EmbeddedChain, timestamp: int) -> None:
    """Moves chain time forward."""
    tester: Any = chain.provider.ethereum_tester
    tester.time_travel(timestamp)
