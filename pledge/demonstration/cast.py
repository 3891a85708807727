"""Who plays in the demonstration. Every institution is invented and says so (演示); no real one acts."""

from dataclasses import dataclass
from datetime import date

from chain_gateway.ledger.enums import PartyKind


@dataclass(frozen=True)
class Role:
    """An invented party."""

    name: str
    kind: PartyKind
    scopes: tuple[str, ...]
    """What its token may do at the gateway."""


OFFICE_SCOPES = ("registry:write",)
BANK_SCOPES = ("pledges:write",)

CN_PATENT_OFFICE = Role("演示专利登记处 Demo Patent Registry", PartyKind.RegistryOffice, OFFICE_SCOPES)
US_PATENT_MIRROR = Role(
    "演示美国专利记录处 Demo US Patent Records",
    PartyKind.RegistryOffice,
    OFFICE_SCOPES,
)
US_TRADEMARK_MIRROR = Role(
    "演示美国商标记录处 Demo US Trademark Records",
    PartyKind.RegistryOffice,
    OFFICE_SCOPES,
)
FIRST_BANK = Role("演示第一银行 Demo First Bank", PartyKind.Bank, BANK_SCOPES)
SECOND_BANK = Role("演示第二银行 Demo Second Bank", PartyKind.Bank, BANK_SCOPES)
FIRM = "演示科技有限公司 Demo Technology"

ROLES = (CN_PATENT_OFFICE, US_PATENT_MIRROR, US_TRADEMARK_MIRROR, FIRST_BANK, SECOND_BANK)

# Twelve-digit numbers began in October 2003, so no office ever gave these two; their check digits are right.
PLEDGED_PATENT = "198519999901.6"
FREE_PATENT = "198519999902.0"
PLEDGED_TITLE = "演示：一种质押登记方法 Demo: a method of registering pledges"
FREE_TITLE = "演示：一种从未质押的方法 Demo: a method never pledged"

REAL_CHINESE_PATENT = "200610038589.X"
"""A real patent, looked up and nothing else: this ledger's office has attested nothing of it."""
REAL_US_PATENT_HISTORY = "US7831837"
"""The patent with the longest recorded history in the committed records."""
NEVER_PLEDGED_US_PATENT = "US6285999"
"""A real patent that none of the committed records names."""

COVERAGE_FROM = date(1985, 4, 1)
"""First day of China's patent law."""
