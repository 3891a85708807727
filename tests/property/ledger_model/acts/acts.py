"""One act of the market at random: mostly one that suits the state, sometimes any act of anyone on anything."""

from tests.property.ledger_model.acts.changes import ChangeActs
from tests.property.ledger_model.acts.choices import STANDING, SUITED
from tests.property.ledger_model.acts.disposals import DisposalActs
from tests.property.ledger_model.acts.enforcement import EnforcementActs
from tests.property.ledger_model.acts.funds import FundActs
from tests.property.ledger_model.acts.parties import PartyActs
from tests.property.ledger_model.acts.pledges import PledgeActs
from tests.property.ledger_model.acts.refinancings import RefinancingActs
from tests.property.ledger_model.acts.rights import RightActs
from tests.property.ledger_model.acts.risks import RiskActs
from tests.property.ledger_model.acts.valuations import ValuationActs
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import Tried

GOVERNED = (
    "admit",
    "add_key",
    "revoke_key",
    "rotate_key",
    "suspend",
    "pause",
    "set_cap",
    "rename",
    "enrol",
    "bind_key",
)
ATTESTED = ("attest", "attest_circumstances", "note_preservations", "declare_coverage", "label_class", "certify")
DISPOSED = (*("list_rights", "sell") * 6, *("reprice", "delist") * 3, *("settle",) * 8)
VALUED = ("engage", "engage", "deliver", "deliver", "abandon", "allow_reader", "allow_reader", "withdraw_reader")
# What leads on, and what lifts a bar, is drawn more often.
VERBS = (
    *GOVERNED,
    *ATTESTED,
    *("reinstate", "unpause", "lift_preservation", "declare_fund", "migrate") * 2,
    *("delegate_key", "publish_document_key", "revoke_delegation", "revise_fund"),
    *("file", "register", "offer", "declare_default") * 5,
    *("accept", "exercise", "pay", "confirm", "resell") * 8,
    *("ask_correction", "answer_correction", "resell", "dispute", "mark_overdue") * 4,
    *("assess_eligibility", "offer_claim", "take_claim") * 3,
    *("drop_claim", "release_claim"),
    *VALUED,
    *DISPOSED,
    *SUITED,
    *STANDING,
    *("record_amendment", "accept_assignment", "record_assignment", "record_partial_release") * 4,
    *("declare_pool", "fund_pool", "close_scheme", "end_cover"),
    *("propose_scheme", "join_scheme", "share_recovery") * 4,
    *("cover_pledge", "declare_loss", "pay_share", "confirm_share", "subrogate") * 8,
    *("ask_subordination", "record_subordination", "nominate_assignee", "ask_partial_release") * 3,
    *("enforce", "realise") * 6,
)


class Acts(
    PartyActs,
    RightActs,
    PledgeActs,
    ChangeActs,
    EnforcementActs,
    FundActs,
    RefinancingActs,
    ValuationActs,
    DisposalActs,
    RiskActs,
):
    """The acts that are tried in one example."""

    def try_one(self, number: int) -> tuple[str, Tried]:
        """Name of a verb, and an act of it."""
        draw = Draw(number)
        lucky = draw.of(5) != 0
        names = [name for name in VERBS if self._suits(name)] if lucky else VERBS
        name = draw.one(names)
        return name, getattr(self, f"_{name}")(draw, lucky)
