"""Records of a pledge between invented parties (演示), sealed with keys of the test."""

from collections.abc import Sequence
from dataclasses import dataclass

from chain_gateway.ledger.enums import (
    CancellationGround,
    DefaultGround,
    EnforcementRoute,
    ObligationKind,
    PartyKind,
)
from chain_gateway.ledger.events import (
    EnforcementStarted,
    PartyAdmitted,
    Payload,
    PledgeCancelled,
    PledgeCured,
    PledgeDefaulted,
    PledgeDischarged,
    PledgeFiled,
    PledgeRegistered,
)
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Act, Filing, Obligation
from chain_gateway.proofs import EventProof, RecordCertificate
from chain_gateway.proofs.certificate import SearchedRight
from chain_gateway.proofs.validators import IBFT
from tests.support.sealed_chain import CHAIN_ID, SealedChain

PLEDGE = 40
OFFICE, BANK, FIRM, DEBTOR = 3, 7, 11, 12
RIGHTS = tuple(sorted(map(RightId.parse, ("CN201710601862.3", "CN:TM:1234567:9")), key=lambda right: right.key))
OBLIGATION = Obligation(
    ObligationKind.Maximum, "CNY", 830_000_000, DEBTOR, 20_260_105, 20_290_104, b"", salt=b"\x5a" * 32
)
FILED = PledgeFiled(
    OFFICE, Filing(BANK, (), (FIRM,), tuple(right.key for right in RIGHTS), OBLIGATION), False, (7,), Act(), 1
)
REGISTERED = PledgeRegistered("Y2026980000123", 20_260_112, b"", Act(recorded_on=20_260_112), 1)
DEFAULTED = PledgeDefaulted(DefaultGround.DebtNotPerformed, 20_261_001, Act(), 1)
CURED = PledgeCured(Act(), 1)
ENFORCED = EnforcementStarted(EnforcementRoute.Court, "（2026）京73民特12号", Act(), 1)
DISCHARGED = PledgeDischarged(CancellationGround.DebtPerformed, (), Act(executed_on=20_261_110), 1)
CANCELLED = PledgeCancelled(CancellationGround.DebtPerformed, Act(recorded_on=20_261_112), 1)
STORY: tuple[tuple[Payload, int], ...] = (
    (FILED, BANK), (REGISTERED, OFFICE), (DEFAULTED, BANK), (CURED, BANK), (DISCHARGED, BANK), (CANCELLED, OFFICE)
)  # fmt: skip
"""Acts and who does them."""
_NAMES = (
    (OFFICE, PartyKind.RegistryOffice, "演示专利登记机关"),
    (BANK, PartyKind.Bank, "演示商业银行股份有限公司"),
    (FIRM, PartyKind.Enterprise, "演示精密仪器有限公司"),
)


@dataclass(frozen=True)
class Recorder:
    """Makes records of what it is told, on a sealed chain."""

    chain: SealedChain

    def parts(self, story: Sequence[tuple[Payload, int]], pledge: int = PLEDGE, **block: object) -> list[EventProof]:
        """Proofs of acts, each in a block of its own, the filing with the pledge's number."""
        return [
            self.chain.event(
                payload, pledge + 3 * place, pledge.to_bytes(32, "big"), actor, **{"number": 100 + place, **block}
            )
            for place, (payload, actor) in enumerate(story)
        ]

    def names(self) -> list[EventProof]:
        """Proofs of how the institutions were entered."""
        return [
            self.chain.event(
                PartyAdmitted(kind, name, bytes(32), "", Act(), 1), party, party.to_bytes(32, "big"), 0, number=20
            )
            for party, kind, name in _NAMES
        ]

    def record(
        self, story: Sequence[tuple[Payload, int]] = STORY, through: int = 150, **block: object
    ) -> RecordCertificate:
        """The record of a story up to a block."""
        return RecordCertificate(
            engine=IBFT,
            chain_id=CHAIN_ID,
            contracts=dict(self.chain.trust().contracts),
            pledge=PLEDGE,
            rights=tuple(SearchedRight(right.key, right.text) for right in RIGHTS),
            parties=tuple(self.names()),
            through=self.chain.header(b"\x06" * 32, number=through),
            parts=tuple(self.parts(story, **block)),
        )
