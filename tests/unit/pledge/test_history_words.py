"""What the command says of each act in a few words."""

from typing import Any

import pytest

from pledge.commands.lookup import what_happened


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"ground": "DebtPerformed"}, "DebtPerformed"),
        ({"change": "Subordination"}, "Subordination"),
        ({"route": "Court"}, "Court"),
        ({"freed": ["US:PAT:1"], "rights": ["US:PAT:1"], "remaining": 2}, "1 right(s) freed"),
        ({"obligation": {"kind": "Fixed"}, "added": ["US:PAT:1", "US:PAT:2"]}, "2 right(s) added"),
        ({"obligation": {"kind": "Fixed"}, "added": []}, ""),
        ({"favoured": 12, "rights": ["US:PAT:1"]}, "behind pledge 12 on 1 right(s)"),
        (
            {"kind": "Licence", "covered": ["US:PAT:1"], "pledge_follows": True, "scope": "Sole"},
            "licence of 1 right(s), the pledge follows",
        ),
        (
            {"kind": "Transfer", "covered": ["US:PAT:1"], "pledge_follows": False, "scope": "None"},
            "transfer of 1 right(s), the pledge does not follow",
        ),
        ({"due_on": "2026-01-10"}, "to be corrected by 2026-01-10"),
        ({}, ""),
    ],
)
def test_an_act_is_told_in_a_few_words(details: dict[str, Any], words: str) -> None:
    assert what_happened({"details": details}) == words
