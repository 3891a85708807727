"""References in free text: every usual form is found, and numbers that only look alike are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.importing.references import references_in

REELS = st.integers(1, 999_999)
FRAMES = st.integers(1, 9_999)
FORMS = (
    "RELEASE AT REEL/FRAME NO. {reel}/{frame}",
    "RECORDED AT REEL {reel:06}/FRAME {frame:04}",
    "RECORDED AT R/F {reel:06}-{frame:04}",
    "RELEASE OF REEL: {reel} FRAME: {frame}",
    "IN PATENTS RECORDED AT REEL {reel}, FRAME {frame}",
    "PREVIOUSLY RECORDED AT REEL/FRAME ({reel:06}/{frame:04})",
    "PREVIOUSLY RECORDED ON  REEL {reel:06} FRAME {frame:04}. ASSIGNOR(S) HEREBY CONFIRMS",
    "release of security interest reel/frame {reel:06}/{frame:04}",
    "AT REEL NO. {reel} AND FRAME NO. {frame}",
    "RELEASE OF SECURITY INTEREST ({reel:06}/{frame:04})",
    "REELS/FRAMES NOS. {reel}/{frame}",
)


@given(st.sampled_from(FORMS), REELS, FRAMES)
def test_a_reference_is_found_in_every_usual_form(form: str, reel: int, frame: int) -> None:
    assert references_in(form.format(reel=reel, frame=frame)) == (f"{reel:06}/{frame:04}",)


@given(
    st.lists(st.tuples(REELS, FRAMES), min_size=1, max_size=20),
    st.sampled_from([", ", ",", "; ", " AND ", ", AND ", " & "]),
)
def test_a_list_after_nos_is_read_to_its_end(pairs: list[tuple[int, int]], between: str) -> None:
    text = "RELEASE OF PATENT SECURITY INTERESTS AT NOS. " + between.join(f"{reel}/{frame:04}" for reel, frame in pairs)
    assert references_in(text) == tuple(dict.fromkeys(f"{reel:06}/{frame:04}" for reel, frame in pairs))


@given(REELS, FRAMES)
def test_full_width_digits_are_digits(reel: int, frame: int) -> None:
    wide = str.maketrans("0123456789/", "０１２３４５６７８９／")
    assert references_in(f"RELEASE AT REEL/FRAME {reel}/{frame}".translate(wide)) == (f"{reel:06}/{frame:04}",)


@given(st.text(st.characters(exclude_categories=["Nd", "No", "Nl", "Lo"]), max_size=200))
def test_a_text_without_numbers_names_nothing(text: str) -> None:
    assert references_in(text) == ()


@given(st.text(max_size=300))
def test_any_text_is_answered_with_reels_and_frames(text: str) -> None:
    for found in references_in(text):
        reel, frame = found.split("/")
        assert (len(reel), len(frame)) == (6, 4)
        assert (reel + frame).isascii()
        assert (reel + frame).isdigit()


@pytest.mark.parametrize(
    "text",
    [
        "RELEASE OF SECURITY INTEREST IN U.S. PATENT APPLICATION NO. 11/424,427",
        "RELEASE IN PATENT APPLICATION NOS. 11/424,427 AND 12/520,138",
        "SECURITY AGREEMENT DATED 12/31/2012",
        "RELEASE OF SECURITY AGREEMENT OF 2019-05-07",
        "RELEASE IN US 2012/0123456",
        "RELEASE IN 9,281,085",
        "PCT/US2019/012345",
        "AND/OR 1",
        "SURF/FRAME",
    ],
)
def test_numbers_that_only_look_alike_are_no_references(text: str) -> None:
    assert references_in(text) == ()


def test_the_forms_seen_in_real_records_are_read() -> None:
    seen = {
        "RELEASE OF SECURITY INTEREST AT REEL/FRAME NO. 49111/0583": ("049111/0583",),
        "AT REEL 048818/FRAME 0520": ("048818/0520",),
        "R/F 046920-0784": ("046920/0784",),
        "REEL: 58991 FRAME: 442": ("058991/0442",),
        "NOS. 30831/0549, 30833/0660, ...": ("030831/0549", "030833/0660"),
        "RECORDED AT REEL 053666, FRAME 0767": ("053666/0767",),
        "(040136/0001)": ("040136/0001",),
        "REEL 027867 FRAME 0199": ("027867/0199",),
        "49111/0583": ("049111/0583",),
    }
    assert {text: references_in(text) for text in seen} == seen
