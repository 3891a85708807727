"""Long lists, page by page. A page ends where a block ends, so that no block is ever split between two pages.

Every list is read as of one block, `upto`: what later events inserted is left out, and what they closed is open. A page
begins after a place, `after`: a block, or a date and the number of an event where a list goes by dates.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    tuple_,
)

from chain_gateway.ledger.enums import CircumstanceKind, CommitmentState, EntryKind
from indexer.projection.rows import (
    CircumstanceRow,
    EngagementRow,
    EntryRow,
    EventRow,
    FactsRow,
    HolderRow,
    ListingRow,
    NameGramRow,
    PartyRow,
    PledgeRow,
    PledgorRow,
    ProgrammeRow,
    RegistrationRow,
    Row,
    TermsRow,
)
from indexer.store import tables
from indexer.store.position import Position
from indexer.store.selecting import chunks, read_rows

_R = TypeVar("_R", bound=Row)


@dataclass(frozen=True)
class Page(Generic[_R]):
    """Some rows of a list; `last_block` is the block that the page ends with, None when nothing follows."""

    rows: list[_R]
    last_block: int | None


@dataclass(frozen=True)
class DatedPage(Generic[_R]):
    """Some rows of a list that goes by dates; `last` is the date and event of the last one, None when nothing
    follows.
    """

    rows: list[_R]
    last: tuple[int, int] | None


@dataclass(frozen=True)
class OverdueFund:
    """A fund that owes a price whose due time has passed, the earliest of them at the second `due_at`."""

    fund: int
    due_at: int


@dataclass(frozen=True)
class Told:
    """Events of one name about some subjects, after the event `since`."""

    book: str
    name: str
    subjects: Collection[str]
    since: int


def _holds(named: FromClause, words: Collection[str]) -> ColumnElement[bool]:
    """Whether the name of a row holds all the words."""
    return and_(*(named.c.search_name.contains(word, autoescape=True) for word in words))


class Lists:
    """Lists of one snapshot. `limit` is how many rows a page holds, more only to end with a whole block."""

    def __init__(self, connection: Connection, upto: int, limit: int) -> None:
        self._connection = connection
        self._upto = upto
        self._limit = limit

    def pledgee_pledges(self, party: int, after: int) -> Page[HolderRow]:
        """Pledges that the party holds or held, alone or with others."""
        table = tables.holders
        return self._page(HolderRow, select(table).where(table.c.party == party), table, after)

    def pledgor_pledges(self, party: int, after: int) -> Page[PledgorRow]:
        """Pledges of the party's rights."""
        table = tables.pledgors
        return self._page(PledgorRow, select(table).where(table.c.party == party), table, after)

    def waiting_for(self, office: int, states: Collection[int], after: int) -> Page[PledgeRow]:
        """Pledges that wait for the office: in one of the states now, or with a change that is not recorded."""
        table, stated, pending = tables.pledges, tables.pledge_states, tables.pending_changes
        now = select(stated.c.pledge).where(
            stated.c.until_sequence.is_(None), stated.c.state.in_(states), stated.c.block <= self._upto
        )
        asked = select(pending.c.pledge).where(pending.c.until_sequence.is_(None), pending.c.block <= self._upto)
        waits = table.c.pledge.in_(now) | table.c.pledge.in_(asked)
        return self._page(PledgeRow, select(table).where(table.c.office == office, waits), table, after)

    def parties_called(self, words: Collection[str], rarest: str, after: int) -> Page[PartyRow]:
        """Institutions of which one name, present or past, holds all the words, which are in the form of
        `projection.parties.search_name`. A party is listed once, where it got the first such name.

        `rarest` is two characters of one of them, those that `rarest_gram` chose.
        """
        parties, grams, later = tables.parties, tables.name_grams, tables.party_names
        earlier = later.alias()
        entered = _holds(parties, words)
        renamed = exists().where(
            later.c.party == grams.c.party, later.c.sequence == grams.c.sequence, _holds(later, words)
        )
        before = exists().where(
            earlier.c.party == grams.c.party, earlier.c.sequence < grams.c.sequence, _holds(earlier, words)
        )
        first = or_(
            and_(grams.c.sequence == parties.c.sequence, entered),
            and_(grams.c.sequence != parties.c.sequence, renamed, not_(entered), not_(before)),
        )
        query = select(grams).join(parties, grams.c.party == parties.c.party).where(grams.c.gram == rarest, first)
        page = self._page(NameGramRow, query, grams, after)
        found = [row.party for row in page.rows]
        rows = {row.party: row for row in self._parties(found)}
        return Page([rows[party] for party in found], page.last_block)

    def listings_of(self, asset_key: str, after: int) -> Page[ListingRow]:
        """Listings that offer the right, alone or with others."""
        table, rights = tables.listings, tables.listing_rights
        query = select(table).join(rights, rights.c.listing == table.c.listing)
        return self._page(ListingRow, query.where(rights.c.asset_key == asset_key), table, after)

    def engagements_over(self, asset_key: str, after: int) -> Page[EngagementRow]:
        """Engagements that value the right, alone or with others."""
        table, rights = tables.engagements, tables.engagement_rights
        query = select(table).join(rights, rights.c.engagement == table.c.engagement)
        return self._page(EngagementRow, query.where(rights.c.asset_key == asset_key), table, after)

    def rarest_gram(self, grams: Collection[str], enough: int = 1_000) -> str:
        """The one in the fewest names, present and past, counted up to `enough`."""
        table = tables.name_grams
        counts: dict[str, int] = {}
        for gram in grams:
            some = select(table.c.party).where(table.c.gram == gram).limit(enough).subquery()
            counts[gram] = self._connection.execute(select(func.count()).select_from(some)).scalar_one()
        return min(counts, key=counts.__getitem__)

    def parties_named(self, search_name: str, after: int) -> Page[PartyRow]:
        """Institutions that have, or had, exactly that name, as `projection.parties.search_name` writes it."""
        table, names = tables.parties, tables.party_names
        later = select(names.c.party).where(names.c.search_name == search_name, names.c.block <= self._upto)
        query = select(table).where(or_(table.c.search_name == search_name, table.c.party.in_(later)))
        return self._page(PartyRow, query, table, after)

    def registered_under(self, numbers: Collection[str], office: int | None, after: int) -> Page[RegistrationRow]:
        """Registrations of that official number, given in any of these spellings."""
        table, pledges = tables.registrations, tables.pledges
        query = select(table).where(table.c.registration_number.in_(list(numbers)))
        if office is not None:
            query = query.join(pledges, pledges.c.pledge == table.c.pledge).where(pledges.c.office == office)
        return self._page(RegistrationRow, query, table, after)

    def events_about(
        self, books: Collection[str], subjects: Collection[str], after: int, or_else: Told | None = None
    ) -> Page[EventRow]:
        """Events of the books about the subjects, and those of another kind that belong to the same story."""
        table = tables.events
        wanted = and_(table.c.book.in_(list(books)), table.c.subject.in_(list(subjects)))
        if or_else is not None:
            of_book = and_(table.c.book == or_else.book, table.c.subject.in_(list(or_else.subjects)))
            wanted = or_(wanted, and_(of_book, table.c.name == or_else.name, table.c.sequence > or_else.since))
        return self._page(EventRow, select(table).where(wanted), table, after)

    def events_numbered(self, actor: int, numbers: Collection[str], but: Collection[str], after: int) -> Page[EventRow]:
        """Events by which `actor` gave out, or referred to, an official number, but those of the books `but`."""
        numbered, table = tables.official_numbers, tables.events
        sequences = select(numbered.c.sequence).where(numbered.c.actor == actor, numbered.c.number.in_(list(numbers)))
        query = select(table).where(table.c.sequence.in_(sequences), table.c.book.not_in(list(but)))
        return self._page(EventRow, query, table, after)

    def events_from(self, before: Position) -> Page[EventRow]:
        """All events after a place in the ledger's history, where a block ends."""
        table = tables.events
        # Blocks come in the order of their events, and events are found by number without sorting.
        query = select(table).where(table.c.sequence > before.sequence, table.c.block <= self._upto)
        return self._cut(EventRow, query.order_by(table.c.sequence), table)

    def terms_ending(self, first: int, last: int, after: tuple[int, int] | None) -> DatedPage[TermsRow]:
        """Present terms of pledges that encumber, whose period ends from the date `first` to `last`."""
        table, states = tables.terms, tables.pledge_states
        query = (
            select(table)
            .join(states, and_(states.c.pledge == table.c.pledge, self._open(states)))
            .where(self._open(table), states.c.state.in_([int(state) for state in tables.ENCUMBERING]))
        )
        return self._dated(TermsRow, query, table.c.ends_on, first, last, after)

    def fees_due(self, first: int, last: int, after: tuple[int, int] | None) -> DatedPage[CircumstanceRow]:
        """Rights whose annual or renewal fee is paid until a date from `first` to `last`."""
        table = tables.circumstances
        query = select(table).where(self._open(table), table.c.kind == int(CircumstanceKind.AnnualFee))
        return self._dated(CircumstanceRow, query, table.c.starts_on, first, last, after)

    def rights_ending(self, first: int, last: int, after: tuple[int, int] | None) -> DatedPage[FactsRow]:
        """Rights whose attested term ends from the date `first` to `last`."""
        table = tables.facts
        query = select(table).where(self._open(table))
        return self._dated(FactsRow, query, table.c.expires_on, first, last, after)

    def overdue_funds(self, now: float, after: int) -> list[OverdueFund]:
        """Funds that owe a price whose due time lies before the second `now`, by their id, one more than a page."""
        commitments, exercises, states = tables.commitments, tables.exercises, tables.commitment_states
        query = (
            select(commitments.c.fund, func.min(exercises.c.due_at))
            .join(exercises, exercises.c.commitment == commitments.c.commitment)
            .join(states, and_(states.c.commitment == commitments.c.commitment, self._open(states)))
            .where(
                states.c.state == int(CommitmentState.Exercised),
                exercises.c.block <= self._upto,
                exercises.c.due_at < int(now),
                commitments.c.fund > after,
            )
            .group_by(commitments.c.fund)
            .order_by(commitments.c.fund)
            .limit(self._limit + 1)
        )
        return [OverdueFund(int(fund), int(due_at)) for fund, due_at in self._connection.execute(query)]

    def programmes(self, after: int) -> list[ProgrammeRow]:
        """Programmes in force, by id, after one."""
        table = tables.programmes
        query = select(table).where(self._open(table), table.c.programme > after).order_by(table.c.programme)
        return read_rows(self._connection, ProgrammeRow, query)

    def entries(self, kind: EntryKind, after: int) -> list[EntryRow]:
        """Published entries of a kind, by id, after one."""
        table = tables.directory_entries
        query = select(table).where(self._open(table), table.c.kind == int(kind), table.c.entry > after)
        return read_rows(self._connection, EntryRow, query.order_by(table.c.entry))

    def registered_by_year(self) -> list[tuple[str, int, int, int, int]]:
        """(jurisdiction, kind, year of effect, pledgee, registered pledges) at present, by the first pledgee."""
        registrations, rights, facts, holders = tables.registrations, tables.pledge_rights, tables.facts, tables.holders
        year = registrations.c.effective_on // 10_000
        kinds = select(facts.c.asset_key, facts.c.jurisdiction, facts.c.kind).where(self._open(facts)).subquery()
        held = (
            select(holders.c.pledge, holders.c.party).where(self._open(holders), holders.c.joint.is_(False)).subquery()
        )
        cell = (kinds.c.jurisdiction, kinds.c.kind, year, held.c.party)
        query = (
            select(*cell, func.count(registrations.c.pledge.distinct()))
            .join(rights, rights.c.pledge == registrations.c.pledge)
            .join(kinds, kinds.c.asset_key == rights.c.asset_key)
            .join(held, held.c.pledge == registrations.c.pledge)
            .group_by(*cell)
            .order_by(*cell)
        )
        return [
            (str(jurisdiction), int(kind), int(of), int(party), int(count))
            for jurisdiction, kind, of, party, count in self._connection.execute(query)
        ]

    def _open(self, table: Table) -> ColumnElement[bool]:
        """Whether an interval is open at the block `upto`."""
        until = table.c.until_block
        return and_(table.c.block <= self._upto, or_(until.is_(None), until > self._upto))

    def _parties(self, parties: Collection[int]) -> Iterator[PartyRow]:
        table = tables.parties
        for chunk in chunks(parties):
            yield from read_rows(self._connection, PartyRow, select(table).where(table.c.party.in_(chunk)))

    def _page(self, row_type: type[_R], query: Select[Any], ordered: Table, after: int) -> Page[_R]:
        block, sequence = ordered.c.block, tables.TABLES[row_type.table].c.sequence
        query = query.where(block > after, block <= self._upto).order_by(block, sequence)
        return self._cut(row_type, query, ordered)

    def _cut(self, row_type: type[_R], query: Select[Any], ordered: Table) -> Page[_R]:
        rows = read_rows(self._connection, row_type, query.limit(self._limit + 1))
        if len(rows) <= self._limit:
            return Page(rows, None)
        last, beyond = rows[self._limit - 1].block, rows[self._limit].block
        if last != beyond:
            return Page(rows[: self._limit], last)
        block = ordered.c.block
        whole = read_rows(self._connection, row_type, query.where(block == last))
        follows = read_rows(self._connection, row_type, query.where(block > last).limit(1))
        return Page([row for row in rows if row.block < last] + whole, last if follows else None)

    def _dated(
        self,
        row_type: type[_R],
        query: Select[Any],
        column: ColumnElement[int],
        first: int,
        last: int,
        after: tuple[int, int] | None,
    ) -> DatedPage[_R]:
        sequence = tables.TABLES[row_type.table].c.sequence
        query = query.where(column >= first, column <= last).order_by(column, sequence).limit(self._limit + 1)
        if after is not None:
            query = query.where(tuple_(column, sequence) > tuple_(*after))
        rows = read_rows(self._connection, row_type, query)
        if len(rows) <= self._limit:
            return DatedPage(rows, None)
        kept = rows[: self._limit]
        return DatedPage(kept, (getattr(kept[-1], str(column.key)), kept[-1].sequence))
