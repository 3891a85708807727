"""References to recorded instruments in free text.

A release often names the pledge it releases nowhere else: "RECORDED AT REEL 053666, FRAME 0767", "R/F 046920-0784",
"REEL/FRAME NO. 49111/0583", "NOS. 30831/0549, 30833/0660". Application numbers (11/424,427) and dates look alike, so a
pair of numbers counts after a word that announces it, or when it has the full length of a reel and frame.
"""

import re

from chain_gateway.ledger.spelling import folded

_PAIR = r"([0-9]{1,6})[ ]?[/-][ ]?([0-9]{1,4})(?![0-9]|,[0-9]{3}(?![0-9/-]))"
_NO = r"(?:NO[.: ]{0,3})?"
_SPELLED = re.compile(
    rf"\bREEL[ .:#]{{0,3}}{_NO}([0-9]{{1,6}})[ ,;/-]{{1,4}}(?:AND |AT )?FRAME[ .:#]{{0,3}}{_NO}([0-9]{{1,4}})(?![0-9])"
)
_ANNOUNCED = re.compile(
    r"(?:\bREELS?[ ]?[/-][ ]?FRAMES?|\bR[ ]?/[ ]?F|\bNOS)\b[ .:#(]{0,4}"
    r"(?:NOS?\b[.: ]{0,3}|NUMBERS?[: ]{0,3})?\(?(?=[0-9])"
)
_NEXT = re.compile(rf"{_PAIR}\)?")
_BETWEEN = re.compile(r"(?:[ ]?[,;&][ ]?(?:AND )?|[ ]AND[ ])\(?")
_FULL = re.compile(r"(?<![0-9/-])([0-9]{5,6})[/-]([0-9]{4})(?![0-9/-])")


def references_in(text: str) -> tuple[str, ...]:
    """Reels and frames that the text names, "048818/0520", in the order of the text, each once."""
    words = folded(text)
    found: list[tuple[int, str]] = [(m.start(), _joined(m)) for m in _SPELLED.finditer(words)]
    for announced in _ANNOUNCED.finditer(words):
        at = announced.end()
        while pair := _NEXT.match(words, at):
            found.append((pair.start(), _joined(pair)))
            between = _BETWEEN.match(words, pair.end())
            if not between:
                break
            at = between.end()
    found += [(m.start(), _joined(m)) for m in _FULL.finditer(words)]
    return tuple(dict.fromkeys(number for _, number in sorted(found)))


def _joined(match: re.Match[str]) -> str:
    return f"{match[1].zfill(6)}/{match[2].zfill(4)}"
