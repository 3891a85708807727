"""The text of an identifier before it is read: cleaned of what people and programs add, refused when it holds what
it must not.
"""

import unicodedata

LONGEST = 64
"""Characters of an identifier as it is given."""

_EDGE_BLANKS = " \t\r\n"
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")


class InvalidIdentifier(ValueError):
    """A text is not the identifier it should be.

    `value` is the text, shown safely (escaped, shortened); `problem` is a stable code: `empty`, `too-long`,
    `control-character`, `unknown-form`, `wrong-check-digit`, `wrong-year`, `wrong-type-digit`, `publication-number`,
    `registration-number`, `missing-class`, `wrong-class`, `ambiguous-number`; `hint` says in English what to do.
    """

    def __init__(self, value: str, problem: str, hint: str) -> None:
        self.value = shown(value)
        self.problem = problem
        self.hint = hint
        super().__init__(f"{self.value!r}: {problem.replace('-', ' ')}; {hint}")


def clean(text: str) -> str:
    """The text in the form that the readers of numbers compare: NFKC, capitals, no blanks, `。` read as a dot.

    Raises InvalidIdentifier with `empty`, `too-long` or `control-character`, and TypeError when it is not text: a
    number read as an integer has lost its leading zeros.
    """
    if not isinstance(text, str):
        raise TypeError(f"an identifier is given as text, got {type(text).__name__}")
    if len(text) > LONGEST:
        raise InvalidIdentifier(
            text, "too-long", f"an identifier has at most {LONGEST} characters, this has {len(text)}"
        )
    trimmed = text.strip(_EDGE_BLANKS)
    if trimmed.isascii() and trimmed.isprintable():  # most are, and nothing of the rest is in them
        plain = trimmed.upper().replace(" ", "")
    else:
        _refuse_controls(text, trimmed)
        plain = unicodedata.normalize("NFKC", trimmed).upper().replace("。", ".").translate(_HYPHENS)
        plain = "".join(character for character in plain if unicodedata.category(character) != "Zs")
    if not plain:
        raise InvalidIdentifier(text, "empty", "give the number of a right")
    if len(plain) > LONGEST:
        raise InvalidIdentifier(text, "too-long", f"an identifier has at most {LONGEST} characters")
    return plain


def shown(text: str, longest: int = LONGEST) -> str:
    """A text of any origin, fit for a message: shortened, invisible characters escaped."""
    part = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text[:longest])
    return part if len(text) <= longest else f"{part}…"


def _refuse_controls(text: str, trimmed: str) -> None:
    for character in trimmed:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            name = unicodedata.name(character, "an invisible character")
            raise InvalidIdentifier(
                text,
                "control-character",
                f"take out U+{ord(character):04X} ({name}), which does not belong in a number",
            )
