"""The registry's X.509 key, which signs printed certificates (PAdES, ETSI EN 319 142): a PEM file, or a PKCS#11 token.

    name = "演示登记机关"                       # stands at the head of each page
    address = "https://ledger.example"          # of the public look-up
    certificate = "seal.pem"                    # the key's certificate, then those between it and its authority
    key = "seal.key"                            # PEM; key_password_file = "..." where it is encrypted

or, in place of `key`,

    [pkcs11]
    library = "/usr/lib/softhsm/libsofthsm2.so"
    token = "registry"
    label = "seal"
    pin_file = "pin"

File names are relative to the file's folder. It holds no secret.
"""

import datetime
import io
import os
import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chain_gateway.signing.errors import InvalidConfiguration, SignerUnavailable
from chain_gateway.signing.secret import Secret

SEAL_FILE = "seal.toml"
_FIELD = "Registry"
_KEY_FIELDS = {"name", "address", "certificate", "key", "key_password_file", "pkcs11"}
_TOKEN_FIELDS = {"library", "token", "label", "pin_file"}


@dataclass(frozen=True)
class SealToken:
    """A key on a PKCS#11 token."""

    library: Path
    token: str
    label: str
    pin_file: Path


@dataclass(frozen=True)
class SealSettings:
    """What the file says."""

    name: str
    address: str
    certificate: Path
    key: Path | None = None
    key_password_file: Path | None = None
    token: SealToken | None = None

    @classmethod
    def load(cls, path: Path) -> "SealSettings":
        """Read the file. Raises InvalidConfiguration, FileNotFoundError."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise InvalidConfiguration(f"{path} is no TOML: {problem}.") from None
        _only(content, _KEY_FIELDS, path)
        token = content.get("pkcs11")
        if (token is None) == ("key" not in content):
            raise InvalidConfiguration(f"{path}: name either key or [pkcs11].")
        place = path.parent
        if token is not None:
            if not isinstance(token, dict):
                raise InvalidConfiguration(f"{path}: pkcs11 must be a table.")
            _only(token, _TOKEN_FIELDS, path)
        password = content.get("key_password_file")
        return cls(
            name=_text(content, "name", path),
            address=_text(content, "address", path).rstrip("/"),
            certificate=place / _text(content, "certificate", path),
            key=place / _text(content, "key", path) if token is None else None,
            key_password_file=None if password is None else place / _text(content, "key_password_file", path),
            token=None
            if token is None
            else SealToken(
                Path(_text(token, "library", path)),
                _text(token, "token", path),
                _text(token, "label", path),
                place / _text(token, "pin_file", path),
            ),
        )


class RegistrySeal:
    """Signs documents; one at a time."""

    def __init__(self, settings: SealSettings) -> None:
        """Read the certificate and the key. Raises InvalidConfiguration, SignerUnavailable."""
        self.name = settings.name
        self.address = settings.address
        self._lock = threading.Lock()
        self._session: Any = None
        self._signer = self._of_token(settings) if settings.token is not None else self._of_files(settings)

    def sign(self, pdf: bytes) -> bytes:
        """The document with the registry's signature over all of it, after which nothing may be changed.

        Raises SignerUnavailable when the token does not sign.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        metadata = signers.PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            reason="Certificate of the ledger",
        )
        with self._lock:
            try:
                signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=self._signer)
            except Exception as problem:  # noqa: BLE001  # whatever a token's library raises
                raise SignerUnavailable(f"The registry's key did not sign ({type(problem).__name__}).") from None
        return bytes(signed.getvalue())

    @staticmethod
    def _of_files(settings: SealSettings) -> Any:
        from pyhanko.sign.signers import SimpleSigner

        assert settings.key is not None
        phrase = None
        if settings.key_password_file is not None:
            phrase = Secret.of_file(settings.key_password_file).reveal().encode()
        for path in (settings.key, settings.certificate):
            if not path.is_file():
                raise InvalidConfiguration(f"There is no {path}. `pledge certificate authority` makes one for trials.")
        first, *rest = _certificates(settings.certificate)
        key = _private_key(settings.key, phrase)
        if key.public_key() != first.public_key():
            raise InvalidConfiguration(f"{settings.key} is not the key of {settings.certificate}.")
        from pyhanko.keys import load_private_key_from_pemder_data
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        between = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        for each in rest:
            between.register(_as_asn1(each))
        return SimpleSigner(
            signing_cert=_as_asn1(first),
            signing_key=load_private_key_from_pemder_data(settings.key.read_bytes(), phrase),
            cert_registry=between,
        )

    def _of_token(self, settings: SealSettings) -> Any:
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        assert settings.token is not None
        first, *rest = _certificates(settings.certificate)
        pin = Secret.of_file(settings.token.pin_file)
        try:
            self._session = open_pkcs11_session(
                str(settings.token.library),
                token_criteria=TokenCriteria(label=settings.token.token),
                user_pin=pin.reveal(),
            )
        except Exception as problem:  # noqa: BLE001  # whatever a token's library raises
            name = settings.token.token
            raise SignerUnavailable(f"The token {name!r} cannot be opened ({type(problem).__name__}).") from None
        return PKCS11Signer(
            self._session,
            signing_cert=_as_asn1(first),
            ca_chain=[_as_asn1(each) for each in rest],
            key_label=settings.token.label,
            use_raw_mechanism=True,  # many tokens sign a digest and do not hash
        )


