"""Tables of the store, in SQLAlchemy Core. SQLite and PostgreSQL share them.

Every table that events fill has the columns of its row in `indexer.projection.rows` (a test compares). Where answers
read by another column than the primary key there is an index.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from chain_gateway.ledger.enums import PledgeState
from indexer.projection.rows import ROWS

METADATA = MetaData()

ENCUMBERING = (
    PledgeState.Registered,
    PledgeState.Defaulted,
    PledgeState.Enforcing,
    PledgeState.Realised,
    PledgeState.Discharged,
)
"""States in which a pledge encumbers its rights: from registration until the office's cancellation (law.md 3)."""


def _number(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=nullable)


def _small(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable)


def _text(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def _word(name: str, nullable: bool = False) -> Column[Any]:
    """32 bytes in hexadecimal with 0x."""
    return Column(name, String(66), nullable=nullable)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)


def _made_by() -> list[Column[Any]]:
    return [_number("sequence"), _number("block")]


def _closed_by() -> list[Column[Any]]:
    return [
        _number("until_sequence", True),
        _number("until_block", True),
        _small("until_on", True),
        Column("until_dated_by", String(16), nullable=True),
    ]


def _index(table: str, *columns: str) -> Index:
    return Index(f"ix_{table}_{'_'.join(columns)}", *columns)


def _made_in(table: str) -> Index:
    """For a rewind, which asks for rows above a block. Rows come in the order of blocks, so PostgreSQL keeps only the
    span of each range of pages, which costs an insertion nothing.
    """
    name = f"ix_{table}_block"
    return Index(name, "block", postgresql_using="brin", postgresql_with={"autosummarize": True})


def _closed_in(table: str) -> Index:
    """For a rewind, which reopens what was closed above a block. Open rows are not in it."""
    closed = text("until_block IS NOT NULL")
    return Index(f"ix_{table}_until_block", "until_block", sqlite_where=closed, postgresql_where=closed)


def _row_table(
    name: str, key: tuple[str, ...], *columns: Column[Any], read_by: tuple[tuple[str, ...], ...] = ()
) -> Table:
    """A table of rows that stay."""
    indexes = [_index(name, *by) for by in read_by]
    return Table(name, METADATA, *_made_by(), *columns, PrimaryKeyConstraint(*key), *indexes, _made_in(name))


def _interval_table(
    name: str, key: tuple[str, ...], *columns: Column[Any], read_by: tuple[tuple[str, ...], ...] = ()
) -> Table:
    """A table of intervals. The primary key begins with what an event closes them by."""
    indexes = [_index(name, *by) for by in read_by]
    indexes += [_made_in(name), _closed_in(name)]
    return Table(name, METADATA, *_made_by(), *_closed_by(), *columns, PrimaryKeyConstraint(*key), *indexes)


blocks = Table(
    "blocks",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("parent_hash", LargeBinary(32), nullable=False),
    _number("time"),
    _number("sequence"),
    Column("head", LargeBinary(32), nullable=False),
    _small("events"),
)
"""Blocks that hold events, for good, and the newest others, to find a common ancestor."""

checkpoint = Table(
    "checkpoint",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _number("chain_id"),
    Column("log", String(42), nullable=False),
    _number("first_block"),
    _number("block"),
    _number("sequence"),
    Column("head", LargeBinary(32), nullable=False),
    _number("proven_block"),
    Column("reason", String(64), nullable=True),
    _text("detail", True),
    _flag("halted"),
    _number("known_head"),
    Column("polled_at", BigInteger, nullable=True),
)
"""One row: where the follower is. `block` is the newest indexed block (first_block - 1 before the first),
`proven_block` the newest at which the log's own head was compared, `known_head` the node's newest block and
`polled_at` the clock's second at which the node last answered, `reason` why the events do not add up (None when
they do)."""

