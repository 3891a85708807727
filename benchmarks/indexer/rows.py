"""The rows that every way of mirroring must end with, and their digest.

One row per pledge (who holds it, which right, under which number, in which state since which event) and one history
row per event.
"""

import hashlib
from typing import Any, LiteralString

import psycopg

TABLES: LiteralString = """
CREATE TABLE pledge (
    pledge bigint PRIMARY KEY, office bigint NOT NULL, pledgee bigint NOT NULL, asset_key text NOT NULL,
    registration_number text NOT NULL, state int NOT NULL, since bigint NOT NULL
);
CREATE TABLE history (
    sequence bigint PRIMARY KEY, block bigint NOT NULL, transaction_hash text NOT NULL, name text NOT NULL,
    subject text NOT NULL, actor bigint NOT NULL
);
"""

OF_PEERS: tuple[LiteralString, LiteralString] = (
    "SELECT pledge, office, pledgee, asset_key, registration_number, state, since FROM pledge ORDER BY pledge",
    "SELECT sequence, block, transaction_hash, name, subject, actor FROM history ORDER BY sequence",
)
OF_PLEDGEBOOK: tuple[LiteralString, LiteralString] = (
    """
    SELECT p.pledge, p.office, h.party, k.asset_key, coalesce(r.registration_number, ''), s.state, s.sequence
    FROM pledges p JOIN holders h USING (pledge) JOIN pledge_rights k USING (pledge)
    JOIN pledge_states s ON s.pledge = p.pledge AND s.until_sequence IS NULL
    LEFT JOIN registrations r ON r.pledge = p.pledge
    ORDER BY p.pledge
    """,
    "SELECT sequence, block, transaction_hash, name, subject, actor FROM events ORDER BY sequence",
)


def digest(connection: "psycopg.Connection[Any]", queries: tuple[LiteralString, LiteralString]) -> str:
    """SHA-256 over the rows, each as tab-separated text."""
    found = hashlib.sha256()
    for query in queries:
        for row in connection.execute(query):
            found.update("\t".join(map(str, row)).encode() + b"\n")
        found.update(b"--\n")
    return found.hexdigest()
