"""The paper's own figures, told beside the ledger's and never mixed with them (design, S15; law.md 24)."""

from typing import Any

_PAPER = "policy paper on intellectual-property pledge financing"

BASELINES: tuple[dict[str, Any], ...] = (
    {
        "code": "cn-new-pledge-loans",
        "year": 2022,
        "value": "486.88",
        "unit": "CNY billion",
        "text": "Patent and trademark pledge financing of the year, mainland China",
        "source": _PAPER,
    },
    {
        "code": "cn-new-pledge-loans-growth",
        "year": 2022,
        "value": "57.1",
        "unit": "percent",
        "text": "Growth over the year before; the third year in a row above 40%",
        "source": _PAPER,
    },
    {
        "code": "cn-share-of-corporate-loans",
        "year": 2022,
        "value": "0.16",
        "unit": "percent",
        "text": "The year's flow over the balance of corporate loans",
        "source": _PAPER,
    },
    {
        "code": "cn-pledged-patents-and-trademarks",
        "year": 2021,
        "value": "17000",
        "unit": "patents and trademarks",
        "text": "Pledged patents and trademarks",
        "source": _PAPER,
    },
    {
        "code": "cn-invention-patents",
        "year": 2021,
        "value": "2770000",
        "unit": "invention patents",
        "text": "Invention patents in force, mainland China",
        "source": _PAPER,
    },
    {
        "code": "cn-pledged-share",
        "year": 2021,
        "value": "0.6",
        "unit": "percent",
        "text": "The two figures above as the paper relates them, though it sets patents and trademarks over patents",
        "source": _PAPER,
    },
    {
        "code": "kr-new-pledge-loans",
        "year": 2022,
        "value": "915.6",
        "unit": "KRW billion",
        "text": "New loans on intellectual property of the year, Republic of Korea (CNY 5.036 billion)",
        "source": _PAPER,
    },
    {
        "code": "kr-pledge-loan-balance",
        "year": 2022,
        "value": "2192.9",
        "unit": "KRW billion",
        "text": "Balance of loans on intellectual property, Republic of Korea (CNY 12.061 billion)",
        "source": _PAPER,
    },
    {
        "code": "kr-pledge-loan-balance-growth",
        "year": 2022,
        "value": "71.7",
        "unit": "percent",
        "text": "Growth over the year before, Republic of Korea",
        "source": _PAPER,
    },
)
