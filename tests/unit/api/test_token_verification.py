"""Tokens against a published key set: what is accepted, what is refused and why, and when the keys are fetched."""

import hashlib
import hmac
import json
import ssl
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chain_gateway.api.jwks import InvalidKeySet, KeySet, parse, public_jwk
from chain_gateway.api.tokens import DevelopmentIssuer
from chain_gateway.api.verifier import Principal, TokenRefused, TokenRules, TokenVerifier, x5t
from tests.support.certificates import Authority

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
RULES = TokenRules("https://id.example", "pledgebook", leeway_seconds=30)
RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
ED_KEY = ed25519.Ed25519PrivateKey.generate()
SIGNERS: dict[str, tuple[Any, str]] = {"rsa": (RSA_KEY, "RS256"), "ec": (EC_KEY, "ES256"), "ed": (ED_KEY, "EdDSA")}
KEYS = {key_id: key.public_key() for key_id, (key, _) in SIGNERS.items()}


class Clock:
    """A time that tests move."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


def claims(**changes: Any) -> dict[str, Any]:
    at = int(NOON.timestamp())
    usual = {"iss": RULES.issuer, "aud": RULES.audience, "sub": "clerk", "party": 7, "scope": ["pledges:write"]}
    return usual | {"iat": at, "exp": at + 600, "jti": "token-1"} | changes


def token(key_id: str = "ed", **changes: Any) -> str:
    key, algorithm = SIGNERS[key_id]
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": key_id})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def verifier(clock: Clock) -> TokenVerifier:
    return TokenVerifier(KeySet.of_keys(KEYS), RULES, clock)


@pytest.mark.parametrize("key_id", SIGNERS)
def test_each_accepted_kind_of_key_verifies_its_tokens(verifier: TokenVerifier, key_id: str) -> None:
    expected = Principal("clerk", 7, frozenset({"pledges:write"}), "token-1", None)
    assert verifier.verify(token(key_id), None) == expected
    assert verifier.remembered(token(key_id, jti="unseen"), None) is None


def test_scopes_may_stand_between_blanks_and_audiences_in_a_list(verifier: TokenVerifier) -> None:
    found = verifier.verify(token(scope="pledges:write approvals:write", aud=["other", "pledgebook"]), None)
    assert found.scopes == {"pledges:write", "approvals:write"}


def test_a_token_without_id_is_known_by_its_hash_and_never_by_itself(verifier: TokenVerifier) -> None:
    sent = jwt.encode({k: v for k, v in claims().items() if k != "jti"}, ED_KEY, "EdDSA", headers={"kid": "ed"})
    assert verifier.verify(sent, None).token_id == "sha256:" + hashlib.sha256(sent.encode()).hexdigest()[:32]


def unsigned(header: dict[str, Any], body: dict[str, Any], signature: bytes = b"") -> str:
    def part(value: bytes) -> str:
        return urlsafe_b64encode(value).rstrip(b"=").decode()

    return f"{part(json.dumps(header).encode())}.{part(json.dumps(body).encode())}.{part(signature)}"


def test_no_algorithm_and_an_hmac_keyed_with_the_public_key_are_refused(verifier: TokenVerifier) -> None:
    for header in ({"alg": "none", "kid": "rsa"}, {"alg": "None", "kid": "rsa"}, {"kid": "rsa"}, {"alg": "none"}):
        with pytest.raises(TokenRefused) as refused:
            verifier.verify(unsigned(header, claims()), None)
        assert refused.value.code == "token-invalid"
    header = {"alg": "HS256", "kid": "rsa", "typ": "JWT"}
    for secret in (
        RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        json.dumps(public_jwk("rsa", RSA_KEY.public_key())).encode(),
        b"",
    ):
        signed = unsigned(header, claims()).rsplit(".", 1)[0].encode()
        forged = unsigned(header, claims(), hmac.new(secret, signed, hashlib.sha256).digest())
        with pytest.raises(TokenRefused, match="what its key is not for"):
            verifier.verify(forged, None)


def test_another_algorithm_than_the_keys_own_and_critical_headers_are_refused(verifier: TokenVerifier) -> None:
    for algorithm in ("RS512", "PS256"):
        other = jwt.encode(claims(), RSA_KEY, algorithm=algorithm, headers={"kid": "rsa"})
        with pytest.raises(TokenRefused, match="not for"):
            verifier.verify(other, None)
    critical = jwt.encode(claims(), ED_KEY, algorithm="EdDSA", headers={"kid": "ed", "crit": ["x"], "x": 1})
    with pytest.raises(TokenRefused):
        verifier.verify(critical, None)


DEEP = urlsafe_b64encode(b"[" * 6000).decode().rstrip("=")  # the longest that a token may carry


@pytest.mark.parametrize(
    "sent", ["", ".", "..", "a.b.c", "x" * 9000, "\x00", "é.é.é", "e30.e30.e30", f"{DEEP}.e30.AA", f"{DEEP}.{DEEP}.AA"]
)
def test_what_is_no_token_is_refused_and_not_repeated(verifier: TokenVerifier, sent: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(sent, None)
    assert len(sent) < 3 or sent not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": int(NOON.timestamp()) - 29}, None),
        ({"exp": int(NOON.timestamp()) - 31}, "token-expired"),
        ({"nbf": int(NOON.timestamp()) + 29}, None),
        ({"nbf": int(NOON.timestamp()) + 31}, "token-invalid"),
        ({"iat": int(NOON.timestamp()) + 29}, None),
        ({"iat": int(NOON.timestamp()) + 31}, "token-invalid"),
        ({"exp": float("inf")}, "token-invalid"),
        ({"aud": "another"}, "wrong-audience"),
        ({"aud": ["another"]}, "wrong-audience"),
        ({"aud": []}, "token-invalid"),
        ({"iss": "https://id.example/"}, "token-invalid"),
        ({"sub": "a\x00b"}, "token-invalid"),
        ({"party": 1.0}, "token-invalid"),
    ],
)
def test_times_have_the_stated_leeway_and_issuer_and_audience_none(
    verifier: TokenVerifier, changes: dict[str, Any], code: str | None
) -> None:
    if code is None:
        assert verifier.verify(token(**changes), None)
        return
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(token(**changes), None)
    assert refused.value.code == code


def test_a_remembered_token_still_expires_and_its_signature_is_checked_again(clock: Clock) -> None:
    published: dict[str, Any] = {"keys": [public_jwk("ed", ED_KEY.public_key())]}
    seconds = [0.0]
    keys = KeySet(lambda: json.dumps(published).encode(), fresh_seconds=10, monotonic=lambda: seconds[0])
    verifier = TokenVerifier(keys, RULES, clock)
    sent = token()
    verifier.verify(sent, None)
    assert verifier.remembered(sent, None) is not None
    published["keys"] = []  # the issuer takes the key back
    clock.now += timedelta(seconds=61)
    seconds[0] += 61
    assert verifier.remembered(sent, None) is None
    with pytest.raises(TokenRefused, match="No known key"):
        verifier.verify(sent, None)
    clock.now = NOON
    published["keys"] = [public_jwk("ed", ED_KEY.public_key())]
    seconds[0] += 61
    verifier.verify(sent, None)
    clock.now = NOON + timedelta(seconds=631)
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(sent, None)
    assert refused.value.code == "token-expired"


def test_a_token_bound_to_a_certificate_is_good_with_that_one_alone(clock: Clock) -> None:
    certificate, other = b"der of the client", b"der of another"
    bound = token(cnf={"x5t#S256": x5t(hashlib.sha256(certificate).digest())})
    verifier = TokenVerifier(KeySet.of_keys(KEYS), RULES, clock)
    assert verifier.verify(bound, certificate).certificate == hashlib.sha256(certificate).hexdigest()
    for check in (verifier.verify, verifier.remembered):  # a remembered one is bound all the same
        for wrong in (other, None):
            with pytest.raises(TokenRefused) as refused:
                check(bound, wrong)
            assert refused.value.code == "certificate-mismatch"
    for confirmation in ({}, {"x5t#S256": 1}, {"jkt": "x"}, "x", []):
        with pytest.raises(TokenRefused):
            verifier.verify(token(cnf=confirmation), certificate)
    strict = TokenVerifier(KeySet.of_keys(KEYS), TokenRules(RULES.issuer, RULES.audience, 30, True), clock)
    assert strict.verify(bound, certificate)
    with pytest.raises(TokenRefused, match="must be bound"):
        strict.verify(token(), certificate)


# Key sets


class Publisher:
    """An issuer's key set over HTTP: what it answers, and how often it was asked."""

    def __init__(self) -> None:
        self.content: bytes = b'{"keys": []}'
        self.status = 200
        self.asked = 0
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked += 1
                self.send_response(publisher.status)
                self.send_header("location", "http://127.0.0.1:9/elsewhere")
                self.send_header("content-length", str(len(publisher.content)))
                self.end_headers()
                self.wfile.write(publisher.content)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/jwks"

    def publish(self, *key_ids: str) -> None:
        self.content = json.dumps({"keys": [public_jwk(key_id, KEYS[key_id]) for key_id in key_ids]}).encode()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    found = Publisher()
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


