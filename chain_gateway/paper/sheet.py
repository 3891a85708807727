"""What a printed certificate says, made from its file and nothing else. Pure.

Printing lays a sheet out; verification makes it again from the file inside the document, and looks whether it is what
the pages say.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chain_gateway.ledger.dates import from_chain
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import (
    EnforcementStarted,
    LedgerEvent,
    Payload,
    PledgeAmended,
    PledgeAssigned,
    PledgeCancelled,
    PledgeDefaulted,
    PledgeDischarged,
    PledgeMigrated,
    PledgeRefused,
    PledgeRegistered,
    PledgeRevoked,
    RightsRealised,
    RightsReleased,
)
from chain_gateway.ledger.findings import Finding
from chain_gateway.ledger.money import InvalidMoney, Money
from chain_gateway.ledger.structs import Obligation
from chain_gateway.paper import words
from chain_gateway.proofs import Certificate, RecordCertificate, SealedHeader, Trust
from chain_gateway.proofs.checks import as_deployment
from chain_gateway.proofs.life_cycle import state_after
from chain_gateway.proofs.record import filing_of
from chain_gateway.proofs.verify import read_certificate

MOST_ROWS = 1_000
"""Rows that are printed; a longer list is in the file, and the sheet says so."""
_ZONE = ZoneInfo("Asia/Shanghai")
_LONGEST = 500
_HARMFUL = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]"
)


@dataclass(frozen=True)
class Fact:
    """A line of the sheet's head: what it is in both languages, and its value."""

    zh: str
    en: str
    value: str
    code: bool = False
    """A number or digest, set in a font of equal widths."""


@dataclass(frozen=True)
class Sheet:
    """The whole text that differs from certificate to certificate."""

    kind: str
    """"search" or "record"."""
    title: tuple[str, str]
    number: str
    """What the certificate is called by: the search's id, or the pledge."""
    digest: str
    """SHA-256 of the file, in hexadecimal: at the foot of every page."""
    address: str
    """Path below the look-up's address at which it is found."""
    facts: tuple[Fact, ...]
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    remark: str = ""
    """What of the list is not printed."""
    notices: tuple[tuple[str, str], ...] = field(default=())

    def texts(self) -> Iterator[str]:
        """Every text that the pages must have."""
        yield from self.title
        yield self.number
        for fact in self.facts:
            yield fact.value
        for row in self.rows:
            yield from row
        yield self.remark
        for zh, en in self.notices:
            yield zh
            yield en


def sheet_of(raw: bytes) -> Sheet:
    """The sheet of a certificate's file. Raises InvalidCertificate."""
    certificate = read_certificate(raw)
    digest = hashlib.sha256(raw).hexdigest()
    if isinstance(certificate, RecordCertificate):
        return _record_sheet(certificate, digest)
    return _search_sheet(certificate, digest)


def _search_sheet(certificate: Certificate, digest: str) -> Sheet:
    newest = max((part.header for part in certificate.parts), key=lambda header: header.number)
    total, found = len(certificate.rights), len(certificate.results)
    number = "0x" + certificate.search_id.hex()
    shown, remark = _printed_places(certificate)
    rows = []
    for place in shown:
        right = certificate.rights[place]
        finding = words.findings(certificate.results.get(place, Finding(0)))
        rows.append((str(place + 1), right.text or "0x" + right.key.hex(), finding))
    seals = _seals(newest)
    return Sheet(
        kind="search",
        title=("知识产权质押查询证书", "Certificate of a search for pledges of intellectual property"),
        number=number,
        digest=digest,
        address=f"/v1/certificates/{number}.pdf",
        facts=(
            Fact("证书编号", "Certificate", number, code=True),
            Fact("查询基准日", "Searched as of", certificate.as_of.isoformat()),
            Fact("结果", "Result", f"{total} 项权利：{total - found} 项无质押记载 clear，{found} 项另有记载 not clear"),
            Fact("封块", "Sealed in block", f"{newest.number} · {_time(newest.timestamp)}"),
            Fact("验证节点", "Validators", f"{seals} 个签章 seals · {len(newest.validators)} 个节点 validators"),
            Fact("账本", "Ledger", f"chain {certificate.chain_id} · {certificate.engine}"),
            Fact("查询合约", "SearchRegister", certificate.contracts.get("SearchRegister", ""), code=True),
        ),
        heads=(("序号", "No."), ("权利", "Right"), ("查询结果", "Found")),
        rows=tuple(rows),
        remark=remark,
        notices=(words.NOTICE, words.PROVES, words.LIMITS),
    )


