"""Bodies of the book of enforcement."""

from typing import Annotated

from chain_gateway.api.bodies.common import ActBody, Body, Cid, Id, LegalDate, Minor, by_name
from chain_gateway.api.bodies.pledges import Currency, Rights
from chain_gateway.api.texts import OfficialNumber
from chain_gateway.documents import to_binary
from chain_gateway.ledger.enums import DefaultGround, EnforcementRoute, RealisationMethod
from chain_gateway.ledger.structs import Realisation

DefaultGroundName = Annotated[DefaultGround, *by_name(DefaultGround, "None")]
EnforcementRouteName = Annotated[EnforcementRoute, *by_name(EnforcementRoute, "None")]
RealisationMethodName = Annotated[RealisationMethod, *by_name(RealisationMethod, "None")]


class DefaultBody(Body):
    """A default and its notice, which is the act's document."""

    ground: DefaultGroundName
    notice_on: LegalDate
    """Date of the notice to debtor and pledgor."""
    act: ActBody


class EnforcementBody(Body):
    """The route of an enforcement; the court's names its case."""

    route: EnforcementRouteName
    case_number: OfficialNumber = ""
    act: ActBody = ActBody()


class RealisationBody(Body):
    """What a realisation brought and where it went, in minor units of one currency.

    costs + interest + principal + next_ranks + surplus = proceeds, exactly.
    """

    method: RealisationMethodName
    sold: Rights | None = None
    """The rights that passed; all of the pledge when absent."""
    buyer: Id | None = None
    """Who took them, when it is a party of the ledger."""
    currency: Currency
    proceeds_minor: Minor
    costs_minor: Minor = 0
    interest_minor: Minor = 0
    principal_minor: Minor = 0
    next_ranks_minor: Minor = 0
    surplus_minor: Minor = 0
    """To the pledgor."""
    deficiency_minor: Minor = 0
    """What the debtor still owes."""
    valuation: Cid | None = None
    """The valuation behind the price; a pledgee that takes rights itself names one."""
    rights: Rights | None = None
    act: ActBody

    def realisation(self, salt: bytes) -> Realisation:
        """The ledger's realisation."""
        return Realisation(
            method=self.method,
            buyer=self.buyer or 0,
            currency=self.currency,
            proceeds=self.proceeds_minor,
            costs=self.costs_minor,
            interest=self.interest_minor,
            principal=self.principal_minor,
            next_ranks=self.next_ranks_minor,
            surplus=self.surplus_minor,
            deficiency=self.deficiency_minor,
            valuation_document=to_binary(self.valuation) if self.valuation is not None else b"",
            salt=salt,
        )
