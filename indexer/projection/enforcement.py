"""Rows out of EnforcementBook's events. What was sold and what it brought stays in the events."""

from chain_gateway.ledger.enums import PledgeState
from chain_gateway.ledger.events import EnforcementStarted, LedgerEvent, PledgeCured, PledgeDefaulted, RightsRealised
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.pledge_rows import next_state
from indexer.projection.rows import Change


def pledge_defaulted(event: LedgerEvent, payload: PledgeDefaulted, block: BlockStamp) -> list[Change]:
    """A default was declared. The public is not told."""
    return next_state(event, block, PledgeState.Defaulted, act_date(payload.act, block))


def pledge_cured(event: LedgerEvent, payload: PledgeCured, block: BlockStamp) -> list[Change]:
    """The default was cured."""
    return next_state(event, block, PledgeState.Registered, act_date(payload.act, block))


def enforcement_started(event: LedgerEvent, payload: EnforcementStarted, block: BlockStamp) -> list[Change]:
    """The pledge is being enforced."""
    return next_state(event, block, PledgeState.Enforcing, act_date(payload.act, block))


def rights_realised(event: LedgerEvent, payload: RightsRealised, block: BlockStamp) -> list[Change]:
    """Rights were realised; with the last of them so is the pledge."""
    if not payload.whole:
        return []
    return next_state(event, block, PledgeState.Realised, act_date(payload.act, block))
