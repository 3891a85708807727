"""Who is named in a record: one string for several parties, institutions told from persons, capacities kept apart.

A natural person's name never goes on the chain, so the default when unsure is NaturalPerson (shared rule of the
ledger). The words that mark an institution are data: `data/legal_forms.csv`, with their strength:

* strong: marks an institution in the first part of the name ("GOOGLE INC."), as a part of its own ("ARCSIGHT, LLC"),
  or anywhere once the first part has three words; never as what comes before the first comma (a family name, as in
  "BANK, STEVEN") or after a given name ("COX, MARY TRUST");
* weak: also reads as a person's initials, so it counts only after two words of the first part ("CREDIT SUISSE AG"),
  after one where a branch is named ("UBS AG, STAMFORD BRANCH"), or at the start of a part after three words in all
  ("A B C, L.P.");
* name: also a family or given name ("MARQUES DE SA, ANA", "LI NA"), so it is weak, and counts only after three words;
* han: marks an institution as part of a Chinese or Japanese name.

Particles of family names ("DE", "VAN") are no words in this sense, and after one in the first part no weak word counts.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.spelling import usual

SEPARATOR = " ; "
"""What joins several parties in one text; a bare semicolon or comma may be part of a name."""

_CAPACITY = re.compile(
    r"(?:,\s*|\s+)(?:AS|IN ITS CAPACITY AS)\s+(?:[A-Z/&-]+\s+){0,5}?"
    r"(?:AGENT|TRUSTEE|GRANTEE|LENDER|SECURED PARTY|REPRESENTATIVE|CUSTODIAN|ADMINISTRATOR)\b[^,]*$"
)

_PARTICLES = frozenset(
    [
        *("AL", "BIN", "D", "DA", "DAS", "DE", "DEL", "DELLA", "DEN", "DER", "DES", "DI", "DO", "DOS", "DU", "E", "EL"),
        *("IBN", "LA", "LAS", "LE", "LOS", "TEN", "TER", "VAN", "VON", "Y", "ZU", "ZUR"),
    ]
)
_WORDS_BEFORE = {"weak": 2, "name": 3}


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
    name = usual(recorded).rstrip(", ")
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
    forms: dict[str, list[tuple[str, str]]] = {"strong": [], "weak": [], "name": [], "han": []}
    for row in csv.DictReader(text.splitlines()):
        forms[row["strength"]].append((row["word"], row["group"]))
    return {strength: tuple(words) for strength, words in forms.items()}


def _groups(key: str) -> frozenset[str]:
    """Groups of the legal forms that the name bears; empty for a person, and when unsure."""
    forms = _forms()
    found = {group for word, group in forms["han"] if word in key}
    texts = key.split(",")
    first, *later = map(_words, texts)
    named = len([word for word in first if word not in _PARTICLES])
    if named > 1 or not later:  # else a family name: "BANK, STEVEN", "DE SA, MARIA"
        found |= _strong(first) | _weak(first, bool(later) and later[-1][-1:] == ["BRANCH"])
    for text in texts[1:]:
        own = _words(text.split("(")[0])  # "RADWARE, INC. (SUCCESSOR BY MERGER TO ...)"
        if named >= 3 or set(own) <= _words_of_forms():
            found |= _strong(own)
    weak = dict(forms["weak"] + forms["name"])
    before = named
    for part in later:
        if part and before >= 3 and part[0] in weak:
            found.add(weak[part[0]])
        before += len(part)
    if not found:
        return frozenset()
    # It is no person: whatever else the name bears counts as well ("CITY BANK, N.A.").
    words = [word for part in (first, *later) for word in part]
    found |= _strong(words)
    if any(character.isdigit() for character in key):
        found.add("institution")
    if any(weak.get(word) == "bank" for word in words):
        found.add("bank")
    return frozenset(found)


def _words(part: str) -> list[str]:
    return [word for token in part.split() if (word := token.replace(".", "").strip("()\"'"))]


def _strong(words: Sequence[str]) -> set[str]:
    """Groups of the strong forms among the words."""
    phrase = f" {' '.join(words)} "
    return {group for form, group in _forms()["strong"] if f" {form} " in phrase}


def _weak(first: Sequence[str], branch: bool) -> set[str]:
    """Groups of the weak forms in a name's first part that come after words enough; a named branch makes one enough."""
    found: set[str] = set()
    for strength, enough in _WORDS_BEFORE.items():
        for form, group in _forms()[strength]:
            before = first[: first.index(form)] if form in first else []
            if len(before) >= (1 if branch and strength == "weak" else enough) and not _PARTICLES.intersection(before):
                found.add(group)
    return found


@cache
def _words_of_forms() -> frozenset[str]:
    """Every word that a part of a name may consist of to be a legal form by itself."""
    forms = _forms()
    return frozenset(
        word for strength in ("strong", "weak", "name") for form, _ in forms[strength] for word in form.split()
    )
