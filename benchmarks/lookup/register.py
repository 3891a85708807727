"""A register of synthetic pledges, written straight into a store's tables. Nothing of it is or looks like a real firm.

Each pledge is native, registered, on one Chinese patent in force of its own; every tenth was cancelled since. The
Chinese patents are covered, so that numbers beside them are `clear` only where they are attested: every fourth attested
patent was never pledged.
"""

from collections.abc import Iterator

import psycopg

from chain_gateway.ledger.asset_key import kind_id
from chain_gateway.ledger.enums import PledgeState, RightKind, Validity
from chain_gateway.ledger.identifiers import RightId

PARTIES = 10_000
TIME = 1_767_225_600
BLOCK_EVENTS = 100
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def number(place: int) -> str:
    """A number of twelve digits and its check digit, as patents of 2017 to 2024 have them."""
    digits = f"{2017 + place // 1_000_000:04d}1{place % 1_000_000:07d}"
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return f"{digits}.{'X' if check == 10 else check}"


def fill(connection: "psycopg.Connection[tuple[object, ...]]", pledges: int, now: int, log: str, chain_id: int) -> None:
    """Writes `pledges` pledges and a third as many patents that were never pledged."""
    rights = pledges + pledges // 3
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE made (place bigint, key text, application text, number text)")
        with cursor.copy("COPY made FROM STDIN") as copy:
            for row in _rights(rights):
                copy.write_row(row)
        base = PARTIES + 10
        cursor.execute(
            """
            INSERT INTO parties (sequence, block, party, kind, name, search_name, identifier)
            SELECT n, 1, n, CASE WHEN n <= 100 THEN 1 ELSE 12 END, 'Synthetic ' || n || ' 合成（演示）',
                   'SYNTHETIC ' || n || ' 合成(演示)', '' FROM generate_series(1, %s) n
            """,
            (PARTIES,),
        )
        kind = f"0x{kind_id('CN', RightKind.Patent).hex()}"
        cursor.execute(
            "INSERT INTO coverages (sequence, block, kind_id, jurisdiction, kind, from_on, through_on) "
            "VALUES (%s, 1, %s, 'CN', %s, 19850101, 20991231)",
            (PARTIES + 1, kind, int(RightKind.Patent)),
        )
        # Events are numbered in the order of places: facts, then filing and registration, then cancellation.
        cursor.execute(
            """
            INSERT INTO facts (sequence, block, asset_key, "right", jurisdiction, kind, number, validity, owners,
                filed_on, granted_on, expires_on, title, application_number, application_key, main_class, source, as_of)
            SELECT %(base)s + place * 4, (%(base)s + place * 4) / %(span)s + 1, key, 'CN:PAT:' || number, 'CN',
                %(patent)s, number, %(valid)s, '[' || (101 + place %% 9900) || ']', 20170101, 20190101, 20370101,
                'Synthetic apparatus ' || place || ' 合成装置（演示）', '', application, 'G06F', 'synthetic', 20260101
            FROM made
            """,
            {"base": base, "span": BLOCK_EVENTS, "patent": int(RightKind.Patent), "valid": int(Validity.InForce)},
        )
        values = {"base": base, "span": BLOCK_EVENTS, "pledges": pledges}
        cursor.execute(
            """
            CREATE TEMPORARY TABLE filed AS
            SELECT place, key, %(base)s + place * 4 + 1 AS pledge, (%(base)s + place * 4 + 1) / %(span)s + 1 AS block
            FROM made WHERE place < %(pledges)s
            """,
            values,
        )
        for statement in _STATEMENTS:
            cursor.execute(statement.encode(), {"filed": int(PledgeState.Filed), "live": int(PledgeState.Registered),
                                                "gone": int(PledgeState.Cancelled)})  # fmt: skip
        cursor.execute(
            """
            INSERT INTO blocks (number, hash, parent_hash, time, sequence, head, events)
            SELECT n, sha256(n::text::bytea), sha256((n - 1)::text::bytea), %s + n, n * %s, sha256(n::text::bytea), %s
            FROM generate_series(1, %s) n
            """,
            (TIME, BLOCK_EVENTS, BLOCK_EVENTS, (base + rights * 4) // BLOCK_EVENTS + 1),
        )
        cursor.execute(
            """
            INSERT INTO checkpoint (id, chain_id, log, first_block, block, sequence, head, proven_block, reason, detail,
                halted, known_head, polled_at)
            SELECT 1, %s, %s, 1, number, sequence, head, number, NULL, NULL, FALSE, number, %s
            FROM blocks ORDER BY number DESC LIMIT 1
            """,
            (chain_id, log, now),
        )
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")


_STATEMENTS = (
    """
    INSERT INTO pledges (sequence, block, pledge, office, migrated, paper_consent)
    SELECT pledge, block, pledge, 1, FALSE, FALSE FROM filed
    """,
    """
    INSERT INTO pledge_rights (sequence, block, pledge, asset_key, "on", until_sequence, until_block, until_on,
        until_dated_by)
    SELECT pledge, block, pledge, key, 0, CASE WHEN place %% 10 = 0 THEN pledge + 2 END,
        CASE WHEN place %% 10 = 0 THEN block END, CASE WHEN place %% 10 = 0 THEN 20250601 END,
        CASE WHEN place %% 10 = 0 THEN 'recorded' END FROM filed
    """,
    """
    INSERT INTO pledgors (sequence, block, pledge, party)
    SELECT pledge, block, pledge, 101 + place %% 9900 FROM filed
    """,
    """
    INSERT INTO holders (sequence, block, pledge, party, joint, "on", dated_by)
    SELECT pledge, block, pledge, 2 + place %% 99, FALSE, 20240101, 'block' FROM filed
    """,
    """
    INSERT INTO terms (sequence, block, pledge, kind, currency, amount, debtor, starts_on, ends_on, "on")
    SELECT pledge, block, pledge, 1, 'CNY', '100000000', 101 + place %% 9900, 20240101,
        20270101 + (place %% 28)::int, 20240101 FROM filed
    """,
    """
    INSERT INTO registrations (sequence, block, pledge, registration_number, effective_on)
    SELECT pledge + 1, block, pledge, 'S' || place, 20240105 FROM filed
    """,
    """
    INSERT INTO pledge_states (sequence, block, pledge, state, "on", dated_by, ground, until_sequence, until_block,
        until_on, until_dated_by)
    SELECT pledge, block, pledge, %(filed)s, 20240101, 'block', 0, pledge + 1, block, 20240105, 'effective' FROM filed
    """,
    """
    INSERT INTO pledge_states (sequence, block, pledge, state, "on", dated_by, ground, until_sequence, until_block,
        until_on, until_dated_by)
    SELECT pledge + 1, block, pledge, %(live)s, 20240105, 'effective', 0, CASE WHEN place %% 10 = 0 THEN pledge + 2 END,
        CASE WHEN place %% 10 = 0 THEN block END, CASE WHEN place %% 10 = 0 THEN 20250601 END,
        CASE WHEN place %% 10 = 0 THEN 'recorded' END FROM filed
    """,
    """
    INSERT INTO pledge_states (sequence, block, pledge, state, "on", dated_by, ground)
    SELECT pledge + 2, block, pledge, %(gone)s, 20250601, 'recorded', 1 FROM filed WHERE place %% 10 = 0
    """,
)


def _rights(count: int) -> Iterator[tuple[int, str, str, str]]:
    for place in range(count):
        text = number(place)
        right = RightId("CN", RightKind.Patent, text)
        application = RightId("CN", RightKind.PatentApplication, text)
        yield place, f"0x{right.key.hex()}", f"0x{application.key.hex()}", text
