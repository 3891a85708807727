"""The signing configuration: which back end holds which key."""

from pathlib import Path

import pytest

from chain_gateway.signing import (
    InvalidConfiguration,
    Keystore,
    SigningConfiguration,
    TokenSettings,
)
from chain_gateway.signing.secret import Secret, nobody_to_ask
from tests.support.softhsm import LIBRARY
from tests.unit.signing.conftest import PASSWORD, PIN, Remote

TOKEN = f'[pkcs11]\nlibrary = "{LIBRARY}"\ntoken = "t"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "signing.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_three_parties_sign_with_three_back_ends(tmp_path: Path, token_label: str, remote: Remote) -> None:
    pin = tmp_path / "pin"
    pin.write_text(PIN + "\n")
    pin.chmod(0o600)
    settings = SigningConfiguration(pkcs11=TokenSettings(LIBRARY, token_label, pin))
    token = settings.open_token(nobody_to_ask)
    label_address = token.generate("party-8").address
    token.close()
    signer = SigningConfiguration(remote=remote.settings()).open_remote()
    remote_address, public = next(iter(signer.public_keys().items()))
    signer.close()
    keystore = Keystore(tmp_path / "keystore", 2)
    kept = keystore.create("party-7", PASSWORD).address
    path = written(
        tmp_path,
        f"""
        [[keys]]
        party = 7
        backend = "keystore"
        name = "party-7"
        [[keys]]
        party = 8
        backend = "pkcs11"
        label = "party-8"
        [[keys]]
        party = 9
        backend = "remote"
        public_key = "{public}"
        [pkcs11]
        library = "{LIBRARY}"
        token = "{token_label}"
        pin_file = "pin"
        [remote]
        url = "{remote.reference.url}"
        ca = "{remote.authority.certificate}"
        certificate = "{remote.client.certificate}"
        key = "{remote.client.key}"
        """,
    )
    keys = SigningConfiguration.load(path).open_keys(keystore, PASSWORD, nobody_to_ask)
    assert {party: key.address for party, key in keys.items()} == {7: kept, 8: label_address, 9: remote_address}
    assert [key.backend for key in keys.values()] == ["keystore", "pkcs11", "remote"]
    for key in keys.values():
        assert key.sign_messages([b"x"])
        key.close()


def test_a_remote_signer_that_is_away_does_not_keep_the_gateway_from_starting(tmp_path: Path, remote: Remote) -> None:
    signer = SigningConfiguration(remote=remote.settings()).open_remote()
    address, public = next(iter(signer.public_keys().items()))
    signer.close()
    path = written(
        tmp_path,
        f'[[keys]]\nparty = 9\nbackend = "remote"\npublic_key = "{public}"\n[remote]\nurl = "http://127.0.0.1:9"\n',
    )
    keys = SigningConfiguration.load(path).open_keys(Keystore(tmp_path / "keys", 2), "", nobody_to_ask)
    assert keys[9].address == address
    keys[9].close()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x", "no TOML"),
        ("\x00", "no TOML"),
        ("other = 1", "the file: other"),
        ("keys = 1", "keys must be given as"),
        ("keys = [1]", r"keys\[0\] must be a table"),
        ('[[keys]]\nparty = "7"\nbackend = "keystore"\nname = "a"', r"keys\[0\]\.party"),
        ('[[keys]]\nparty = true\nbackend = "keystore"\nname = "a"', r"keys\[0\]\.party"),
        ('[[keys]]\nparty = -2\nbackend = "keystore"\nname = "a"', r"keys\[0\]\.party"),
        ('[[keys]]\nparty = 7\nbackend = "paper"\nname = "a"', r"keys\[0\]\.backend.*keystore, pkcs11, remote"),
        ('[[keys]]\nparty = 7\nbackend = "pkcs11"\nname = "a"', r"keys\[0\]: name"),
        ('[[keys]]\nparty = 7\nbackend = "pkcs11"', r"keys\[0\]\.label is missing"),
        ('[[keys]]\nparty = 7\nbackend = "keystore"\nname = "a"\n' * 2, r"keys\[1\]\.party 7 is named twice"),
        (TOKEN + 'pin = "1234"', "pkcs11.pin a PIN does not belong"),
        ('[pkcs11]\nlibrary = "x"', "pkcs11.token is missing"),
        ("pkcs11 = 1", "pkcs11 must be a table"),
        ("[remote]\nca = 'x'", "remote.url is missing"),
        ("[remote]\nurl = 'x'\ntimeout_seconds = 0", "remote.timeout_seconds"),
        ("[remote]\nurl = 'x'\ntimeout_seconds = 'soon'", "remote.timeout_seconds"),
        ("remote = 'x'", "remote must be a table"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(InvalidConfiguration, match=named) as refused:
        SigningConfiguration.load(written(tmp_path, text))
    assert "1234" not in str(refused.value)


def test_a_key_in_a_back_end_that_is_not_described_is_refused(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "keys", 2)
    token = SigningConfiguration.load(written(tmp_path, '[[keys]]\nparty = 7\nbackend = "pkcs11"\nlabel = "a"'))
    with pytest.raises(InvalidConfiguration, match=r"\[pkcs11\]"):
        token.open_keys(store, "", nobody_to_ask)
    remote = SigningConfiguration.load(written(tmp_path, '[[keys]]\nparty = 7\nbackend = "remote"\npublic_key = "0x"'))
    with pytest.raises(InvalidConfiguration, match=r"\[remote\]"):
        remote.open_keys(store, "", nobody_to_ask)


def test_a_pin_comes_from_a_file_of_its_owner_or_from_a_person(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("2718\nrest")
    pin.chmod(0o644)
    with pytest.raises(InvalidConfiguration, match="chmod 600"):
        Secret.of_file(pin)
    pin.chmod(0o600)
    assert Secret.of_file(pin).reveal() == "2718"
    pin.write_text("\n")
    with pytest.raises(InvalidConfiguration, match="empty"):
        Secret.of_file(pin)
    with pytest.raises(InvalidConfiguration, match="cannot be read"):
        Secret.of_file(tmp_path / "absent")
    with pytest.raises(InvalidConfiguration, match="nobody can be asked"):
        SigningConfiguration.load(written(tmp_path, TOKEN)).open_token(nobody_to_ask)
