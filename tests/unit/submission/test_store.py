"""What is accepted is there, all of it or nothing, and stays as it was written."""

import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from chain_gateway.ledger.spelling import folded
from chain_gateway.submission import (
    AmbiguousName,
    Happening,
    IdempotencyKeyReused,
    IllegalTransition,
    MovedByAnother,
    NameKnown,
    NamePending,
    NewSubmission,
    Signed,
    State,
    Store,
    StoreOfAnotherLedger,
    UnknownSubmission,
    open_store,
)
from chain_gateway.submission.records import Pledged
from chain_gateway.submission.tables import audit_acts, metadata
from tests.support import moving

Asked = Callable[..., Any]
NEW = NewSubmission("enrol", 7, "0x" + "11" * 20, "PartyRegistry", "0x" + "22" * 20, b"\x00data", 100)


def unguard(store: Store) -> None:
    """Take the triggers away, as somebody who owns the database could."""
    sqlite = ("DROP TRIGGER audit_acts_update", "DROP TRIGGER audit_acts_delete")
    postgresql = ("DROP TRIGGER audit_acts_rows ON audit_acts", "DROP TRIGGER audit_acts_whole ON audit_acts")
    with store._database.write() as connection:
        for statement in sqlite if connection.dialect.name == "sqlite" else postgresql:
            connection.execute(text(statement))


def make(nonce: int) -> tuple[bytes, bytes]:
    return b"raw%d" % nonce, nonce.to_bytes(32, "big")


def test_the_migrations_build_the_tables_that_the_code_uses(store: Store) -> None:
    with store._database.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "gateway_schema_version"})
        assert compare_metadata(context, metadata) == []


def test_a_store_is_opened_again_with_all_that_it_held(store: Store, store_url: str, asked: Asked) -> None:
    accepted, _ = store.accept(NEW, asked("k"))
    store.close()
    again = open_store(store_url)
    assert again.get(accepted.id) == accepted
    again.close()


def test_a_store_belongs_to_one_ledger(store: Store) -> None:
    ledger = (5, "0x" + "11" * 20, b"\x01" * 32)
    store.bind(*ledger)
    store.bind(*ledger)
    for other in ((6, *ledger[1:]), (5, "0x" + "12" * 20, ledger[2]), (*ledger[:2], b"\x02" * 32)):
        with pytest.raises(StoreOfAnotherLedger, match="store of its own"):
            store.bind(*other)


def test_a_large_chain_id_is_kept_exactly(store: Store) -> None:
    store.bind(2**64 + 1, "0x" + "11" * 20, b"")
    store.bind(2**64 + 1, "0x" + "11" * 20, b"")


def test_an_accepted_submission_is_prepared_with_its_calldata(store: Store, asked: Asked) -> None:
    accepted, replayed = store.accept(NEW, asked("k"))
    assert not replayed
    assert (accepted.state, accepted.data, accepted.gas) == (State.PREPARED, NEW.data, 100)
    assert accepted.nonce is accepted.raw_transaction is accepted.error is None
    assert [each.id for each in store.prepared(NEW.signer, 2_000)] == [accepted.id]
    assert store.counts() == {"prepared": 1}


def test_a_key_stands_for_one_request_of_one_party(store: Store, asked: Asked) -> None:
    first, _ = store.accept(NEW, asked("k", b"body"))
    assert store.accept(NEW, asked("k", b"body")) == (first, True)
    assert store.replay(asked("k", b"body")) == first
    with pytest.raises(IdempotencyKeyReused) as reused:
        store.accept(NEW, asked("k", b"other"))
    assert reused.value.submission_id == first.id
    other_party, replayed = store.accept(NEW, asked("k", b"body", party=8))
    assert (replayed, other_party.id == first.id) == (False, False)
    assert store.replay(asked("new")) is None


def test_many_at_once_with_one_key_make_one_submission(store: Store, asked: Asked) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: store.accept(NEW, asked("k")), range(16)))
    assert len({submission.id for submission, _ in found}) == 1
    assert sorted(replayed for _, replayed in found) == [False] + [True] * 15
    assert store.first_broken_act() is None


def test_a_refused_name_leaves_nothing_of_the_submission(store: Store, asked: Asked, named: Asked) -> None:
    first, _ = store.accept(NEW, asked("k1"), [named("Firm")])
    with pytest.raises(NamePending) as pending:
        store.accept(NEW, asked("k2"), [named("New"), named("  ＦＩＲＭ ")])
    assert pending.value.submission_id == first.id
    assert store.counts() == {"prepared": 1}
    assert store.replay(asked("k2")) is None
    assert store.accept(NEW, asked("k2"), [named("New")])[1] is False


