"""What the contracts themselves say of everything that is in force, beside the rows that say the same."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from chain_gateway.ledger import reads
from chain_gateway.ledger.consent import rights_digest
from chain_gateway.ledger.enums import ChangeKind, CommitmentState, PledgeState, RefinancingState, RightKind
from indexer.audit.differences import Difference
from indexer.audit.expected import Fields, Rows

Ask = Callable[[reads.Read[Any]], Any]
_ENCUMBERING = frozenset(
    int(state)
    for state in (
        PledgeState.Registered,
        PledgeState.Defaulted,
        PledgeState.Enforcing,
        PledgeState.Realised,
        PledgeState.Discharged,
    )
)


@dataclass(frozen=True)
class Question:
    """One question to a contract, and what follows from the rows for its answer, by the name of the answer's field."""

    table: str
    key: str
    read: reads.Read[Any]
    stated: dict[str, Any]
    """Field of the answer, and its value by the rows; the field "" is the whole answer."""

    def answered(self, ask: Ask) -> list[Difference]:
        """Where the contract says something else."""
        answer = ask(self.read)
        return [
            Difference(self.table, self.key, f"{self.read.function}.{field}".rstrip("."), said, stated)
            for field, stated in self.stated.items()
            if (said := getattr(answer, field) if field else answer) != stated
        ]


def questions(rows: Rows, since: int) -> Iterator[Question]:
    """Questions about everything whose rows were made or closed in the block `since` or later.

    `rows` are those that the chain's events give: they were compared with the store before, and here with the state
    that the contracts keep, so that neither the events nor their reading are taken on trust.
    """
    held = _Held(rows, since)
    yield from _parties(held)
    yield from _kinds(held)
    yield from _pledges(held)
    yield from _rights(held)
    yield from _disposals(held)
    yield from _valuations(held)
    yield from _buybacks(held)
    yield from _refinancings(held)
    yield from _subsidies(held)
    yield from _risks(held)
    yield from _losses(held)


class _Held:
    """Rows by their subject."""

    def __init__(self, rows: Rows, since: int) -> None:
        self._tables = rows.tables
        self._since = since

    def rows(self, table: str) -> list[Fields]:
        """All of a table."""
        return self._tables.get(table, [])

    def open(self, table: str) -> list[Fields]:
        """Those that hold at present."""
        return [row for row in self.rows(table) if row["until_sequence"] is None]

    def by(self, table: str, column: str, *, present: bool = True) -> dict[Any, list[Fields]]:
        """Rows by a column."""
        found = defaultdict(list)
        for row in self.open(table) if present else self.rows(table):
            found[row[column]].append(row)
        return found

    def by_row(self, table: str, column: str) -> dict[Any, list[Fields]]:
        """Rows that stay, by a column; none for what has none."""
        found = defaultdict(list)
        for row in self.rows(table):
            found[row[column]].append(row)
        return found

    def touched(self, column: str, *tables: str) -> list[Any]:
        """Subjects whose rows in one of the tables changed since the first audited block."""
        return sorted(
            {
                row[column]
                for table in tables
                for row in self.rows(table)
                if max(row["block"], row.get("until_block") or 0) >= self._since
            }
        )


def _parties(held: _Held) -> Iterator[Question]:
    suspended = {row["party"] for row in held.open("suspensions")}
    parties = {row["party"]: row for row in held.rows("parties")}
    for party in held.touched("party", "parties", "suspensions"):
        if party in parties:
            stated = {"kind": parties[party]["kind"], "active": party not in suspended}
            yield Question("parties", f"party={party}", reads.party_kind(party), stated)
    signing = {row["key"]: row["party"] for row in held.open("party_keys") if row["party"] not in suspended}
    for key in held.touched("key", "party_keys"):
        yield Question("party_keys", f"key={key}", reads.party_of(key), {"": signing.get(key, 0)})
    published = {row["party"]: row for row in held.open("document_keys")}
    for party in held.touched("party", "document_keys"):
        row = published.get(party)
        key = bytes.fromhex(row["key"][2:]) if row else b""
        stated = {"scheme": row["scheme"] if row else 0, "key": key}
        yield Question("document_keys", f"party={party}", reads.document_key(party), stated)
    for row in held.open("verb_grants"):
        read = reads.kinds_of(row["target"], bytes.fromhex(row["selector"][2:]))
        yield Question("verb_grants", f"verb={row['verb']}", read, {"": int(row["kinds"], 16)})
    paused = {row["verb"] for row in held.open("pauses")}
    for verb, rows in held.by("pauses", "verb", present=False).items():
        read_pause = reads.is_paused(rows[0]["target"], bytes.fromhex(rows[0]["selector"][2:]))
        yield Question("pauses", f"verb={verb}", read_pause, {"": verb in paused})
    for row in held.rows("books"):
        yield Question("books", f"address={row['address']}", reads.is_book(row["address"]), {"": True})


