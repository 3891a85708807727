"""How many examples a property test plays: a number of its own by default, more under a larger profile."""

from hypothesis import settings

USUAL = 100
"""Examples of hypothesis' default profile, under which a test plays the number that it names."""


def examples(usual: int) -> int:
    """`usual` by default, and so many times more as the profile in force plays more (see tests/conftest.py)."""
    return usual * settings().max_examples // USUAL
