"""The one spelling of texts that people write in several: official numbers and names of parties."""

import unicodedata


def usual(text: str) -> str:
    """NFKC, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def folded(name: str) -> str:
    """What makes two spellings one name: `usual`, in upper case; capitals may fall out of NFKC."""
    return usual(usual(name).upper())
