"""Bodies of the book of changes."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from chain_gateway.api.bodies.common import MAX_RIGHTS, ActBody, Body, Cid, Id, Minor, by_name
from chain_gateway.api.bodies.pledges import (
    CancellationGroundName,
    Consents,
    Currency,
    ObligationBody,
    OtherConsents,
    Pledgors,
    Rights,
)
from chain_gateway.api.texts import RightText
from chain_gateway.ledger.enums import DeterminationGround, LicenceScope, PriceUse, TransferKind
from chain_gateway.ledger.structs import TransferConsent

DeterminationGroundName = Annotated[DeterminationGround, *by_name(DeterminationGround, "None")]
TransferKindName = Annotated[TransferKind, *by_name(TransferKind, "None")]
LicenceScopeName = Annotated[LicenceScope, *by_name(LicenceScope, "None")]
PriceUseName = Annotated[PriceUse, *by_name(PriceUse, "None")]


class AmendmentBody(Body):
    """Other terms that the pledgee asks for, or further rights; heavier terms and further rights need fresh consents,
    over the terms and the whole list of rights as they will be (consents:prepare, without joint pledgees). Without
    consents they are asked for on paper: the act's document is the paper, which the office attests when it records.
    """

    obligation: ObligationBody
    added: Annotated[list[RightText], Field(max_length=MAX_RIGHTS)] = Field(default_factory=list)
    consents: Consents = Field(default_factory=list)
    other_consents: OtherConsents = Field(default_factory=list)
    """Of pledgees of later ranks and of guarantors; whom none is named of, the amendment does not bind to his harm."""
    rights: Rights | None = None
    pledgors: Pledgors | None = None
    """The pledge's pledgors; as the gateway finds them when absent."""
    act: ActBody = ActBody()


class AmendmentRecordingBody(Body):
    """The terms and added rights that the office records; those that were asked for when the terms are absent."""

    obligation: ObligationBody | None = None
    added: Annotated[list[RightText], Field(max_length=MAX_RIGHTS)] = Field(default_factory=list)
    consent_document: Cid | None = None
    """The paper consents that the office attests, where no pledgor signed electronically."""
    rights: Rights | None = None
    pledgors: Pledgors | None = None
    act: ActBody = ActBody()


class AssignmentBody(Body):
    """Who is to take over claim and pledge."""

    assignee: Id
    act: ActBody = ActBody()


class ReleaseBody(Body):
    """With `freed` some rights are asked to be freed; with `ground` the whole pledge is discharged."""

    freed: Rights | None = None
    ground: CancellationGroundName | None = None
    other_consents: OtherConsents = Field(default_factory=list)
    """Of others who gave security: whom none is named of, a release or waiver frees as far as he loses by it."""
    rights: Rights | None = None
    act: ActBody = ActBody()


class ReleaseRecordingBody(Body):
    """The rights whose freeing the office records."""

    freed: Rights
    rights: Rights | None = None
    act: ActBody = ActBody()


class SubordinationBody(Body):
    """The pledge that takes this one's place, on the named rights or on all of the pledge."""

    favoured: Id
    """The pledge that comes next in rank."""
    rights: Rights | None = None
    act: ActBody = ActBody()


class DeterminationBody(Body):
    """The determined claims of a maximum-amount pledge."""

    ground: DeterminationGroundName
    amount_minor: Minor
    """In the obligation's currency, at most its ceiling where one is stated."""
    act: ActBody = ActBody()


class TransferConsentBody(Body):
    """What the pledgee consents to. A price comes with currency and use, or not at all."""

    kind: TransferKindName
    covered: Rights
    """The rights that may be transferred or licensed."""
    counterparty: Id | None = None
    """Transferee or licensee, when it is a party of the ledger."""
    pledge_follows: bool = True
    scope: LicenceScopeName | None = None
    price_use: PriceUseName | None = None
    currency: Currency | None = None
    price_minor: Minor = 0
    rights: Rights | None = None
    act: ActBody

    def consent(self, covered: Sequence[bytes], salt: bytes) -> TransferConsent:
        """The ledger's consent; the salt is drawn only where there is a price to hide."""
        return TransferConsent(
            kind=self.kind,
            covered=tuple(covered),
            counterparty=self.counterparty or 0,
            pledge_follows=self.pledge_follows,
            scope=self.scope or LicenceScope.None_,
            price_use=self.price_use or PriceUse.None_,
            currency=self.currency or "",
            price=self.price_minor,
            salt=salt if self.price_minor else bytes(32),
        )
