"""The registry's X.509 key: made for trials, out of files, and on a PKCS#11 token."""

import io
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.validation import validate_pdf_signature

from chain_gateway.signing.errors import InvalidConfiguration, SignerUnavailable
from chain_gateway.signing.registry_seal import RegistrySeal, SealSettings, make_development_seal
from tests.support.softhsm import LIBRARY, TokenRack
from tests.unit.signing.conftest import PIN

NAME, ADDRESS = "演示登记机关", "https://ledger.example"


@pytest.fixture(scope="module")
def blank() -> bytes:
    """A document of one empty page."""
    writer = PdfFileWriter()
    stream = writer.add_object(StreamObject(stream_data=b""))
    writer.insert_page(PageObject(contents=stream, media_box=(0, 0, 100, 100)))
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def is_whole(pdf: bytes) -> bool:
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    status = validate_pdf_signature(signature)
    return bool(status.intact and status.valid)


def test_a_seal_for_trials_signs_and_its_key_is_its_owners_alone(tmp_path: Path, blank: bytes) -> None:
    settings = make_development_seal(tmp_path, NAME, ADDRESS + "/")
    assert (settings.name, settings.address) == (NAME, ADDRESS)
    assert is_whole(RegistrySeal(settings).sign(blank))
    assert stat.S_IMODE((tmp_path / "seal.key").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("ca*.key")), "the authority's own key is kept nowhere"


def test_a_second_one_does_not_take_the_place_of_the_first(tmp_path: Path) -> None:
    make_development_seal(tmp_path, NAME, ADDRESS)
    with pytest.raises(InvalidConfiguration, match=r"seal\.toml is there already"):
        make_development_seal(tmp_path, NAME, ADDRESS)


def test_a_name_with_quotes_stays_one_name(tmp_path: Path) -> None:
    name = '演示 "引号" \\ 机关'
    assert make_development_seal(tmp_path, name, ADDRESS).name == name


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    settings = make_development_seal(tmp_path / "one", NAME, ADDRESS)
    make_development_seal(tmp_path / "two", NAME, ADDRESS)
    assert settings.key is not None
    settings.key.write_bytes((tmp_path / "two" / "seal.key").read_bytes())
    with pytest.raises(InvalidConfiguration, match="is not the key of"):
        RegistrySeal(settings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "x"\naddress = "y"\ncertificate = "c"', "name either key or"),
        ('name = "x"\naddress = "y"\ncertificate = "c"\nkey = "k"\n[pkcs11]\nlibrary = "l"', "name either key or"),
        ('name = ""\naddress = "y"\ncertificate = "c"\nkey = "k"', "name must be text"),
        ('name = "x"\naddress = "y"\ncertificate = "c"\nkey = "k"\nkeys = 1', "'keys' is no field"),
        ('name = "x"\naddress = "y"\ncertificate = "c"\n[pkcs11]\nlibrary = "l"\npin = "1"', "'pin' is no field"),
        ("name =", "is no TOML"),
    ],
)
def test_a_file_that_does_not_say_which_key_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "seal.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InvalidConfiguration, match=said):
        SealSettings.load(file)


def test_a_key_on_a_token_signs(tmp_path: Path, token_rack: TokenRack, token_label: str, blank: bytes) -> None:
    made = make_development_seal(tmp_path, NAME, ADDRESS)
    assert made.key is not None
    command = f"softhsm2-util --import {made.key} --token {token_label} --label seal --id a1 --pin {PIN}"
    subprocess.run(command.split(), check=True, capture_output=True, timeout=60)  # noqa: S603
    token_rack.shake()
    (tmp_path / "pin").write_text(PIN, "utf-8")
    (tmp_path / "pin").chmod(0o600)
    (tmp_path / "seal.toml").write_text(
        f'name = "{NAME}"\naddress = "{ADDRESS}"\ncertificate = "seal.pem"\n[pkcs11]\nlibrary = "{LIBRARY}"\n'
        f'token = "{token_label}"\nlabel = "seal"\npin_file = "pin"\n',
        "utf-8",
    )
    settings = SealSettings.load(tmp_path / "seal.toml")
    assert settings.token is not None
    assert settings.token.label == "seal"
    signed = RegistrySeal(settings).sign(blank)
    assert is_whole(signed)
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    own = x509.load_pem_x509_certificate((tmp_path / "seal.pem").read_bytes())
    assert signature.signer_cert.dump() == own.public_bytes(serialization.Encoding.DER)


def test_a_token_that_is_not_there_is_said_to_be_away(tmp_path: Path, token_rack: TokenRack) -> None:
    assert token_rack.folder.is_dir()
    make_development_seal(tmp_path, NAME, ADDRESS)
    (tmp_path / "pin").write_text("0000", "utf-8")
    (tmp_path / "pin").chmod(0o600)
    (tmp_path / "seal.toml").write_text(
        f'name = "{NAME}"\naddress = "{ADDRESS}"\ncertificate = "seal.pem"\n[pkcs11]\nlibrary = "{LIBRARY}"\n'
        'token = "nowhere"\nlabel = "seal"\npin_file = "pin"\n',
        "utf-8",
    )
    with pytest.raises(SignerUnavailable, match="nowhere"):
        RegistrySeal(SealSettings.load(tmp_path / "seal.toml"))
