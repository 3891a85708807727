"""Bodies of the pledge registry."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from chain_gateway.api.bodies.common import (
    MAX_RIGHTS,
    ActBody,
    Address,
    Body,
    Cid,
    Id,
    LegalDate,
    Minor,
    Nonce,
    Salt,
    Signature,
    binary,
    by_name,
)
from chain_gateway.api.texts import OfficialNumber, RightText
from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.enums import CancellationGround, ObligationKind, RefusalGround
from chain_gateway.ledger.structs import Obligation, Registration

Rights = Annotated[list[RightText], Field(min_length=1, max_length=MAX_RIGHTS)]
Pledgors = Annotated[list[Id], Field(min_length=1, max_length=256)]
Currency = Annotated[str, Field(min_length=3, max_length=3, pattern="^[A-Z]{3}$", examples=["CNY"])]
RefusalGroundName = Annotated[RefusalGround, *by_name(RefusalGround, "None")]
CancellationGroundName = Annotated[CancellationGround, *by_name(CancellationGround, "None")]

_FILING: dict[str, Any] = {
    "pledgors": [7],
    "rights": ["CN201710601862.3"],
    "obligation": {
        "kind": "Maximum",
        "currency": "CNY",
        "amount_minor": "1000000000",
        "debtor": 7,
        "starts_on": "2024-06-01",
        "ends_on": "2027-05-31",
        "contract": "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq",
        "salt": "0x" + "5a" * 32,
    },
}

FILING_EXAMPLE: dict[str, Any] = _FILING | {
    "consents": [
        {
            "pledgor": 7,
            "key": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "nonce": "81985529216486895",
            "deadline": 1900000000,
            "signature": "0x" + "11" * 64 + "1b",
        }
    ]
}
"""A filing with its pledgor's consent."""


class ObligationBody(Body):
    """The secured obligation."""

    kind: Literal["Fixed", "Maximum"]
    currency: Currency
    amount_minor: Minor
    debtor: Id
    starts_on: LegalDate
    ends_on: LegalDate
    contract: Cid
    salt: Salt | None = None
    """Random 32 bytes; drawn by the gateway when absent and no consent was signed over it."""

    def obligation(self, salt: bytes) -> Obligation:
        """The ledger's obligation, with `salt` where the body names none."""
        return Obligation(
            kind=ObligationKind[self.kind],
            currency=self.currency,
            amount=self.amount_minor,
            debtor=self.debtor,
            starts_on=to_chain(self.starts_on),
            ends_on=to_chain(self.ends_on),
            contract_document=binary(self.contract),
            salt=bytes.fromhex(self.salt[2:]) if self.salt is not None else salt,
        )


class MigratedObligationBody(Body):
    """The secured obligation as far as an old register states it."""

    kind: Literal["Unstated", "Fixed", "Maximum"] = "Unstated"
    currency: Currency | None = None
    amount_minor: Minor = 0
    debtor: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    starts_on: LegalDate | None = None
    ends_on: LegalDate | None = None
    contract: Cid | None = None
    salt: Salt | None = None

    def obligation(self, salt: bytes) -> Obligation:
        """The ledger's obligation; the salt is drawn only where there is an amount to hide."""
        drawn = salt if self.amount_minor else bytes(32)
        return Obligation(
            kind=ObligationKind[self.kind],
            currency=self.currency or "",
            amount=self.amount_minor,
            debtor=self.debtor,
            starts_on=to_chain(self.starts_on),
            ends_on=to_chain(self.ends_on),
            contract_document=binary(self.contract),
            salt=bytes.fromhex(self.salt[2:]) if self.salt is not None else drawn,
        )


class ConsentBody(Body):
    """A pledgor's signed consent."""

    pledgor: Id
    key: Address
    nonce: Nonce
    deadline: Annotated[int, Field(ge=0, lt=2**63)]
    """Last second of chain time at which it can be used."""
    signature: Signature


Consents = Annotated[list[ConsentBody], Field(max_length=256)]


class FilingBody(Body):
    """A pledge as it is filed; the pledgee is the token's party."""

    model_config = ConfigDict(json_schema_extra={"examples": [FILING_EXAMPLE]})

    pledgee: Id | None = None
    joint_pledgees: list[Id] = Field(default_factory=list, max_length=32)
    pledgors: Pledgors
    rights: Rights
    obligation: ObligationBody
    consents: Consents = Field(default_factory=list)
    act: ActBody = ActBody()


class ConsentRequestBody(Body):
    """A filing, or the amendment of a pledge, whose pledgors are to sign."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FILING]})

    pledge: Id | None = None
    """The pledge that is amended, absent for a filing. `rights` are then all rights as they will be, and joint pledgees
    are not named: an amendment does not change them.
    """
    pledgee: Id | None = None
    joint_pledgees: list[Id] = Field(default_factory=list, max_length=32)
    pledgors: Pledgors
    rights: Rights
    obligation: ObligationBody
    deadline: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """Last second of chain time at which the consents can be used; a week from the head when absent."""


class MigrationBody(Body):
    """An existing registration that the office carries over."""

    pledgee: Id
    joint_pledgees: list[Id] = Field(default_factory=list, max_length=32)
    pledgors: Pledgors
    rights: Rights
    obligation: MigratedObligationBody = MigratedObligationBody()
    registration_number: Annotated[OfficialNumber, Field(min_length=1)]
    effective_on: LegalDate
    act: ActBody


class OtherConsentBody(Body):
    """Written consent of another whom the act harms: a pledgee of a later rank, a guarantor, another security giver."""

    party: Id
    document: Cid
    """The consent itself."""


OtherConsents = Annotated[list[OtherConsentBody], Field(max_length=64)]


class RegistrationBody(Body):
    """Registration of a filed pledge."""

    registration_number: Annotated[OfficialNumber, Field(min_length=1)]
    effective_on: LegalDate
    consent_document: Cid | None = None
    """The paper consents, where no pledgor signed electronically."""
    rights: Rights | None = None
    pledgors: Pledgors | None = None
    """The pledge's pledgors; as the gateway finds them when absent."""
    act: ActBody = ActBody()

    def registration(self) -> Registration:
        """The ledger's registration."""
        return Registration(self.registration_number, to_chain(self.effective_on), binary(self.consent_document))


class RefusalBody(Body):
    """Refusal of a filed pledge."""

    ground: RefusalGroundName
    rights: Rights | None = None
    act: ActBody = ActBody()


class RightsActBody(Body):
    """Body of an act that needs the pledge's rights only."""

    rights: Rights | None = None
    act: ActBody = ActBody()


class CorrectionBody(Body):
    """Until when the pledgee is to correct its filing."""

    due_on: LegalDate
    act: ActBody = ActBody()


class CancellationBody(Body):
    """Cancellation of a pledge by the office."""

    ground: CancellationGroundName
    rights: Rights | None = None
    act: ActBody = ActBody()