def _kinds(held: _Held) -> Iterator[Question]:
    coverages = {row["kind_id"]: row for row in held.open("coverages")}
    for row in held.open("kinds"):
        covered = coverages.get(row["kind_id"])
        stated = {"ranking": row["ranking"], "office": row["office"], "from_": covered["from_on"] if covered else 0}
        read = reads.kind_of(row["jurisdiction"], RightKind(row["kind"]))
        yield Question("kinds", f"kind_id={row['kind_id']}", read, stated)


def _pledges(held: _Held) -> Iterator[Question]:
    pledges = {row["pledge"]: row for row in held.rows("pledges")}
    states = {row["pledge"]: row for row in held.open("pledge_states")}
    holders = {row["pledge"]: row for row in held.open("holders") if not row["joint"]}
    terms = {row["pledge"]: row for row in held.open("terms")}
    rights = held.by("pledge_rights", "pledge")
    pending = {row["pledge"]: row for row in held.open("pending_changes")}
    touched = held.touched("pledge", "pledges", "pledge_states", "holders", "terms", "pledge_rights", "pending_changes")
    for pledge in touched:
        if pledge not in pledges:
            continue
        row, state = pledges[pledge], states[pledge]["state"]
        stated: dict[str, Any] = {
            "state": state,
            "office": row["office"],
            "migrated": row["migrated"],
            "paper_consent": row["paper_consent"],
        }
        if pledge in terms:  # it has not ended
            keys = sorted(bytes.fromhex(each["asset_key"][2:]) for each in rights[pledge])
            stated |= {
                "pledgee": holders[pledge]["party"],
                "obligation_kind": terms[pledge]["kind"],
                "currency": terms[pledge]["currency"],
                "amount": int(terms[pledge]["amount"]),
                "debtor": terms[pledge]["debtor"],
                "starts_on": terms[pledge]["starts_on"],
                "ends_on": terms[pledge]["ends_on"],
                "right_count": len(keys),
                "rights_digest": rights_digest(keys),
                "pending_change": pending[pledge]["change"] if pledge in pending else int(ChangeKind.None_),
            }
        yield Question("pledges", f"pledge={pledge}", reads.pledge_of(pledge), stated)


def _rights(held: _Held) -> Iterator[Question]:
    facts = {row["asset_key"]: row for row in held.open("facts")}
    for key in held.touched("asset_key", "facts"):
        row = facts[key]
        owners = tuple(int(owner) for owner in row["owners"].strip("[]").split(",") if owner)
        read = reads.right_of(bytes.fromhex(key[2:]))
        yield Question("facts", f"asset_key={key}", read, {"validity": row["validity"], "owners": owners})
    states = {row["pledge"]: row["state"] for row in held.open("pledge_states")}
    rights, locks = held.by("pledge_rights", "asset_key"), held.by("locks", "asset_key")
    for key in held.touched("asset_key", "pledge_rights", "locks"):
        pledges = [row["pledge"] for row in rights.get(key, [])]
        registered = {pledge for pledge in pledges if states[pledge] in _ENCUMBERING}
        filed = {pledge for pledge in pledges if states[pledge] == int(PledgeState.Filed)}
        locked = 0
        for row in locks.get(key, []):
            locked |= 1 << row["lock"]
        read_all = reads.encumbrances(bytes.fromhex(key[2:]))
        yield _Encumbered("pledge_rights", f"asset_key={key}", read_all, {"registered": registered, "filed": filed})
        if locked:
            yield _Locked("locks", f"asset_key={key}", read_all, {"locks": locked})