def test_names_get_their_ids_when_the_submission_is_final(store: Store, asked: Asked, named: Asked) -> None:
    accepted, _ = store.accept(NEW, asked(), [named("A"), named("B")])
    assert store.resolve(["A", "B"]) == {"A": None, "B": None}
    moving.sign(store, accepted.id, 0, make)
    moving.record(store, accepted.id, Happening.TAKEN_BY_NODE)
    moving.seen(store, accepted.id, (5, b"\x01" * 32, 1_700_000_000), [{"sequence": 1}])
    moving.finish(store, accepted.id, [31, 32], {33: Pledged((b"\x02" * 32, b"\x01" * 32), (32, 31))}, {})
    assert store.resolve(["b", "a", "c"]) == {"b": 32, "a": 31, "c": None}
    assert store.rights_of(33) == (b"\x01" * 32, b"\x02" * 32)
    assert store.pledgors_of(33) == (31, 32)
    assert store.rights_of(34) is None
    assert store.pledgors_of(34) is None
    with pytest.raises(NameKnown) as known:
        store.accept(NEW, asked(), [named("a")])
    assert known.value.party == 31
    store.accept(NEW, asked(), [named("A", "id")])
    final = store.get(accepted.id)
    assert (final.state, final.block_number, final.events) == (State.FINAL, 5, ({"sequence": 1},))


def test_names_are_free_again_when_the_ledger_refused_them(store: Store, asked: Asked, named: Asked) -> None:
    accepted, _ = store.accept(NEW, asked(), [named("A")])
    moving.record(store, accepted.id, Happening.TRIAL_REVERTED, {"code": "refused-by-ledger"})
    assert store.get(accepted.id).error == {"code": "refused-by-ledger"}
    store.accept(NEW, asked(), [named("A")])


def test_two_parties_of_one_name_are_ambiguous(store: Store, asked: Asked, named: Asked) -> None:
    for number, identifier in enumerate(("", "id")):
        accepted, _ = store.accept(NEW, asked(), [named("A", identifier)])
        moving.sign(store, accepted.id, 0, make)
        moving.record(store, accepted.id, Happening.TAKEN_BY_NODE)
        moving.seen(store, accepted.id, (5, b"", 0), [])
        moving.finish(store, accepted.id, [number + 1], {}, {})
    with pytest.raises(AmbiguousName) as ambiguous:
        store.resolve(["A"])
    assert ambiguous.value.parties == (1, 2)


def test_thousands_of_names_are_resolved_at_once(store: Store) -> None:
    names = [f"name {number}" for number in range(3000)]
    assert store.resolve(names) == dict.fromkeys(names)


@given(st.text(max_size=40))
def test_folding_a_name_twice_is_folding_it_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_nonces_of_a_lane_follow_each_other_and_the_chain(store: Store, asked: Asked) -> None:
    ids = [store.accept(NEW, asked())[0].id for _ in range(4)]
    assert moving.sign(store, ids[0], 4, make).nonce == 4
    assert moving.sign(store, ids[1], 4, make).nonce == 5
    assert store.allot(NEW.signer, 4) == (6, 6)
    assert moving.sign(store, ids[2], 9, make).nonce == 9, "somebody else used the key: the chain is right"
    with pytest.raises(MovedByAnother):
        moving.sign(store, ids[2], 9, make)
    assert store.allot(NEW.signer, 0) == (10, 10), "nothing of that try was kept"


def test_a_lanes_next_nonce_is_set_by_compare_and_set(store: Store, asked: Asked) -> None:
    one, other, third = (store.accept(NEW, asked())[0].id for _ in range(3))
    with pytest.raises(MovedByAnother, match="lane of"):
        store.sign(NEW.signer, 3, [(one, 3, Signed(b"", b"3"))])
    store.sign(NEW.signer, None, [(one, 3, Signed(b"", b"3"))])
    for kept in (None, 3, 5):
        with pytest.raises(MovedByAnother):
            store.sign(NEW.signer, kept, [(other, 4, Signed(b"", b"4"))])
    assert store.get(other).state is State.PREPARED
    store.sign(NEW.signer, 4, [(other, 4, Signed(b"", b"4")), (third, 5, Signed(b"", b"5"))])
    assert [store.get(each).nonce for each in (one, other, third)] == [3, 4, 5]


