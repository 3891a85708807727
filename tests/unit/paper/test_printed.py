"""Printed certificates: what they show, whom they are signed by, and what becomes of them when they are changed."""

import io
from pathlib import Path

import pypdf
import pytest

from chain_gateway.ledger.findings import Finding
from chain_gateway.paper import print_certificate, printing, verify_document
from chain_gateway.paper.printing import CannotPrint
from chain_gateway.paper.sheet import MOST_ROWS, sheet_of
from chain_gateway.paper.text import squeezed
from chain_gateway.paper.verify import Authorities, file_of
from chain_gateway.proofs import InvalidCertificate, Verdict
from chain_gateway.proofs.certificate import SearchedRight
from chain_gateway.signing.registry_seal import RegistrySeal, make_development_seal
from tests.support import forgeries, papers, record_forgeries
from tests.support.forgeries import CHAIN, RAW, TRUST


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seal")


@pytest.fixture(scope="module")
def seal(folder: Path) -> RegistrySeal:
    return RegistrySeal(make_development_seal(folder, papers.ISSUER.name, papers.ISSUER.address))


@pytest.fixture(scope="module")
def authorities(folder: Path, seal: RegistrySeal) -> Authorities:
    assert seal.name == papers.ISSUER.name
    return Authorities.load((folder / "ca.pem").read_bytes())


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A certificate as it is printed, not signed."""
    return print_certificate(RAW, papers.ISSUER)


@pytest.fixture(scope="module")
def signed(seal: RegistrySeal, plain: bytes) -> bytes:
    return seal.sign(plain)


def verdict(raw: bytes, authorities: Authorities | None = None) -> Verdict:
    return verify_document(raw, TRUST, None, authorities).verdict


def failed(raw: bytes, authorities: Authorities | None = None) -> str:
    """Name of the check that was not passed."""
    report = verify_document(raw, TRUST, None, authorities)
    assert report.verdict is Verdict.TAMPERED
    (problem,) = [each for each in report.checks if not each.passed]
    return problem.name


def test_a_printed_search_is_valid_and_has_the_file_inside(signed: bytes, authorities: Authorities) -> None:
    report = verify_document(signed, TRUST, None, authorities)
    assert report.verdict is Verdict.VALID, report.checks
    assert [each.name for each in report.checks[:5]] == ["signature", "signer", "attachment", "pages", "format"]
    assert file_of(signed) == RAW


def test_another_reader_finds_the_same_words_on_its_pages(signed: bytes) -> None:
    """`paper.text` reads our own PDFs only; pypdf reads any."""
    reader = pypdf.PdfReader(io.BytesIO(signed))
    words = squeezed("".join(page.extract_text() for page in reader.pages))
    sheet = sheet_of(RAW)
    assert sheet.digest in words
    for text in ("知识产权质押查询证书", "CN:PAT:201710601862.3", "无质押记载clear", "不是登记机关出具的正式查询证明"):
        assert text in words
    assert dict(reader.attachments) == {"certificate.pledge-cert.json": [RAW]}


def test_a_printed_record_is_valid_and_confidential(seal: RegistrySeal, authorities: Authorities) -> None:
    raw = record_forgeries.RAW
    made = seal.sign(print_certificate(raw, papers.ISSUER))
    assert verdict(made, authorities) is Verdict.VALID
    words = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))
    for text in ("8,300,000.00CNY", "演示商业银行股份有限公司", "Y2026980000123", "仅供质押当事人使用"):
        assert text in words


def test_the_signer_is_asked_for_by_its_authority(signed: bytes, folder: Path) -> None:
    report = verify_document(signed, TRUST)
    assert report.verdict is Verdict.VALID
    assert "was not asked" in report.checks[1].detail
    stranger = folder / "stranger"
    make_development_seal(stranger, "演示冒名登记机关", papers.ISSUER.address)
    others = Authorities.load((stranger / "ca.pem").read_bytes())
    assert failed(signed, others) == "signer"


def test_one_who_prints_and_signs_by_himself_is_told_by_the_authority(
    plain: bytes, folder: Path, authorities: Authorities
) -> None:
    forger = RegistrySeal(make_development_seal(folder / "forger", papers.ISSUER.name, papers.ISSUER.address))
    assert failed(forger.sign(plain), authorities) == "signer"


def test_an_unsigned_document_is_none_of_the_registry(plain: bytes, signed: bytes) -> None:
    assert failed(plain) == "signature"
    assert failed(papers.rewritten(signed, papers.without_signature)) == "signature"


def test_a_changed_page_is_told(plain: bytes, seal: RegistrySeal, signed: bytes) -> None:
    assert failed(papers.rewritten(signed, papers.with_words)) == "signature"
    other = forgeries.changed(forgeries.TAMPERED["a finding changed"])
    assert failed(seal.sign(papers.rewritten(plain, papers.with_file(other)))) == "pages"


def test_another_file_in_its_place_is_told(plain: bytes, seal: RegistrySeal, signed: bytes) -> None:
    later = CHAIN.certificate(forgeries.RIGHTS, {}, number=300).to_bytes()
    assert failed(papers.added(signed, papers.with_file(later))) == "signature"
    assert failed(papers.rewritten(signed, papers.with_file(later))) == "signature"
    assert failed(seal.sign(papers.rewritten(plain, papers.with_file(later)))) == "pages", "even the registry's own"
    assert failed(seal.sign(papers.rewritten(plain, papers.with_file(b"{}")))) == "pages"


def test_what_is_added_after_the_signature_is_told(signed: bytes) -> None:
    assert failed(papers.added(signed, papers.with_words)) == "signature"
    assert failed(papers.added(signed, lambda writer: writer.add_object(_note()))) == "signature"
    assert failed(signed + b"\n% a comment\n") == "signature"


def _note() -> object:
    from pyhanko.pdf_utils import generic

    return generic.DictionaryObject({generic.pdf_name("/Note"): generic.pdf_string("clear")})


def test_a_second_signature_is_told(plain: bytes, seal: RegistrySeal) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    made = plain
    for name in ("Registry", "Another"):
        metadata = signers.PdfSignatureMetadata(field_name=name)
        made = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(made)), metadata, signer=seal._signer).getvalue()
    assert failed(made) == "signature"


@pytest.mark.parametrize("place", [0.05, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_changed_byte_anywhere_is_told(signed: bytes, place: float) -> None:
    at = int(len(signed) * place)
    assert verdict(signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]) is Verdict.TAMPERED


@pytest.mark.parametrize("raw", [b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"\0" * 1000], ids=["start", "end", "0"])
def test_what_is_no_document_is_tampering(raw: bytes) -> None:
    assert verdict(raw) is Verdict.TAMPERED
    with pytest.raises(InvalidCertificate):
        file_of(raw)


def test_a_forged_file_is_told_by_its_own_checks_in_an_honest_document(seal: RegistrySeal) -> None:
    forged = forgeries.changed(forgeries.TAMPERED["another gas_used"])
    report = verify_document(seal.sign(print_certificate(forged, papers.ISSUER)), TRUST)
    assert report.verdict is Verdict.TAMPERED
    assert report.checks[-1].name == "part 1: seals"


def test_a_printed_certificate_is_superseded_like_its_file(signed: bytes) -> None:
    later = CHAIN.certificate(forgeries.RIGHTS, forgeries.FOUND | {0: Finding.FILED}, number=300).to_bytes()
    assert verify_document(signed, TRUST, later).verdict is Verdict.SUPERSEDED


def test_of_a_long_list_the_rights_that_are_not_clear_are_printed_and_the_rest_is_counted() -> None:
    rights = [SearchedRight(number.to_bytes(32, "big"), None) for number in range(1, 3_001)]
    sheet = sheet_of(CHAIN.certificate(rights, {7: Finding.PLEDGED, 2_999: Finding.FILED}).to_bytes())
    assert [row[0] for row in sheet.rows] == ["8", "3000"]
    assert "其余 2998 项" in sheet.remark
    clear = sheet_of(CHAIN.certificate(rights, {}).to_bytes())
    assert len(clear.rows) == MOST_ROWS


def test_what_others_wrote_cannot_leave_its_place_on_the_page(seal: RegistrySeal, authorities: Authorities) -> None:
    """A registration number is text of others: markup and directions in it are shown, not followed."""
    from dataclasses import replace

    from tests.support.sealed_records import BANK, FILED, OFFICE, REGISTERED

    hostile = replace(REGISTERED, registration_number='<img src="file:///etc/passwd">\u202e</td>')
    raw = record_forgeries.RECORDER.record(((FILED, BANK), (hostile, OFFICE))).to_bytes()
    made = seal.sign(print_certificate(raw, papers.ISSUER))
    assert verdict(made, authorities) is Verdict.VALID
    assert "/etc/passwd" in squeezed("".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(made)).pages))


def test_nothing_is_fetched_while_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = printing._template()

    class Reaching:
        def render(self, **values: object) -> str:
            page: str = real.render(**values)
            return page.replace("<body>", '<body><img src="file:///etc/hostname"><img src="http://127.0.0.1:1/x">')

    monkeypatch.setattr(printing, "_template", Reaching)
    made = print_certificate(RAW, papers.ISSUER)
    assert not [image for page in pypdf.PdfReader(io.BytesIO(made)).pages for image in page.images]


def test_a_machine_without_a_chinese_font_hands_out_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "missing_texts", lambda _pages, sheet: [sheet.title[0]])
    with pytest.raises(CannotPrint, match="fonts-noto-cjk"):
        print_certificate(RAW, papers.ISSUER)