@pytest.fixture
def seconds() -> list[float]:
    return [1000.0]


@pytest.fixture
def keys(publisher: Publisher, seconds: list[float]) -> KeySet:
    found = KeySet.of_url(publisher.url)
    found._monotonic = lambda: seconds[0]
    return found


def test_keys_are_fetched_once_and_again_for_an_unknown_id_but_not_at_everybodys_wish(
    publisher: Publisher, keys: KeySet, seconds: list[float]
) -> None:
    publisher.publish("ed")
    for _ in range(5):
        assert keys.key("ed") is not None
    assert publisher.asked == 1
    publisher.publish("ed", "rsa")
    for number in range(100):
        assert keys.key(f"unknown-{number}") is None
    assert publisher.asked == 1
    seconds[0] += 31
    assert keys.key("rsa") is not None
    assert publisher.asked == 2


def test_a_key_that_the_issuer_took_out_is_forgotten_when_the_set_is_old(
    publisher: Publisher, keys: KeySet, seconds: list[float]
) -> None:
    publisher.publish("ed")
    assert keys.key("ed") is not None
    publisher.publish("rsa")
    seconds[0] += 601
    assert keys.key("ed") is None


def test_known_keys_outlast_an_issuer_that_is_away_for_a_day(
    publisher: Publisher, keys: KeySet, seconds: list[float]
) -> None:
    publisher.publish("ed")
    assert keys.key("ed") is not None
    publisher.status = 500
    seconds[0] += 3600
    assert keys.key("ed") is not None
    seconds[0] += 24 * 3600
    assert keys.key("ed") is None
    publisher.status = 200
    seconds[0] += 31
    assert keys.key("ed") is not None


