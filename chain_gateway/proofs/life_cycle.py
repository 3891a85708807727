"""Which acts may follow which on one pledge: a record from which an act in the middle was left out does not pass.

Source: contracts/PledgeRegistry.sol, EnforcementBook.sol, ChangeBook.sol. Acts that may be done in any state are not in
the table; what the contracts ask beyond the state is not asked again here.
"""

from collections.abc import Sequence

from chain_gateway.ledger.enums import CancellationGround, Provenance
from chain_gateway.ledger.enums import PledgeState as State
from chain_gateway.ledger.events import LedgerEvent, PledgeCancelled, RightsRealised

_LIVE = (State.Registered, State.Defaulted, State.Enforcing)
_NEEDS: dict[str, tuple[State, ...]] = {
    "PledgeRegistered": (State.Filed,),
    "PledgeRefused": (State.Filed,),
    "PledgeWithdrawn": (State.Filed,),
    "CorrectionAsked": (State.Filed,),
    "CorrectionAnswered": (State.Filed,),
    "PledgeDefaulted": (State.Registered,),
    "PledgeCured": (State.Defaulted,),
    "EnforcementStarted": (State.Defaulted,),
    "RightsRealised": (State.Enforcing,),
    "PledgeDischarged": (*_LIVE, State.Realised),
    "PledgeCancelled": (*_LIVE, State.Discharged),
    "PledgeRevoked": (*_LIVE, State.Realised, State.Discharged),
    "PledgeAmended": _LIVE,
    "PledgeAssigned": _LIVE,
    "RightsReleased": _LIVE,
}
_LEADS: dict[str, State] = {
    "PledgeFiled": State.Filed,
    "PledgeMigrated": State.Registered,
    "PledgeRegistered": State.Registered,
    "PledgeRefused": State.Refused,
    "PledgeWithdrawn": State.Withdrawn,
    "PledgeDefaulted": State.Defaulted,
    "PledgeCured": State.Registered,
    "EnforcementStarted": State.Enforcing,
    "PledgeDischarged": State.Discharged,
    "PledgeCancelled": State.Cancelled,
    "PledgeRevoked": State.Revoked,
}
_BEGINNINGS = ("PledgeFiled", "PledgeMigrated")
_EARLIER: dict[str, str] = {
    "CorrectionAnswered": "CorrectionAsked",
    "PledgeAmended": "AmendmentAsked",
    "PledgeAssigned": "AssignmentAccepted",
    "AssignmentAccepted": "AssignmentNominated",
    "RightsReleased": "PartialReleaseAsked",
    "RightsUnlocked": "RightsLocked",
}
"""Acts before which another must stand; of a pledge that was carried over, the earlier may never have been here."""


def broken_at(acts: Sequence[LedgerEvent]) -> tuple[int, str] | None:
    """Place and reason of the first act that cannot follow those before it; None when all can."""
    if not acts or acts[0].name not in _BEGINNINGS:
        return 0, "a record begins with the filing, or the carrying over, of the pledge"
    state, seen = _LEADS[acts[0].name], {acts[0].name}
    migrated = acts[0].name == "PledgeMigrated"
    for place, act in enumerate(acts[1:], start=1):
        if act.name in _BEGINNINGS:
            return place, "a pledge is filed once"
        needed = _NEEDS.get(act.name)
        if needed is not None and state not in needed:
            return place, f"{act.name} cannot follow while the pledge is {state.name}; an act before it is missing"
        earlier = _EARLIER.get(act.name)
        if earlier is not None and earlier not in seen and not migrated:
            return place, f"{act.name} needs {earlier} before it; an act is missing"
        if isinstance(act.payload, PledgeCancelled) and state is not State.Discharged and not _by_law(act.payload):
            return place, f"{act.name} on the ground {act.payload.ground.name} needs PledgeDischarged before it"
        state = _LEADS.get(act.name, state)
        if isinstance(act.payload, RightsRealised) and act.payload.whole:
            state = State.Realised
        seen.add(act.name)
    return None


def state_after(acts: Sequence[LedgerEvent]) -> State:
    """The state that the acts, which pass `broken_at`, leave the pledge in."""
    state = State.None_
    for act in acts:
        state = _LEADS.get(act.name, state)
        if isinstance(act.payload, RightsRealised) and act.payload.whole:
            state = State.Realised
    return state


def _by_law(cancelled: PledgeCancelled) -> bool:
    """A void contract or a court's word ends a pledge without the pledgee; an old register may not tell."""
    grounds = (CancellationGround.ContractVoid, CancellationGround.OtherLaw)
    return cancelled.ground in grounds or cancelled.act.provenance is Provenance.Migrated