def test_a_nonce_and_its_signed_transaction_are_kept_together_or_not_at_all(store: Store, asked: Asked) -> None:
    kept, dropped = (store.accept(NEW, asked())[0] for _ in range(2))
    store.drop(dropped.id)
    with pytest.raises(MovedByAnother):
        store.sign(NEW.signer, None, [(kept.id, 0, Signed(b"a", b"a")), (dropped.id, 1, Signed(b"b", b"b"))])
    assert (store.get(kept.id).state, store.get(kept.id).nonce) == (State.PREPARED, None)
    assert store.allot(NEW.signer, 0) == (None, 0)


def test_a_submission_is_taken_back_only_before_it_is_signed(store: Store, asked: Asked, named: Asked) -> None:
    first, _ = store.accept(NEW, asked(), [named("A")])
    assert store.drop(first.id).state is State.DROPPED
    second, _ = store.accept(NEW, asked(), [named("A")])
    moving.sign(store, second.id, 0, make)
    with pytest.raises(IllegalTransition):
        store.drop(second.id)


def test_what_the_database_says_holds_nothing_of_what_was_written(store: Store, asked: Asked, named: Asked) -> None:
    name = "".join(["LAMP", "LIGHT"])  # a traceback quotes this file
    words = f"'refused\nDETAIL: Key (name)=({name}) exists.'"
    with store._database.write() as connection:
        if connection.dialect.name == "sqlite":
            triggers = [f"CREATE TRIGGER refuse BEFORE INSERT ON directory BEGIN SELECT RAISE(ABORT, {words}); END"]
        else:
            triggers = [
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = {words}; END $$",
                "CREATE TRIGGER refuse BEFORE INSERT ON directory FOR EACH ROW EXECUTE FUNCTION refuse()",
            ]
        for trigger in triggers:
            connection.execute(text(trigger))
    with pytest.raises(IntegrityError, match="refused") as failed:
        store.accept(NEW, asked(), [named(name)])
    shown = "".join(traceback.format_exception(failed.value))
    assert name not in shown
    assert "hidden" in shown


def test_an_unknown_submission_is_named(store: Store) -> None:
    for read in (store.get, store.state, store.drop):
        with pytest.raises(UnknownSubmission, match="sub-none"):
            read("sub-none")


def test_a_replaced_block_takes_its_events_with_it(store: Store, asked: Asked) -> None:
    accepted, _ = store.accept(NEW, asked())
    moving.sign(store, accepted.id, 0, make)
    moving.record(store, accepted.id, Happening.TAKEN_BY_NODE)
    moving.seen(store, accepted.id, (5, b"\x01" * 32, 10), [{"sequence": 1}])
    back = moving.record(store, accepted.id, Happening.BLOCK_REPLACED)
    assert (back.state, back.block_number, back.events) == (State.BROADCAST, None, None)


def test_added_rights_join_the_list_of_their_pledge_where_it_is_known(store: Store, asked: Asked) -> None:
    keys = tuple(bytes([number]) * 32 for number in range(1, 5))
    rounds: list[tuple[dict[int, Pledged], dict[int, tuple[bytes, ...]]]] = [
        ({9: Pledged(keys[:1], (7,))}, {}),
        ({}, {9: keys[:3], 10: keys}),
    ]
    for pledged, added in rounds:
        accepted, _ = store.accept(NEW, asked())
        moving.sign(store, accepted.id, 0, make)
        moving.record(store, accepted.id, Happening.TAKEN_BY_NODE)
        moving.seen(store, accepted.id, (5, b"", 0), [])
        moving.finish(store, accepted.id, [], pledged, {}, added)
    assert store.rights_of(9) == keys[:3]
    assert store.pledgors_of(9) == (7,)
    assert store.rights_of(10) is None


def test_freed_rights_leave_the_list_of_their_pledge(store: Store, asked: Asked) -> None:
    keys = tuple(bytes([number]) * 32 for number in range(4))
    for pledged, freed in (({9: Pledged(keys, (7,))}, {}), ({}, {9: keys[1:3], 10: keys})):
        accepted, _ = store.accept(NEW, asked())
        moving.sign(store, accepted.id, 0, make)
        moving.record(store, accepted.id, Happening.TAKEN_BY_NODE)
        moving.seen(store, accepted.id, (5, b"", 0), [])
        moving.finish(store, accepted.id, [], pledged, freed)
    assert store.rights_of(9) == (keys[0], keys[3])
    assert store.rights_of(10) is None


