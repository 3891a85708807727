"""What the gateway refuses before the ledger sees it, and how it says so."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chain_gateway.api.limits import depth_of

FACTS: dict[str, Any] = {
    "right": "CN201710601862.3",
    "validity": "InForce",
    "owners": [1],
    "source": "演示",
    "as_of": "2024-05-31",
}


def filing(town: Any, **changes: Any) -> dict[str, Any]:
    obligation = {
        "kind": "Fixed",
        "currency": "CNY",
        "amount_minor": "100",
        "debtor": 1,
        "starts_on": "2024-06-01",
        "ends_on": "2027-05-31",
        "contract": town.document,
    }
    return {"pledgors": [1], "rights": ["CN201710601862.3"], "obligation": obligation} | changes


def test_a_request_without_token_is_refused(town: Any) -> None:
    answer = town.http.post("/v1/assets", json={"facts": [FACTS]}, headers={"idempotency-key": "k"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"].endswith("/unauthenticated")


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"exp": 1}, "expired"),
        ({"aud": "another"}, "audience"),
        ({"party": "1"}, "'party'"),
        ({"party": -1}, "'party'"),
        ({"party": True}, "'party'"),
        ({"scope": {"pledges:write": True}}, "'scope'"),
        ({"scope": ["pledges:write", 1]}, "'scope'"),
        ({"sub": ""}, "'sub'"),
        ({"nbf": 4_000_000_000}, "not valid yet"),
        ({"exp": "soon"}, "'exp'"),
        ({"exp": True}, "'exp'"),
        ({"nbf": "soon"}, "'nbf'"),
        ({"iat": 4_000_000_000}, "future"),
        ({"iat": None}, "'iat'"),
        ({"iss": "another"}, "another issuer"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(town: Any, claims: dict[str, Any], words: str) -> None:
    good = jwt.decode(town.token(town.bank, "pledges:write"), options={"verify_signature": False})
    kid = next(iter(town.issuer.public_keys))
    token = jwt.encode(good | claims, town.issuer._key, algorithm="EdDSA", headers={"kid": kid})
    answer = town.http.get("/v1/submissions/sub-1", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("claim", ["iss", "iat", "exp", "sub", "aud", "party", "scope"])
def test_a_token_that_lacks_a_claim_is_refused(town: Any, claim: str) -> None:
    claims = jwt.decode(town.token(town.bank, "pledges:write"), options={"verify_signature": False})
    del claims[claim]
    kid = next(iter(town.issuer.public_keys))
    token = jwt.encode(claims, town.issuer._key, algorithm="EdDSA", headers={"kid": kid})
    assert town.http.get("/v1/submissions/x", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_token_of_another_issuer_is_refused_whatever_key_id_it_claims(town: Any) -> None:
    claims = jwt.decode(town.token(town.bank, "pledges:write"), options={"verify_signature": False})
    kid = next(iter(town.issuer.public_keys))
    forged = jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": kid})
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
    for token in (forged, unsigned, "x.y.z", "€", "a" * 5000):
        headers = {"authorization": f"Bearer {token}".encode()}
        assert town.http.get("/v1/submissions/x", headers=headers).status_code == 401


def test_an_expired_token_is_refused(town: Any) -> None:
    token = town.token(town.bank, "pledges:write", lifetime=timedelta(seconds=-31))
    answer = town.http.get("/v1/submissions/x", headers={"authorization": f"Bearer {token}"})
    assert "expired" in answer.json()["detail"]


def test_a_bank_cannot_do_an_offices_acts_nor_an_office_a_banks(town: Any, problem: Any) -> None:
    found = problem(403, "/v1/assets", {"facts": [FACTS]}, town.bank)
    assert found["type"].endswith("/scope-missing")
    assert "registry:write" in found["detail"]
    problem(403, "/v1/pledges", filing(town), town.office)
    problem(403, "/v1/kinds", {"jurisdiction": "CN", "kind": "Patent", "ranking": "Ranked", "office": 1}, town.office)
    problem(403, "/v1/directory:resolve", {"names": ["x"]}, town.bank)


def test_the_governances_scope_is_good_for_party_0_only(town: Any) -> None:
    token = town.token(town.bank, "governance")
    body = {"jurisdiction": "CN", "kind": "Patent", "ranking": "Ranked", "office": 1}
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "k"}
    answer = town.http.post("/v1/kinds", json=body, headers=headers)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (403, "not-your-party")


def test_a_bank_cannot_file_for_another(town: Any, problem: Any) -> None:
    found = problem(403, "/v1/pledges", filing(town, pledgee=town.other_bank), town.bank)
    assert found["type"].endswith("/not-your-party")
    assert (found["field"], found["value"]) == ("pledgee", town.other_bank)


def test_a_party_whose_key_is_not_here_is_told_so(town: Any, problem: Any) -> None:
    found = problem(409, "/v1/pledges", filing(town), 4242)
    assert found["type"].endswith("/key-not-held")


def test_a_write_without_idempotency_key_is_refused(town: Any, problem: Any) -> None:
    found = problem(422, "/v1/pledges", filing(town), town.bank, key=None)
    assert found["type"].endswith("/idempotency-key-missing")
    problem(422, "/v1/pledges", filing(town), town.bank, key="two words")
    problem(422, "/v1/pledges", filing(town), town.bank, key="k" * 201)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unknown": 1}, "unknown"),
        ({"rights": []}, "rights"),
        ({"rights": ["CN201710601862.3"] * 1101}, "rights"),
        ({"rights": "CN201710601862.3"}, "rights"),
        ({"pledgors": ["1"]}, "pledgors[0]"),
        ({"pledgors": [True]}, "pledgors[0]"),
        ({"pledgors": [1.0]}, "pledgors[0]"),
        ({"pledgors": [0]}, "pledgors[0]"),
        ({"pledgors": [2**63]}, "pledgors[0]"),
        ({"pledgors": [2**300]}, "pledgors[0]"),
        ({"pledgors": None}, "pledgors"),
        ({"obligation": None}, "obligation"),
        ({"act": {"executed_on": "2024-02-30"}}, "act.executed_on"),
        ({"act": {"executed_on": 20240230}}, "act.executed_on"),
        ({"act": {"document": "bafkreibad"}}, "act.document"),
        ({"act": {"provenance": "Native"}}, "act.provenance"),
        ({"act": {"official_number": "1\u0000"}}, "act.official_number"),
        ({"act": {"official_number": "1\u202e2"}}, "act.official_number"),
        ({"act": {"official_number": "号" * 30}}, "act.official_number"),
        ({"consents": [{"pledgor": 1}]}, "consents[0].key"),
    ],
)
def test_a_wrong_field_is_named(town: Any, problem: Any, change: dict[str, Any], field: str) -> None:
    found = problem(422, "/v1/pledges", filing(town, **change), town.bank)
    assert found["type"].endswith("/invalid-body")
    assert found["field"] == field
    assert found["detail"]


@pytest.mark.parametrize("amount", ["-1", "1.5", "1e9", "１００", " 1", "", 1.5, True, None, 2**128, "9" * 79, -1])
def test_an_amount_is_a_whole_number_of_minor_units(town: Any, problem: Any, amount: Any) -> None:
    body = filing(town)
    body["obligation"]["amount_minor"] = amount
    assert problem(422, "/v1/pledges", body, town.bank)["field"] == "obligation.amount_minor"


@pytest.mark.parametrize(
    ("right", "code"),
    [
        ("CN201710601862.5", "wrong-check-digit"),
        ("CN107463071B", "publication-number"),
        ("nonsense", "unknown-form"),
        ("CN201710601862.3\u0000", "control-character"),
    ],
)
def test_a_number_that_is_no_right_is_refused_with_the_parsers_hint(
    town: Any, problem: Any, right: str, code: str
) -> None:
    found = problem(422, "/v1/pledges", filing(town, rights=["US7831837", right]), town.bank)
    assert found["type"].endswith("/invalid-number")
    assert found["field"] == "rights[1]"
    assert found["problem"] == code
    assert found["hint"]


def test_the_same_right_in_two_spellings_is_refused(town: Any, problem: Any) -> None:
    body = filing(town, rights=["CN201710601862.3", "ＺＬ２０１７１０６０１８６２。３"])
    found = problem(422, "/v1/pledges", body, town.bank)
    assert found["type"].endswith("/duplicate")
    assert found["field"] == "rights[1]"


def test_consents_need_the_salt_that_they_were_signed_over(town: Any, problem: Any) -> None:
    consent = {
        "pledgor": 1,
        "key": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "nonce": 1,
        "deadline": 1,
        "signature": "0x" + "11" * 65,
    }
    found = problem(422, "/v1/pledges", filing(town, consents=[consent]), town.bank)
    assert found["field"] == "obligation.salt"
    mistyped = consent | {"key": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"}
    assert problem(422, "/v1/pledges", filing(town, consents=[mistyped]), town.bank)["field"] == "consents[0].key"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"facts": NaN}', b'{"facts": ' + b"9" * 5000 + b"}", b'"text"', b"[]", b"null"]
)
def test_a_body_that_is_no_json_object_is_a_problem_never_a_failure(town: Any, body: bytes) -> None:
    answer = town.http.post(
        "/v1/assets", content=body, headers={"content-type": "application/json"} | town.headers(town.office, "k")
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_field_that_is_named_twice_is_refused(town: Any, problem: Any) -> None:
    body = '{"ground": "DebtPerformed", "ground": "OtherLaw"}'
    found = problem(422, "/v1/pledges/1/cancellation", body, town.office)
    assert found["type"].endswith("/duplicate")


def test_a_lone_surrogate_is_answered_in_plain_ascii(town: Any, problem: Any) -> None:
    problem(422, "/v1/directory:resolve", '{"names": ["\\ud800"]}', town.office, None)


def test_an_oversized_and_a_deep_body_are_refused_unread(town: Any, problem: Any) -> None:
    assert problem(413, "/v1/assets", b" " * (1024 * 1024 + 1), town.office)["type"].endswith("/body-too-large")
    deep = b"[" * 100_000 + b"]" * 100_000
    assert problem(422, "/v1/assets", deep, town.office)["type"].endswith("/too-deep")


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1"])
def test_a_body_in_another_coding_than_utf_8_is_refused_unread(town: Any, problem: Any, coding: str) -> None:
    """Brackets of UTF-16 look like quotes to who reads bytes: nested 100,000 deep they ended the process."""
    body = ('["\u00e9",' + "[" * 100_000 + "]" * 100_001).encode(coding)
    assert problem(400, "/v1/pledges", body, town.bank)["type"].endswith("/not-json")


def test_a_body_with_nul_bytes_is_refused(town: Any, problem: Any) -> None:
    assert problem(400, "/v1/pledges", b'["\0"]', town.bank)["type"].endswith("/not-json")


def test_depth_is_that_of_brackets_outside_of_texts() -> None:
    assert depth_of('{"灯": [1, {"[[[": "\\"[[\\\\"}]}'.encode()) == 3
    assert depth_of(b'["[", [[') == 3


def test_a_body_without_announced_length_is_bounded_too(town: Any) -> None:
    chunks = (b" " * 65536 for _ in range(20))
    headers = town.headers(town.office, "k") | {"content-type": "application/json"}
    assert town.http.post("/v1/assets", content=chunks, headers=headers).status_code == 413


def test_another_content_type_is_refused(town: Any, problem: Any) -> None:
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonp"):
        found = problem(415, "/v1/assets", b"{}", town.office, headers={"content-type": kind})
        assert found["type"].endswith("/unsupported-media-type")


def test_too_many_rights_for_one_transaction_are_refused_with_advice(town: Any, problem: Any) -> None:
    facts = [FACTS | {"right": f"US{7_000_000 + number}", "title": "t" * 300} for number in range(300)]
    found = problem(422, "/v1/assets", {"facts": facts}, town.office)
    assert found["type"].endswith("/transaction-too-large")
    assert "parts" in found["detail"]


def test_an_office_cannot_enter_keys_nor_a_person_with_an_identifier(town: Any, problem: Any) -> None:
    entry = {"kind": "Enterprise", "name": "演示"}
    keys = ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]
    assert problem(422, "/v1/parties", {"entries": [entry], "keys": keys}, town.office)["field"] == "keys"
    person = {"kind": "NaturalPerson", "name": "演示人", "identifier": "110101"}
    assert problem(422, "/v1/parties", {"entries": [person]}, town.office)["field"] == "identifier"
    assert problem(422, "/v1/parties", {"entries": [{"kind": "None", "name": "x"}]}, town.office)["field"]
    assert problem(422, "/v1/parties", {"entries": [entry, entry]}, town.office)["field"] == "entries[1].name"
    assert problem(422, "/v1/parties", {"entries": [entry] * 101}, town.office)["field"] == "entries"


def test_a_release_names_rights_or_a_ground_not_both_and_not_neither(town: Any, problem: Any) -> None:
    assert problem(422, "/v1/pledges/1/releases", {}, town.bank)["field"] == "ground"
    both = {"freed": ["US7831837"], "ground": "DebtPerformed"}
    assert problem(422, "/v1/pledges/1/releases", both, town.bank)["field"] == "ground"


@pytest.mark.parametrize("pledge", ["0", "-1", "x", "9223372036854775808", "1.5", "１"])
def test_a_pledge_id_is_a_whole_number_from_1(town: Any, problem: Any, pledge: str) -> None:
    found = problem(422, f"/v1/pledges/{pledge}/assignments/acceptance", {}, town.bank)
    assert found["field"] == "pledge"


def test_an_unknown_path_and_method_are_problems(town: Any) -> None:
    missing = town.http.get("/v1/nothing")
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[1]) == (404, "not-found")
    wrong = town.http.put("/v1/pledges", json={}, headers=town.headers(town.bank))
    assert (wrong.status_code, wrong.json()["type"].rsplit("/", 1)[1]) == (405, "method-not-allowed")


def test_no_problem_and_no_health_answer_shows_a_secret(town: Any) -> None:
    token = town.token(town.bank, "pledges:write")
    answer = town.http.post(
        "/v1/pledges", json={"x": 1}, headers={"authorization": f"Bearer {token}", "idempotency-key": "k"}
    )
    shown = answer.text + town.http.get("/v1/health").text + repr(town.services)
    assert token not in shown
    for signer in town.keys.values():
        assert bytes(signer._account.key).hex() not in shown


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ('{"names": ["x"], "names": ["y"]}', 422, "duplicate", "names"),
        ('{"names": NaN}', 400, "not-json", None),
        ('{"names": -Infinity}', 400, "not-json", None),
        ('{"names": [1e999]}', 422, "invalid-body", "names[0]"),
        ('{"names": [' + "9" * 4000 + "]}", 422, "invalid-body", "names[0]"),
        ('{"names": [' + "9" * 5000 + "]}", 400, "not-json", None),
        ('{"names": ["\\u0000"]}', 422, "invalid-body", "names[0]"),
        ('{"names": ["\u0000"]}', 400, "not-json", None),
        ('{"names": ' + "[" * 17 + "]" * 17 + "}", 422, "too-deep", None),
        ('{"names": ["' + "x" * 2**20 + '"]}', 413, "body-too-large", None),
        ('{"names": {"' + "x" * 1000 + '": 1}}', 422, "invalid-body", "names"),
    ],
)
def test_bad_input_is_a_problem_of_a_stable_type_that_names_the_field(
    town: Any, problem: Any, body: str, status: int, code: str, field: str | None
) -> None:
    found = problem(status, "/v1/directory:resolve", body, town.office, None)
    assert found["type"] == f"https://pledgebook.example/problems/{code}"
    assert found.get("field") == field
    assert len(str(found.get("value", ""))) < 300
