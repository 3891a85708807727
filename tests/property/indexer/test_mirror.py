"""However the chain is read, and whatever is taken back, the rows are those of one clean reading."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import (
    CancellationGround,
    ChangeKind,
    ConsentForm,
    DefaultGround,
    EnforcementRoute,
    RefusalGround,
    Validity,
)
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Act
from chain_gateway.rpc import Finality
from indexer.projection.rows import Close, Insert, Interval, Row
from indexer.service import Indexer
from indexer.settings import FollowerSettings
from indexer.store.batch import Batch
from tests.support.indexer_buybacks import FUND_TERMS, accepted, declared, exercised, offered, settled
from tests.support.indexer_chain import FIRST_TIME, MadeChain, Said, said
from tests.support.indexer_rows import all_rows
from tests.support.indexer_stories import (
    APPLICATION,
    BANK,
    CHINESE,
    FIRM,
    OFFICE,
    OTHER_BANK,
    PATENT,
    PERSON,
    SECOND_PATENT,
    coverage,
    facts,
    filing,
    kind_given,
    migrated,
)

RIGHTS = (PATENT, SECOND_PATENT, APPLICATION, CHINESE)
DEEP = Finality.after(1_000)

dates = st.sampled_from((0, 20160101, 20200229, 20260101, 20260105))
acts = st.one_of(
    st.builds(Act, recorded_on=dates, executed_on=dates),
    st.builds(migrated, recorded_on=dates, executed_on=dates, number=st.sampled_from(("A", "B"))),
)
some_rights = st.lists(st.sampled_from(RIGHTS), min_size=1, max_size=3, unique=True)
# Ids of pledges that exist, that may come to exist, and that never do: the mirror takes whatever the chain says.
pledge_ids = st.integers(1, 14)


@st.composite
def events(draw: st.DrawFn) -> Said:
    """Any event about parties, rights or pledges, in any order, allowed by the contracts or not."""
    act, pledge = draw(acts), draw(pledge_ids)
    right: RightId = draw(st.sampled_from(RIGHTS))
    party = draw(st.sampled_from((BANK, OTHER_BANK, FIRM, PERSON)))
    ground = draw(st.sampled_from(CancellationGround))
    terms = filing(right).obligation
    return draw(
        st.sampled_from(
            (
                facts(right, draw(st.sampled_from(Validity)), as_of=20260101),
                coverage(right),
                kind_given(right, party),
                said(ev.PartyRenamed("演示新名", bytes(32), act, 1), party, OFFICE),
                said(ev.PartySuspended(act, 1), party),
                said(ev.PartyReinstated(act, 1), party),
                said(ev.PledgeRegistered("R", 20260105, b"", act, 1), pledge, OFFICE),
                said(ev.PledgeRefused(RefusalGround.Other, act, 1), pledge, OFFICE),
                said(ev.PledgeWithdrawn(act, 1), pledge, BANK),
                said(ev.AmendmentAsked(terms, (), ConsentForm.Signed, (8,), True, (), act, 1), pledge, BANK),
                said(ev.PledgeAmended(terms, (right.key,), b"", act, 1), pledge, OFFICE),
                said(ev.SubordinationAsked(pledge + 1, (right.key,), act, 1), pledge, BANK),
                said(ev.RanksChanged(pledge + 1, (right.key,), act, 1), pledge, OFFICE),
                said(ev.PledgeRevoked(RefusalGround.Other, act, 1), pledge, OFFICE),
                said(ev.PledgeDefaulted(DefaultGround.AgreedCase, 20260201, act, 1), pledge, BANK),
                said(ev.PledgeCured(act, 1), pledge, BANK),
                said(ev.EnforcementStarted(EnforcementRoute.Agreement, "", act, 1), pledge, BANK),
                said(ev.AssignmentNominated(party, act, 1), pledge, BANK),
                said(ev.AssignmentAccepted(act, 1), pledge, party),
                said(ev.PledgeAssigned(BANK, party, act, 1), pledge, OFFICE),
                said(ev.PartialReleaseAsked((right.key,), (), act, 1), pledge, BANK),
                said(ev.RightsReleased((right.key,), 1, act, 1), pledge, OFFICE),
                said(ev.ChangeDropped(ChangeKind.Amendment, act, 1), pledge, OFFICE),
                said(ev.PledgeDischarged(ground, (), act, 1), pledge, BANK),
                said(ev.PledgeCancelled(ground, act, 1), pledge, OFFICE),
                declared(),
                said(ev.FundRevised(FUND_TERMS, act, 1), pledge, FIRM),
                offered(pledge, pledge),
                accepted(pledge),
                exercised(pledge, FIRST_TIME),
                settled(pledge),
                said(ev.CommitmentLapsed(act, 1), pledge, BANK),
                said(ev.InventoryResold(pledge, 1, 2, bytes(32), act, 1), pledge, OTHER_BANK),
                said(ev.PledgeMigrated("R", 20160921, filing(*draw(some_rights), pledgee=party), act, 1), 0, OFFICE),
                said(
                    ev.PledgeFiled(OFFICE, filing(*draw(some_rights), joint=(OTHER_BANK,)), True, (), act, 1), 0, BANK
                ),
            )
        )
    )


blocks = st.lists(st.lists(events(), max_size=4), min_size=1, max_size=8)
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def mine(chain: MadeChain, told: list[Said]) -> None:
    """Mines a block; what opens a pledge or a party gets the number of its event as id, as in the contracts."""
    first = chain.sequence + 1
    chain.mine(
        *(
            Said(each.payload, first + place, each.actor) if each.subject == 0 else each
            for place, each in enumerate(told)
        )
    )


@contextmanager
def stores(count: int) -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield [f"sqlite:///{Path(folder) / str(number)}.db" for number in range(count)]


@contextmanager
def indexer(chain: MadeChain, url: str, **follower: int) -> Iterator[Indexer]:
    opened = Indexer(chain, chain.deployment, url, finality=DEEP, follower=FollowerSettings(**follower))  # type: ignore[arg-type]
    try:
        yield opened
    finally:
        opened.close()


def clean(chain: MadeChain, url: str) -> dict[str, list[tuple[object, ...]]]:
    with indexer(chain, url) as fresh:
        assert fresh.catch_up().complete
    return all_rows(url)


@slow
@given(blocks, st.integers(1, 3), st.integers(1, 4))
def test_reading_block_by_block_gives_the_rows_of_reading_at_once(
    told: list[list[Said]], range_blocks: int, commit_blocks: int
) -> None:
    chain = MadeChain()
    with stores(2) as (followed, at_once):
        with indexer(chain, followed, range_blocks=range_blocks, commit_blocks=commit_blocks) as follower:
            for block in told:
                mine(chain, block)
                assert follower.catch_up().complete
        assert all_rows(followed) == clean(chain, at_once)


@slow
@given(blocks, blocks, st.integers(0, 8))
def test_going_back_to_a_block_leaves_the_rows_of_a_clean_reading_up_to_it(
    told: list[list[Said]], told_instead: list[list[Said]], depth: int
) -> None:
    chain = MadeChain()
    with stores(2) as (rewound, at_once):
        with indexer(chain, rewound, kept_blocks=100, range_blocks=1) as follower:
            for block in told:
                mine(chain, block)
            follower.catch_up()
            chain.fork(max(0, len(told) - depth))
            for block in told_instead:
                mine(chain, block)
            for _ in range(depth):
                mine(chain, [])
            assert follower.catch_up().complete
        assert all_rows(rewound) == clean(chain, at_once)


@st.composite
def changes(draw: st.DrawFn) -> list[Insert | Close]:
    """Insertions and closings of pledged rights, in any order."""
    from indexer.projection.rows import PledgeRightRow

    made: list[Insert | Close] = []
    for sequence in range(1, draw(st.integers(1, 15)) + 1):
        pledge, key = draw(st.integers(1, 2)), draw(st.sampled_from("ab"))
        match: tuple[tuple[str, str | int | bool], ...] = draw(
            st.sampled_from(((("pledge", pledge),), (("pledge", pledge), ("asset_key", key))))
        )
        made.append(
            draw(
                st.sampled_from(
                    (
                        Insert(PledgeRightRow(sequence=sequence, block=sequence, pledge=pledge, asset_key=key)),
                        Close(PledgeRightRow, match, sequence, sequence, 20260101, "block"),
                    )
                )
            )
        )
    return made


@given(changes())
def test_a_batch_closes_exactly_what_one_statement_after_the_other_would(made: list[Insert | Close]) -> None:
    one_by_one: dict[int, int | None] = {}
    rows: dict[int, Row] = {}
    for change in made:
        if isinstance(change, Insert):
            rows[change.row.sequence], one_by_one[change.row.sequence] = change.row, None
            continue
        for sequence, row in rows.items():
            if one_by_one[sequence] is None and all(getattr(row, name) == value for name, value in change.match):
                one_by_one[sequence] = change.sequence
    batched = {
        row.sequence: row.until_sequence
        for listed in Batch(made).rows().values()
        for row in listed
        if isinstance(row, Interval)
    }
    assert batched == one_by_one
