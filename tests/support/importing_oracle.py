"""An independent count of what an import of the US table must come to: plain dictionaries and loops, nothing of ours.

`independent_count` reads the rows as `csv.DictReader` gives them and plays the register by hand. The tests and the
end-to-end demo compare its figures with what the importer planned and with what the chain holds. It knows the canonical
spellings of the table only: a grant as US7831837, USD811183, USRE44444, USPP12345, a mark as USTM4451202, serials as
US11424427 and USTMSN85920572.
"""

import csv
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, str]

INTEREST, ASSIGNMENT, RELEASE = "SECURITY INTEREST", "ASSIGNMENT OF SECURITY INTEREST", "RELEASE BY SECURED PARTY"


def csv_rows(*paths: Path) -> list[dict[str, str]]:
    """The rows of the tables, one table after the other."""
    rows: list[dict[str, str]] = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as text:
            rows += csv.DictReader(text)
    return rows


def independent_count(rows: Iterable[Row]) -> dict[str, Any]:
    """The figures of an import of these rows into an empty ledger.

    `migrated` pledges, `assigned` ones, releases that `cancelled` a pledge and that were `partial`; rows `read`,
    `applied`, and `refused` by reason; `pairs_migrated`, `pairs_freed` and `pairs_left` of pledge and right;
    `live_pledges`, and `live_rights` with at least one live pledge; `rights` that any pledge names.
    """
    refused: Counter[str] = Counter()
    instruments: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    read = 0
    for row in rows:
        read += 1
        reason = _reason(row)
        if reason:
            refused[reason] += 1
            continue
        entry = {
            "right": row["patent_no"].strip() or "APPL " + row["application_no"].strip(),
            "application": row["application_no"].strip(),
            "header": _header(row),
        }
        instruments.setdefault(
            (row["right"].strip().lower(), _number(row["registration_no"]), row["event_code"].strip()), []
        ).append(entry)

    todo = []
    for (register, number, event), entries in instruments.items():
        headers = Counter(entry["header"] for entry in entries)
        most = max(headers.values())
        header = next(entry["header"] for entry in entries if headers[entry["header"]] == most)
        seen = []
        for entry in entries:
            if entry["header"] != header:
                refused["differs-from-recorded"] += 1
            elif entry["right"] in {each["right"] for each in seen}:
                refused["recorded-twice"] += 1
            else:
                seen.append(entry)
        executed, recorded, _, pledgees, _, references = header
        order = (INTEREST, ASSIGNMENT, RELEASE).index(event)
        todo.append(
            ((recorded or executed, number, register, order), event, register, number, pledgees, references, seen)
        )

    pledges: dict[tuple[str, str], dict[str, Any]] = {}
    done: Counter[str] = Counter()
    applied = freed = 0
    for _, event, register, number, pledgees, references, entries in sorted(todo, key=lambda each: each[0]):
        if event == INTEREST:
            if len(entries) > 1_100:
                refused["beyond-limit"] += len(entries)
                continue
            done["migrated"] += 1
            applied += len(entries)
            pledges[register, number] = {
                "all": {entry["right"]: entry["application"] for entry in entries},
                "live": {entry["right"] for entry in entries},
                "pledgee": pledgees,
            }
            continue
        if event == ASSIGNMENT and len(pledgees) > 1:
            refused["unsupported-conveyance"] += len(entries)
            continue
        reasons: list[list[str]] = [[] for _ in entries]
        taken = [False for _ in entries]
        for reference in references:
            pledge = pledges.get((register, reference))
            hit: set[str] = set()
            places: list[int] = []
            before = set(pledge["live"]) if pledge else set()
            for place, entry in enumerate(entries):
                right = _in_pledge(pledge, entry) if pledge else None
                if pledge is None:
                    reasons[place].append("unknown-reference")
                elif right is None:
                    reasons[place].append("released-never-pledged" if event == RELEASE else "assigned-never-pledged")
                elif right in hit:
                    reasons[place].append("recorded-twice")
                elif right not in before:
                    reasons[place].append("already-released")
                elif event == ASSIGNMENT and pledge["pledgee"] == pledgees:
                    reasons[place].append("already-assigned")
                else:
                    hit.add(right)
                    places.append(place)
            if not hit or pledge is None:
                continue
            if event == ASSIGNMENT and hit != before:
                for place in places:
                    reasons[place].append("assigned-in-part")
                continue
            for place in places:
                taken[place] = True
            if event == ASSIGNMENT:
                pledge["pledgee"] = pledgees
                done["assigned"] += 1
            else:
                pledge["live"] -= hit
                freed += len(hit)
                done["partial" if pledge["live"] else "cancelled"] += 1
        for place in range(len(entries)):
            if taken[place]:
                applied += 1
            else:
                refused[reasons[place][0]] += 1

    pairs_migrated = sum(len(pledge["all"]) for pledge in pledges.values())
    return {
        "read": read,
        "applied": applied,
        "refused": dict(sorted(refused.items())),
        "refused_rows": sum(refused.values()),
        "migrated": done["migrated"],
        "assigned": done["assigned"],
        "cancelled": done["cancelled"],
        "partial": done["partial"],
        "pairs_migrated": pairs_migrated,
        "pairs_freed": freed,
        "pairs_left": sum(len(pledge["live"]) for pledge in pledges.values()),
        "live_pledges": sum(bool(pledge["live"]) for pledge in pledges.values()),
        "live_rights": len({right for pledge in pledges.values() for right in pledge["live"]}),
        "rights": len({right for pledge in pledges.values() for right in pledge["all"]}),
    }