def make_development_seal(folder: Path, name: str, address: str) -> SealSettings:
    """An authority for trials, and a registry's key that it certifies: ca.pem, seal.pem, seal.key and seal.toml.

    The authority's own key is thrown away when it has signed. Raises InvalidConfiguration where there is one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / SEAL_FILE
    if settings.exists():
        raise InvalidConfiguration(
            f"{settings} is there already. A registry has one key; move it away to make another."
        )
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root, subject = _named(name, "Development CA 测试根证书"), _named(name, name)
    issued = _certificate(root, root, authority.public_key(), authority, authority=True)
    certified = _certificate(subject, root, own.public_key(), authority, authority=False)
    (folder / "ca.pem").write_bytes(issued.public_bytes(serialization.Encoding.PEM))
    (folder / "seal.pem").write_bytes(certified.public_bytes(serialization.Encoding.PEM))
    secret = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(folder / "seal.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (name, address)]
    settings.write_text(
        f'name = "{quoted[0]}"\naddress = "{quoted[1]}"\ncertificate = "seal.pem"\nkey = "seal.key"\n', "utf-8"
    )
    return SealSettings.load(settings)


def _named(organisation: str, name: str) -> x509.Name:
    """A distinguished name; each part has at most 64 bytes (RFC 5280)."""
    short = [each.encode()[:64].decode("utf-8", "ignore") for each in (organisation, name)]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, short[0]),
            x509.NameAttribute(NameOID.COMMON_NAME, short[1]),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, key: ec.EllipticCurvePrivateKey, *,
    authority: bool,
) -> x509.Certificate:  # fmt: skip
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=730))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise InvalidConfiguration(f"{path} holds no certificate in PEM ({type(problem).__name__}).") from None
    return found


def _private_key(path: Path, phrase: bytes | None) -> Any:
    try:
        return serialization.load_pem_private_key(path.read_bytes(), phrase)
    except (OSError, ValueError, TypeError) as problem:
        raise InvalidConfiguration(f"{path} is no private key in PEM that opens ({type(problem).__name__}).") from None


def _as_asn1(certificate: x509.Certificate) -> Any:
    from asn1crypto import x509 as asn1  # type: ignore[import-untyped]

    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _only(content: dict[str, Any], known: set[str], path: Path) -> None:
    unknown = sorted(content.keys() - known)
    if unknown:
        raise InvalidConfiguration(f"{path}: {unknown[0]!r} is no field of it; known are {', '.join(sorted(known))}.")


def _text(content: dict[str, Any], name: str, path: Path) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidConfiguration(f"{path}: {name} must be text, got {str(value)[:60]!r}.")
    return value
