"""Acts on engagements."""

from chain_gateway.ledger import calls
from chain_gateway.ledger.enums import (
    AbandonReason,
    EngagementState,
    ValuationGrade,
    ValuationKind,
    ValuationPurpose,
)
from chain_gateway.ledger.structs import EngagementTerms, ValuationResult
from tests.property.ledger_model.acts.choices import Choices
from tests.property.ledger_model.draw import Draw
from tests.property.ledger_model.market import APPRAISERS, DONE_HERE, HOLDERS, NOBODY, PAPER, PLEDGORS, SALT, Tried
from tests.property.ledger_model.valuation_rules import ValuationRules


class ValuationActs(Choices):
    """Engagements, results, and who may read."""

    @property
    def _judge(self) -> ValuationRules:
        return ValuationRules(self._rules)

    def _engage(self, draw: Draw, lucky: bool) -> Tried:
        appraiser = self._party(draw, APPRAISERS)
        client = self._party(draw, PLEDGORS) if lucky or draw.of(3) else draw.one((appraiser, NOBODY))
        rights = tuple(sorted({draw.one(self.rights) for _ in range(1 + draw.of(2))}))
        if not lucky and draw.of(4) == 0:
            rights = (bytes(31) + b"\x01", *rights)
        kind = draw.one((ValuationKind.Appraisal, ValuationKind.Appraisal, ValuationKind.Model))
        terms = EngagementTerms(kind, ValuationPurpose.Pledge, client, 0, "CNY", draw.of(100), PAPER, SALT)
        key = self._key(draw, lucky, appraiser, "ValuationBook", "engage")
        call = calls.engage(rights, terms, DONE_HERE)
        return Tried(call, key, lambda: self._judge.engage(key, rights, client))

    def _deliver(self, draw: Draw, lucky: bool) -> Tried:
        engagement, appraiser, kind = self._engagement(draw, lucky)
        first, second = self.market.ids["signatory"], self.market.ids["co_signatory"]
        if not lucky and draw.of(2):
            first = draw.one((second, self.market.ids["bank"], 0))
        low = 1 + draw.of(1_000)
        result = (
            ValuationResult(ValuationGrade.BBB, 0, 0, 0, 20250101, 20251231, 0, 0, "demo 1", b"", SALT)
            if kind == ValuationKind.Model
            else ValuationResult(
                ValuationGrade.None_, 4, low, low + draw.of(9), 20250101, 20251231, first, second, "", PAPER, SALT
            )
        )
        key = self._key(draw, lucky, appraiser, "ValuationBook", "deliver")
        call = calls.deliver(engagement, result, DONE_HERE)
        signatories = (result.signatory, result.co_signatory)
        return Tried(call, key, lambda: self._judge.deliver(key, engagement, signatories))

    def _abandon(self, draw: Draw, lucky: bool) -> Tried:
        engagement, appraiser, _ = self._engagement(draw, lucky)
        entry = self.market.replay.valuations.engagements.get(engagement)
        draft = draw.of(2) * 50
        side = appraiser if (draft and lucky) or entry is None else draw.one((appraiser, entry.terms["client"]))
        key = self._key(draw, lucky, side, "ValuationBook", "abandon")
        call = calls.abandon(engagement, AbandonReason.Other, draft, draft, SALT, DONE_HERE)
        return Tried(call, key, lambda: self._judge.abandon(key, engagement, draft))

    def _allow_reader(self, draw: Draw, lucky: bool) -> Tried:
        return self._reader(draw, lucky, "allow")

    def _withdraw_reader(self, draw: Draw, lucky: bool) -> Tried:
        return self._reader(draw, lucky, "withdraw")

    def _reader(self, draw: Draw, lucky: bool, verb: str) -> Tried:
        known = self.market.replay.valuations.engagements
        reading = [each for each, entry in known.items() if entry.readers]
        some = reading if lucky and verb == "withdraw" and reading else [*known]
        engagement = draw.one(some if lucky and some else [*known, NOBODY])
        entry = known.get(engagement)
        reader = self._party(draw, HOLDERS) if lucky or draw.of(5) else NOBODY
        if lucky and verb == "withdraw" and entry is not None and entry.readers:
            reader = min(entry.readers)
        sides = self._parties(APPRAISERS) if entry is None else [entry.appraiser, entry.terms["client"]]
        key = self._key(draw, lucky, draw.one(sides), "ValuationBook", f"{verb}Reader")
        build = calls.allow_reader if verb == "allow" else calls.withdraw_reader
        judge = self._judge.allow_reader if verb == "allow" else self._judge.withdraw_reader
        return Tried(build(engagement, reader, DONE_HERE), key, lambda: judge(key, engagement, reader))

    def _engagement(self, draw: Draw, lucky: bool) -> tuple[int, int, int]:
        """An engagement, who was engaged, and its kind: mostly one that waits for its result."""
        known = self.market.replay.valuations.engagements
        waiting = [each for each, entry in known.items() if entry.state == EngagementState.Engaged]
        engagement = draw.one(waiting if lucky and waiting else [*known, NOBODY])
        entry = known.get(engagement)
        if entry is None:
            return engagement, self._party(draw, APPRAISERS), ValuationKind.Appraisal
        return engagement, entry.appraiser, entry.terms["kind"]

    def _parties(self, names: tuple[str, ...]) -> list[int]:
        return [self.market.ids[name] for name in names]
