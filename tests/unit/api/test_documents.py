"""Documents over HTTP: stored, sealed, read, shared, erased."""

import base64
import io
import os
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from chain_gateway.client import Problem
from chain_gateway.documents import cid_of
from chain_gateway.documents.recipients import RecipientPrivateKey, Scheme, new_private_key, public_key, unwrap, wrap
from chain_gateway.documents.sealing import sealed_size, unseal
from chain_gateway.documents.unixfs import CHUNK

PDF = b"%PDF-1.7 demonstration \x00\xff"


def _type(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit("/", 1)[1]


@pytest.fixture(scope="module")
def readers(town: Any) -> dict[int, RecipientPrivateKey]:
    """Private keys of parties that have published the public half, one of each scheme."""
    keys = {town.bank: new_private_key(Scheme.X25519), town.other_bank: new_private_key(Scheme.P256)}
    for party, private in keys.items():
        _publish(town, party, private)
    return keys


def _publish(town: Any, party: int, private: RecipientPrivateKey) -> None:
    public = public_key(private)
    body = {"scheme": public.scheme.value, "key": "0x" + public.public.hex()}
    headers = {"authorization": f"Bearer {town.token(party, 'party:write')}", "idempotency-key": os.urandom(8).hex()}
    answer = town.http.post("/v1/document-keys", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    ended = town.http.get(answer.headers["location"] + "?wait=30", headers=headers).json()
    assert ended["state"] == "final", ended


def _add(town: Any, party: int, content: Any, kind: str = "application/pdf", **query: Any) -> Any:
    headers = town.headers(party) | {"content-type": kind}
    return town.http.post("/v1/documents", content=content, headers=headers, params=query)


def _opened(town: Any, cid: str, party: int, private: RecipientPrivateKey) -> bytes:
    record = town.client(party).document_record(cid)
    wrapped = base64.urlsafe_b64decode(record["wrapped_key"] + "==")
    return b"".join(unseal([town.client(party).document(cid)], unwrap(wrapped, cid, party, private)))


def test_a_document_is_stored_under_the_identifier_of_its_content(town: Any) -> None:
    answer = _add(town, town.bank, PDF, name="合同.pdf")
    assert answer.status_code == 201
    found = answer.json()
    assert (found["cid"], found["size"], found["name"], found["media_type"]) == (
        cid_of(PDF),
        len(PDF),
        "合同.pdf",
        "application/pdf",
    )
    assert (found["sealed"], found["recipients"], found["wrapped_key"]) == (False, [], None)
    assert found["copies"] == [{"node": "local", "state": "pinned"}]
    read = town.http.get(answer.headers["location"], headers=town.headers(town.bank))
    assert read.content == PDF
    assert read.headers["x-content-type-options"] == "nosniff"
    assert read.headers["content-type"] == "application/octet-stream"


def test_a_document_of_many_chunks_is_read_as_it_arrives(town: Any) -> None:
    content = os.urandom(5 * CHUNK + 7)

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(content), 100_000):
            yield content[at : at + 100_000]

    found = _add(town, town.bank, pieces(), "application/octet-stream").json()
    assert (found["cid"], found["size"]) == (cid_of(content), len(content))
    assert b"".join(town.client(town.bank).document_pieces(found["cid"])) == content


def test_a_document_is_read_by_who_stored_it_and_by_the_office_alone(town: Any) -> None:
    cid = town.client(town.bank).put_document(b"amounts of the bank")
    assert town.client(town.office).document(cid) == b"amounts of the bank"
    for asked in (town.client(town.other_bank).document, town.client(town.other_bank).document_record):
        with pytest.raises(Problem) as refused:
            asked(cid)
        assert (refused.value.status, refused.value.code) == (404, "document-not-found")
    town.client(town.other_bank).put_document(b"amounts of the bank")
    assert town.client(town.other_bank).document(cid) == b"amounts of the bank"


def test_a_sealed_document_is_opened_by_its_recipients_and_nobody_else(
    town: Any, readers: dict[int, RecipientPrivateKey]
) -> None:
    found = _add(town, town.bank, PDF, recipient=town.other_bank).json()
    assert found["sealed"] is True
    assert found["recipients"] == sorted([town.bank, town.other_bank])
    assert found["size"] == len(PDF)
    stored = town.client(town.bank).document(found["cid"])
    assert cid_of(stored) == found["cid"]
    assert len(stored) == sealed_size(len(PDF))
    assert b"demonstration" not in stored
    for party, private in readers.items():
        assert _opened(town, found["cid"], party, private) == PDF
    with pytest.raises(Problem) as refused:
        town.client(town.office).document(found["cid"])
    assert refused.value.code == "document-not-found"
    assert _add(town, town.bank, PDF, recipient=town.other_bank).json()["cid"] != found["cid"]


def test_a_recipient_is_added_without_sending_the_document_again(
    town: Any, readers: dict[int, RecipientPrivateKey]
) -> None:
    cid = _add(town, town.bank, PDF, recipient=town.bank).json()["cid"]
    record = town.client(town.bank).document_record(cid)
    raw = base64.urlsafe_b64decode(record["wrapped_key"] + "==")
    key = unwrap(raw, cid, town.bank, readers[town.bank])
    published = town.client(town.bank).document_key(town.other_bank)
    public = public_key(readers[town.other_bank])
    assert published == {"scheme": "p256", "key": "0x" + public.public.hex()}
    wrapped = base64.urlsafe_b64encode(wrap(key, cid, town.other_bank, public)).decode().rstrip("=")
    with pytest.raises(Problem) as refused:
        town.client(town.other_bank).share_document(cid, town.other_bank, wrapped)
    assert refused.value.code == "document-not-found"
    shared = town.client(town.bank).share_document(cid, town.other_bank, wrapped)
    assert shared["recipients"] == sorted([town.bank, town.other_bank])
    assert _opened(town, cid, town.other_bank, readers[town.other_bank]) == PDF


def test_an_erased_document_keeps_its_identifier_and_nobody_can_read_it(
    town: Any, readers: dict[int, RecipientPrivateKey]
) -> None:
    cid = _add(town, town.bank, PDF, recipient=town.other_bank).json()["cid"]
    with pytest.raises(Problem) as refused:
        town.client(town.other_bank).erase_document(cid)
    assert (refused.value.status, refused.value.code) == (403, "not-your-document")
    erased = town.client(town.bank).erase_document(cid)
    assert erased["erased_at"].endswith("Z")
    assert town.client(town.bank).erase_document(cid) == erased
    for party in readers:
        assert town.client(party).document_record(cid)["wrapped_key"] is None
        with pytest.raises(Problem) as gone:
            town.client(party).document(cid)
        assert (gone.value.status, gone.value.code) == (410, "document-erased")
    with pytest.raises(Problem) as late:
        town.client(town.bank).share_document(cid, town.other_bank, "AAAA")
    assert late.value.code == "document-erased"


@pytest.mark.usefixtures("readers")
def test_what_is_done_with_documents_is_audited(town: Any) -> None:
    before = town.services.store.audit_head()[0]
    cid = _add(town, town.bank, PDF, recipient=town.bank).json()["cid"]
    town.client(town.bank).erase_document(cid)
    acts = town.services.store.audit_acts(before)
    assert [(act.verb, act.outcome, act.party) for act in acts] == [
        ("store_document", "done", town.bank),
        ("erase_document", "done", town.bank),
    ]
    assert town.services.store.first_broken_act() is None


@pytest.mark.usefixtures("readers")
def test_a_recipient_that_published_no_key_is_named_and_nothing_is_stored(town: Any) -> None:
    before = len(town.services.store.documents.cids(limit=10_000))
    answer = _add(town, town.bank, PDF, recipient=town.firm)
    assert _type(answer) == (409, "recipient-without-key")
    assert answer.json()["value"] == town.firm
    assert len(town.services.store.documents.cids(limit=10_000)) == before


def test_a_document_that_is_not_sealed_is_neither_shared_nor_erased(town: Any) -> None:
    cid = town.client(town.bank).put_document(b"open")
    for act in (lambda: town.client(town.bank).share_document(cid, 7, "AAAA"),
                lambda: town.client(town.bank).erase_document(cid)):  # fmt: skip
        with pytest.raises(Problem) as refused:
            act()
        assert (refused.value.status, refused.value.code) == (409, "not-sealed")


def _zip(entries: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_an_archive_is_looked_into(town: Any) -> None:
    fine = _zip({"word/document.xml": b"<w/>"})
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert _add(town, town.bank, fine, kind).status_code == 201
    bomb = _zip({"x": bytes(30 << 20)})
    for content in (bomb, _zip({"../x": b"x"}), _zip({"/etc/x": b"x"}), fine[:-10], b"PK\x03\x04"):
        answer = _add(town, town.bank, content, "application/zip")
        assert _type(answer) == (422, "document-refused"), content[:20]
        assert answer.json()["field"] == "content"


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/pdf", b"<html>", 415),
        ("image/png", PDF, 415),
        ("text/html", b"<html>", 415),
        ("image/svg+xml", b"<svg/>", 415),
        ("multipart/form-data", b"x", 415),
        ("", b"x", 415),
        ("text/plain", b"a\x00b", 422),
    ],
)
def test_a_document_of_another_type_than_it_says_is_refused(town: Any, kind: str, content: bytes, status: int) -> None:
    answer = _add(town, town.bank, content, kind)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["../x.pdf", "/etc/passwd", "a\\b", "x\u202epdf.exe", "", ".", " x", "a:b", "x" * 201])
