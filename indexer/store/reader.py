"""Reads the store. Everything of one answer comes from one snapshot: one transaction, one block."""

from collections.abc import Collection, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, and_, func, select
from sqlalchemy.exc import SQLAlchemyError

from chain_gateway.ledger.enums import PartyKind, PledgeState
from indexer.projection.rows import (
    CircumstanceRow,
    ClassLabelRow,
    CommitmentRow,
    CommitmentStateRow,
    CoverageRow,
    CoverRow,
    EngagementRightRow,
    EngagementRow,
    EngagementStateRow,
    EventRow,
    ExerciseRow,
    FactsRow,
    FundManagerRow,
    FundRow,
    HolderRow,
    KindRow,
    ListingRightRow,
    ListingRow,
    ListingStateRow,
    LockRow,
    PartyNameRow,
    PartyRow,
    PendingChangeRow,
    PledgeRightRow,
    PledgeRow,
    PledgeStateRow,
    PledgorRow,
    PreservationRow,
    RefinancingRow,
    RefinancingStateRow,
    RegistrationRow,
    Row,
    SaleRow,
    SchemeRow,
    SchemeStateRow,
    SearchRow,
    SubordinationRow,
    TermsRow,
    ValuationRow,
)
from indexer.store import tables
from indexer.store.bounds import bounded, was_interrupted
from indexer.store.bundle import Bundle, pointed, read_bundle
from indexer.store.checkpoint import Checkpoint
from indexer.store.lists import Lists
from indexer.store.position import IndexedBlock
from indexer.store.selecting import build, chunks, read_rows
from indexer.store.tables import ENCUMBERING
from indexer.store.writer import StoreError, checkpoint_of

_R = TypeVar("_R", bound=Row)


@dataclass(frozen=True)
class Encumbrances:
    """Counts over (pledge, right) pairs."""

    live_pairs: int
    """Pairs of a registered pledge and a right that it encumbers now."""
    ever_pairs: int
    """Pairs that were registered at any time."""
    encumbered_rights: int
    several_pledges: int
    """Rights that several pledges encumber now."""
    by_kind: tuple[tuple[str, int, int, int], ...]
    """(jurisdiction, kind, rights, encumbered rights)."""


class TooSlow(StoreError):
    """A statement took longer than a question may."""


class Reader:
    """The reading half of the store; needs no more than read access.

    `statement_seconds` is the longest that one statement may take; on SQLite, the longest that one answer may.
    """

    def __init__(self, engine: Engine, statement_seconds: float = 10.0) -> None:
        self._engine = engine
        self._pointed = pointed(engine, statement_seconds) if engine.dialect.name == "postgresql" else None
        self._statement_seconds = statement_seconds

    def close(self) -> None:
        """Closes the connections that are this reader's own."""
        if self._pointed is not None:
            self._pointed.dispose()

    def bundle(self, asked: Collection[str], applications: Collection[str], known_at: int | None) -> Bundle:
        """See `read_bundle`: one statement, which is one moment without a transaction around it."""
        if self._pointed is None:
            with self.snapshot() as snapshot:
                return snapshot.bundle(asked, applications, known_at)
        try:
            with self._pointed.connect() as connection:
                return read_bundle(connection, asked, applications, known_at)
        except SQLAlchemyError as error:
            raise _failed(error) from None

    def bundles(
        self, parts: Sequence[tuple[Collection[str], Collection[str]]], known_at: int | None
    ) -> Generator[Bundle, None, None]:
        """The bundle of each part (asked, applications), all of one moment. The next one is read while the caller works
        on the one before.
        """
        with self._moment() as connection, ThreadPoolExecutor(1, thread_name_prefix="lookup-read") as ahead:
            reading: Future[Bundle] | None = None
            for asked, applications in parts:
                following = ahead.submit(read_bundle, connection, asked, applications, known_at)
                if reading is not None:
                    yield reading.result()
                reading = following
            if reading is not None:
                yield reading.result()

    @contextmanager
    def _moment(self) -> Iterator[Connection]:
        """A connection that sees the store as it is now until the end; for bundles."""
        if self._pointed is None:
            with self.snapshot() as snapshot:
                yield snapshot.connection
            return
        try:
            with self._pointed.connect() as connection:
                connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise _failed(error) from None

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """A view of the store at one moment. StoreError when the database fails, TooSlow when it takes too long."""
        try:
            with self._engine.connect() as connection, connection.begin(), bounded(connection, self._statement_seconds):
                yield Snapshot(connection)
        except SQLAlchemyError as error:
            raise _failed(error) from None


