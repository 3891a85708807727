"""What certificates say, in Chinese and in English."""

from enum import IntEnum

from chain_gateway.ledger.enums import CancellationGround, DefaultGround, EnforcementRoute, ObligationKind, PledgeState
from chain_gateway.ledger.findings import Finding

CLEAR = ("无质押记载", "clear")
FINDINGS: dict[Finding, tuple[str, str]] = {
    Finding.UNKNOWN: ("账本无此权利", "not on the ledger"),
    Finding.NOT_IN_FORCE: ("未生效或状态不明", "not in force"),
    Finding.ENDED: ("权利已终止", "the right has ended"),
    Finding.TERM_OVER: ("权利期限已届满", "term over"),
    Finding.NOT_COVERED: ("未纳入账本范围", "kind not covered"),
    Finding.NOT_RECONCILED: ("未与登记机关核对至该日", "not reconciled to that day"),
    Finding.FILED: ("已申请质押登记", "pledge filed"),
    Finding.PLEDGED: ("已质押", "pledged"),
    Finding.PRESERVED: ("已被法院保全", "preserved by a court"),
    Finding.LOCKED: ("已被锁定", "locked"),
}
ACTS: dict[str, tuple[str, str]] = {
    "PledgeFiled": ("申请质押登记", "filed"),
    "PledgeMigrated": ("移入原登记", "carried over from the office's register"),
    "PledgeRegistered": ("质押登记", "registered"),
    "PledgeRefused": ("不予登记", "refused"),
    "PledgeWithdrawn": ("撤回申请", "withdrawn"),
    "CorrectionAsked": ("通知补正", "correction asked"),
    "CorrectionAnswered": ("已补正", "correction answered"),
    "PledgeRevoked": ("撤销登记", "registration revoked"),
    "AmendmentAsked": ("申请变更", "amendment asked"),
    "PledgeAmended": ("变更登记", "amended"),
    "AssignmentNominated": ("拟转让", "assignee nominated"),
    "AssignmentAccepted": ("受让人接受", "assignment accepted"),
    "PledgeAssigned": ("转让登记", "assigned"),
    "PartialReleaseAsked": ("申请部分解除", "partial release asked"),
    "RightsReleased": ("部分解除登记", "rights released"),
    "ChangeDropped": ("撤回变更申请", "change dropped"),
    "PledgeDischarged": ("质权人解除质押", "discharged by the pledgee"),
    "PledgeCancelled": ("注销登记", "cancelled"),
    "SubordinationAsked": ("同意后移顺位", "subordination asked"),
    "RanksChanged": ("顺位变更登记", "ranks changed"),
    "ClaimDetermined": ("债权确定", "claims determined"),
    "TransferConsented": ("同意转让或许可", "transfer or licence consented"),
    "PledgeDefaulted": ("违约通知", "default"),
    "PledgeCured": ("违约已补救", "default cured"),
    "EnforcementStarted": ("开始实现质权", "enforcement started"),
    "RightsRealised": ("质权实现", "rights realised"),
    "RightsLocked": ("锁定", "rights locked"),
    "RightsUnlocked": ("解除锁定", "rights unlocked"),
}
STATES: dict[PledgeState, tuple[str, str]] = {
    PledgeState.Filed: ("已申请，未登记", "filed, not registered"),
    PledgeState.Registered: ("已登记", "registered"),
    PledgeState.Defaulted: ("已违约", "in default"),
    PledgeState.Enforcing: ("实现质权中", "being enforced"),
    PledgeState.Realised: ("已实现", "realised"),
    PledgeState.Discharged: ("已解除，未注销", "discharged, not cancelled"),
    PledgeState.Cancelled: ("已注销", "cancelled"),
    PledgeState.Refused: ("不予登记", "refused"),
    PledgeState.Withdrawn: ("已撤回", "withdrawn"),
    PledgeState.Revoked: ("登记已撤销", "revoked"),
}
_CANCELLATIONS: dict[IntEnum, tuple[str, str]] = {
    CancellationGround.DebtPerformed: ("债务已履行", "debt performed"),
    CancellationGround.PledgeRealised: ("质权已实现", "pledge realised"),
    CancellationGround.PledgeeWaives: ("质权人放弃质权", "pledgee waives"),
    CancellationGround.ContractVoid: ("主合同无效或被撤销", "contract void"),
    CancellationGround.OtherLaw: ("法律规定的其他情形", "other ground of law"),
}
_DEFAULTS: dict[IntEnum, tuple[str, str]] = {
    DefaultGround.DebtNotPerformed: ("债务未履行", "debt not performed"),
    DefaultGround.InterestNotPaid: ("利息未付", "interest not paid"),
    DefaultGround.AgreedCase: ("约定情形发生", "agreed case"),
    DefaultGround.Insolvency: ("债务人破产", "insolvency"),
    DefaultGround.OtherLaw: ("法律规定的其他情形", "other ground of law"),
}
_OBLIGATIONS: dict[IntEnum, tuple[str, str]] = {
    ObligationKind.Unstated: ("未载明", "not stated"),
    ObligationKind.Fixed: ("固定金额", "fixed amount"),
    ObligationKind.Maximum: ("最高额", "maximum amount"),
}
_ROUTES: dict[IntEnum, tuple[str, str]] = {
    EnforcementRoute.Agreement: ("协议", "by agreement"),
    EnforcementRoute.Court: ("法院", "by court"),
}
_OF: dict[type[IntEnum], dict[IntEnum, tuple[str, str]]] = {
    CancellationGround: _CANCELLATIONS,
    DefaultGround: _DEFAULTS,
    ObligationKind: _OBLIGATIONS,
    EnforcementRoute: _ROUTES,
}
"""By the enumeration, since members of two that have the same number are equal."""
NOTICE = (
    "本证书为账本查询结果，不是登记机关出具的正式查询证明；正式证明请向办理质押登记的机关申请。",
    "This certificate is a search of the ledger, not an official extract. An extract of the register is issued by the "
    "registry office that registered, or would register, the pledge.",
)
"""On every page one (law.md 22)."""
RECORD_NOTICE = (
    "本证书为账本记录，不是登记机关出具的正式证明；正式证明请向办理质押登记的机关申请。",
    "This certificate is of the ledger's record, not an official extract. An extract of the register is issued by the "
    "registry office that registered, or would register, the pledge.",
)
CONFIDENTIAL = (
    "本记录含债权金额等保密信息，仅供质押当事人使用。",
    "This record holds amounts and other confidential matter; it is for the pledge's parties alone.",
)
PROVES = (
    "附于本文件内的 JSON 文件载有账本事件、收据证明及联盟验证节点的区块签章，任何人可离线核验；本页内容由该文件生成。",
    "The JSON file inside this document holds the ledger's events, their receipts' proofs and the validators' seals; "
    "anyone can verify it offline. These pages are made from it.",
)
LIMITS = (
    "本证书不证明该区块之后无变更，不证明登记机关所证事实属实；不在账本范围内的权利，不得视为无质押。",
    "It does not prove that nothing changed after its block, nor that what an office attested is true; a right that "
    "the ledger does not cover is not thereby free.",
)
RECORD_LIMITS = (
    "本证书不证明无遗漏：截至该区块是否另有行为，以较新的证书或联盟节点核对为准。",
    "It does not by itself prove that no act was left out; a newer record or a member's node tells.",
)


def both(words: tuple[str, str]) -> str:
    """Both languages on one line."""
    return f"{words[0]} {words[1]}"


def findings(finding: Finding) -> str:
    """A finding in both languages."""
    named = [FINDINGS[bit] for bit in finding]
    if not named:
        return both(CLEAR)
    return f"{'；'.join(zh for zh, _ in named)} {'; '.join(en for _, en in named)}"


def of_enum(value: IntEnum) -> str:
    """A member of an enumeration, in both languages where it has words here, else by its own name."""
    found = _OF.get(type(value), {}).get(value)
    return value.name if found is None else both(found)
