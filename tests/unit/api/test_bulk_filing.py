"""Many pledges in one request: each row by itself, and the whole as often as one likes."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from chain_gateway.api import bulk
from chain_gateway.ledger.chinese_numbers import check_digit

_STEMS = iter(range(1, 10**6))


def row(town: Any, reference: str, **changes: Any) -> dict[str, Any]:
    """A filing on paper of a right that the ledger does not know: accepted here, refused by the ledger."""
    stem = f"20161{next(_STEMS):07d}"
    filing = {
        "reference": reference,
        "pledgors": [town.firm],
        "rights": [f"CN:PAT:{stem}.{check_digit(stem)}"],
        "obligation": {
            "kind": "Maximum",
            "currency": "CNY",
            "amount_minor": "1000000000",
            "debtor": town.firm,
            "starts_on": "2024-06-01",
            "ends_on": "2027-05-31",
            "contract": town.document,
        },
        "act": {"document": town.document},
    }
    return filing | changes


def lines(*rows: Any) -> bytes:
    return b"".join(each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in rows)


def send(town: Any, content: bytes | Iterator[bytes], key: str, party: int | None = None) -> httpx.Response:
    headers = town.headers(party if party is not None else town.bank, key) | {"content-type": bulk.MEDIA_TYPE}
    return town.http.post(bulk.PATH, content=content, headers=headers)


def results(town: Any, bulk_id: str, query: str = "") -> list[dict[str, Any]]:
    answer = town.http.get(f"/v1/bulks/{bulk_id}/rows{query}", headers=town.headers(town.bank))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def ended(town: Any, bulk_id: str) -> dict[str, Any]:
    for _ in range(300):
        found: dict[str, Any] = town.http.get(f"/v1/bulks/{bulk_id}", headers=town.headers(town.bank)).json()
        if found["state"] == "ended":
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_rows_are_filed_each_by_itself_and_end_on_the_ledger(town: Any) -> None:
    pledges = [town.filing(town.right(town.firm)) | {"reference": f"loan-{number}"} for number in range(3)]
    answer = send(town, lines(*pledges), "bulk-real")
    assert answer.status_code == 202, answer.text
    found = answer.json()
    assert answer.headers["location"] == f"/v1/bulks/{found['id']}"
    assert (found["rows"], found["accepted"], found["refused"], found["failures"]) == (3, 3, 0, [])
    assert ended(town, found["id"])["states"] == {"final": 3}
    rows = results(town, found["id"])
    assert [(each["row"], each["reference"], each["state"]) for each in rows] == [
        (1, "loan-0", "final"),
        (2, "loan-1", "final"),
        (3, "loan-2", "final"),
    ]
    filed = town.client(town.bank).submission(rows[1]["submission"])
    assert filed.event("PledgeFiled").actor == town.bank


def test_a_refused_row_stops_no_other_and_is_told_with_its_number_and_field(town: Any) -> None:
    good, other = row(town, "a"), row(town, "f")
    bad_digit = row(town, "b", rights=["CN201710601862.5"])
    content = lines(
        good,
        bad_digit,
        b"\n",  # empty lines are no rows
        b'{"reference": "c", \n',
        row(town, "d", pledgee=town.other_bank),
        row(town, "a"),
        b'{"reference": "g", "reference": "h"}\n',
        b'{"reference": "i", "pledgors": NaN}\n',
        {"pledgors": [1]},
        b"\xff\xfe\n",
        b"[" * 60_000 + b"]" * 60_000 + b"\n",
        b'"' + b"x" * bulk.MAX_LINE_BYTES + b'"\n',
        other,
    )
    answer = send(town, content, "bulk-mixed")
    assert answer.status_code == 202, answer.text
    found = answer.json()
    assert (found["rows"], found["accepted"], found["refused"]) == (12, 2, 10)
    rows = results(town, found["id"])
    told = [
        (each["row"], each["reference"], (each["problem"] or {}).get("type", "/").rsplit("/", 1)[1]) for each in rows
    ]
    assert told[0][:2] == (1, "a")
    assert told[1:11] == [
        (2, "b", "invalid-number"),
        (3, None, "not-json"),
        (4, "d", "not-your-party"),
        (5, "a", "duplicate"),
        (6, None, "duplicate"),
        (7, None, "not-json"),
        (8, None, "invalid-body"),
        (9, None, "not-json"),
        (10, None, "too-deep"),
        (11, None, "line-too-long"),
    ]
    assert told[11][:2] == (12, "f")
    assert (rows[1]["problem"]["field"], rows[1]["problem"]["row"]) == ("rights[0]", 2)
    after = results(town, found["id"], "?after=10&limit=1")
    assert [each["row"] for each in after] == [11]
    assert ended(town, found["id"])["states"] == {"reverted": 2}
    failed = results(town, found["id"], "?failed=true")
    assert len(failed) == 12
    assert failed[0]["problem"]["error"]["name"] == "UnknownRight"


def test_the_same_file_again_gives_the_same_and_files_nothing_twice(town: Any) -> None:
    content = lines(*(row(town, f"again-{number}") for number in range(7)), b"{}\n")
    first = send(town, content, "bulk-again").json()
    before = sum(town.services.store.counts().values())
    rows = [(each["submission"], each["reference"]) for each in results(town, first["id"])]
    again = send(town, content, "bulk-again")
    assert again.status_code == 202
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["id"] == first["id"]
    assert again.json()["replayed"]
    assert [(each["submission"], each["reference"]) for each in results(town, first["id"])] == rows
    assert sum(town.services.store.counts().values()) == before


def test_another_file_with_the_same_key_is_refused_at_the_row_that_differs(town: Any) -> None:
    rows = [row(town, f"other-{number}") for number in range(3)]
    bulk_id = send(town, lines(*rows), "bulk-other").json()["id"]
    changed = send(town, lines(rows[0], row(town, "changed"), rows[2]), "bulk-other")
    assert (changed.status_code, changed.json()["type"].rsplit("/", 1)[1]) == (422, "another-file")
    assert (changed.json()["field"], changed.json()["value"]) == ("row", 2)
    shorter = send(town, lines(*rows[:2]), "bulk-other")
    assert (shorter.status_code, shorter.json()["value"]) == (422, 3)
    assert town.http.get(f"/v1/bulks/{bulk_id}", headers=town.headers(town.bank)).json()["rows"] == 3


def test_a_connection_that_is_cut_off_resumes_with_the_same_file(town: Any) -> None:
    rows = [row(town, f"cut-{number}") for number in range(1_200)]
    content = lines(*rows)

    def cut() -> Iterator[bytes]:
        yield content[: len(content) * 2 // 3]
        time.sleep(0.5)
        raise ConnectionError("the line went dead")

    with pytest.raises(ConnectionError):
        send(town, cut(), "bulk-cut")
    resumed = send(town, content, "bulk-cut").json()
    assert (resumed["rows"], resumed["accepted"], resumed["replayed"]) == (1_200, 1_200, False)
    taken = []
    for start in range(0, 1_200, 1_000):
        taken += [each["submission"] for each in results(town, resumed["id"], f"?after={start}")]
    assert len(set(taken)) == 1_200
    acts = [act.submission_id for act in town.services.store.audit_acts(limit=100_000) if act.outcome == "accepted"]
    assert set(taken) <= set(acts)
    assert len(acts) == len(set(acts))


def test_rows_that_were_accepted_and_not_yet_noted_are_found_by_their_keys(town: Any) -> None:
    """The process ended between accepting a chunk and noting its rows."""
    content = lines(*(row(town, f"crash-{number}") for number in range(4)))
    caller = bulk.Principal(f"clerk of {town.bank}", town.bank, frozenset({"pledges:write"}))
    filing = bulk.BulkFiling(town.services, caller, "bulk-crash")
    filing.begin()
    chunk = [
        bulk.Line(number, line, bulk.hashlib.sha256(line).digest())
        for number, line in enumerate(content.splitlines(), start=1)
    ]
    offers = [filing._offer(line, bulk._validated(bulk._parse(line))) for line in chunk]
    accepted = town.services.store.accept_many(offers)
    found = send(town, content, "bulk-crash").json()
    rows = results(town, found["id"])
    assert [each["submission"] for each in rows] == [answer.submission.id for answer in accepted]


def test_the_same_file_from_two_connections_at_once_is_filed_once(town: Any) -> None:
    content = lines(*(row(town, f"twice-{number}") for number in range(600)))
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(send(town, content, "bulk-twice"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [202] * 3
    assert {answer.json()["accepted"] for answer in answers} == {600}
    rows = results(town, answers[0].json()["id"])
    assert len({each["submission"] for each in rows}) == 600


def test_a_bulk_filing_is_shown_to_its_party_alone(town: Any) -> None:
    found = send(town, lines(row(town, "mine")), "bulk-mine").json()
    for path in (f"/v1/bulks/{found['id']}", f"/v1/bulks/{found['id']}/rows", "/v1/bulks/bulk-" + "0" * 32):
        answer = town.http.get(path, headers=town.headers(town.other_bank))
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-bulk")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_another_content_type_than_ndjson_is_refused(town: Any, kind: str) -> None:
    headers = town.headers(town.bank, "k") | ({"content-type": kind} if kind else {})
    answer = town.http.post(bulk.PATH, content=b"{}\n", headers=headers)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (415, "unsupported-media-type")


def test_an_empty_file_a_missing_key_and_a_missing_scope_are_refused(town: Any) -> None:
    assert send(town, b"\n \n", "bulk-empty").json()["type"].endswith("/invalid-body")
    headers = town.headers(town.bank) | {"content-type": bulk.MEDIA_TYPE}
    assert town.http.post(bulk.PATH, content=b"{}", headers=headers).json()["type"].endswith("/idempotency-key-missing")
    assert send(town, b"{}\n", "k", town.office).json()["type"].endswith("/scope-missing")
    assert send(town, b"{}\n", "k", 4242).json()["type"].endswith("/key-not-held")


def test_a_file_with_too_many_rows_says_how_many_were_taken(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MAX_ROWS", 3)
    answer = send(town, b"{}\n" * 4, "bulk-many")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (413, "bulk-too-large")
    monkeypatch.setattr(bulk, "MAX_BYTES", 20)
    answer = send(town, b"{}\n" * 20, "bulk-long")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (413, "bulk-too-large")