class _Encumbered(Question):
    """Compares the pledges of a right whatever their order: the chain orders what was carried over as it came."""

    def answered(self, ask: Ask) -> list[Difference]:
        """Where the contract names other pledges."""
        answer = ask(self.read)
        return [
            Difference(self.table, self.key, f"{self.read.function}.{field}", sorted(said), sorted(stated))
            for field, stated in self.stated.items()
            if (said := set(getattr(answer, field))) != stated
        ]


class _Locked(Question):
    """Compares whether a right is locked at all."""

    def answered(self, ask: Ask) -> list[Difference]:
        """Where the contract knows no lock."""
        answer = ask(self.read)
        if answer.locks:
            return []
        return [Difference(self.table, self.key, "encumbrances.locks", answer.locks, self.stated["locks"])]


def _disposals(held: _Held) -> Iterator[Question]:
    states = {row["listing"]: row["state"] for row in held.open("listing_states")}
    listings = {row["listing"]: row for row in held.rows("listings")}
    asking = {row["listing"]: row["price"] for row in held.open("asking_prices")}
    sales = {row["listing"]: row for row in held.rows("sales")}
    for listing in held.touched("listing", "listings", "listing_states", "asking_prices"):
        row, sale = listings[listing], sales.get(listing)
        stated = {
            "state": states[listing],
            **{name: row[name] for name in ("pledge", "commitment", "channel", "currency")},
            "seller": sale["seller"] if sale is not None else row["seller"],
            "asking": int(asking[listing]),
            "price": int(sale["price"]) if sale is not None else 0,
            "buyer": sale["buyer"] if sale is not None else 0,
            "rights_digest": bytes.fromhex(row["rights_digest"][2:]),
        }
        yield Question("listings", f"listing={listing}", reads.listing_of(listing), stated)


def _valuations(held: _Held) -> Iterator[Question]:
    states = {row["engagement"]: row["state"] for row in held.open("engagement_states")}
    engagements = {row["engagement"]: row for row in held.rows("engagements")}
    results = {row["engagement"]: row for row in (*held.rows("valuations"), *held.rows("valuation_drafts"))}
    rights = held.by("engagement_rights", "engagement", present=False)
    for engagement in held.touched("engagement", "engagements", "engagement_states"):
        row, result = engagements[engagement], results.get(engagement, {"low": "0", "high": "0"})
        keys = sorted(bytes.fromhex(each["asset_key"][2:]) for each in rights[engagement])
        stated = {
            "state": states[engagement],
            **{name: row[name] for name in ("kind", "purpose", "appraiser", "client", "payer", "currency")},
            "fee": int(row["fee"]),
            "low": int(result["low"]),
            "high": int(result["high"]),
            "grade": result.get("grade", 0),
            "valid_until": result.get("valid_until", 0),
            "rights_digest": rights_digest(keys),
        }
        yield Question("engagements", f"engagement={engagement}", reads.engagement_of(engagement), stated)
    for (engagement, reader), allowed in _readers(held).items():
        row = engagements[engagement]
        stated_reader = {"": allowed or reader in (row["client"], row["appraiser"])}
        key = f"engagement={engagement} reader={reader}"
        yield Question("valuation_readers", key, reads.may_read(engagement, reader), stated_reader)


def _readers(held: _Held) -> dict[tuple[int, int], bool]:
    """Whether each reader that was ever allowed is so at present."""
    ever = {(row["engagement"], row["reader"]): False for row in held.rows("valuation_readers")}
    return ever | {(row["engagement"], row["reader"]): True for row in held.open("valuation_readers")}


