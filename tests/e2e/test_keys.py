"""Keys as an operator makes and lists them, in every back end."""

from pathlib import Path

import pytest

from chain_gateway.signing import Keystore
from tests.e2e.conftest import Command
from tests.support.reference_signer import running
from tests.support.softhsm import LIBRARY, TokenRack

PIN = "27182818"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("pin", PIN), ("password", "a password")):
        (tmp_path / name).write_text(text + "\n", encoding="ascii")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def test_a_key_is_made_on_a_token_and_listed_with_its_back_end_and_party(
    pledge: Command, folder: Path, token_rack: TokenRack
) -> None:
    token_rack.token("of the command", PIN)
    signing = folder / "signing.toml"
    signing.write_text(
        f'[pkcs11]\nlibrary = "{LIBRARY}"\ntoken = "of the command"\npin_file = "pin"\n', encoding="utf-8"
    )
    places = ["--signing", str(signing), "--keystore", str(folder / "keystore")]

    made = pledge("keys", "new", "party-8", "--backend", "pkcs11", *places, "--json")
    assert made.code == 0, made.err
    again = pledge("keys", "new", "party-8", "--backend", "pkcs11", *places)
    assert (again.code, "already has a key" in again.err) == (2, True)

    with signing.open("a", encoding="utf-8") as file:
        file.write('[[keys]]\nparty = 8\nbackend = "pkcs11"\nlabel = "party-8"\n')
    listed = pledge("keys", "list", *places, "--json")
    assert listed.json == [{"backend": "pkcs11", "name": "party-8", "address": made.json["address"], "party": 8}]
    shown = pledge("keys", "list", *places)
    assert "party 8" in shown.out
    assert PIN not in made.out + made.err + again.err + listed.out + shown.out


def test_the_keys_of_a_remote_signer_are_listed_with_their_identifiers(pledge: Command, folder: Path) -> None:
    address = Keystore(folder / "far", 2).create("one", "a password").address
    with running(folder, folder / "far", "a password") as reference:
        signing = folder / "signing.toml"
        signing.write_text(f'[remote]\nurl = "{reference.url}"\n', encoding="utf-8")
        places = ["--signing", str(signing), "--keystore", str(folder / "keystore")]
        (row,) = pledge("keys", "list", *places, "--json").json
        assert (row["backend"], row["address"], len(row["name"]), row["party"]) == ("remote", address, 130, None)
    away = pledge("keys", "list", *places)
    assert (away.code, "does not answer" in away.err) == (3, True)


def test_without_a_configuration_the_keystores_names_say_for_whom_a_key_signs(pledge: Command, folder: Path) -> None:
    places = ["--signing", str(folder / "absent.toml"), "--keystore", str(folder / "keystore")]
    for name in ("party-7", "governance", "spare"):
        assert pledge("keys", "new", name, *places, "--password-file", str(folder / "password")).code == 0
    rows = pledge("keys", "list", *places, "--json").json
    assert [(row["name"], row["party"]) for row in rows] == [("governance", 0), ("party-7", 7), ("spare", None)]


def test_a_pin_that_nobody_can_be_asked_for_is_a_sentence(pledge: Command, folder: Path, token_rack: TokenRack) -> None:
    token_rack.token("asks for its PIN", PIN)
    signing = folder / "signing.toml"
    signing.write_text(f'[pkcs11]\nlibrary = "{LIBRARY}"\ntoken = "asks for its PIN"\n', encoding="utf-8")
    run = pledge("keys", "list", "--signing", str(signing), "--keystore", str(folder / "keystore"))
    assert run.code == 2
    assert "PIN of the token" in run.err
    assert "pin_file" in run.err