def test_the_audit_tells_of_accepted_replayed_and_refused_acts_in_order(store: Store, asked: Asked) -> None:
    store.accept(NEW, asked("k"))
    store.accept(NEW, asked("k"))
    store.refused(asked("k2"), "invalid-body")
    acts = store.audit_acts()
    assert [(act.sequence, act.outcome, act.problem) for act in acts] == [
        (1, "accepted", None),
        (2, "replayed", None),
        (3, "refused", "invalid-body"),
    ]
    assert [act.sequence for act in store.audit_acts(after=1, limit=1)] == [2]
    assert store.first_broken_act() is None


@pytest.mark.parametrize(
    "act", ["UPDATE audit_acts SET subject = 'x'", "DELETE FROM audit_acts", "TRUNCATE audit_acts"]
)
def test_the_database_itself_refuses_to_change_an_act(store: Store, asked: Asked, act: str) -> None:
    store.accept(NEW, asked())
    with pytest.raises(DBAPIError) as refused, store._database.write() as connection:
        connection.execute(text(act))
    assert "only ever appended to" in str(refused.value) or "TRUNCATE" in act  # SQLite has no such statement
    assert len(store.audit_acts()) == 1


def test_an_act_names_token_certificate_and_key_and_all_three_are_in_its_hash(store: Store, asked: Asked) -> None:
    request = replace(asked("k"), token_id="jti-1", certificate="ab" * 32)  # noqa: S106
    store.accept(NEW, request)
    store.accept(NEW, asked("k2"))
    first, second = store.audit_acts()
    assert (first.token_id, first.certificate, first.signer) == ("jti-1", "ab" * 32, NEW.signer)
    assert (second.token_id, second.certificate) == (None, None)
    assert store.first_broken_act() is None
    assert store.audit_head() == (2, second.hash)
    unguard(store)
    for column in ("token_id", "certificate", "signer"):
        with store._database.write() as connection:
            connection.execute(text(f"UPDATE audit_acts SET {column} = 'other' WHERE sequence = 1"))  # noqa: S608
        assert store.first_broken_act() == 1
        with store._database.write() as connection:
            connection.execute(
                text(f"UPDATE audit_acts SET {column} = :was WHERE sequence = 1"),  # noqa: S608
                {"was": getattr(first, column)},
            )
    assert store.first_broken_act() is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_acts SET subject = 'another' WHERE sequence = 3",
        "UPDATE audit_acts SET outcome = 'refused' WHERE sequence = 3",
        "DELETE FROM audit_acts WHERE sequence = 3",
        "UPDATE audit_acts SET hash = body_hash WHERE sequence = 3",
        "UPDATE audit_acts SET previous = body_hash WHERE sequence = 3",
    ],
)
def test_an_act_that_was_changed_or_taken_out_is_found(store: Store, asked: Asked, tampering: str) -> None:
    for _ in range(5):
        store.accept(NEW, asked())
    unguard(store)
    with store._database.write() as connection:
        connection.execute(text(tampering))
    assert store.first_broken_act() == 3


def test_acts_cut_off_at_the_end_are_found_too(store: Store, asked: Asked) -> None:
    for _ in range(3):
        store.accept(NEW, asked())
    unguard(store)
    with store._database.write() as connection:
        connection.execute(audit_acts.delete().where(audit_acts.c.sequence == 3))
    assert store.first_broken_act() == 3


def test_two_workers_on_one_submission_do_not_both_move_it(store: Store, store_url: str, asked: Asked) -> None:
    other = open_store(store_url)
    accepted, _ = store.accept(NEW, asked())
    moving.sign(store, accepted.id, 0, make)
    with pytest.raises(MovedByAnother):
        moving.sign(other, accepted.id, 0, make)
    other.close()


def test_a_body_hash_is_compared_and_not_only_its_presence(store: Store, asked: Asked) -> None:
    from chain_gateway.submission.tables import idempotency

    store.accept(NEW, asked("k"))
    with store._database.write() as connection:
        connection.execute(update(idempotency).values(body_hash=b"\x00" * 32))
    with pytest.raises(IdempotencyKeyReused):
        store.replay(asked("k"))
