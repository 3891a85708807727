"""Fields opened one by one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_gateway.documents import cid_of
from chain_gateway.documents.disclosure import (
    InvalidRecord,
    commitment,
    disclose,
    issue,
    token,
    verify,
)

CONTRACT = cid_of(b"the sealed contract")
FIELDS = {"amount": "10000000.00", "currency": "CNY", "rate": "4.35", "debtor": {"name": "演示科技", "id": 7}}


def test_what_is_opened_is_proven_and_the_rest_stays_hidden() -> None:
    record = issue(FIELDS, CONTRACT)
    shown = disclose(record, ["amount", "currency"])
    proven = verify(shown, commitment(record))
    assert proven.fields == {"amount": "10000000.00", "currency": "CNY"}
    assert (proven.contract, proven.hidden) == (CONTRACT, 2)
    assert verify(record).fields == FIELDS
    assert verify(disclose(record, [])).fields == {}
    assert commitment(shown) == commitment(record) == cid_of(token(record))


def test_the_commitment_shows_neither_names_nor_values() -> None:
    import base64

    head, body, _ = token(issue(FIELDS, CONTRACT)).split(b".")
    text = base64.urlsafe_b64decode(body + b"==").decode() + base64.urlsafe_b64decode(head + b"==").decode()
    for secret in ("amount", "10000000", "rate", "4.35", "debtor", "演示"):
        assert secret not in text
    assert commitment(issue(FIELDS, CONTRACT)) != commitment(issue(FIELDS, CONTRACT))


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_any_choice_of_fields_is_opened_exactly(names: set[str]) -> None:
    record = issue(FIELDS, CONTRACT)
    proven = verify(disclose(record, names))
    assert proven.fields == {name: FIELDS[name] for name in names}
    assert proven.hidden == len(FIELDS) - len(names)


def test_a_disclosure_of_another_record_a_doubled_and_a_changed_one_are_refused() -> None:
    record, other = issue(FIELDS, CONTRACT), issue({"amount": "1.00"}, CONTRACT)
    shown = disclose(record, ["amount"])
    foreign = other.split("~")[1]
    with pytest.raises(InvalidRecord, match="disclosures"):
        verify(shown + foreign + "~")
    with pytest.raises(InvalidRecord):
        verify(token(record).decode() + "~" + foreign + "~")
    with pytest.raises(InvalidRecord):
        verify(shown + shown.split("~")[1] + "~")
    with pytest.raises(InvalidRecord, match="the ledger names"):
        verify(disclose(other, ["amount"]), commitment(record))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_character_proves_another_field(data: st.DataObject) -> None:
    shown = disclose(issue(FIELDS, CONTRACT), ["amount"])
    committed = commitment(shown)
    at = data.draw(st.integers(0, len(shown) - 1))
    changed = shown[:at] + data.draw(st.sampled_from("AZaz09-_~.=é\x00")) + shown[at + 1 :]
    try:
        proven = verify(changed, committed)
    except InvalidRecord:
        return
    assert proven.fields in ({"amount": FIELDS["amount"]}, {})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, None),
        ({f"f{n}": 1 for n in range(65)}, None),
        ({"Amount": "1"}, "Amount"),
        ({"_sd": "1"}, "_sd"),
        ({"contract": "x"}, "contract"),
        ({"iss": "x"}, "iss"),
        ({"金额": "1"}, "金额"),
        ({"amount": 4.35}, "amount"),
        ({"amount": "x" * 2_000}, "amount"),
        ({"amount": object()}, "amount"),
        ({"amount": "\ud800"}, "amount"),
    ],
)
def test_fields_that_no_record_can_hold_are_refused_by_name(fields: dict[str, Any], field: str | None) -> None:
    with pytest.raises(InvalidRecord) as refused:
        issue(fields, CONTRACT)
    assert refused.value.field == field


@pytest.mark.parametrize("text", ["", "~", "a~", "a.b.c~", "x" * 300_000 + "~", "é~", "e30.e30.e30~e30~"])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecord):
        verify(text)


def test_a_field_that_the_record_lacks_cannot_be_opened() -> None:
    with pytest.raises(InvalidRecord, match="no such field"):
        disclose(issue(FIELDS, CONTRACT), ["amount", "owner"])
