"""What an instrument does is read off its description."""

import csv
from importlib.resources import files

import pytest

from chain_gateway.importing.conveyance import conveyance_of
from chain_gateway.importing.records import Conveyance


@pytest.mark.parametrize(
    ("text", "conveyance"),
    [
        ("Security Interest (see document for details).", Conveyance.SECURITY_INTEREST),
        ("LIEN", Conveyance.SECURITY_INTEREST),
        ("PATENT COLLATERAL ASSIGNMENT AND SECURITY AGREEMENT", Conveyance.SECURITY_INTEREST),
        ("ASSIGNMENT FOR SECURITY -- PATENTS", Conveyance.SECURITY_INTEREST),
        ("NOTICE OF GRANT OF SECURITY INTEREST IN PATENTS", Conveyance.SECURITY_INTEREST),
        ("ASSIGNMENT OF SECURITY INTEREST", Conveyance.ASSIGNMENT),
        ("ASSIGNMENT OF PATENT SECURITY INTEREST PREVIOUSLY RECORDED", Conveyance.ASSIGNMENT),
        ("ASSIGNMENT OF INTELLECTUAL PROPERTY SECURITY AGREEMENT", Conveyance.ASSIGNMENT),
        ("RELEASE OF COLLATERAL ASSIGNMENT", Conveyance.RELEASE),
        ("TERMINATION OF SECURITY INTEREST", Conveyance.RELEASE),
        ("CORRECTIVE ASSIGNMENT TO RELEASE SECURITY INTEREST", Conveyance.CORRECTIVE),
        ("ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).", Conveyance.OTHER),
        ("NUNC PRO TUNC ASSIGNMENT", Conveyance.OTHER),
        ("CHANGE OF NAME", Conveyance.OTHER),
        ("BELIEN", Conveyance.OTHER),
        ("", Conveyance.OTHER),
    ],
)
def test_the_words_decide(text: str, conveyance: Conveyance) -> None:
    assert conveyance_of(text) is conveyance


def test_the_words_agree_with_the_class_of_every_row_of_the_real_table() -> None:
    text = (files("chain_gateway.importing") / "data" / "us_security_interests.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert conveyance_of(row["conveyance_text"]).value == row["event_code"], row