@pytest.mark.parametrize("status", [301, 302, 404])
def test_a_redirect_is_not_followed(publisher: Publisher, keys: KeySet, status: int) -> None:
    publisher.publish("ed")
    publisher.status = status
    assert keys.key("ed") is None


def test_a_set_is_fetched_over_https_or_from_this_machine() -> None:
    for url in ("http://id.example/jwks", "ftp://127.0.0.1/x"):
        with pytest.raises(InvalidKeySet, match="https"):
            KeySet.of_url(url)


def test_a_set_is_fetched_over_https_from_whom_the_authority_vouches_for(
    publisher: Publisher, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    authority = Authority(tmp_path)
    own = authority.issue("issuer")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)
    publisher.server.socket = context.wrap_socket(publisher.server.socket, server_side=True)
    publisher.publish("ed")
    url = publisher.url.replace("http://", "https://")
    assert KeySet.of_url(url, ca=authority.certificate).key("ed") is not None
    assert KeySet.of_url(url).key("ed") is None
    assert "cannot be read" in caplog.text
    with pytest.raises(InvalidKeySet, match="no certificates"):
        KeySet.of_url(url, ca=tmp_path / "absent.pem")


def test_a_set_in_a_file_may_be_replaced(tmp_path: Path, seconds: list[float]) -> None:
    path = tmp_path / "jwks.json"
    keys = KeySet.of_file(path)
    keys._monotonic = lambda: seconds[0]
    assert keys.key("ed") is None
    issuer = DevelopmentIssuer.open(tmp_path / "issuer.pem")
    path.write_text(json.dumps(issuer.jwks()), encoding="utf-8")
    seconds[0] += 31
    ((key_id, public),) = issuer.public_keys.items()
    found = keys.key(key_id)
    assert found is not None
    assert (found.algorithm, found.key) == ("EdDSA", public)


def jwks(*entries: Any) -> bytes:
    return json.dumps({"keys": list(entries)}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": [1]}',
        b"[" * 200_000,
        b" " * 300_000,
        jwks(public_jwk("a", KEYS["ed"]), public_jwk("a", KEYS["rsa"])),
        jwks(public_jwk("a", KEYS["ed"]) | {"d": "AA"}),
        jwks(public_jwk("a", KEYS["ed"]) | {"x": "AA"}),
        jwks(public_jwk("a", rsa.generate_private_key(65537, 1024).public_key())),  # noqa: S505
    ],
    ids=range(11),
)
def test_a_set_that_is_none_or_holds_what_it_must_not_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidKeySet):
        parse(content)


def test_keys_for_other_ends_are_passed_over() -> None:
    usable = public_jwk("usable", KEYS["rsa"])
    others = [
        {"kty": "oct", "kid": "hmac", "k": "AAAA"},
        public_jwk("encryption", KEYS["rsa"]) | {"use": "enc"},
        public_jwk("pss", KEYS["rsa"]) | {"alg": "PS256"},
        public_jwk("p384", ec.generate_private_key(ec.SECP384R1()).public_key()),
        {name: value for name, value in usable.items() if name != "kid"},
        {"kty": "OKP", "crv": "X25519", "kid": "x", "x": "AA"},
        {},
    ]
    assert list(parse(jwks(*others, usable))) == ["usable"]
