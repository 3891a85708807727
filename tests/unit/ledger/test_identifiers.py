"""Numbers of rights and firms: every usual spelling, and a clear word on every wrong one."""

import pytest

from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId, parse_uscc


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("201710601862.3", "CN:PAT:201710601862.3"),
        ("2017106018623", "CN:PAT:201710601862.3"),
        ("201710601862", "CN:PAT:201710601862.3"),
        ("ZL201710601862.3", "CN:PAT:201710601862.3"),
        ("ZL 2017 1 0601862.3", "CN:PAT:201710601862.3"),
        ("CN201710601862.3", "CN:PAT:201710601862.3"),
        ("cnzl2017106018623", "CN:PAT:201710601862.3"),
        ("２０１７１０６０１８６２．３", "CN:PAT:201710601862.3"),
        ("201710601862。3", "CN:PAT:201710601862.3"),
        ("\u3000201710601862.3\u00a0\r\n", "CN:PAT:201710601862.3"),
        ("cn:pat:201710601862.3", "CN:PAT:201710601862.3"),
        ("CN：PAT：ZL201710601862.3", "CN:PAT:201710601862.3"),
        ("201380044763x", "CN:PAT:201380044763.X"),
        ("95115608.X", "CN:PAT:95115608.X"),
        ("97101765.4", "CN:PAT:97101765.4"),
        ("971017654", "CN:PAT:97101765.4"),
        ("ZL97101765", "CN:PAT:97101765.4"),
        ("97101765", "CN:PAT:97101765.4"),
        ("CN:APPL:201710601862", "CN:APPL:201710601862.3"),
        ("APPL:CN201710601862.3", "CN:APPL:201710601862.3"),
        ("CN:TM:1234567:9", "CN:TM:1234567:9"),
        ("cn:tm:01234567:09", "CN:TM:1234567:9"),
        ("CNTM1234567:9", "CN:TM:1234567:9"),
        ("第1234567号 第9类", "CN:TM:1234567:9"),
        ("CN:TM:第1234567号，9类", "CN:TM:1234567:9"),
        ("CN:TM:G1234567:45", "CN:TM:G1234567:45"),
        ("2020SR0123456", "CN:SR:2020SR0123456"),
        ("cn:sr:2020sr0123456", "CN:SR:2020SR0123456"),
        ("2015SR123456", "CN:SR:2015SR123456"),
        ("国作登字-2019-F-00012345", "CN:CR:国作登字-2019-F-00012345"),
        ("cn:cr:国作登字–2019–f–00012345", "CN:CR:国作登字-2019-F-00012345"),
        ("US7831837", "US:PAT:7831837"),
        ("US 7,831,837 B2", "US:PAT:7831837"),
        ("US5904343A", "US:PAT:5904343"),
        ("US11424427", "US:PAT:11424427"),
        ("US D654321", "US:PAT:D654321"),
        ("USD0654321S1", "US:PAT:D654321"),
        ("USRE44444", "US:PAT:RE44444"),
        ("usre044444e", "US:PAT:RE44444"),
        ("USPP12345P2", "US:PAT:PP12345"),
        ("US:PAT:08910294", "US:PAT:8910294"),
        ("USTM4451202", "US:TM:4451202"),
        ("USTM0954532", "US:TM:954532"),
        ("US:TM:4,451,202", "US:TM:4451202"),
        ("USTMSN85920572", "US:TMAPPL:85920572"),
        ("US:TMAPPL:85/920,572", "US:TMAPPL:85920572"),
        ("APPL:US11424427", "US:APPL:11424427"),
        ("US:APPL:11424427", "US:APPL:11424427"),
        ("APPL:US08/910,294", "US:APPL:08910294"),
        ("US11/424,427", "US:APPL:11424427"),
    ],
)
def test_a_usual_spelling_gives_the_canonical_text(spelling: str, canonical: str) -> None:
    assert RightId.parse(spelling).text == canonical