def test_a_file_name_with_a_folder_or_a_trick_is_refused(town: Any, name: str) -> None:
    answer = _add(town, town.bank, PDF, name=name)
    assert _type(answer) == (422, "document-refused")
    assert answer.json()["field"] == "name"


@pytest.mark.parametrize("cid", ["x", "bafkreibad", "..%2f..%2fetc", "Qm" + "a" * 44, "bafzaaiaaa" + "a" * 49])
def test_what_is_no_identifier_is_refused(town: Any, cid: str) -> None:
    for place in ("", "/record"):
        answer = town.http.get(f"/v1/documents/{cid}{place}", headers=town.headers(town.office))
        assert answer.status_code in (404, 422)
        assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_token_nothing_is_taken(town: Any) -> None:
    assert town.http.post("/v1/documents", content=PDF, headers={"content-type": "application/pdf"}).status_code == 401


def test_an_office_has_the_copies_verified(town: Any) -> None:
    cid = town.client(town.bank).put_document(b"to be verified")
    assert town.client(town.office).verify_document(cid)["copies"] == [{"node": "local", "state": "pinned"}]
    assert town.client(town.office).verify_document(cid, repair=True)["copies"][0]["state"] == "pinned"
    with pytest.raises(Problem) as refused:
        town.client(town.bank).verify_document(cid)
    assert refused.value.code == "scope-missing"
    with pytest.raises(Problem) as unknown:
        town.client(town.office).verify_document(cid_of(b"nothing"))
    assert unknown.value.code == "document-not-found"


def test_a_damaged_document_is_a_problem_and_no_answer(town: Any) -> None:
    content = b"will be damaged " + os.urandom(8)
    cid = town.client(town.bank).put_document(content)
    (path,) = (town.folder / "documents").rglob(cid)
    path.write_bytes(content[::-1])
    with pytest.raises(Problem) as damaged:
        town.client(town.bank).document(cid)
    assert (damaged.value.status, damaged.value.code) == (500, "document-corrupt")