def _printed_places(certificate: Certificate) -> tuple[Sequence[int], str]:
    """Places of the rights that are printed, and what is said of the others."""
    total = len(certificate.rights)
    if total <= MOST_ROWS:
        return range(total), ""
    places = sorted(certificate.results)[:MOST_ROWS] or range(MOST_ROWS)
    found = len(certificate.results)
    left = found - len(places) if found else 0
    remark = (
        f"共 {total} 项，此处列出 {len(places)} 项；其余 {total - len(places)} 项（其中 {left} 项另有记载）见所附文件。"
        f" Of {total} rights {len(places)} are printed; the other {total - len(places)}, of which {left} are not "
        "clear, are in the file inside."
    )
    return places, remark


def _record_sheet(certificate: RecordCertificate, digest: str) -> Sheet:
    trust = Trust(certificate.engine, certificate.chain_id, (), certificate.contracts)
    ledger = as_deployment(trust)
    acts = certificate.acts(ledger)
    writer = _ActWriter(certificate, ledger)
    rows = [
        (str(act.sequence), _time(proof.header.timestamp), words.both(words.ACTS.get(act.name, (act.name, ""))).strip(),
         writer.party(act.actor), writer.detail(act))
        for proof, act in zip(certificate.parts, acts, strict=True)
    ][:MOST_ROWS]  # fmt: skip
    left = len(acts) - len(rows)
    through = certificate.through
    registered = [act.payload for act in acts if isinstance(act.payload, PledgeRegistered | PledgeMigrated)]
    return Sheet(
        kind="record",
        title=("知识产权质押记录证书", "Certificate of the record of one pledge"),
        number=f"pledge {certificate.pledge}",
        digest=digest,
        address=f"/v1/pledges/{certificate.pledge}",
        facts=(
            Fact("质押编号", "Pledge", f"pledge {certificate.pledge}", code=True),
            Fact("登记号", "Registration number", _text(registered[0].registration_number) if registered else "—"),
            Fact("状态", "State", words.both(words.STATES[state_after(acts)])),
            Fact("记录截至", "Record up to block", f"{through.number} · {_time(through.timestamp)}"),
            Fact("权利", "Rights", _several([each.text or "0x" + each.key.hex() for each in certificate.rights])),
            Fact("验证节点", "Validators", f"{_seals(through)} 个签章 seals · {len(through.validators)} 个节点 "
                 "validators"),
            Fact("账本", "Ledger", f"chain {certificate.chain_id} · {certificate.engine}"),
            Fact("登记合约", "PledgeRegistry", certificate.contracts.get("PledgeRegistry", ""), code=True),
        ),
        heads=(("号", "No."), ("封块时间", "Sealed"), ("行为", "Act"), ("行为人", "By"), ("内容", "Content")),
        rows=tuple(rows),
        remark=f"其余 {left} 项见所附文件。 The other {left} acts are in the file inside." if left else "",
        notices=(words.RECORD_NOTICE, words.CONFIDENTIAL, words.PROVES, words.RECORD_LIMITS),
    )  # fmt: skip


