"""From a caller's terms to the ledger's: numbers of rights to asset keys, parties in order, salts."""

import secrets
from collections.abc import Sequence

from chain_gateway.api.auth import Principal
from chain_gateway.api.bodies.common import binary
from chain_gateway.api.bodies.pledges import (
    ConsentBody,
    ConsentRequestBody,
    FilingBody,
    MigrationBody,
    ObligationBody,
    OtherConsentBody,
)
from chain_gateway.api.problems import ApiProblem
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from chain_gateway.ledger.structs import Consent, Filing, Obligation, OtherConsent


def parse_right(text: str, field: str) -> RightId:
    """The right that a text names (problem 422 `invalid-number` with the parser's own code and hint)."""
    try:
        return RightId.parse(text)
    except InvalidIdentifier as invalid:
        raise ApiProblem(
            422,
            "invalid-number",
            str(invalid),
            field=field,
            value=text,
            extra={"problem": invalid.problem, "hint": invalid.hint},
        ) from None


def parse_rights(texts: Sequence[str], field: str = "rights") -> list[RightId]:
    """The rights that the texts name, in their order; each once (problem 422 `duplicate`)."""
    found: dict[bytes, int] = {}
    rights: list[RightId] = []
    for index, text in enumerate(texts):
        right = parse_right(text, f"{field}[{index}]")
        earlier = found.setdefault(right.key, index)
        if earlier != index:
            raise ApiProblem(
                422,
                "duplicate",
                f"{right.text} is named twice, as {texts[earlier]!r} and as {text!r}. Name it once.",
                field=f"{field}[{index}]",
                value=text,
            )
        rights.append(right)
    return rights


def keys_of(rights: Sequence[RightId]) -> tuple[bytes, ...]:
    """Asset keys, ascending as the ledger wants them."""
    return tuple(sorted(right.key for right in rights))


def ascending(ids: Sequence[int], field: str) -> tuple[int, ...]:
    """Party ids in ascending order, each once (problem 422 `duplicate`)."""
    for index, each in enumerate(ids):
        if each in ids[:index]:
            raise ApiProblem(422, "duplicate", f"Party {each} is named twice.", field=f"{field}[{index}]", value=each)
    return tuple(sorted(ids))


def draw_salt() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)


def obligation_of(body: ObligationBody, consents: Sequence[ConsentBody]) -> Obligation:
    """The ledger's obligation. Without a salt one is drawn, unless consents were signed over it (problem 422)."""
    if body.salt is None and consents:
        raise ApiProblem(
            422,
            "invalid-body",
            "The consents were signed over a salt; send the one that consents:prepare answered.",
            field="obligation.salt",
        )
    return body.obligation(draw_salt())


def consents_of(bodies: Sequence[ConsentBody]) -> tuple[Consent, ...]:
    """The ledger's consents, in order of pledgor."""
    return tuple(
        Consent(
            pledgor=body.pledgor,
            key=body.key,
            nonce=body.nonce,
            deadline=body.deadline,
            signature=bytes.fromhex(body.signature[2:]),
        )
        for body in sorted(bodies, key=lambda body: body.pledgor)
    )


def others_of(bodies: Sequence[OtherConsentBody]) -> tuple[OtherConsent, ...]:
    """The ledger's consents of others, in order of party, one of each (problem 422 `duplicate`)."""
    ascending([body.party for body in bodies], "other_consents")
    return tuple(
        OtherConsent(body.party, binary(body.document)) for body in sorted(bodies, key=lambda body: body.party)
    )


def filing_of(
    body: FilingBody | ConsentRequestBody | MigrationBody,
    pledgee: int,
    rights: Sequence[RightId],
    obligation: Obligation,
) -> Filing:
    """The ledger's filing, everything in the order that it wants."""
    return Filing(
        pledgee=pledgee,
        joint_pledgees=ascending(body.joint_pledgees, "joint_pledgees"),
        pledgors=ascending(body.pledgors, "pledgors"),
        rights=keys_of(rights),
        obligation=obligation,
    )


def pledgee_of(named: int | None, caller: Principal) -> int:
    """The filing's pledgee: the token's party (problem 403 when another is named)."""
    if named is not None and named != caller.party:
        raise ApiProblem(
            403,
            "not-your-party",
            f"The token acts for party {caller.party}; party {named} files its own pledges.",
            field="pledgee",
            value=named,
        )
    return caller.party
