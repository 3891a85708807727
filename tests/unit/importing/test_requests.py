"""A plan's requests: batches that a transaction can carry, and keys that make a repeated request the same one."""

from datetime import date

from eth_abi.abi import encode
from hypothesis import given, settings
from hypothesis import strategies as st

from chain_gateway.importing.commands import RightFacts
from chain_gateway.importing.records import Register
from chain_gateway.importing.requests import (
    MAX_FACTS,
    MAX_FACTS_BYTES,
    MAX_TITLE_BYTES,
    facts_batches,
    facts_body,
    idempotency_key,
)
from chain_gateway.ledger.identifiers import RightId


def facts(number: int, title: str, register: Register = Register.PATENT) -> RightFacts:
    return RightFacts(
        right=RightId.parse(f"US{99_000_000 + number}"),
        register=register,
        title=title,
        application=RightId.parse(f"APPL:US{99_000_000 + number}"),
        source="DEMO table",
        as_of=date(2019, 1, 2),
    )


_STRUCT = "((bytes2,uint8,string),uint8,uint64[],uint32,uint32,uint32,string,string,string,string,uint32)[]"


def calldata(batch: tuple[RightFacts, ...]) -> int:
    entries = [
        (
            (b"US", each.right.kind, each.right.number),
            0,
            [],
            0,
            0,
            0,
            body["title"],
            body["application_number"],
            "",
            body["source"],
            0,
        )
        for each, body in zip(batch, facts_body(batch)["facts"], strict=True)
    ]
    return len(encode([_STRUCT], [entries]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("A灯", max_size=900), min_size=1, max_size=200))
def test_batches_keep_the_order_and_fit_into_a_transaction(titles: list[str]) -> None:
    every = [facts(number, title) for number, title in enumerate(titles)]
    batches = list(facts_batches(every))
    assert [each for batch in batches for each in batch] == every
    assert all(len(batch) <= MAX_FACTS and calldata(batch) <= MAX_FACTS_BYTES + 128 for batch in batches)


def test_a_batch_is_as_large_as_it_may_be() -> None:
    batches = list(facts_batches([facts(number, "T") for number in range(1_000)]))
    assert all(calldata(batch) > MAX_FACTS_BYTES * 0.9 for batch in batches[:-1])


def test_rights_of_two_registers_are_never_in_one_batch() -> None:
    mixed = [facts(1, ""), facts(2, "", Register.TRADEMARK), facts(3, "", Register.TRADEMARK), facts(4, "")]
    assert [len(batch) for batch in facts_batches(mixed)] == [1, 2, 1]


def test_a_title_is_one_line_of_at_most_what_the_ledger_takes() -> None:
    (entry,) = facts_body([facts(1, "A\n LANTERN\t" + "灯" * 1_000)])["facts"]
    assert entry["title"].startswith("A LANTERN 灯")
    assert entry["title"].endswith("…")
    assert len(entry["title"].encode()) <= MAX_TITLE_BYTES


def test_the_key_depends_on_the_content_alone() -> None:
    body = {"a": 1, "b": [2]}
    key = idempotency_key("/v1/x", body)
    assert key == idempotency_key("/v1/x", {"b": [2], "a": 1})
    assert (
        len(
            {
                key,
                idempotency_key("/v1/y", body),
                idempotency_key("/v1/x", body | {"a": 2}),
                idempotency_key("/v1/x", body, 2),
            }
        )
        == 4
    )
    assert key.isascii()
    assert len(key) <= 64
