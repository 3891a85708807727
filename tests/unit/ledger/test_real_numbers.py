"""All numbers of the real records are understood. The records lie beside the project and are not part of it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_gateway.ledger.enums import RightKind
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId

REAL = Path(__file__).parents[4] / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real records are not on this machine")


def column(file: str, name: str) -> Iterator[str]:
    """The values of a column that are not empty."""
    with (REAL / file).open(encoding="utf-8", newline="") as rows:
        yield from (row[name] for row in csv.DictReader(rows) if row[name])


@pytest.mark.parametrize("file", ["us_security_interests.csv", "us_security_chains.csv"])
def test_every_grant_of_the_american_records_is_read(file: str) -> None:
    found = [RightId.parse(number) for number in column(file, "patent_no")]
    assert {each.kind for each in found} <= {RightKind.Patent, RightKind.Trademark}
    assert len(found) == {"us_security_interests.csv": 3365, "us_security_chains.csv": 46}[file]


@pytest.mark.parametrize("file", ["us_security_interests.csv", "us_security_chains.csv"])
def test_every_serial_of_the_american_records_is_read_as_what_its_column_says(file: str) -> None:
    found = [
        RightId.parse(number if number.startswith("USTMSN") else f"APPL:{number}")
        for number in column(file, "application_no")
    ]
    assert {each.kind for each in found} <= {RightKind.PatentApplication, RightKind.TrademarkApplication}
    assert len(found) == {"us_security_interests.csv": 3729, "us_security_chains.csv": 46}[file]


def test_the_check_digits_of_the_chinese_patents_are_right() -> None:
    numbers = list(column("cn_patents.csv", "application_number"))
    assert len(numbers) == 24
    for number in numbers:
        assert RightId.parse(number).text == f"CN:PAT:{number[:12]}.{number[12]}"
        assert RightId.parse(number[:12]) == RightId.parse(number)


def test_the_publication_numbers_of_the_chinese_patents_are_refused_as_such() -> None:
    for number in column("cn_patents.csv", "grant_number"):
        with pytest.raises(InvalidIdentifier) as refused:
            RightId.parse(number)
        assert refused.value.problem == "publication-number"
