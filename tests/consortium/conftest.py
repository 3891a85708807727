"""A real network of four validators with a ledger on it, started once for the tests of this folder, stopped after them.

The engine is built by `make engines`. Where it is not built these tests fail and say so: they are the proof that the
ledger runs on the network it is made for.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_gateway.rpc.engines.consortium import engine_binary
from chain_gateway.signing import Keystore
from chain_gateway.signing.registry_seal import make_development_seal
from pledge.consortium import Consortium, Members
from pledge.demonstration.run import Demonstration, demonstrate
from pledge.house import House, HouseSettings
from tests.integration.test_house_on_anvil import few_records

ROOT = Path(__file__).parents[2]
CHAIN_ID = 20_261
PASSWORD = "not a secret of anything"  # noqa: S105
SCRYPT_WORK = 2**10


@pytest.fixture(scope="package")
def engine() -> Path:
    return engine_binary(ROOT / ".engines")


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("consortium")


@pytest.fixture(scope="package")
def consortium(engine: Path, folder: Path) -> Iterator[Consortium]:
    """Four validators and the keys that govern them."""
    members = Members.open(Keystore(folder / "keystore", SCRYPT_WORK), PASSWORD)
    made = Consortium.create(folder / "network", engine, members, chain_id=CHAIN_ID)
    yield made
    made.network.stop()


@pytest.fixture(scope="package")
def house(consortium: Consortium, folder: Path) -> Iterator[House]:
    """Gateway, indexer and look-up on the network."""
    seal = make_development_seal(folder, "演示知识产权质押登记服务中心", "https://ledger.example")
    settings = HouseSettings(folder, PASSWORD, scrypt_work=SCRYPT_WORK, seal=seal)
    with House.consortium(settings, consortium) as running:
        yield running


@pytest.fixture(scope="package")
def demonstration(house: House, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The main job, done on the network once for all tests of this folder."""
    records = tmp_path_factory.mktemp("records") / "few.csv"
    few_records(records)
    return demonstrate(house, records, lambda _done, _total, _what: None)