events = _row_table(
    "events",
    ("sequence",),
    Column("transaction_hash", String(66), nullable=False),
    _small("log_index"),
    Column("book", String(64), nullable=False),
    Column("name", String(64), nullable=False),
    _word("subject"),
    _number("actor"),
    _flag("migrated"),
    _text("payload"),
    _word("data_hash"),
    read_by=(("book", "subject"), ("name",)),
)
official_numbers = _row_table(
    "official_numbers", ("sequence", "number"), _number("actor"), _text("number"), read_by=(("actor", "number"),)
)
books = _row_table("books", ("address",), Column("address", String(42), nullable=False))
parties = _row_table(
    "parties",
    ("party",),
    _number("party"),
    _small("kind"),
    _text("name"),
    _text("search_name"),
    _text("identifier"),
    read_by=(("search_name",),),
)
party_names = _row_table(
    "party_names",
    ("party", "sequence"),
    _number("party"),
    _text("name"),
    _text("search_name"),
    _small("on"),
    read_by=(("search_name",),),
)
# The key begins with what is searched for, then the order in which answers list. A party can get several names in
# one block.
name_grams = _row_table(
    "name_grams",
    ("gram", "block", "party", "sequence"),
    _number("party"),
    Column("gram", String(2), nullable=False),
)
suspensions = _interval_table("suspensions", ("party", "sequence"), _number("party"), _small("on"))
party_keys = _interval_table(
    "party_keys",
    ("party", "key", "sequence"),
    _number("party"),
    Column("key", String(42), nullable=False),
    Column("replaces", String(42), nullable=False),
)
delegations = _row_table(
    "delegations",
    ("key",),
    _number("party"),
    Column("key", String(42), nullable=False),
    _text("verbs"),
    read_by=(("party",),),
)
document_keys = _interval_table(
    "document_keys",
    ("party", "sequence"),
    _number("party"),
    _small("scheme"),
    Column("key", String(68), nullable=False),
)
pauses = _interval_table(
    "pauses",
    ("verb", "sequence"),
    _word("verb"),
    Column("target", String(42), nullable=False),
    Column("selector", String(10), nullable=False),
    _small("on"),
)
circumstances = _interval_table(
    "circumstances",
    ("asset_key", "kind", "case_number", "sequence"),
    _word("asset_key"),
    _small("kind"),
    _text("case_number"),
    _small("starts_on"),
    _small("ends_on"),
    _text("text"),
    _text("source"),
    _small("as_of"),
    read_by=(("kind", "starts_on"),),
)
preservations = _interval_table(
    "preservations",
    ("sequence",),
    _word("asset_key"),
    _text("court"),
    _text("case_number"),
    _small("starts_on"),
    _small("ends_on"),
    _small("rank"),
    _text("source"),
    _small("as_of"),
    read_by=(("asset_key",),),
)
class_labels = _interval_table(
    "class_labels",
    ("asset_key", "attestor", "sequence"),
    _word("asset_key"),
    _number("attestor"),
    _small("asset_class"),
    _text("source"),
    _small("as_of"),
)
locks = _interval_table(
    "locks",
    ("asset_key", "lock", "sequence"),
    _word("asset_key"),
    _number("pledge"),
    _small("lock"),
    _small("on"),
)
searches = _row_table(
    "searches",
    ("sequence",),
    _word("search"),
    _small("part"),
    _small("parts"),
    _number("searcher"),
    _small("as_of"),
    _small("rights"),
    _word("keys_digest"),
    _text("findings"),
    read_by=(("search",),),
)
verb_grants = _interval_table(
    "verb_grants",
    ("verb", "sequence"),
    _word("verb"),
    Column("target", String(42), nullable=False),
    Column("selector", String(10), nullable=False),
    _word("kinds"),
)
caller_grants = _interval_table(
    "caller_grants",
    ("verb", "caller", "sequence"),
    _word("verb"),
    Column("target", String(42), nullable=False),
    Column("selector", String(10), nullable=False),
    Column("caller", String(42), nullable=False),
    _flag("allowed"),
)
facts = _interval_table(
    "facts",
    ("asset_key", "sequence"),
    _word("asset_key"),
    _text("right"),
    Column("jurisdiction", String(16), nullable=False),
    _small("kind"),
    _text("number"),
    _small("validity"),
    _text("owners"),
    _small("filed_on"),
    _small("granted_on"),
    _small("expires_on"),
    _text("title"),
    _text("application_number"),
    _word("application_key", True),
    _text("main_class"),
    _text("source"),
    _small("as_of"),
    read_by=(("application_key",), ("expires_on",)),
)
kinds = _interval_table(
    "kinds",
    ("kind_id", "sequence"),
    _word("kind_id"),
    Column("jurisdiction", String(16), nullable=False),
    _small("kind"),
    _small("ranking"),
    _number("office"),
)
coverages = _interval_table(
    "coverages",
    ("kind_id", "sequence"),
    _word("kind_id"),
    Column("jurisdiction", String(16), nullable=False),
    _small("kind"),
    _small("from_on"),
    _small("through_on"),
)
pledges = _row_table(
    "pledges", ("pledge",), _number("pledge"), _number("office"), _flag("migrated"), _flag("paper_consent")
)
registrations = _row_table(
    "registrations",
    ("pledge", "sequence"),
    _number("pledge"),
    _text("registration_number"),
    _small("effective_on"),
    read_by=(("registration_number",),),
)
pledge_states = _interval_table(
    "pledge_states",
    ("pledge", "sequence"),
    _number("pledge"),
    _small("state"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
    _small("ground"),
)
pledge_rights = _interval_table(
    "pledge_rights",
    ("pledge", "asset_key", "sequence"),
    _number("pledge"),
    _word("asset_key"),
    _small("on"),
    read_by=(("asset_key",),),
)
subordinations = _row_table(
    "subordinations",
    ("asset_key", "sequence"),
    _number("pledge"),
    _number("favoured"),
    _word("asset_key"),
    _small("on"),
)
pledgors = _row_table(
    "pledgors", ("pledge", "party"), _number("pledge"), _number("party"), read_by=(("party", "block"),)
)
holders = _interval_table(
    "holders",
    ("pledge", "party", "joint", "sequence"),
    _number("pledge"),
    _number("party"),
    _flag("joint"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
    read_by=(("party", "block"),),
)
terms = _interval_table(
    "terms",
    ("pledge", "sequence"),
    _number("pledge"),
    _small("kind"),
    Column("currency", String(16), nullable=False),
    Column("amount", String(40), nullable=False),
    _number("debtor"),
    _small("starts_on"),
    _small("ends_on"),
    _small("on"),
    read_by=(("ends_on",),),
)
pending_changes = _interval_table(
    "pending_changes",
    ("pledge", "sequence"),
    _number("pledge"),
    _small("change"),
    _number("assignee"),
    _flag("accepted"),
)

listings = _row_table(
    "listings",
    ("listing",),
    _number("listing"),
    _number("pledge"),
    _number("commitment"),
    _number("seller"),
    _small("channel"),
    _number("venue"),
    Column("currency", String(16), nullable=False),
    _word("rights_digest"),
    read_by=(("rights_digest",),),
)
listing_rights = _row_table(
    "listing_rights", ("asset_key", "listing"), _number("listing"), _word("asset_key"), read_by=(("listing",),)
)
asking_prices = _interval_table(
    "asking_prices",
    ("listing", "sequence"),
    _number("listing"),
    Column("price", String(40), nullable=False),
    _small("on"),
)
listing_states = _interval_table(
    "listing_states",
    ("listing", "sequence"),
    _number("listing"),
    _small("state"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
    _small("reason"),
)
sales = _row_table(
    "sales",
    ("listing",),
    _number("listing"),
    _number("seller"),
    _number("buyer"),
    _small("relation"),
    Column("price", String(40), nullable=False),
    _flag("disclosed"),
    _small("on"),
    _text("document"),
)

engagements = _row_table(
    "engagements",
    ("engagement",),
    _number("engagement"),
    _small("kind"),
    _small("purpose"),
    _number("appraiser"),
    _number("client"),
    _number("payer"),
    Column("currency", String(16), nullable=False),
    Column("fee", String(40), nullable=False),
    _text("independence"),
)
engagement_rights = _row_table(
    "engagement_rights",
    ("asset_key", "engagement"),
    _number("engagement"),
    _word("asset_key"),
    read_by=(("engagement",),),
)
engagement_states = _interval_table(
    "engagement_states",
    ("engagement", "sequence"),
    _number("engagement"),
    _small("state"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
    _small("reason"),
)
valuations = _row_table(
    "valuations",
    ("engagement",),
    _number("engagement"),
    _small("grade"),
    _small("methods"),
    Column("low", String(40), nullable=False),
    Column("high", String(40), nullable=False),
    _small("valued_on"),
    _small("valid_until"),
    _number("signatory"),
    _number("co_signatory"),
    _text("model_version"),
    _text("report"),
)
valuation_drafts = _row_table(
    "valuation_drafts",
    ("engagement",),
    _number("engagement"),
    Column("low", String(40), nullable=False),
    Column("high", String(40), nullable=False),
)
valuation_readers = _interval_table(
    "valuation_readers", ("engagement", "reader", "sequence"), _number("engagement"), _number("reader")
)

funds = _row_table(
    "funds", ("fund",), _number("fund"), _number("owner"), Column("currency", String(16), nullable=False)
)
fund_managers = _interval_table(
    "fund_managers",
    ("fund", "sequence"),
    _number("fund"),
    _number("manager"),
    Column("pledgor_limit", String(40), nullable=False),
)
fund_capitals = _interval_table(
    "fund_capitals", ("fund", "sequence"), _number("fund"), Column("capital", String(40), nullable=False)
)
buyback_caps = _interval_table("buyback_caps", ("parameter", "sequence"), _word("parameter"), _small("cap"))
commitments = _row_table(
    "commitments",
    ("commitment",),
    _number("commitment"),
    _number("fund"),
    _number("pledge"),
    _small("route"),
    Column("currency", String(16), nullable=False),
    Column("price", String(40), nullable=False),
    Column("commission", String(40), nullable=False),
    _number("opens_at"),
    _number("closes_at"),
    _small("payment_days"),
    _number("reinsurer"),
    _word("covered_rights"),
    _text("conditions"),
    read_by=(("pledge",), ("fund",)),
)
commitment_states = _interval_table(
    "commitment_states",
    ("commitment", "sequence"),
    _number("commitment"),
    _small("state"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
    _small("reason"),
)
acceptances = _row_table(
    "acceptances",
    ("commitment", "sequence"),
    _number("commitment"),
    Column("principal", String(40), nullable=False),
    _small("cap"),
)
exercises = _row_table("exercises", ("commitment", "sequence"), _number("commitment"), _number("due_at"))
exercise_marks = _row_table(
    "exercise_marks",
    ("commitment", "sequence"),
    _number("commitment"),
    Column("mark", String(16), nullable=False),
    _number("party"),
)
buyback_payments = _row_table(
    "buyback_payments",
    ("commitment", "sequence"),
    _number("commitment"),
    _flag("confirmed"),
    Column("total", String(40), nullable=False),
)
resales = _row_table(
    "resales", ("commitment", "sequence"), _number("commitment"), Column("price", String(40), nullable=False)
)

eligibilities = _interval_table(
    "eligibilities",
    ("pledge", "central_bank", "sequence"),
    _number("pledge"),
    _number("central_bank"),
    _flag("eligible"),
    _small("haircut"),
)
refinancings = _row_table(
    "refinancings",
    ("refinancing",),
    _number("refinancing"),
    _number("pledge"),
    _small("kind"),
    _number("holder"),
    _number("used_by"),
    Column("amount", String(40), nullable=False),
    _text("operation"),
    read_by=(("pledge",),),
)
refinancing_states = _interval_table(
    "refinancing_states",
    ("refinancing", "sequence"),
    _number("refinancing"),
    _small("state"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
)
pools = _row_table(
    "pools",
    ("pool",),
    _number("pool"),
    _number("owner"),
    Column("currency", String(16), nullable=False),
)
pool_payments = _row_table(
    "pool_payments",
    ("pool", "sequence"),
    _number("pool"),
    Column("amount", String(40), nullable=False),
)
schemes = _row_table(
    "schemes",
    ("scheme",),
    _number("scheme"),
    _number("proposer"),
    Column("currency", String(16), nullable=False),
    _small("recovery_order"),
    _number("opens_at"),
    _number("closes_at"),
    _number("claims_until"),
    Column("cover_limit", String(40), nullable=False),
    _text("conditions"),
)
scheme_states = _interval_table(
    "scheme_states",
    ("scheme", "sequence"),
    _number("scheme"),
    _small("state"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
)
scheme_joins = _row_table(
    "scheme_joins",
    ("scheme", "party"),
    _number("scheme"),
    _number("party"),
)
tranches = _row_table(
    "tranches",
    ("scheme", "place"),
    _number("scheme"),
    _small("place"),
    _number("party"),
    _small("rate"),
    _small("reinsures"),
    _number("pool"),
    Column("cap_per_loss", String(40), nullable=False),
    Column("cap_in_total", String(40), nullable=False),
    read_by=(("party",), ("pool",)),
)
covers = _interval_table(
    "covers",
    ("pledge", "sequence"),
    _number("pledge"),
    _number("scheme"),
    Column("principal", String(40), nullable=False),
    _small("on"),
    read_by=(("scheme",),),
)
losses = _row_table(
    "losses",
    ("loss",),
    _number("loss"),
    _number("pledge"),
    _number("scheme"),
    _small("recovery_order"),
    Column("amount", String(40), nullable=False),
    read_by=(("pledge",), ("scheme",)),
)
loss_shares = _row_table(
    "loss_shares",
    ("loss", "place"),
    _number("loss"),
    _small("place"),
    Column("share", String(40), nullable=False),
)
share_payments = _row_table(
    "share_payments",
    ("loss", "sequence"),
    _number("loss"),
    _small("place"),
    _flag("confirmed"),
    Column("total", String(40), nullable=False),
)
subrogations = _row_table(
    "subrogations",
    ("loss", "sequence"),
    _number("loss"),
    _small("place"),
    _number("party"),
    Column("total", String(40), nullable=False),
)
recoveries = _row_table(
    "recoveries",
    ("loss", "sequence"),
    _number("loss"),
    _number("collector"),
    Column("amount", String(40), nullable=False),
)
recovery_shares = _row_table(
    "recovery_shares",
    ("loss", "sequence", "place"),
    _number("loss"),
    _small("place"),
    Column("borne", String(40), nullable=False),
    Column("relieved", String(40), nullable=False),
)
programmes = _interval_table(
    "programmes",
    ("programme", "sequence"),
    _number("programme"),
    _number("authority"),
    _text("name"),
    _text("region"),
    _small("kind"),
    _small("period"),
    _number("right_kinds"),
    _small("ratio"),
    Column("currency", String(16), nullable=False),
    Column("most", String(40), nullable=False),
    Column("budget", String(40), nullable=False),
    _small("starts_on"),
    _small("ends_on"),
    _text("conditions"),
    _small("on"),
)
subsidies = _row_table(
    "subsidies",
    ("subsidy",),
    _number("subsidy"),
    _number("programme"),
    _number("pledge"),
    _small("period"),
    _number("claimant"),
    _number("beneficiary"),
    Column("cost", String(40), nullable=False),
    Column("amount", String(40), nullable=False),
)
subsidy_states = _interval_table(
    "subsidy_states",
    ("subsidy", "sequence"),
    _number("subsidy"),
    _small("state"),
    Column("amount", String(40), nullable=False),
    _small("reason"),
    _small("on"),
    Column("dated_by", String(16), nullable=False),
)
directory_entries = _interval_table(
    "directory_entries",
    ("entry", "sequence"),
    _number("entry"),
    _number("publisher"),
    _number("owner"),
    _small("version"),
    _small("kind"),
    _text("name"),
    _text("region"),
    _number("right_kinds"),
    Column("currency", String(16), nullable=False),
    Column("least", String(40), nullable=False),
    Column("most", String(40), nullable=False),
    _number("least_months"),
    _number("most_months"),
    _number("least_rate"),
    _number("most_rate"),
    _small("ratio"),
    _text("conditions"),
    _text("rights"),
    _small("on"),
)

TABLES: dict[str, Table] = {row.table: METADATA.tables[row.table] for row in ROWS}
"""Tables that events fill, by name."""

_COUNTED = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts by itself only what is called INTEGER."""

watches = Table(
    "watches",
    METADATA,
    Column("id", String(36), primary_key=True),
    _number("party"),
    Column("kind", String(16), nullable=False),
    _text("target"),
    _text("label"),
    _number("certificate_block", True),
    _text("webhook", True),
    _text("secret", True),
    _number("since_block"),
    _number("created_at"),
    Index("ix_watches_party", "party"),
)
"""What parties watch. `target` is an asset key, a pledge or a name in the form of `projection.parties.search_name`,
`label` the same as it was given, `secret` what webhooks are signed with."""

notices = Table(
    "notices",
    METADATA,
    Column("number", _COUNTED, primary_key=True, autoincrement=True),
    Column("watch", String(36), nullable=False),
    _number("party"),
    Column("cause", String(64), nullable=False),
    _small("generation"),
    Column("kind", String(32), nullable=False),
    _flag("withdrawn"),
    _number("block", True),
    _text("content"),
    _number("created_at"),
    _small("attempts"),
    _number("due_at", True),
    _number("delivered_at", True),
    UniqueConstraint("watch", "cause", "generation"),
    Index("ix_notices_party_number", "party", "number"),
    Index("ix_notices_due_at", "due_at"),
    Index("ix_notices_block", "block"),
)
"""What parties were told, in the order in which they were told it. A cause that a reorganisation took back is told
again, as withdrawn, and if it returns once more: each telling is a generation. `due_at` is when to try the webhook
next, null when there is nothing to try."""

watch_position = Table(
    "watch_position",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _number("block"),
    Column("hash", LargeBinary(32), nullable=False),
    _small("day"),
)
"""One row: up to which block, and for which day, watches were looked at."""

OWN: frozenset[str] = frozenset({"watches", "notices", "watch_position"})
"""Tables that no event fills: what is told to the look-up itself. An audit of the mirror has nothing to say of them."""