def _buybacks(held: _Held) -> Iterator[Question]:
    managers = {row["fund"]: row for row in held.open("fund_managers")}
    capitals = {row["fund"]: row for row in held.open("fund_capitals")}
    funds = {row["fund"]: row for row in held.rows("funds")}
    for fund in held.touched("fund", "funds", "fund_managers", "fund_capitals"):
        stated = {
            "owner": funds[fund]["owner"],
            "currency": funds[fund]["currency"],
            "manager": managers[fund]["manager"],
            "pledgor_limit": int(managers[fund]["pledgor_limit"]),
            "capital": int(capitals[fund]["capital"]),
        }
        yield Question("funds", f"fund={fund}", reads.fund_of(fund), stated)
    states = {row["commitment"]: row for row in held.open("commitment_states")}
    commitments = {row["commitment"]: row for row in held.rows("commitments")}
    due = {row["commitment"]: row["due_at"] for row in held.rows("exercises")}
    for commitment in held.touched("commitment", "commitments", "commitment_states"):
        row = commitments[commitment]
        stated = {
            "state": states[commitment]["state"],
            "fund": row["fund"],
            "pledge": row["pledge"],
            "price": int(row["price"]),
        }
        if states[commitment]["state"] == int(CommitmentState.Exercised):
            stated["due_at"] = due.get(commitment)
        yield Question("commitments", f"commitment={commitment}", reads.commitment_of(commitment), stated)
    for row in held.open("buyback_caps"):
        yield Question("buyback_caps", f"parameter={row['parameter']}", reads.cap_in_force(), {"": row["cap"]})


def _refinancings(held: _Held) -> Iterator[Question]:
    states = {row["refinancing"]: row["state"] for row in held.open("refinancing_states")}
    rows = {row["refinancing"]: row for row in held.rows("refinancings")}
    uses = {rows[each]["pledge"]: each for each, state in states.items() if state == int(RefinancingState.Live)}
    for refinancing in held.touched("refinancing", "refinancings", "refinancing_states"):
        row = rows[refinancing]
        stated = {
            "state": states[refinancing],
            "kind": row["kind"],
            "pledge": row["pledge"],
            "holder": row["holder"],
            "user": row["used_by"],
            "amount": int(row["amount"]),
        }
        yield Question("refinancings", f"refinancing={refinancing}", reads.refinancing_of(refinancing), stated)
        use = {"use": uses.get(row["pledge"], 0)}
        yield Question("refinancings", f"pledge={row['pledge']}", reads.use_of(row["pledge"]), use)
    for row in held.open("eligibilities"):
        stated = {"eligible": row["eligible"], "haircut": row["haircut"]}
        read = reads.eligibility_of(row["pledge"], row["central_bank"])
        yield Question("eligibilities", f"pledge={row['pledge']}", read, stated)


def _risks(held: _Held) -> Iterator[Question]:
    paid_in, pools = held.by_row("pool_payments", "pool"), held.by_row("pools", "pool")
    used, returned = _by_pool(held)
    for pool, (row,) in pools.items():
        stated = {
            "owner": row["owner"],
            "currency": row["currency"],
            "capital": sum(int(each["amount"]) for each in paid_in[pool]) - used[pool] + returned[pool],
            "used": used[pool],
            "replenished": returned[pool],
        }
        yield Question("pools", f"pool={pool}", reads.pool_of(pool), stated)
    states = {row["scheme"]: row for row in held.open("scheme_states")}
    schemes, tranches = held.by_row("schemes", "scheme"), held.by_row("tranches", "scheme")
    covered = held.by("covers", "scheme")
    joined = {(row["scheme"], row["party"]) for row in held.rows("scheme_joins")}
    for scheme in held.touched("scheme", "schemes", "scheme_states", "covers"):
        (row,) = schemes[scheme]
        stated = {
            "state": states[scheme]["state"],
            "currency": row["currency"],
            "order": row["recovery_order"],
            "proposer": row["proposer"],
            "opens_at": row["opens_at"],
            "closes_at": row["closes_at"],
            "claims_until": row["claims_until"],
            "cover_limit": int(row["cover_limit"]),
            "covered": sum(int(each["principal"]) for each in covered.get(scheme, [])),
            "tranches": len(tranches[scheme]),
        }
        yield Question("schemes", f"scheme={scheme}", reads.scheme_of(scheme), stated)
        for tranche in tranches[scheme]:
            place = tranche["place"]
            names = ("party", "rate", "reinsures", "pool")
            stated = {name: tranche[name] for name in names} | {
                "joined": place == 0 or (scheme, tranche["party"]) in joined,
                "cap_per_loss": int(tranche["cap_per_loss"]),
                "cap_in_total": int(tranche["cap_in_total"]),
            }
            read = reads.tranche_of(scheme, place)
            yield Question("tranches", f"scheme={scheme} place={place}", read, stated)
    covers = {row["pledge"]: row for row in held.open("covers")}
    for pledge in held.touched("pledge", "covers"):
        cover = covers.get(pledge)
        stated = {
            "scheme": cover["scheme"] if cover is not None else 0,
            "principal": int(cover["principal"]) if cover is not None else 0,
        }
        yield Question("covers", f"pledge={pledge}", reads.covering_of(pledge), stated)