@pytest.mark.parametrize(
    ("wrong", "problem", "hint"),
    [
        ("201710601862.4", "wrong-check-digit", "201710601862.3"),
        ("201380044763.1", "wrong-check-digit", "201380044763.X"),
        ("95115608.1", "wrong-check-digit", "95115608.X"),
        ("CN1815552B", "publication-number", "patent number"),
        ("CN101464896B", "publication-number", "patent number"),
        ("CN201886762U", "publication-number", "patent number"),
        ("CN303143741S", "publication-number", "patent number"),
        ("CN123456789A", "publication-number", "patent number"),
        ("CN2123456Y", "publication-number", "patent number"),
        ("101464896b", "publication-number", "patent number"),
        ("CN101464896", "publication-number", "patent number"),
        ("US2012345678A1", "publication-number", "APPL:US"),
        ("US20120345678A1", "publication-number", "APPL:US"),
        ("Y2021980012345", "registration-number", "number of a right"),
        ("201740601862.3", "wrong-type-digit", "utility model"),
        ("ZL85801234", "wrong-type-digit", "utility model"),
        ("198410601862", "wrong-year", "1985"),
        ("1234567", "unknown-form", "CN:TM:1234567"),
        ("85920572", "unknown-form", "US85920572"),
        ("11424427", "unknown-form", "APPL:US11424427"),
        ("D654321", "unknown-form", "USD654321"),
        ("1234567:9", "unknown-form", "twelve digits"),
        ("US08910294", "ambiguous-number", "APPL:US08910294"),
        ("APPL:US8910294", "unknown-form", "eight digits"),
        ("USTMSN8592057", "unknown-form", "eight digits"),
        ("US0", "unknown-form", "US7831837"),
        ("US7831837A", "unknown-form", "US7831837"),
        ("USTM", "unknown-form", "USTM4451202"),
        ("CN:TM:1234567", "missing-class", "CN:TM:1234567:9"),
        ("CN:TM:1234567:46", "wrong-class", "1 to 45"),
        ("CN:TM:1234567:0", "wrong-class", "1 to 45"),
        ("CN:TM:12345679", "missing-class", "class"),
        ("CN:TM:0:9", "unknown-form", "number and class"),
        ("2020SR012345", "unknown-form", "seven digits"),
        ("CN:CR:a b\u0410", "unknown-form", "Chinese characters"),
        ("US:SR:2020SR0123456", "unknown-form", "CN and US"),
        ("DE:PAT:1234567", "unknown-form", "CN and US"),
        ("EP1234567", "unknown-form", "China"),
        ("PCT/US2012/012345", "unknown-form", "China"),
        ("201710601862..3", "unknown-form", "twelve digits"),
        ("٢٠١٧١٠٦٠١٨٦٢", "unknown-form", "twelve digits"),
        ("CN:PAT:", "unknown-form", "twelve digits"),
        (":::", "unknown-form", "twelve digits"),
        ("", "empty", "number of a right"),
        (" \u3000\t\n", "empty", "number of a right"),
        ("9" * 65, "too-long", "64"),
        ("CN:CR:" + "登" * 30, "too-long", "64 bytes"),
        ("\ufdfa" * 20, "too-long", "64"),
        ("20171060\u202e1862.3", "control-character", "U+202E"),
        ("20171060\u200b1862.3", "control-character", "U+200B"),
        ("\ufeff201710601862.3", "control-character", "U+FEFF"),
        ("201710601862\0.3", "control-character", "U+0000"),
        ("2017\t10601862.3", "control-character", "U+0009"),
        ("\ud800", "control-character", "U+D800"),
    ],
)
def test_a_wrong_number_is_refused_with_a_code_and_a_hint(wrong: str, problem: str, hint: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        RightId.parse(wrong)
    assert refused.value.problem == problem
    assert hint in refused.value.hint


def test_the_value_in_the_error_is_escaped_and_shortened() -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        RightId.parse("1\u202e" + "9" * 10_000_000)
    assert refused.value.value.startswith("1\\u202e999")
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("wrong", [2017106018623, None, b"201710601862.3", 1.5, ["US7831837"]])
def test_what_is_not_text_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError, match="text"):
        RightId.parse(wrong)  # type: ignore[arg-type]


def test_an_identity_from_the_chain_is_taken_as_it_is() -> None:
    odd = RightId("DE", RightKind.Patent, "whatever the office wrote")
    assert odd.text == "DE:PAT:whatever the office wrote"
    assert len(odd.key) == 32


def test_identities_sort_by_jurisdiction_kind_and_number() -> None:
    texts = ["US:PAT:7831837", "CN:TM:1234567:9", "CN:PAT:201710601862.3"]
    assert [each.text for each in sorted(map(RightId.parse, texts))] == sorted(texts)


@pytest.mark.parametrize(
    "spelling", ["91110108551385082Q", "９１１１０１０８５５１３８５０８２ｑ", " 91110108 551385082q "]
)
def test_a_social_credit_code_is_put_into_its_form(spelling: str) -> None:
    assert parse_uscc(spelling) == "91110108551385082Q"


@pytest.mark.parametrize(
    ("wrong", "problem", "hint"),
    [
        ("91110108551385082A", "wrong-check-digit", "Q"),
        ("91110108551385082", "unknown-form", "18"),
        ("9111010855138508IQ", "unknown-form", "without I"),
        ("9111010855138508\u202eQ", "control-character", "U+202E"),
        ("", "empty", "number"),
        ("9" * 1000, "too-long", "64"),
    ],
)
def test_a_wrong_social_credit_code_is_refused(wrong: str, problem: str, hint: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        parse_uscc(wrong)
    assert refused.value.problem == problem
    assert hint in refused.value.hint
