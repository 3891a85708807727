"""Who is named in a record: one string for several parties, institutions told from persons, capacities kept apart.

A natural person's name never goes on the chain, so the default when unsure is NaturalPerson (shared rule of the
ledger). The words that mark an institution are data: `data/legal_forms.csv`, with their strength:

* strong: marks an institution wherever it stands, except alone before the first comma (a family name, as in "BANK,
  STEVEN");
* weak: also reads as a person's initials or family name, so it counts only inside the first part of the name after
  another word ("UBS AG, STAMFORD BRANCH"), or after at least three words ("A B C, L.P.");
* han: marks an institution as part of a Chinese or Japanese name.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from chain_gateway.ledger.enums import PartyKind

SEPARATOR = " ; "
"""What joins several parties in one text; a bare semicolon or comma may be part of a name."""

_CAPACITY = re.compile(
    r"(?:,\s*|\s+)(?:AS|IN ITS CAPACITY AS)\s+(?:[A-Z/&-]+\s+){0,5}?"
    r"(?:AGENT|TRUSTEE|GRANTEE|LENDER|SECURED PARTY|REPRESENTATIVE|CUSTODIAN|ADMINISTRATOR)\b[^,]*$"
)


@dataclass(frozen=True)
class PlannedParty:
    """A party that a command needs: the directory key that identifies it, the name to enrol it under, its kind."""

    key: str
    name: str
    kind: PartyKind


@lru_cache(maxsize=4096)  # an instrument repeats its parties in every row: its rows share one tuple
def split_parties(text: str) -> tuple[str, ...]:
    """The parties of one text, as recorded, in order and each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(SEPARATOR) if part.strip(" ;")))


def party_name(recorded: str) -> str:
    """The name of a party: without its capacity (", AS COLLATERAL AGENT"), trailing comma and repeated blanks.

    The capacity belongs to the instrument, not to the party; it stays in the source document.
    """
    name = " ".join(unicodedata.normalize("NFKC", recorded).split()).rstrip(", ")
    match = _CAPACITY.search(name.upper())
    # The upper-cased name may differ in length ("ß"); then nothing is cut, which only keeps two spellings apart.
    if match and match.start() and len(name.upper()) == len(name):
        name = name[: match.start()].rstrip(", ")
    return name


def party_key(recorded: str) -> str:
    """What identifies a party within an import and in the gateway's directory: its name in upper case."""
    return party_name(recorded).upper()


def is_institution(name: str) -> bool:
    """Whether the name bears a word that only institutions bear."""
    return bool(_groups(party_key(name)))


def party_kind(name: str, lends: bool) -> PartyKind:
    """Kind to enrol a party under. `lends`: it is the pledgee or the new pledgee of an applied instrument.

    A party that is both pledgor and pledgee is one party; that it lends decides, because only lenders can be pledgees.
    """
    groups = _groups(party_key(name))
    if not groups:
        return PartyKind.NaturalPerson
    if lends:
        return PartyKind.Bank if "bank" in groups else PartyKind.OtherLender
    return PartyKind.University if "university" in groups else PartyKind.Enterprise


def planned_parties(lenders: Iterable[str], pledgors: Iterable[str]) -> tuple[PlannedParty, ...]:
    """The parties of recorded names, one for each key, by key."""
    names: dict[str, str] = {}
    lending: set[str] = set()
    for recorded in lenders:
        lending.add(party_key(recorded))
        names.setdefault(party_key(recorded), party_name(recorded))
    for recorded in pledgors:
        names.setdefault(party_key(recorded), party_name(recorded))
    return tuple(PlannedParty(key, names[key], party_kind(names[key], key in lending)) for key in sorted(names))


@cache
def _forms() -> dict[str, tuple[tuple[str, str], ...]]:
    """Words with their group, by strength."""
    text = (files("chain_gateway.importing") / "data" / "legal_forms.csv").read_text(encoding="utf-8")
    forms: dict[str, list[tuple[str, str]]] = {"strong": [], "weak": [], "han": []}
    for row in csv.DictReader(text.splitlines()):
        forms[row["strength"]].append((row["word"], row["group"]))
    return {strength: tuple(words) for strength, words in forms.items()}


def _groups(key: str) -> frozenset[str]:
    """Groups of the legal forms that the name bears; empty for a person, and when unsure."""
    forms = _forms()
    found = {group for word, group in forms["han"] if word in key}
    parts = [
        [word for token in part.split() if (word := token.replace(".", "").strip("()\"'"))] for part in key.split(",")
    ]
    if len(parts) > 1 and len(parts[0]) == 1:
        parts[0] = []  # "BANK, STEVEN": a family name is no legal form
    words = [word for part in parts for word in part]
    phrase = f" {' '.join(words)} "
    found |= {group for word, group in forms["strong"] if f" {word} " in phrase}
    weak = dict(forms["weak"])
    found |= {weak[word] for word in parts[0][1:] if word in weak}
    before = 0
    for part in parts:
        if part and before >= 3 and part[0] in weak:
            found.add(weak[part[0]])
        before += len(part)
    if found and any(character.isdigit() for character in key):
        found.add("institution")
    if found and any(word in weak and weak[word] == "bank" for word in words):
        found.add("bank")  # "CITY BANK, N.A.", once it is no person anyway
    return frozenset(found)