def _reason(row: Row) -> str:
    """Why the row cannot be an instrument's word about a right, "" when it can."""
    register, event = row["right"].strip().lower(), row["event_code"].strip()
    if register not in ("patent", "trademark") or not re.fullmatch("[0-9]*", row["properties_in_instrument"].strip()):
        return "unreadable"
    for date in (row["execution_date"].strip(), row["recorded_date"].strip()):
        try:
            if date and (len(date) != 10 or not time.strptime(date, "%Y-%m-%d")):
                return "unreadable"
        except ValueError:
            return "unreadable"
    if event == "CORRECTIVE":
        return "corrective-needs-a-person"
    if event not in (INTEREST, ASSIGNMENT, RELEASE):
        return "unsupported-conveyance"
    patent, application = row["patent_no"].strip(), row["application_no"].strip()
    if not row["registration_no"].strip() or not (patent or application):
        return "no-number"
    grant, serial = (
        (r"US([0-9]{1,8}|(D|RE|PP)[0-9]{1,7})", r"US[0-9]{8}")
        if register == "patent"
        else (r"USTM[0-9]{1,8}", r"USTMSN[0-9]{8}")
    )
    if not re.fullmatch(r"[0-9]{1,6}/[0-9]{1,4}", row["registration_no"].strip()):
        return "invalid-number"
    if (
        (patent and not re.fullmatch(grant, patent))
        or (application and not re.fullmatch(serial, application))
        or patent == application
    ):
        return "invalid-number"
    if not row["execution_date"].strip() and not row["recorded_date"].strip():
        return "no-date"
    if event != RELEASE and not row["pledgee"].strip():
        return "no-parties"
    if event == INTEREST and not row["pledgor"].strip():
        return "no-parties"
    column, text = _column(row), _text(row)
    if column and text and set(column) != set(text):
        return "differs-from-recorded"
    if event != INTEREST and not column and not text:
        return "no-reference"
    return ""


def _header(row: Row) -> tuple[Any, ...]:
    references = () if row["event_code"].strip() == INTEREST else tuple(sorted(_column(row) or _text(row)))
    return (
        row["execution_date"].strip(),
        row["recorded_date"].strip(),
        _names(row["pledgor"]),
        _names(row["pledgee"]),
        _names(row["old_pledgee"]),
        references,
    )


def _names(text: str) -> tuple[str, ...]:
    """Names without capacity and trailing comma, sorted."""
    names = {
        re.split(r",? AS (?:[A-Z]+ )*(?:AGENT|GRANTEE)\b", name.strip().upper())[0].rstrip(" ,")
        for name in text.split(" ; ")
    }
    return tuple(sorted(name for name in names if name))


def _column(row: Row) -> list[str]:
    return [_number(each) for each in row["references"].split(" ; ") if each.strip()]


def _text(row: Row) -> list[str]:
    """Every pair of five or six digits and four digits: in this table only reels and frames look like that."""
    return [
        f"{reel:0>6}/{frame}"
        for reel, frame in re.findall(r"\b([0-9]{5,6})[^0-9]{1,8}([0-9]{4})\b", row["conveyance_text"])
    ]


def _number(text: str) -> str:
    reel, _, frame = text.strip().partition("/")
    return f"{reel:0>6}/{frame:0>4}" if reel.isdigit() and frame.isdigit() else text.strip()


def _in_pledge(pledge: dict[str, Any], entry: dict[str, Any]) -> str | None:
    """The pledge's right that the row means, if any: the same, or the other number of the same application."""
    held = pledge["all"]
    if entry["right"] in held:
        return str(entry["right"])
    if not entry["application"]:
        return None
    if not entry["right"].startswith("APPL "):
        other = "APPL " + entry["application"]
        return other if other in held else None
    for right, application in held.items():
        if application == entry["application"]:
            return str(right)
    return None