class _ActWriter:
    """Acts in words, with the parties' and rights' names as far as the certificate proves them."""

    def __init__(self, certificate: RecordCertificate, ledger: Deployment) -> None:
        self._names = certificate.names(ledger)
        self._rights = {each.key: each.text or "0x" + each.key.hex() for each in certificate.rights}

    def party(self, party: int) -> str:
        if party == 0:
            return "治理方 governance"
        name = _text(self._names.get(party, ""))
        return f"{name} (#{party})" if name else f"#{party}"

    def rights(self, keys: Sequence[bytes]) -> str:
        return _several([self._rights.get(key, "0x" + key.hex()) for key in keys])

    def detail(self, act: LedgerEvent) -> str:
        return "\n".join(self._details(act.payload))

    def _details(self, payload: Payload) -> Iterator[str]:
        if isinstance(payload, PledgeRegistered | PledgeMigrated):
            yield f"登记号 no. {_text(payload.registration_number)}"
            yield f"生效 effective {_day(payload.effective_on)}"
        filing = filing_of(payload)
        if filing is not None:
            yield f"质权人 pledgee {self.party(filing.pledgee)}"
            if filing.joint_pledgees:
                yield f"共同质权人 joint {', '.join(self.party(each) for each in filing.joint_pledgees)}"
            yield f"出质人 pledgors {', '.join(self.party(each) for each in filing.pledgors)}"
            yield from self._obligation(filing.obligation)
        elif isinstance(payload, PledgeAmended):
            yield from self._obligation(payload.obligation)
            if payload.added:
                yield f"增加 added {self.rights(payload.added)}"
        elif isinstance(payload, PledgeAssigned):
            yield f"{self.party(payload.assignor)} → {self.party(payload.assignee)}"
        elif isinstance(payload, RightsReleased):
            yield f"解除 freed {self.rights(payload.freed)}"
        elif isinstance(payload, PledgeDischarged | PledgeCancelled | PledgeRefused | PledgeRevoked):
            yield f"事由 ground {words.of_enum(payload.ground)}"
        elif isinstance(payload, PledgeDefaulted):
            yield f"事由 ground {words.of_enum(payload.ground)}"
            yield f"通知 notice {_day(payload.notice_on)}"
        elif isinstance(payload, EnforcementStarted):
            yield f"方式 route {words.of_enum(payload.route)} {_text(payload.case_number)}".rstrip()
        elif isinstance(payload, RightsRealised):
            yield f"{self.rights(payload.sold)}"
            yield f"价款 proceeds {_money(payload.realisation.proceeds, payload.realisation.currency)}"
        act = getattr(payload, "act", None)
        if act is not None and act.recorded_on:
            yield f"登记日 recorded {_day(act.recorded_on)}"
        if act is not None and act.executed_on:
            yield f"签署日 executed {_day(act.executed_on)}"

    def _obligation(self, obligation: Obligation) -> Iterator[str]:
        if obligation.currency:
            kind = words.of_enum(obligation.kind)
            yield f"债权 obligation {kind} {_money(obligation.amount, obligation.currency)}"
        if obligation.debtor:
            yield f"债务人 debtor {self.party(obligation.debtor)}"
        if obligation.starts_on or obligation.ends_on:
            yield f"期间 period {_day(obligation.starts_on)} – {_day(obligation.ends_on)}"


def _seals(header: SealedHeader) -> int:
    return len(set(header.seals()) - {None})


def _money(minor: int, currency: str) -> str:
    try:
        return Money(minor, currency).format()
    except InvalidMoney:
        return f"{minor} {_text(currency)}"


def _day(number: int) -> str:
    day = from_chain(number)
    return "—" if day is None else day.isoformat()


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(_ZONE).strftime("%Y-%m-%d %H:%M:%S UTC+8")


def _several(texts: Sequence[str], most: int = 40) -> str:
    listed = "、".join(texts[:most])
    return listed if len(texts) <= most else f"{listed} … ({len(texts)})"


def _text(text: str) -> str:
    """What others wrote, fit to be printed."""
    return _HARMFUL.sub("\N{REPLACEMENT CHARACTER}", text[:_LONGEST])
