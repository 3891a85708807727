"""Answers that are long lists: page by page, each page whole blocks, all pages as of one block."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chain_gateway.ledger.enums import EntryKind, PartyKind, PledgeState, ValuationKind
from chain_gateway.ledger.spelling import usual
from indexer.lookup.acts import PARTIES_ONLY, PLEDGE_BOOKS, WITHHELD, act_json, parties_named, rights_named
from indexer.lookup.answers import pledge_json
from indexer.lookup.cursors import ListName, Place, outdated, read_cursor, write_cursor
from indexer.lookup.directory import Wanted, entry_json, parties_of_entries, programme_json, rights_of
from indexer.lookup.disposals import disposals_json, gather_disposals, parties_of_disposals
from indexer.lookup.dossier import Dossier, gather, gather_records, keys_to_ask, parties_of
from indexer.lookup.ground import Ground
from indexer.lookup.names import name_of, party_json
from indexer.lookup.problems import Problem
from indexer.lookup.questions import plain_text, required_number
from indexer.lookup.standing import as_known, grouped
from indexer.lookup.texts import iso_date, iso_time, shown
from indexer.lookup.valuations import engagements_json, gather_engagements, parties_of_engagements
from indexer.projection.parties import name_grams, search_name
from indexer.projection.rows import CircumstanceRow, EventRow, FactsRow, PartyRow
from indexer.projection.subjects import hexadecimal
from indexer.store.lists import DatedPage, Lists, Page, Told

_MOST_GRAMS = 16
"""Grams of a question of which the rarest is looked for."""
_ROLES = ("pledgee", "pledgor")


@dataclass(frozen=True)
class Asked:
    """Which page of a list is wanted."""

    cursor: str | None
    limit: int


class Listing:
    """One page of each list on a ground."""

    def __init__(self, ground: Ground, asked: Asked) -> None:
        self._ground = ground
        self._asked = asked

    def right_history(self, number: str) -> dict[str, Any]:
        """Acts on any pledge of a right."""
        right = required_number(number)
        name = ListName("right-history", (right.text,))
        lists, place = self._begin(name)
        upto = self._upto(place)
        bundle = self._ground.snapshot.bundle(*keys_to_ask([right]), upto)
        memberships = gather(bundle, [right], upto).rights[right].memberships
        page = lists.events_about(PLEDGE_BOOKS, {str(row.pledge) for row in memberships}, place.after[0])
        return {"right": right.text, "acts": self._acts(page.rows), **self._rested(name, place, page)}

    def pledge_history(self, pledge: int) -> dict[str, Any]:
        """The ordered acts on a pledge, and since its filing the changes of its parties' names."""
        name = ListName("pledge-history", (pledge,))
        lists, place = self._begin(name)
        snapshot = self._ground.snapshot
        parties = {str(row.party) for row in snapshot.holders([pledge])}
        parties |= {str(row.party) for row in snapshot.pledgors([pledge])}
        renamed = Told("PartyRegistry", "PartyRenamed", parties, since=pledge)
        page = lists.events_about(PLEDGE_BOOKS, [str(pledge)], place.after[0], renamed)
        if not page.rows and self._asked.cursor is None:
            raise self._ground.not_found("pledge", pledge)
        return {"pledge": pledge, "acts": self._acts(page.rows), **self._rested(name, place, page)}

    def right_disposals(self, number: str) -> dict[str, Any]:
        """Listings and sales of a right, with their alerts; prices where their sellers disclosed them."""
        right = required_number(number)
        name = ListName("right-disposals", (right.text,))
        lists, place = self._begin(name)
        page = lists.listings_of(hexadecimal(right.key), place.after[0])
        records = gather_disposals(self._ground.snapshot, page.rows, self._upto(place))
        parties = self._ground.snapshot.parties(parties_of_disposals(records))
        told = disposals_json(records, parties)
        return {"right": right.text, "disposals": told, **self._rested(name, place, page)}

    def right_valuations(self, number: str) -> dict[str, Any]:
        """Engagements to value a right, appraisers' and models' apart: that they exist, never their figures."""
        right = required_number(number)
        name = ListName("right-valuations", (right.text,))
        lists, place = self._begin(name)
        page = lists.engagements_over(hexadecimal(right.key), place.after[0])
        records = gather_engagements(self._ground.snapshot, page.rows, self._upto(place))
        parties = self._ground.snapshot.parties(parties_of_engagements(records))
        told = engagements_json(records, parties, self._ground.today)
        return {
            "right": right.text,
            "appraisals": [each for each in told if each["kind"] == ValuationKind.Appraisal.name],
            "models": [each for each in told if each["kind"] == ValuationKind.Model.name],
            "figures": "parties-only",
            **self._rested(name, place, page),
        }

    def acts(self, office: int, number: str) -> dict[str, Any]:
        """Acts of an office under an official number; registration numbers count as such."""
        spellings = _spellings(plain_text(number, "number"))
        name = ListName("acts", (office, spellings))
        lists, place = self._begin(name)
        page = lists.events_numbered(office, spellings, PARTIES_ONLY, place.after[0])
        return {"acts": self._acts(page.rows), **self._rested(name, place, page)}

    def parties_named(self, text: str) -> dict[str, Any]:
        """Institutions that have, or had, exactly that name in any case, width and spacing; never natural persons."""
        wanted = search_name(plain_text(text, "name"))
        return self._parties(
            ListName("parties-named", (wanted,)), lambda lists, after: lists.parties_named(wanted, after)
        )

    def parties_called(self, text: str) -> dict[str, Any]:
        """Institutions whose name holds every word of the text. Natural persons are never found."""
        searched = search_name(plain_text(text, "q"))
        grams = name_grams(searched)
        if not grams:
            raise Problem(
                422,
                "text-too-short",
                "The text is too short to search for",
                "Give at least two characters that follow each other in the name.",
                field="q",
                value=text,
            )
        step = max(1, len(grams) // _MOST_GRAMS)

        def read(lists: Lists, after: int) -> Page[PartyRow]:
            rarest = lists.rarest_gram(grams[::step][:_MOST_GRAMS])
            return lists.parties_called(searched.split(" "), rarest, after)

        return self._parties(ListName("parties-called", (searched,)), read)

    def party_pledges(self, party: int, role: str) -> dict[str, Any]:
        """Pledges of a party as pledgee or as pledgor, the past ones too."""
        if role not in _ROLES:
            raise Problem(
                422,
                "invalid-request",
                "The role is not known",
                f"Give one of {', '.join(_ROLES)}.",
                field="role",
                value=role,
            )
        row = self._ground.snapshot.parties([party]).get(party)
        if row is None:
            raise self._ground.not_found("party", party)
        if row.kind == PartyKind.NaturalPerson:
            raise Problem(
                403,
                "person-not-searchable",
                "Natural persons are not searched for",
                "Pledges are listed for institutions only; a right is looked up by its number.",
                field="party",
                value=str(party),
            )
        name = ListName("party-pledges", (party, role))
        lists, place = self._begin(name)
        page: Page[Any] = (
            lists.pledgee_pledges(party, place.after[0])
            if role == "pledgee"
            else lists.pledgor_pledges(party, place.after[0])
        )
        pledges = list(dict.fromkeys(each.pledge for each in page.rows))
        return {
            "party": party_json(party, {party: row}),
            "role": role,
            "pledges": self._pledges(pledges, place),
            **self._rested(name, place, page),
        }

    def waiting_for(self, office: int) -> dict[str, Any]:
        """Pledges that wait for an office: filed ones, discharged ones, and those with a change to record; each with
        the legal date since when its state holds.
        """
        name = ListName("waiting-for", (office,))
        lists, place = self._begin(name)
        page = lists.waiting_for(office, [int(PledgeState.Filed), int(PledgeState.Discharged)], place.after[0])
        return {
            "office": office,
            "pledges": self._pledges([each.pledge for each in page.rows], place),
            **self._rested(name, place, page),
        }

    def pledges_numbered(self, number: str, office: int | None) -> dict[str, Any]:
        """Pledges that were registered under an official number."""
        spellings = _spellings(plain_text(number, "registration_number"))
        name = ListName("pledges-numbered", (spellings, office))
        lists, place = self._begin(name)
        page = lists.registered_under(spellings, office, place.after[0])
        pledges = [each.pledge for each in page.rows]
        return {"pledges": self._pledges(pledges, place), **self._rested(name, place, page)}

    def expiring(self, of: str, days: int) -> dict[str, Any]:
        """What ends within some days from today: terms of pledges, paid fees, or rights."""
        first = self._ground.today
        last = _days_after(first, days)
        name = ListName("expiring", (of, days))
        lists, place = self._begin(name, length=2)
        after = None if place.after[0] < 0 else (place.after[0], place.after[1])
        if of == "terms":
            ending = lists.terms_ending(first, last, after)
            items = [{"ends_on": iso_date(row.ends_on), "pledge": row.pledge, "right": None} for row in ending.rows]
            end = ending.last
        else:
            found: DatedPage[CircumstanceRow] | DatedPage[FactsRow]
            found = lists.fees_due(first, last, after) if of == "fees" else lists.rights_ending(first, last, after)
            texts = {row.asset_key: row.right for row in self._ground.snapshot.facts({r.asset_key for r in found.rows})}
            items = [
                {
                    "ends_on": iso_date(row.starts_on if isinstance(row, CircumstanceRow) else row.expires_on),
                    "pledge": None,
                    "right": shown(texts.get(row.asset_key, row.asset_key)),
                }
                for row in found.rows
            ]
            end = found.last
        return {
            "of": of,
            "from": iso_date(first),
            "through": iso_date(last),
            "expiring": items,
            "next": None if end is None else write_cursor(name, self._pinned(place, end)),
            **self._ground.rested(),
        }

    def overdue(self) -> dict[str, Any]:
        """Who owes a price whose due time has passed: the fund, never the commitment, which would tell of a default."""
        name = ListName("overdue", ())
        lists, place = self._begin(name)
        found = lists.overdue_funds(self._ground.now, place.after[0])
        more, kept = len(found) > self._asked.limit, found[: self._asked.limit]
        snapshot = self._ground.snapshot
        funds = {row.fund: row for row in snapshot.funds([each.fund for each in kept])}
        managers = {row.fund: row.manager for row in snapshot.fund_managers(list(funds))}
        parties = snapshot.parties({row.owner for row in funds.values()} | set(managers.values()))
        return {
            "overdue": [
                {
                    "duty": "buyback-payment",
                    "fund": each.fund,
                    "owner": party_json(funds[each.fund].owner, parties),
                    "manager": party_json(managers[each.fund], parties),
                    "since": iso_time(each.due_at),
                }
                for each in kept
            ],
            "next": write_cursor(name, self._pinned(place, (kept[-1].fund,))) if more else None,
            **self._ground.rested(),
        }

    def programmes(self, wanted: Wanted) -> dict[str, Any]:
        """Programmes of subsidies in force."""
        name = ListName("programmes", (wanted.kind, wanted.region))
        lists, place = self._begin(name)
        found = [row for row in lists.programmes(place.after[0]) if wanted.takes_programme(row)]
        kept = found[: self._asked.limit]
        parties = self._ground.snapshot.parties({row.authority for row in kept})
        following = write_cursor(name, self._pinned(place, (kept[-1].programme,))) if len(found) > len(kept) else None
        told = [programme_json(row, parties) for row in kept]
        return {"programmes": told, "next": following, **self._ground.rested()}

    def entries(self, kind: EntryKind, wanted: Wanted) -> dict[str, Any]:
        """Entries of the public directory, of one kind."""
        name = ListName("entries", (kind, wanted.kind, wanted.region, wanted.amount))
        lists, place = self._begin(name)
        found = [row for row in lists.entries(kind, place.after[0]) if wanted.takes_entry(row)]
        kept = found[: self._asked.limit]
        snapshot = self._ground.snapshot
        parties = snapshot.parties(parties_of_entries(kept))
        texts = {row.asset_key: row.right for row in snapshot.facts({key for row in kept for key in rights_of(row)})}
        following = write_cursor(name, self._pinned(place, (kept[-1].entry,))) if len(found) > len(kept) else None
        told = [entry_json(row, parties, texts) for row in kept]
        return {"entries": told, "next": following, **self._ground.rested()}

    def _begin(self, name: ListName, length: int = 1) -> tuple[Lists, Place]:
        place = read_cursor(name, self._asked.cursor, length)
        if place.block is not None:
            block = self._ground.snapshot.block_before(place.block)
            held = place.block <= self._ground.upto
            if not held or (block is not None and block.hash.hex()[:16] != place.block_hash):
                raise outdated(self._asked.cursor)
        return self._ground.snapshot.lists(self._upto(place), self._asked.limit), place

    def _upto(self, place: Place) -> int:
        return self._ground.upto if place.block is None else place.block

    def _pinned(self, place: Place, after: Sequence[int]) -> Place:
        """Where the next page begins, as of the block of this one."""
        upto = self._upto(place)
        block = self._ground.snapshot.block_before(upto)
        return Place(upto, "" if block is None else block.hash.hex()[:16], tuple(after))

    def _rested(self, name: ListName, place: Place, page: Page[Any]) -> dict[str, Any]:
        following = None if page.last_block is None else write_cursor(name, self._pinned(place, (page.last_block,)))
        return {"next": following, **self._ground.rested()}

    def _parties(self, name: ListName, read: Callable[[Lists, int], Page[PartyRow]]) -> dict[str, Any]:
        lists, place = self._begin(name)
        page = read(lists, place.after[0])
        present = self._ground.snapshot.parties([row.party for row in page.rows])
        return {
            "parties": [
                {
                    "id": row.party,
                    "name": name_of(row.party, present.get(row.party, row)),
                    "kind": PartyKind(row.kind).name,
                }
                for row in page.rows
            ],
            **self._rested(name, place, page),
        }

    def _pledges(self, pledges: Sequence[int], place: Place) -> list[dict[str, Any]]:
        """The pledges as of today, as known at the list's block."""
        snapshot, upto = self._ground.snapshot, self._upto(place)
        records = gather_records(snapshot, pledges, upto)
        memberships = grouped(as_known(snapshot.rights_of_pledges(pledges), upto), lambda row: row.pledge)
        facts = snapshot.facts({row.asset_key for rows in memberships.values() for row in rows})
        dossier = Dossier(
            rights={},
            records=records,
            coverages={},
            parties=snapshot.parties(parties_of(records.values())),
            texts={row.asset_key: row.right for row in facts},
        )
        on = self._ground.today
        return [
            pledge_json(records[pledge], memberships.get(pledge, []), dossier, on)
            for pledge in pledges
            if pledge in records
        ]

    def _acts(self, events: Iterable[EventRow]) -> list[dict[str, Any]]:
        told = [event for event in events if event.name not in WITHHELD]
        snapshot = self._ground.snapshot
        parties = snapshot.parties(parties_named(told))
        texts = {row.asset_key: row.right for row in snapshot.facts(rights_named(told))}
        times = snapshot.block_times({event.block for event in told})
        return [act_json(event, times.get(event.block), parties, texts) for event in told]


def _spellings(text: str) -> tuple[str, ...]:
    """As given, and in the form that gateways write: another member may have written another."""
    return tuple(dict.fromkeys((text, usual(text))))


def _days_after(on: int, days: int) -> int:
    later = date(on // 10_000, on // 100 % 100, on % 100) + timedelta(days=days)
    return later.year * 10_000 + later.month * 100 + later.day