def _by_pool(held: _Held) -> tuple[dict[int, int], dict[int, int]]:
    """What each pool paid out, and what came back to it."""
    used: dict[int, int] = defaultdict(int)
    returned: dict[int, int] = defaultdict(int)
    pool_of = {(row["scheme"], row["place"]): row["pool"] for row in held.rows("tranches")}
    scheme_of = {row["loss"]: row["scheme"] for row in held.rows("losses")}
    confirmed = {
        (row["loss"], row["place"]): int(row["total"]) for row in held.rows("share_payments") if row["confirmed"]
    }
    for (loss, place), total in confirmed.items():
        used[pool_of[scheme_of[loss], place]] += total
    for row in held.rows("recovery_shares"):
        returned[pool_of[scheme_of[row["loss"]], row["place"]]] += int(row["borne"])
    return used, returned


def _losses(held: _Held) -> Iterator[Question]:
    recovered, shares = held.by_row("recoveries", "loss"), held.by_row("loss_shares", "loss")
    losses = {row["loss"]: row for row in held.rows("losses")}
    for loss in held.touched("loss", "losses", "share_payments", "subrogations", "recoveries"):
        row = losses[loss]
        stated = {
            "pledge": row["pledge"],
            "scheme": row["scheme"],
            "order": row["recovery_order"],
            "tranches": len(shares[loss]),
            "amount": int(row["amount"]),
            "recovered": sum(int(each["amount"]) for each in recovered[loss]),
        }
        yield Question("losses", f"loss={loss}", reads.loss_of(loss), stated)
        for share in shares[loss]:
            place = share["place"]
            stated = {"share": int(share["share"]), **_moved(held, loss, place)}
            yield Question("loss_shares", f"loss={loss} place={place}", reads.share_of(loss, place), stated)


def _moved(held: _Held, loss: int, place: int) -> dict[str, int]:
    def rows(table: str) -> list[Fields]:
        return [row for row in held.rows(table) if row["loss"] == loss and row["place"] == place]

    payments, taken, back = rows("share_payments"), rows("subrogations"), rows("recovery_shares")
    return {
        "paid": max((int(row["total"]) for row in payments if not row["confirmed"]), default=0),
        "confirmed": max((int(row["total"]) for row in payments if row["confirmed"]), default=0),
        "subrogated": max((int(row["total"]) for row in taken), default=0),
        "returned": sum(int(row["borne"]) for row in back),
        "relieved": sum(int(row["relieved"]) for row in back),
    }


def _subsidies(held: _Held) -> Iterator[Question]:
    for row in held.open("programmes"):
        stated: dict[str, Any] = {
            "authority": row["authority"],
            "budget": int(row["budget"]),
            "ratio": row["ratio"],
            "closed": False,
        }
        yield Question("programmes", f"programme={row['programme']}", reads.programme_of(row["programme"]), stated)
    states = {row["subsidy"]: row["state"] for row in held.open("subsidy_states")}
    rows = {row["subsidy"]: row for row in held.rows("subsidies")}
    for subsidy in held.touched("subsidy", "subsidies", "subsidy_states"):
        row = rows[subsidy]
        stated = {name: row[name] for name in ("programme", "pledge", "period", "claimant", "beneficiary")}
        stated["state"] = states[subsidy]
        yield Question("subsidies", f"subsidy={subsidy}", reads.subsidy_of(subsidy), stated)
    for row in held.open("directory_entries"):
        stated = {name: row[name] for name in ("publisher", "owner", "version", "kind")} | {"withdrawn": False}
        yield Question("directory_entries", f"entry={row['entry']}", reads.entry_of(row["entry"]), stated)
