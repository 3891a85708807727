"""A store of the first schema goes on with all that it held."""

import hashlib
import json

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from chain_gateway.submission import Request, State, open_store


def first_schema(url: str) -> None:
    """A store of revision 0001 with one prepared submission and its audited act, written as that revision wrote it."""
    engine = create_engine(url)
    start = hashlib.sha256(b"pledgebook audit of acts").digest()
    act = {"sequence": 1, "at": "2024-06-01T12:00:00.000Z", "subject": "clerk", "party": 7, "verb": "file",
           "body_hash": b"\x01" * 32, "submission_id": "sub-1", "outcome": "accepted", "problem": None,
           "previous": start}  # fmt: skip
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in act.items()}
    act["hash"] = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest()
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "chain_gateway.submission:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                'INSERT INTO submissions (id, state, verb, party, signer, book, "to", data, gas, created_at, '
                "updated_at) VALUES ('sub-1', 'prepared', 'file', 7, 's', 'b', 't', :data, 1, 'c', 'u')"
            ),
            {"data": b"\x00"},
        )
        columns = ", ".join(act)
        connection.execute(
            text(f"INSERT INTO audit_acts ({columns}) VALUES (:{', :'.join(act)})"),  # noqa: S608
            act,
        )
        connection.execute(text("INSERT INTO audit_head VALUES (1, 1, :hash)"), {"hash": act["hash"]})
    engine.dispose()


def test_a_store_of_the_first_schema_keeps_its_submissions_and_its_chain_of_acts(store_url: str) -> None:
    first_schema(store_url)
    store = open_store(store_url)
    assert store.get("sub-1").state is State.PREPARED
    assert [each.id for each in store.prepared("s", 2)] == ["sub-1"]
    assert store.first_broken_act() is None
    store.refused(Request("clerk", 7, "file", b"\x02" * 32, token_id="t"), "invalid-body")  # noqa: S106
    assert store.first_broken_act() is None
    assert [act.token_id for act in store.audit_acts()] == [None, "t"]
    store.close()
