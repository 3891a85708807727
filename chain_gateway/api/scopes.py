"""Which scope each verb of the ledger asks for: one table, checked wherever an act is named (docs/scopes.md)."""

from types import MappingProxyType

SCOPE_PLEDGES = "pledges:write"
"""Acts of a pledgee."""
SCOPE_REGISTRY = "registry:write"
"""Acts of a registry office, and its directory of names."""
SCOPE_GUARANTEES = "guarantees:write"
"""Acts of a fund's owner or manager, of a fund with a claim, and of who bears part of a loss."""
SCOPE_REFINANCING = "refinancing:write"
"""Acts of a central bank, sponsor or trustee that refinances pledged claims."""
SCOPE_VALUATIONS = "valuations:write"
"""Acts of an appraiser, and of who asked for a valuation."""
SCOPE_SUBSIDIES = "subsidies:write"
"""Acts of an authority on its programmes of subsidies."""
SCOPE_DIRECTORY = "directory:write"
"""Entries of the public directory of products, needs and rights on offer."""
SCOPE_GOVERNANCE = "governance"
"""Acts of the consortium's governance; only with party 0."""
SCOPE_GUARDIAN = "guardian"
"""Pausing new business, and nothing else; only with party 0."""
SCOPE_SEARCHES = "searches:write"
"""Searches inside the chain."""
SCOPE_PARTY = "party:write"
"""Acts of a party on its own keys, and class labels in its own name."""
SCOPE_APPROVALS = "approvals:write"
"""Deciding on acts that another person of the party has asked for."""
SCOPES = (
    SCOPE_PLEDGES,
    SCOPE_REGISTRY,
    SCOPE_GUARANTEES,
    SCOPE_REFINANCING,
    SCOPE_SUBSIDIES,
    SCOPE_DIRECTORY,
    SCOPE_VALUATIONS,
    SCOPE_GOVERNANCE,
    SCOPE_GUARDIAN,
    SCOPE_SEARCHES,
    SCOPE_PARTY,
    SCOPE_APPROVALS,
)
MEANINGS = MappingProxyType(
    {
        SCOPE_PLEDGES: "acts of a pledgee",
        SCOPE_REGISTRY: "acts of a registry office, and its directory of names",
        SCOPE_GUARANTEES: "acts of a fund's owner or manager, of a fund with a claim, and of who bears part of a loss",
        SCOPE_REFINANCING: "acts of a central bank, sponsor or trustee that refinances pledged claims",
        SCOPE_SUBSIDIES: "acts of an authority on its programmes of subsidies",
        SCOPE_DIRECTORY: "entries of the public directory of products, needs and rights on offer",
        SCOPE_VALUATIONS: "acts of an appraiser, and of who asked for a valuation",
        SCOPE_GOVERNANCE: "acts of the consortium's governance; only with party 0",
        SCOPE_GUARDIAN: "pausing new business, and nothing else; only with party 0",
        SCOPE_SEARCHES: "searches inside the chain",
        SCOPE_PARTY: "acts of a party on its own keys, and class labels in its own name",
        SCOPE_APPROVALS: "deciding on acts that another person of the party has asked for",
    }
)

_PLEDGEE = (SCOPE_PLEDGES,)
_OFFICE = (SCOPE_REGISTRY,)
_GUARANTOR = (SCOPE_GUARANTEES,)
_GOVERNANCE = (SCOPE_GOVERNANCE,)
_SIDE = (SCOPE_PLEDGES, SCOPE_GUARANTEES)
_CLAIM_USER = (SCOPE_REFINANCING,)