def _failed(error: SQLAlchemyError) -> StoreError:
    if was_interrupted(error):
        return TooSlow("A question of the look-up took too long and was stopped")
    return StoreError.of("The indexer's store could not be read", error)


class Snapshot:
    """What the store holds at one moment. Lists come in the order of the events that made the rows."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def checkpoint(self) -> Checkpoint | None:
        """Where the follower is; None before it ever ran."""
        found = self.connection.execute(select(tables.checkpoint)).mappings().first()
        return None if found is None else checkpoint_of(dict(found))

    def bundle(self, asked: Collection[str], applications: Collection[str], known_at: int | None) -> Bundle:
        """Everything that an answer on the rights needs; see `read_bundle`."""
        return read_bundle(self.connection, asked, applications, known_at)

    def block(self, number: int) -> IndexedBlock | None:
        """A block, when the store keeps it."""
        found = self.connection.execute(select(tables.blocks).where(tables.blocks.c.number == number)).first()
        if found is None:
            return None
        return IndexedBlock(**{name: getattr(found, name) for name in IndexedBlock.__dataclass_fields__})

    def block_before(self, number: int) -> IndexedBlock | None:
        """The newest block that the store keeps up to `number`: between it and `number` nothing happened."""
        table = tables.blocks
        query = select(table).where(table.c.number <= number).order_by(table.c.number.desc()).limit(1)
        found = self.connection.execute(query).first()
        if found is None:
            return None
        return IndexedBlock(**{name: getattr(found, name) for name in IndexedBlock.__dataclass_fields__})

    def lists(self, upto: int, limit: int) -> Lists:
        """Long lists, as of the block `upto`."""
        return Lists(self.connection, upto, limit)

    def every(self, table: str) -> Iterator[dict[str, Any]]:
        """Every row of a table, as the database has it; read in parts."""
        found = self.connection.execute(select(tables.METADATA.tables[table]).execution_options(yield_per=5_000))
        return (dict(row) for row in found.mappings())

    def block_times(self, numbers: Collection[int]) -> dict[int, int]:
        """Chain time of blocks that hold events, by number."""
        table = tables.blocks
        times: dict[int, int] = {}
        for chunk in chunks(numbers):
            found = self.connection.execute(select(table.c.number, table.c.time).where(table.c.number.in_(chunk)))
            times.update((number, time) for number, time in found)
        return times

    def facts(self, asset_keys: Collection[str]) -> list[FactsRow]:
        """Every attestation of the rights."""
        return self._where(FactsRow, "asset_key", asset_keys)

    def facts_of_applications(self, application_keys: Collection[str]) -> list[FactsRow]:
        """Every attestation of rights that were granted on the applications, or are these."""
        return self._where(FactsRow, "application_key", application_keys)

    def pledges_of_rights(self, asset_keys: Collection[str]) -> list[PledgeRightRow]:
        """Which pledges the rights are, or were, in."""
        return self._where(PledgeRightRow, "asset_key", asset_keys)

    def rights_of_pledges(self, pledges: Collection[int]) -> list[PledgeRightRow]:
        """Which rights are, or were, in the pledges."""
        return self._where(PledgeRightRow, "pledge", pledges)

    def pledges(self, pledges: Collection[int]) -> list[PledgeRow]:
        """The pledges themselves."""
        return self._where(PledgeRow, "pledge", pledges)

    def registrations(self, pledges: Collection[int]) -> list[RegistrationRow]:
        """Their registrations."""
        return self._where(RegistrationRow, "pledge", pledges)

    def states(self, pledges: Collection[int]) -> list[PledgeStateRow]:
        """Every state that they were in."""
        return self._where(PledgeStateRow, "pledge", pledges)

    def holders(self, pledges: Collection[int]) -> list[HolderRow]:
        """Every pledgee that they had."""
        return self._where(HolderRow, "pledge", pledges)

    def pledgors(self, pledges: Collection[int]) -> list[PledgorRow]:
        """Their pledgors."""
        return self._where(PledgorRow, "pledge", pledges)

    def terms(self, pledges: Collection[int]) -> list[TermsRow]:
        """Every terms of their secured obligations."""
        return self._where(TermsRow, "pledge", pledges)

    def pending_changes(self, pledges: Collection[int]) -> list[PendingChangeRow]:
        """Changes that were asked for, recorded since or not."""
        return self._where(PendingChangeRow, "pledge", pledges)

    def subordinations(self, asset_keys: Collection[str]) -> list[SubordinationRow]:
        """Every change of rank on the rights."""
        return self._where(SubordinationRow, "asset_key", asset_keys)

    def coverages(self, kind_ids: Collection[str]) -> list[CoverageRow]:
        """Every coverage that was declared for the kinds."""
        return self._where(CoverageRow, "kind_id", kind_ids)

    def preservations(self, asset_keys: Collection[str]) -> list[PreservationRow]:
        """Every preservation of the rights, lifted or not."""
        return self._where(PreservationRow, "asset_key", asset_keys)

    def locks(self, asset_keys: Collection[str]) -> list[LockRow]:
        """Every lock of the rights, ended or not."""
        return self._where(LockRow, "asset_key", asset_keys)

    def circumstances(self, asset_keys: Collection[str]) -> list[CircumstanceRow]:
        """Every circumstance that was attested of the rights."""
        return self._where(CircumstanceRow, "asset_key", asset_keys)

    def class_labels(self, asset_keys: Collection[str]) -> list[ClassLabelRow]:
        """Every class label of the rights."""
        return self._where(ClassLabelRow, "asset_key", asset_keys)

    def kinds(self) -> list[KindRow]:
        """Present rules of all kinds of right."""
        table = tables.kinds
        return self._read(KindRow, select(table).where(table.c.until_sequence.is_(None)).order_by(table.c.sequence))

    def listings(self, listings: Collection[int]) -> list[ListingRow]:
        """Listings of rights for sale."""
        return self._where(ListingRow, "listing", listings)

    def listings_of_digests(self, digests: Collection[str]) -> list[ListingRow]:
        """Every listing of exactly the rights of these digests."""
        return self._where(ListingRow, "rights_digest", digests)

    def listing_rights(self, listings: Collection[int]) -> list[ListingRightRow]:
        """The rights that they offer."""
        return self._where(ListingRightRow, "listing", listings)

    def listing_states(self, listings: Collection[int]) -> list[ListingStateRow]:
        """Every state that they were in."""
        return self._where(ListingStateRow, "listing", listings)

    def sales(self, listings: Collection[int]) -> list[SaleRow]:
        """Their sales."""
        return self._where(SaleRow, "listing", listings)

    def engagements(self, engagements: Collection[int]) -> list[EngagementRow]:
        """Engagements to value rights."""
        return self._where(EngagementRow, "engagement", engagements)

    def engagement_rights(self, engagements: Collection[int]) -> list[EngagementRightRow]:
        """The rights that they value."""
        return self._where(EngagementRightRow, "engagement", engagements)

    def engagement_states(self, engagements: Collection[int]) -> list[EngagementStateRow]:
        """Every state that they were in."""
        return self._where(EngagementStateRow, "engagement", engagements)

    def valuations(self, engagements: Collection[int]) -> list[ValuationRow]:
        """Their results."""
        return self._where(ValuationRow, "engagement", engagements)

    def commitments_of_pledges(self, pledges: Collection[int]) -> list[CommitmentRow]:
        """Buyback commitments that were offered on the pledges."""
        return self._where(CommitmentRow, "pledge", pledges)

    def commitments_of_funds(self, funds: Collection[int]) -> list[CommitmentRow]:
        """Buyback commitments that the funds offered."""
        return self._where(CommitmentRow, "fund", funds)

    def commitment_states(self, commitments: Collection[int]) -> list[CommitmentStateRow]:
        """Every state that the commitments were in."""
        return self._where(CommitmentStateRow, "commitment", commitments)

    def exercises(self, commitments: Collection[int]) -> list[ExerciseRow]:
        """Their exercises."""
        return self._where(ExerciseRow, "commitment", commitments)

    def refinancings_of_pledges(self, pledges: Collection[int]) -> list[RefinancingRow]:
        """Claims of the pledges that were offered for refinancing."""
        return self._where(RefinancingRow, "pledge", pledges)

    def refinancing_states(self, refinancings: Collection[int]) -> list[RefinancingStateRow]:
        """Every state that the refinancings were in."""
        return self._where(RefinancingStateRow, "refinancing", refinancings)

    def funds(self, funds: Collection[int]) -> list[FundRow]:
        """The funds themselves."""
        return self._where(FundRow, "fund", funds)

    def fund_managers(self, funds: Collection[int]) -> list[FundManagerRow]:
        """Everyone who ran the funds."""
        return self._where(FundManagerRow, "fund", funds)

    def covers_of_pledges(self, pledges: Collection[int]) -> list[CoverRow]:
        """Schemes of shared risk that the pledges are, or were, under."""
        return self._where(CoverRow, "pledge", pledges)

    def schemes(self, schemes: Collection[int]) -> list[SchemeRow]:
        """The schemes themselves."""
        return self._where(SchemeRow, "scheme", schemes)

    def scheme_states(self, schemes: Collection[int]) -> list[SchemeStateRow]:
        """Every state that they were in."""
        return self._where(SchemeStateRow, "scheme", schemes)

    def parties(self, parties: Collection[int]) -> dict[int, PartyRow]:
        """Parties by their id, under the names that they have now."""
        table, names = tables.parties, tables.party_names
        newest = select(names.c.name).where(names.c.party == table.c.party).order_by(names.c.sequence.desc()).limit(1)
        present = func.coalesce(newest.scalar_subquery(), table.c.name).label("name")
        query = select(*(present if column.name == "name" else column for column in table.c))
        keys = table.c.keys()
        rows = [
            build(PartyRow, keys, values)
            for chunk in chunks(parties)
            for values in self.connection.execute(query.where(table.c.party.in_(chunk)))
        ]
        return {row.party: row for row in sorted(rows, key=lambda row: row.sequence)}

    def party_names(self, party: int) -> list[tuple[str, int | None]]:
        """Every name of a party and the legal date from which it had it, None for the one that it was entered under."""
        entered = self._where(PartyRow, "party", [party])
        later = self._where(PartyNameRow, "party", [party])
        return [*((row.name, None) for row in entered), *((row.name, row.on) for row in later)]

    def is_suspended(self, party: int) -> bool:
        """Whether the party's acts are refused at present."""
        table = tables.suspensions
        query = select(func.count()).where(table.c.party == party, table.c.until_sequence.is_(None))
        return bool(self.connection.execute(query).scalar_one())

    def search_parts(self, search: str) -> list[tuple[SearchRow, EventRow]]:
        """The parts of a search inside the chain, with the event that each is, in order."""
        parts = self._where(SearchRow, "search", [search])
        events = {
            event.sequence: event for event in self._where(EventRow, "sequence", [part.sequence for part in parts])
        }
        return sorted(((part, events[part.sequence]) for part in parts), key=lambda pair: pair[0].part)

    def name_events(self, parties: Collection[int], upto: int) -> list[EventRow]:
        """The events that gave institutions the names that they had at the block `upto`, in the ledger's order."""
        institutions = [
            row.party for row in self.parties(parties).values() if row.kind != PartyKind.NaturalPerson and row.name
        ]
        table = tables.events
        naming = (table.c.name.in_(("PartyAdmitted", "PartyRenamed")), table.c.block <= upto)
        newest: dict[str, EventRow] = {}
        for chunk in chunks([str(party) for party in institutions]):
            about = (table.c.book == "PartyRegistry", table.c.subject.in_(chunk))
            query = select(table).where(*about, *naming).order_by(table.c.sequence)
            newest.update({row.subject: row for row in self._read(EventRow, query)})
        return sorted(newest.values(), key=lambda row: row.sequence)

    def event_counts(self) -> dict[str, int]:
        """How many events of each name."""
        table = tables.events
        found = self.connection.execute(select(table.c.name, func.count()).group_by(table.c.name))
        return {str(row[0]): int(row[1]) for row in sorted(found.all(), key=lambda row: str(row[0]))}

    def pledge_counts(self) -> dict[PledgeState, int]:
        """How many pledges are in each state."""
        table = tables.pledge_states
        query = select(table.c.state, func.count()).where(table.c.until_sequence.is_(None)).group_by(table.c.state)
        return {PledgeState(state): count for state, count in self.connection.execute(query)}

    def count(self, row_type: type[Row], *, present: bool = False) -> int:
        """How many rows; with `present` only open intervals."""
        table = tables.TABLES[row_type.table]
        query = select(func.count()).select_from(table)
        if present:
            query = query.where(table.c.until_sequence.is_(None))
        return int(self.connection.execute(query).scalar_one())

    def migrated_pledges(self) -> int:
        """How many pledges were carried over from an official register."""
        table = tables.pledges
        return int(self.connection.execute(select(func.count()).where(table.c.migrated.is_(True))).scalar_one())

    def encumbrances(self) -> Encumbrances:
        """Counts of (pledge, right) pairs and of rights that registered pledges encumber at present."""
        rights, states, registered = tables.pledge_rights, tables.pledge_states, tables.registrations
        live = [int(state) for state in ENCUMBERING]
        pairs = (
            select(rights.c.asset_key, func.count().label("pledges"))
            .join(states, and_(states.c.pledge == rights.c.pledge, states.c.until_sequence.is_(None)))
            .where(rights.c.until_sequence.is_(None), states.c.state.in_(live))
            .group_by(rights.c.asset_key)
            .subquery()
        )
        total, encumbered = self.connection.execute(
            select(func.coalesce(func.sum(pairs.c.pledges), 0), func.count()).select_from(pairs)
        ).one()
        several = self.connection.execute(
            select(func.count()).select_from(pairs).where(pairs.c.pledges > 1)
        ).scalar_one()
        ever = self.connection.execute(
            select(func.count()).select_from(rights.join(registered, registered.c.pledge == rights.c.pledge))
        ).scalar_one()
        facts = tables.facts
        by_kind = self.connection.execute(
            select(facts.c.jurisdiction, facts.c.kind, func.count(), func.count(pairs.c.asset_key))
            .select_from(facts.outerjoin(pairs, pairs.c.asset_key == facts.c.asset_key))
            .where(facts.c.until_sequence.is_(None))
            .group_by(facts.c.jurisdiction, facts.c.kind)
            .order_by(facts.c.jurisdiction, facts.c.kind)
        )
        return Encumbrances(
            live_pairs=int(total),
            ever_pairs=int(ever),
            encumbered_rights=int(encumbered),
            several_pledges=int(several),
            by_kind=tuple((str(row[0]), int(row[1]), int(row[2]), int(row[3])) for row in by_kind),
        )

    def _where(self, row_type: type[_R], column: str, values: Collection[Any]) -> list[_R]:
        table = tables.TABLES[row_type.table]
        rows: list[_R] = []
        for chunk in chunks(values):
            rows.extend(self._read(row_type, select(table).where(table.c[column].in_(chunk))))
        return sorted(rows, key=lambda row: row.sequence)

    def _read(self, row_type: type[_R], query: Select[Any]) -> list[_R]:
        return read_rows(self.connection, row_type, query)
