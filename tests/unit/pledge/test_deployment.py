"""One deployment script: where its contracts are, and who may do what with them."""

from pathlib import Path

import pytest
from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from typer.testing import CliRunner

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.errors import decode_revert
from chain_gateway.ledger.structs import Act
from chain_gateway.ledger.verbs import UnknownVerb, selector_of
from chain_gateway.rpc import CallReverted, Node
from chain_gateway.rpc.engines import AnvilChain, EmbeddedChain, anvil_binary
from chain_gateway.signing.signer import Signer
from pledge.cli import app
from pledge.deployment import CALLERS, VERBS, DeploymentFailed, Step, address_of, deploy
from pledge.exits import Exit, Stop

PACKAGES = Path(__file__).parents[3] / "node_modules"
SALT = b"\x07" * 32


def funded(*signers: Signer) -> Node:
    chain = EmbeddedChain()
    for signer in signers:
        chain.fund(signer.address)
    return chain.node


def addresses(deployment: Deployment) -> list[str]:
    return [*deployment.books(), deployment.access_manager]


@pytest.fixture(scope="module")
def governance() -> Signer:
    return Signer.random()


@pytest.fixture(scope="module")
def first(governance: Signer) -> tuple[Node, Deployment]:
    node = funded(governance)
    return node, deploy(node, governance, salt=SALT)


def test_the_same_key_and_salt_give_the_same_addresses_on_another_chain(
    governance: Signer, first: tuple[Node, Deployment]
) -> None:
    again = deploy(funded(governance), governance, salt=SALT)
    assert addresses(again) == addresses(first[1])
    assert again.factory == first[1].factory
    assert again.salt == "0x" + SALT.hex()


@pytest.mark.skipif(not (PACKAGES / "@foundry-rs").is_dir(), reason="anvil is not installed")
def test_the_same_key_and_salt_give_the_same_addresses_on_anvil(
    governance: Signer, first: tuple[Node, Deployment]
) -> None:
    with AnvilChain(anvil_binary(PACKAGES)) as chain:
        chain.fund(governance.address)
        assert addresses(deploy(chain.node, governance, salt=SALT)) == addresses(first[1])


def test_another_salt_or_key_is_another_ledger(governance: Signer, first: tuple[Node, Deployment]) -> None:
    node, known = first
    steps: list[Step] = []
    other = deploy(node, governance, steps.append, salt=b"\x08" * 32)
    assert other.factory == known.factory, "one factory serves all ledgers of a key"
    assert not set(addresses(other)) & set(addresses(known))
    assert [step.number for step in steps] == list(range(1, steps[0].of + 1)), "every step is announced"
    stranger = Signer.random()
    fresh = funded(stranger)
    assert not set(addresses(deploy(fresh, stranger, salt=SALT))) & set(addresses(known))


def test_a_ledger_is_not_deployed_twice(governance: Signer, first: tuple[Node, Deployment]) -> None:
    node, known = first
    with pytest.raises(DeploymentFailed, match=known.access_manager):
        deploy(node, governance, salt=SALT)


def test_a_given_factory_is_used_and_anything_else_refused(governance: Signer, first: tuple[Node, Deployment]) -> None:
    node, known = first
    assert known.factory is not None
    made = deploy(node, governance, salt=b"\x09" * 32, factory=known.factory)
    assert made.factory == known.factory
    with pytest.raises(DeploymentFailed, match="not LedgerFactory's"):
        deploy(node, governance, salt=b"\x0a" * 32, factory=known.log)


def test_a_key_that_has_sent_others_before_makes_a_factory_of_its_own() -> None:
    key, other = Signer.random(), Signer.random()
    node = funded(key)
    payment = {
        "nonce": 0, "gasPrice": node.gas_price(), "gas": 21_000, "value": 1, "to": other.address, "data": b"",
        "chainId": node.chain_id(),
    }  # fmt: skip
    node.send_raw(key.sign_transaction(payment))
    made = deploy(node, key, salt=SALT)
    assert made.factory is not None
    assert node.code(made.factory) == artifact("LedgerFactory").deployed_bytecode


def test_an_address_is_told_as_the_factory_tells_it(governance: Signer, first: tuple[Node, Deployment]) -> None:
    node, known = first
    assert known.factory is not None
    code = b"\x60\x00" * 50
    types = ["address", "bytes32", "bytes32"]
    question = calls.selector("placeOf", types) + encode(types, [governance.address, SALT, keccak(code)])
    place = node.call(known.factory, question)
    assert address_of(known.factory, governance.address, SALT, code) == to_checksum_address(place[12:])


def test_every_verb_of_the_table_is_a_function_of_its_book() -> None:
    for table in (VERBS, CALLERS):
        for book, verbs in table.items():
            for verb in verbs:
                assert len(selector_of(book, verb)) == 4
    with pytest.raises(UnknownVerb):
        selector_of("PledgeRegistry", "pledgeOf")


def test_the_guardian_pauses_at_once_and_the_governance_waits() -> None:
    governance, guardian = Signer.random(), Signer.random()
    node = funded(governance, guardian)
    ledger = deploy(node, governance, salt=SALT, guardian=guardian.address, delay=3_600)
    filing = selector_of("PledgeRegistry", "file")

    def refusal(signer: Signer, data: bytes) -> str:
        with pytest.raises(CallReverted) as reverted:
            node.call(ledger.parties, data, sender=signer.address)
        return decode_revert(reverted.value.data).name

    pausing = calls.pause(ledger.pledges, filing, Act())
    assert refusal(governance, pausing.data) == "AccessManagedUnauthorized"
    sent = guardian.sign_transaction(
        {
            "nonce": 0,
            "gasPrice": node.gas_price(),
            "gas": pausing.gas,
            "value": 0,
            "to": ledger.parties,
            "data": pausing.data,
            "chainId": node.chain_id(),
        }
    )
    receipt = node.receipt(node.send_raw(sent))
    assert receipt is not None
    assert receipt.succeeded
    read = reads.is_paused(ledger.pledges, filing)
    assert read.decode(node.call(ledger.parties, read.data)) is True
    lifting = calls.unpause(ledger.pledges, filing, Act())
    assert refusal(governance, lifting.data) == "AccessManagerNotScheduled"
    assert refusal(guardian, lifting.data) == "AccessManagedUnauthorized"
    delayed = calls.selector("getAccess", ["uint64", "address"]) + encode(
        ["uint64", "address"], [0, governance.address]
    )
    answer = node.call(ledger.access_manager, delayed)
    assert int.from_bytes(answer[32:64]) == 3_600


def test_the_command_refuses_what_is_no_address(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app,
        ["deploy", "--rpc", "http://127.0.0.1:1", "-o", str(tmp_path / "d.json"), "--guardian", "0x12"],
    )
    assert isinstance(done.exception, Stop)
    assert done.exception.code is Exit.BAD_INPUT
    assert "--guardian" in str(done.exception)