SCOPES_OF_VERB = MappingProxyType(
    {
        # PartyRegistry
        **dict.fromkeys(("admit", "add_key", "rotate_key", "revoke_key", "suspend", "reinstate"), _GOVERNANCE),
        "unpause": _GOVERNANCE,
        **dict.fromkeys(("grant_verb", "grant_caller"), _GOVERNANCE),
        # AccessManager
        **dict.fromkeys(("grant_role", "revoke_role", "execute_operation", "cancel_operation"), _GOVERNANCE),
        "pause": (SCOPE_GOVERNANCE, SCOPE_GUARDIAN),
        **dict.fromkeys(("enrol", "bind_key"), _OFFICE),
        "rename": (SCOPE_REGISTRY, SCOPE_GOVERNANCE),
        **dict.fromkeys(("delegate_key", "revoke_delegation", "publish_document_key"), (SCOPE_PARTY,)),
        # AssetRegistry
        "configure_kind": _GOVERNANCE,
        **dict.fromkeys(("attest", "attest_circumstances", "declare_coverage"), _OFFICE),
        **dict.fromkeys(("note_preservation", "lift_preservation"), _OFFICE),
        "label_class": (SCOPE_REGISTRY, SCOPE_PARTY),
        # SearchRegister
        "certify": (SCOPE_SEARCHES,),
        # PledgeRegistry
        **dict.fromkeys(("file", "withdraw", "answer_correction", "discharge"), _PLEDGEE),
        **dict.fromkeys(("register", "migrate", "refuse", "ask_correction", "revoke", "cancel"), _OFFICE),
        # ChangeBook
        **dict.fromkeys(("ask_amendment", "nominate_assignee", "accept_assignment", "ask_partial_release"), _PLEDGEE),
        **dict.fromkeys(("ask_subordination", "determine", "consent_to_transfer"), _PLEDGEE),
        **dict.fromkeys(("record_amendment", "record_assignment"), _OFFICE),
        **dict.fromkeys(("record_partial_release", "record_subordination"), _OFFICE),
        "drop_change": (SCOPE_PLEDGES, SCOPE_REGISTRY),
        # EnforcementBook
        **dict.fromkeys(("declare_default", "cure", "enforce", "realise"), _PLEDGEE),
        # DisposalBook
        **dict.fromkeys(("list_rights", "reprice", "sell", "settle", "delist"), _SIDE),
        # ValuationBook
        **dict.fromkeys(("engage", "deliver", "abandon", "allow_reader", "withdraw_reader"), (SCOPE_VALUATIONS,)),
        # BuybackBook
        "set_cap": _GOVERNANCE,
        **dict.fromkeys(("declare_fund", "revise_fund", "offer", "withdraw_offer", "pay", "resell"), _GUARANTOR),
        **dict.fromkeys(("decline", "accept", "exercise", "confirm", "dispute"), _SIDE),
        **dict.fromkeys(("mark_overdue", "lapse", "waive"), _SIDE),
        # SubsidyBook
        **dict.fromkeys(("declare_programme", "revise_programme", "close_programme"), (SCOPE_SUBSIDIES,)),
        **dict.fromkeys(("refuse_subsidy", "grant_subsidy", "pay_subsidy"), (SCOPE_SUBSIDIES,)),
        **dict.fromkeys(("claim_subsidy", "withdraw_subsidy"), (*_SIDE, SCOPE_PARTY)),
        # DirectoryBook
        **dict.fromkeys(("publish_entry", "revise_entry", "withdraw_entry"), (SCOPE_DIRECTORY,)),
        # RefinancingBook
        **dict.fromkeys(("assess_eligibility", "take_claim"), _CLAIM_USER),
        "offer_claim": _SIDE,
        **dict.fromkeys(("drop_claim", "release_claim"), _SIDE + _CLAIM_USER),
        # RiskShareBook
        **dict.fromkeys(("declare_pool", "fund_pool"), _GUARANTOR),
        **dict.fromkeys(("propose_scheme", "join_scheme", "close_scheme"), _SIDE),
        **dict.fromkeys(("cover_pledge", "end_cover"), _SIDE),
        # LossBook
        **dict.fromkeys(("declare_loss", "confirm_share", "share_recovery"), _SIDE),
        **dict.fromkeys(("pay_share", "subrogate"), _GUARANTOR),
    }
)
"""Verb, as submissions name it: the scopes of which a token must have one."""
