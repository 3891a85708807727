"""An official number has one spelling, whoever types it."""

import pytest
from pydantic import TypeAdapter, ValidationError

from chain_gateway.api.bodies.pledges import RegistrationBody
from chain_gateway.api.texts import OfficialNumber

NUMBER = TypeAdapter(OfficialNumber)


@pytest.mark.parametrize("written", ["Q1", "Q1 ", " Q1", "Ｑ1", "\u3000Ｑ１\u00a0"])
def test_blanks_at_the_ends_and_wide_letters_make_no_other_number(written: str) -> None:
    assert NUMBER.validate_python(written) == "Q1"


def test_blanks_inside_are_single() -> None:
    assert NUMBER.validate_python("京  2024\u3000第 1 号") == "京 2024 第 1 号"


@pytest.mark.parametrize(
    "hidden", ["\t", "\n", "\0", "\x85", "\u00ad", "\u200b", "\u200d", "\u202e", "\u2028", "\ue000"]
)
@pytest.mark.parametrize("place", ["{}Q1", "Q{}1", "Q1{}"])
def test_what_nobody_can_see_is_refused(hidden: str, place: str) -> None:
    with pytest.raises(ValidationError, match=f"{ord(hidden):04X}"):
        NUMBER.validate_python(place.format(hidden))


@pytest.mark.parametrize("number", ["", " ", "\u3000"])
def test_a_registration_number_is_not_blank(number: str) -> None:
    with pytest.raises(ValidationError):
        RegistrationBody.model_validate({"registration_number": number, "effective_on": "2024-06-03"})


def test_the_bytes_are_counted_of_the_number_as_it_is_kept() -> None:
    with pytest.raises(ValidationError, match="64"):
        NUMBER.validate_python("㍿" * 10)
