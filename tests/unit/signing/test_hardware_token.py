"""Keys on a real token (SoftHSM2): made there, used there, and found again after the token failed."""

import logging
import subprocess
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import encode_named_curve_parameters

from chain_gateway.signing import (
    HardwareToken,
    KeyExists,
    KeyNotFound,
    Secret,
    SignerUnavailable,
    SigningError,
    TokenUnusable,
)
from tests.support.softhsm import LIBRARY, TokenRack
from tests.unit.signing.conftest import PIN

# python-pkcs11 ends an operation of a session that is gone already, when it forgets it; nothing hangs on it.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in. 'pkcs11:pytest.PytestUnraisableExceptionWarning")


def test_a_key_is_made_on_the_token_and_found_again_by_its_label(token: HardwareToken, token_label: str) -> None:
    made = token.generate("party-7")
    assert token.labels() == ("party-7",)
    assert token.key("party-7").address == made.address
    again = HardwareToken(LIBRARY, token_label, Secret(PIN))  # the same process logs in once only
    assert again.key("party-7").address == made.address


def test_the_key_cannot_be_taken_from_the_token(token: HardwareToken) -> None:
    token.generate("party-7")
    (private,) = token._session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
    assert private[Attribute.SENSITIVE]
    assert not private[Attribute.EXTRACTABLE]
    with pytest.raises(pkcs11.exceptions.PKCS11Error):
        private[Attribute.VALUE]


def test_a_label_is_used_once(token: HardwareToken) -> None:
    token.generate("party-7")
    with pytest.raises(KeyExists, match="party-7"):
        token.generate("party-7")
    with pytest.raises(KeyNotFound, match="party-8"):
        token.key("party-8")


def test_a_token_that_lost_its_sessions_is_opened_again_and_says_so(
    token: HardwareToken, token_rack: TokenRack, caplog: pytest.LogCaptureFixture
) -> None:
    key = token.generate("party-7")
    key.sign_messages([b"before"])
    token_rack.shake()
    with caplog.at_level(logging.WARNING):
        assert key.sign_messages([b"after"])
    assert "opened again" in caplog.text
    assert PIN not in caplog.text


def test_a_token_that_went_away_is_unavailable_until_it_is_back(
    token: HardwareToken, token_rack: TokenRack, token_label: str
) -> None:
    key = token.generate("party-7")
    away = token_rack.folder.with_name("drawer")
    token_rack.folder.rename(away)
    token_rack.folder.mkdir()
    token_rack.shake()
    with pytest.raises(SignerUnavailable, match=token_label):
        key.sign_messages([b"x"])
    token_rack.folder.rmdir()
    away.rename(token_rack.folder)
    token_rack.shake()
    assert key.sign_messages([b"x"])


def test_a_wrong_pin_is_offered_once_so_that_the_token_does_not_lock(token: HardwareToken, token_label: str) -> None:
    token.close()
    with pytest.raises(TokenUnusable, match="refuses the PIN") as refused:
        HardwareToken(LIBRARY, token_label, Secret("00000000"))
    assert "00000000" not in str(refused.value)
    token._pin = Secret("00000000")
    with pytest.raises(TokenUnusable, match="refuses the PIN"):
        token.labels()
    token._pin = Secret(PIN)
    with pytest.raises(TokenUnusable, match="before"):
        token.labels()


def test_a_key_of_another_curve_is_refused(token: HardwareToken, token_label: str) -> None:
    token.close()
    with pkcs11.lib(str(LIBRARY)).get_token(token_label=token_label).open(rw=True, user_pin=PIN) as session:
        curve = encode_named_curve_parameters("secp256r1")
        parameters = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: curve}, local=True)
        parameters.generate_keypair(store=True, label="p256")
    assert token.labels() == ()
    with pytest.raises(TokenUnusable, match="another curve"):
        token.key("p256")


def test_two_keys_of_one_label_are_refused_rather_than_guessed(token: HardwareToken, token_label: str) -> None:
    key = token.generate("party-7")
    token.close()
    with pkcs11.lib(str(LIBRARY)).get_token(token_label=token_label).open(rw=True, user_pin=PIN) as session:
        curve = encode_named_curve_parameters("secp256k1")
        parameters = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: curve}, local=True)
        parameters.generate_keypair(store=True, label="party-7")
    with pytest.raises(TokenUnusable, match="2 keys 'party-7'"):
        key.sign_messages([b"x"])


@pytest.mark.usefixtures("token_rack")
def test_a_missing_token_and_a_missing_library_are_named() -> None:
    with pytest.raises(SignerUnavailable, match="no token 'absent'"):
        HardwareToken(LIBRARY, "absent", Secret(PIN))
    with pytest.raises(TokenUnusable, match=r"no PKCS#11 library /nowhere\.so"):
        HardwareToken(Path("/nowhere.so"), "absent", Secret(PIN))


def test_nothing_of_a_token_shows_its_pin(token: HardwareToken) -> None:
    key = token.generate("party-7")
    shown = repr(token) + repr(key) + repr(token._pin) + str(token._pin) + repr(vars(token))
    assert PIN not in shown
    with pytest.raises(TypeError):
        token._pin.__reduce__()
    with pytest.raises(SigningError) as failure:
        token.key("x")
    assert PIN not in str(failure.value)


def test_softhsm2_util_sees_the_token_that_the_tests_use(token_label: str) -> None:
    shown = subprocess.run(["softhsm2-util", "--show-slots"], capture_output=True, text=True, check=True)  # noqa: S607
    assert token_label in shown.stdout
