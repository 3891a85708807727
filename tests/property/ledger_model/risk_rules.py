"""The rules of shared risk, said a second time: see `rules`."""

from chain_gateway.ledger.enums import PledgeState, SchemeState
from tests.property.ledger_model.model import Refused
from tests.property.ledger_model.replay.pledges import Pledge
from tests.property.ledger_model.replay.replay import Replay
from tests.property.ledger_model.replay.risks import Loss, Scheme, Share

WHOLE = 10_000


class RiskRules:
    """Verdicts on the acts of RiskShareBook and LossBook; a part of `Rules`."""

    replay: Replay

    def declare_pool(self, key: str) -> None:
        self.actor(key, "RiskShareBook", "declarePool")

    def fund_pool(self, key: str, pool: int) -> None:
        actor = self.actor(key, "RiskShareBook", "fundPool")
        if pool not in self.replay.risks.pools:
            raise Refused("UnknownPool")
        if self.replay.risks.pools[pool].owner != actor:
            raise Refused("NotThePoolsOwner")

    def propose_scheme(self, key: str, tranches: tuple[tuple[int, int, int, int], ...]) -> None:
        """Each tranche as party, rate, what it reinsures, and pool."""
        self.actor(key, "RiskShareBook", "proposeScheme")
        parties, pools = self.replay.parties, self.replay.risks.pools
        for party, _, _, pool in tranches[1:]:
            if not parties.party_kind(party)[1]:
                raise Refused("InvalidTranche")
            if pool and pool not in pools:
                raise Refused("UnknownPool")
            if pool and pools[pool].owner != party:
                raise Refused("NotThePoolsOwner")
        if sum(rate for _, rate, reinsures, _ in tranches if not reinsures) != WHOLE:
            raise Refused("RatesDoNotSum")

    def join_scheme(self, key: str, scheme: int) -> None:
        actor = self.actor(key, "RiskShareBook", "joinScheme")
        entry = self._scheme(scheme)
        self._stand(entry, SchemeState.Proposed)
        if actor in entry.joined or actor not in {tranche["party"] for tranche in entry.tranches[1:]}:
            raise Refused("NothingToJoin")

    def close_scheme(self, key: str, scheme: int) -> None:
        actor = self.actor(key, "RiskShareBook", "closeScheme")
        entry = self._scheme(scheme)
        if entry.proposer != actor:
            raise Refused("NotTheProposer")
        if entry.state == SchemeState.Closed:
            raise Refused("WrongSchemeState")

    def cover_pledge(self, key: str, scheme: int, pledge: int, principal: int, time: int) -> None:
        self.actor(key, "RiskShareBook", "coverPledge")
        entry = self._scheme(scheme)
        claim, actor = self._by_pledgee(key, "RiskShareBook", "coverPledge", pledge)
        self._stand(entry, SchemeState.InForce)
        if not entry.terms["opensAt"] <= time <= entry.terms["closesAt"]:
            raise Refused("SchemeExpired")
        self._in(claim, PledgeState.Filed, PledgeState.Registered)
        self._not_its_own(entry, actor)
        if not 0 < principal <= claim.terms["amount"]:
            raise Refused("PrincipalOutOfRange")
        if pledge in self.replay.risks.covers:
            raise Refused("AlreadyCovered")
        if self.replay.risks.covered(scheme) + principal > entry.terms["coverLimit"]:
            raise Refused("CoverLimitExceeded")

    def end_cover(self, key: str, pledge: int) -> None:
        self._by_pledgee(key, "RiskShareBook", "endCover", pledge)
        if pledge not in self.replay.risks.covers:
            raise Refused("NotCovered")

    def declare_loss(self, key: str, pledge: int, amount: int, time: int) -> None:
        claim, actor = self._by_pledgee(key, "LossBook", "declareLoss", pledge)
        if not claim.outcome.get("whole") or not claim.outcome["deficiency"]:
            raise Refused("NoDeficiency")
        if pledge not in self.replay.risks.covers:
            raise Refused("NotCovered")
        scheme, principal = self.replay.risks.covers[pledge]
        if not 0 < amount <= min(claim.outcome["deficiency"], principal):
            raise Refused("LossOutOfRange")
        entry = self._scheme(scheme)
        if time > entry.terms["claimsUntil"]:
            raise Refused("ClaimsClosed")
        self._not_its_own(entry, actor)

    def pay_share(self, key: str, loss: int, place: int, amount: int) -> None:
        entry, share = self._by_payer(key, "payShare", loss, place)
        if share.paid + amount > self.replay.risks.due(entry, place) - share.relieved:
            raise Refused("ShareExceeded")

    def confirm_share(self, key: str, loss: int, place: int, received: int) -> None:
        actor = self.actor(key, "LossBook", "confirmShare")
        entry, share = self._share(loss, place)
        if self._payee(entry, place) != actor:
            raise Refused("NotThePayee")
        most = min(share.paid, self.replay.risks.due(entry, place) - share.relieved)
        if not share.confirmed < received <= most:
            raise Refused("ReceiptOutOfRange")

    def subrogate(self, key: str, loss: int, place: int, extent: int) -> None:
        _, share = self._by_payer(key, "subrogate", loss, place)
        if share.subrogated + extent > share.confirmed:
            raise Refused("BeyondPayment")

    def share_recovery(self, key: str, loss: int, amount: int) -> None:
        actor = self.actor(key, "LossBook", "shareRecovery")
        entry = self._loss(loss)
        takers = {
            self._tranche(entry, place)["party"]
            for place, share in enumerate(entry.shares)
            if place and share.subrogated
        }
        if actor not in {self._creditor(entry), *takers}:
            raise Refused("NotACollector")
        if entry.recovered + amount > entry.amount:
            raise Refused("RecoveryTooHigh")

    # Guards

    def _scheme(self, scheme: int) -> Scheme:
        if scheme not in self.replay.risks.schemes:
            raise Refused("UnknownScheme")
        return self.replay.risks.schemes[scheme]

    def _stand(self, entry: Scheme, state: SchemeState) -> None:
        if entry.state != state:
            raise Refused("WrongSchemeState")

    def _not_its_own(self, entry: Scheme, creditor: int) -> None:
        if creditor in {tranche["party"] for tranche in entry.tranches[1:]}:
            raise Refused("OwnTranche")

    def _loss(self, loss: int) -> Loss:
        if loss not in self.replay.risks.losses:
            raise Refused("UnknownLoss")
        return self.replay.risks.losses[loss]

    def _share(self, loss: int, place: int) -> tuple[Loss, Share]:
        entry = self._loss(loss)
        if not 0 < place < len(entry.shares):
            raise Refused("NoSuchShare")
        return entry, entry.shares[place]

    def _by_payer(self, key: str, verb: str, loss: int, place: int) -> tuple[Loss, Share]:
        actor = self.actor(key, "LossBook", verb)
        entry, share = self._share(loss, place)
        if self._tranche(entry, place)["party"] != actor:
            raise Refused("NotThePayer")
        return entry, share

    def _tranche(self, entry: Loss, place: int) -> dict[str, int]:
        return self.replay.risks.schemes[entry.scheme].tranches[place]

    def _payee(self, entry: Loss, place: int) -> int:
        reinsured = self._tranche(entry, place)["reinsures"]
        return self._tranche(entry, reinsured)["party"] if reinsured else self._creditor(entry)

    def _creditor(self, entry: Loss) -> int:
        claim: Pledge = self.replay.pledges.pledges[entry.pledge]
        return claim.pledgee
