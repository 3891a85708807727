"""A remote signer: reached over TLS with the gateway's own certificate, never believed, and sometimes away."""

import time

import pytest

from chain_gateway.signing import (
    InvalidConfiguration,
    KeyNotFound,
    RemoteSettings,
    RemoteSigner,
    Signer,
    SignerRefused,
    SignerUnavailable,
    WrongSignature,
)
from tests.support.certificates import Authority
from tests.unit.signing.conftest import Remote


def test_it_lists_its_keys_and_says_that_it_is_well(remote_signer: RemoteSigner) -> None:
    keys = remote_signer.public_keys()
    assert len(keys) == 2
    assert remote_signer.up()
    for address, public in keys.items():
        assert remote_signer.key(public).address == address
        assert remote_signer.key("0x04" + public.removeprefix("0x")).address == address


@pytest.mark.parametrize("mood", ["another", "garbage", "short", "unhashed"])
def test_an_answer_that_is_not_the_keys_signature_is_never_used(
    remote: Remote, remote_signer: RemoteSigner, mood: str
) -> None:
    key = remote_signer.key(next(iter(remote_signer.public_keys().values())))
    remote.reference.be(mood)
    with pytest.raises(WrongSignature, match=key.address):
        key.sign_messages([b"x", b"y"])


@pytest.mark.parametrize(
    ("mood", "error"), [("slow", SignerUnavailable), ("broken", SignerUnavailable), ("refusing", SignerRefused)]
)
def test_a_signer_that_is_away_is_told_from_one_that_refuses(remote: Remote, mood: str, error: type[Exception]) -> None:
    remote.reference.be("honest")
    signer = RemoteSigner(remote.settings(timeout_seconds=1.5 if mood == "slow" else 20.0))
    key = signer.key(next(iter(signer.public_keys().values())))
    remote.reference.be(mood)
    with pytest.raises(error, match=remote.reference.url):
        key.sign_messages([b"x"])
    remote.reference.be("honest")
    if mood == "slow":  # others are not kept waiting for it, and after a while it is asked again
        start = time.monotonic()
        with pytest.raises(SignerUnavailable, match="a moment ago"):
            key.sign_messages([b"x"])
        assert time.monotonic() - start < 1
        time.sleep(3)
    assert key.sign_messages([b"x"])
    signer.close()


def test_a_key_that_it_has_not_is_named(remote_signer: RemoteSigner) -> None:
    stranger = "0x" + Signer.random()._key.public_key.format(compressed=False)[1:].hex()
    with pytest.raises(KeyNotFound):
        remote_signer.key(stranger).sign_messages([b"x"])
    for wrong in ("", "0x12", "zz", "0x" + "11" * 64):
        with pytest.raises(InvalidConfiguration, match="public_key"):
            remote_signer.key(wrong)


def test_without_the_gateways_certificate_it_does_not_answer(remote: Remote) -> None:
    signer = RemoteSigner(remote.settings(certificate=None, key=None))
    with pytest.raises(SignerUnavailable):
        signer.public_keys()
    assert not signer.up()
    signer.close()


def test_a_signer_with_another_authoritys_certificate_is_not_trusted(
    remote: Remote, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Authority(tmp_path_factory.mktemp("other"))
    signer = RemoteSigner(remote.settings(ca=other.certificate))
    with pytest.raises(SignerUnavailable):
        signer.public_keys()
    signer.close()


def test_nobody_at_the_address_is_unavailable() -> None:
    signer = RemoteSigner(RemoteSettings("http://127.0.0.1:9", timeout_seconds=0.5))
    with pytest.raises(SignerUnavailable, match="does not answer"):
        signer.public_keys()
    signer.close()


@pytest.mark.parametrize("url", ["http://signer.internal:9000", "ftp://127.0.0.1", "https://name:word@127.0.0.1", "x"])
def test_a_url_that_would_show_what_is_signed_is_refused(url: str) -> None:
    with pytest.raises(InvalidConfiguration, match=r"remote\.url") as refused:
        RemoteSigner(RemoteSettings(url))
    assert "name:word" not in str(refused.value)


def test_a_missing_certificate_file_is_a_sentence(remote: Remote, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(InvalidConfiguration, match="cannot be read"):
        RemoteSigner(remote.settings(certificate=tmp_path_factory.mktemp("none") / "x.pem"))
