"""Sentences of the answers: what they are, and what they warn of."""

from indexer.lookup.texts import shown

NOTICE = {
    "en": (
        "This answer is a search of the ledger, not an official extract. An extract of the register is issued by the "
        "registry office that registered, or would register, the pledge (for Chinese patents and trademarks the China "
        "National Intellectual Property Administration; for copyright the Copyright Protection Center of China; for "
        "rights of the United States the United States Patent and Trademark Office)."
    ),
    "zh": (
        "本结果为账本查询结果，不是登记机关出具的正式查询证明。正式证明请向办理质押登记的机关申请："
        "专利、商标为国家知识产权局，著作权为中国版权保护中心，美国权利为美国专利商标局。"
    ),
}
"""Part of every status answer (law.md 22)."""


def recorded_date_not_stated(pledge: int) -> str:
    """A migrated act states no recording date."""
    return (
        f"An act on pledge {pledge} was carried over without the date on which the office recorded it; the date of its "
        "execution stands in."
    )


def term_over(pledge: int, ended: str) -> str:
    """The secured obligation's period is over."""
    return (
        f"The performance period of the obligation that pledge {pledge} secures ended on {ended}. No clock ends a "
        "pledge: it lasts until the office cancels it."
    )


def discharged_not_cancelled(pledge: int) -> str:
    """The pledgee discharged the pledge, the office has not cancelled it."""
    return f"Pledge {pledge} was discharged by its pledgee; the right is free only when the office cancels the pledge."


def not_binding() -> str:
    """A heavier amendment, for those who did not consent."""
    return (
        "As far as it weighs more, the change does not bind pledgees of later ranks (Civil Code 409), guarantors and "
        "others who gave security (695) who are not named among the consents."
    )


def frees_others() -> str:
    """A waiver or partial release, for those who did not consent."""
    return (
        "Where the debtor's own right was pledged, others who gave security and are not named among the consents are "
        "free as far as the pledgee loses its priority, unless they promised to stay bound (Civil Code 409, 435)."
    )


def registration_revoked(pledge: int) -> str:
    """The office revoked a registration from the beginning."""
    return f"The registration of pledge {pledge} was revoked by its office from the beginning: it never encumbered."


def takes_effect_later(pledge: int, effective: str) -> str:
    """A registration states a later date of effect."""
    return f"Pledge {pledge} is registered with effect from {effective}, after the date asked for."


def right_ended(validity: str, as_of: str) -> str:
    """The right no longer exists."""
    return f"The office attests that the right itself has ended ({validity}, as of {as_of})."


def right_term_over(expires: str) -> str:
    """The stated term of the right has passed without a newer attestation."""
    return f"The attested term of the right ended on {expires}, and no later attestation says what became of it."


def coverage_missing() -> str:
    """The office has not declared the ledger complete for the kind and date."""
    return (
        "The office has not declared that this ledger holds every pledge of this kind of right for the date asked for; "
        "there may be others."
    )


def preservation(court: str, case_number: str, rank: int, since: str, ended: str | None) -> str:
    """A court preserves the right."""
    waits = "" if rank == 1 else f", waiting in rank {rank} (轮候)"
    over = "" if ended is None else f" Its stated period ended on {ended}, and no clock lifts it."
    return f"{shown(court)} preserves the right since {since} (case {shown(case_number)}{waits}).{over}"


def fees_overdue(paid_until: str, grace: str | None) -> str:
    """The fee is paid for a time that is over."""
    rest = "its grace is over, or was not stated" if grace is None else f"its grace runs until {grace}"
    return f"The annual or renewal fee is attested as paid until {paid_until}; {rest}."


def litigation(case_number: str, since: str | None) -> str:
    """A lawsuit over the right is pending."""
    return f"A lawsuit over the right is attested as pending{_case(case_number, since)}."


def invalidation(case_number: str, since: str | None) -> str:
    """Proceedings to invalidate the right are pending."""
    return f"Proceedings to invalidate the right are attested as pending{_case(case_number, since)}."


def _case(case_number: str, since: str | None) -> str:
    number = f" (case {shown(case_number)})" if case_number else ""
    return number if since is None else f"{number} since {since}"
