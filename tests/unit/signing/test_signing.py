"""Keys at rest, keys at work, and that no key ever shows."""

import copy
import json
import pickle
import stat
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys import keys
from eth_keys.backends import get_backend
from eth_utils.crypto import keccak

from chain_gateway.signing import (
    GOVERNANCE,
    GUARDIAN,
    InvalidKeyName,
    KeyExists,
    KeyNotFound,
    KeyRing,
    Keystore,
    KeystoreDamaged,
    NoKeyForParty,
    Signer,
    SigningError,
    WrongPassword,
)

QUICK = 2  # scrypt's work for keys that guard nothing


@pytest.fixture
def keystore(tmp_path: Path) -> Keystore:
    return Keystore(tmp_path / "keys", QUICK)


def test_consents_are_verified_with_coincurve_too() -> None:
    assert type(get_backend()).__name__ == "CoinCurveECCBackend"


def test_a_key_is_kept_encrypted_for_its_owner_only(keystore: Keystore, tmp_path: Path) -> None:
    made = keystore.create("party-7", "a password")
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o077 == 0
    content = json.loads(file.read_text())
    assert content["crypto"]["kdf"] == "scrypt"
    assert bytes(made._account.key).hex() not in file.read_text()
    assert keystore.unlock("party-7", "a password").address == made.address == keystore.address("party-7")


def test_the_work_factor_is_a_setting_and_kept_in_the_file(tmp_path: Path) -> None:
    Keystore(tmp_path, 4).create("governance", "pw")
    assert json.loads((tmp_path / "governance.key.json").read_text())["crypto"]["kdfparams"]["n"] == 4
    assert Keystore(tmp_path, 8).unlock("governance", "pw")
    for work in (0, 1, 3, -2):
        with pytest.raises(ValueError, match="power of two"):
            Keystore(tmp_path, work)


def test_a_wrong_password_is_told_from_a_damaged_file(keystore: Keystore, tmp_path: Path) -> None:
    keystore.create("a", "right")
    with pytest.raises(WrongPassword):
        keystore.unlock("a", "wrong")
    for content in (
        "",
        "{",
        "[]",
        "{}",
        '{"crypto": 1, "version": 3}',
        '{"crypto": {"kdf": "x"}, "version": 3}',
        "\x00",
    ):
        (tmp_path / "keys" / "a.key.json").write_text(content)
        with pytest.raises(KeystoreDamaged, match="backup"):
            keystore.unlock("a", "right")


def test_a_key_is_never_overwritten_even_in_a_race(keystore: Keystore) -> None:
    def create(_: int) -> str | None:
        try:
            return keystore.create("one", "pw").address
        except KeyExists:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [address for address in pool.map(create, range(8)) if address is not None]
    assert made == [keystore.address("one")]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "A", "a b", "-a", "a-", "a\x00", "ａ", "a\u202e", "a" * 65, "a\n"]
)
def test_a_name_that_could_leave_the_folder_is_refused(keystore: Keystore, name: str) -> None:
    for use in (keystore.create, keystore.unlock):
        with pytest.raises(InvalidKeyName):
            use(name, "pw")
    with pytest.raises(InvalidKeyName):
        keystore.address(name)


def test_a_missing_key_is_named_with_those_that_are_there(keystore: Keystore) -> None:
    keystore.create("party-1", "pw")
    with pytest.raises(KeyNotFound, match="party-1"):
        keystore.unlock("party-2", "pw")


def test_a_given_key_is_kept_and_what_is_no_key_is_refused_without_showing_it(keystore: Keystore) -> None:
    key = b"\x07" * 32
    assert keystore.add("given", key, "pw").address == Account.from_key(key).address
    for wrong in (b"", b"\x07" * 31, b"\x00" * 32, b"\xff" * 32):
        with pytest.raises(SigningError) as refused:
            keystore.add("wrong", wrong, "pw")
        shown = "".join(traceback.format_exception(refused.value))
        assert not wrong or wrong.hex() not in shown
    assert keystore.names() == ("given",)


def test_a_signer_shows_its_address_and_never_its_key() -> None:
    signer = Signer.random()
    key = bytes(signer._account.key).hex()
    assert signer.address in repr(signer)
    assert key not in repr(signer) + str(signer) + repr(KeyRing({1: signer}))
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="must not leave"):
            leak(signer)


def test_a_signed_transaction_is_the_keys_own() -> None:
    signer = Signer.random()
    fields = {"nonce": 0, "to": "0x" + "11" * 20, "value": 0, "data": b"x", "gas": 50_000, "gasPrice": 0, "chainId": 5}
    assert Account.recover_transaction(signer.sign_transaction(fields)) == signer.address


def test_a_signed_digest_recovers_to_the_key_with_low_s_and_v_of_27_or_28() -> None:
    signer = Signer.random()
    for number in range(20):
        digest = keccak(bytes([number]))
        signature = signer.sign_digest(digest)
        assert (len(signature), signature[64] in (27, 28)) == (65, True)
        assert (
            int.from_bytes(signature[32:64], "big")
            <= 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
        )
        recovered = keys.Signature(signature[:64] + bytes([signature[64] - 27])).recover_public_key_from_msg_hash(
            digest
        )
        assert recovered.to_checksum_address() == signer.address
    with pytest.raises(ValueError, match="32 bytes"):
        signer.sign_digest(b"short")


def test_signed_typed_data_recovers_to_the_key() -> None:
    message = {
        "types": {"EIP712Domain": [{"name": "name", "type": "string"}], "Word": [{"name": "text", "type": "string"}]},
        "primaryType": "Word",
        "domain": {"name": "test"},
        "message": {"text": "演示"},
    }
    signer = Signer.random()
    signature = signer.sign_typed_data(message)
    assert Account.recover_message(encode_typed_data(full_message=message), signature=signature) == signer.address


def test_a_ring_holds_the_keys_that_are_named_for_parties(keystore: Keystore) -> None:
    made = {
        name: keystore.create(name, "pw").address
        for name in ("party-7", "party-12", "governance", "guardian", "spare", "party-0")
    }
    ring = KeyRing.open(keystore, "pw")
    assert ring.parties() == (GUARDIAN, GOVERNANCE, 7, 12)
    assert ring.signer(7).address == made["party-7"]
    assert ring.signer(GOVERNANCE).address == made["governance"]
    assert ring.signer(GUARDIAN).address == made["guardian"]
    assert ring.by_address(made["party-12"]) is ring.signer(12)
    assert ring.by_address(made["spare"]) is None


def test_a_party_without_key_is_named_with_what_to_do(keystore: Keystore) -> None:
    with pytest.raises(NoKeyForParty, match="party-9"):
        KeyRing().signer(9)
    with pytest.raises(NoKeyForParty, match="governance"):
        KeyRing().signer(GOVERNANCE)
    keystore.create("party-9", "one password")
    with pytest.raises(WrongPassword):
        KeyRing.open(keystore, "another")
