import pytest

from chain_gateway.ledger.spelling import folded, usual


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  Ａ１２　／ 3 ", "A12 / 3"), ("演示\t公司", "演示 公司"), ("", "")],
)
def test_the_usual_spelling_has_narrow_forms_and_single_blanks(text: str, expected: str) -> None:
    assert usual(text) == expected


@pytest.mark.parametrize(("one", "other"), [("Demo  bank", "ＤＥＭＯ BANK"), ("ŉ", "ʼN"), ("ΐ", "\u03b9\u0308\u0301")])
def test_two_spellings_of_a_name_fold_into_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_what_is_folded_folds_into_itself() -> None:
    for character in map(chr, range(0x20, 0x3000)):
        assert folded(folded(character)) == folded(character)
