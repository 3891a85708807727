"""`pledge lookup` and `pledge history`: read the public look-up."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from chain_gateway.ledger.dates import InvalidLegalDate, parse_legal_date
from pledge.commands.reaching import lookup_client, over_tls
from pledge.console import out, party_text, print_json, status_text, table
from pledge.exits import Exit, Stop

DEFAULT_URL = "http://127.0.0.1:8080"
MOST_NUMBERS = 10_000

Url = Annotated[str, typer.Option("--url", envvar="PLEDGE_URL", help="Origin of the service.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON for machines.")]


@over_tls
def lookup(
    numbers: Annotated[list[str] | None, typer.Argument(help="Numbers in any usual spelling.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A text file, one number a line.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Legal date YYYY-MM-DD (default: today).")] = None,
    at_block: Annotated[
        int | None, typer.Option("--at-block", min=0, help="As known at this block (default: the newest).")
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Status of rights: pledged or not, by whom, as of when, and how sure.

    Example: [bold]pledge lookup US7831837 201710601862.3 CN:TM:1234567:9[/]
    """
    wanted = [*(numbers or []), *(numbers_in(file) if file else [])]
    if not wanted:
        raise Stop(Exit.BAD_INPUT, "no number given", "Name numbers, or a file of them with --file.")
    if len(wanted) > MOST_NUMBERS:
        raise Stop(
            Exit.BAD_INPUT, f"{len(wanted)} numbers given, at most {MOST_NUMBERS} fit one search", "Split the file."
        )
    with lookup_client(url) as client:
        answer = client.batch(wanted, _date(as_of), at_block)
    if as_json:
        print_json(answer)
    else:
        show_batch(answer)
    statuses = {row["status"] for row in answer["results"]}
    if "unknown" in statuses:
        raise typer.Exit(Exit.UNKNOWN)
    if "invalid-number" in statuses:
        raise typer.Exit(Exit.BAD_INPUT)


@over_tls
def history(
    pledge: Annotated[str, typer.Argument(help="Id of a pledge, or the number of a right.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """The ordered acts on a pledge, or on every pledge of a right: who, when, which document, which transaction.

    Example: [bold]pledge history US7831837[/]
    """
    with lookup_client(url) as client:
        answer = client.pledge_history(int(pledge)) if _is_id(pledge) else client.history(pledge)
    if as_json:
        print_json(answer)
    else:
        show_acts(f"History of {answer.get('right') or 'pledge ' + pledge}", answer["acts"])


def show_batch(answer: dict[str, Any]) -> None:
    """Write a batch answer as a table."""
    rows = []
    for row in answer["results"]:
        first = row["pledges"][0] if row.get("pledges") else None
        detail = row.get("reason") or row.get("hint") or ""
        if first:
            more = f" +{len(row['pledges']) - 1} more" if len(row["pledges"]) > 1 else ""
            detail = f"{first['registration_number'] or 'not registered'} · {party_text(first['pledgee'])}{more}"
        elif row.get("past_pledges"):
            detail = f"{row['past_pledges']} past pledge(s)" + (f" · {detail}" if detail else "")
        warnings = ", ".join(warning["code"] for warning in row.get("warnings", ()))
        rows.append((row["query"], row.get("right") or "", status_text(row["status"]), detail, warnings))
    table("Status of rights", ("asked", "right", "status", "detail", "warnings"), rows)
    complete = "complete" if answer["complete"] else "NOT complete"
    block = answer.get("block")
    where = f"block {block['number']} ({block['time']})" if block else "no block"
    out.print(f"as of {answer['as_of']} · {where} · {complete} · no official extract", style="dim")


ACT_WORDS = {
    "PledgeFiled": "filed",
    "PledgeMigrated": "registered",
    "PledgeRegistered": "registered",
    "PledgeRefused": "refused",
    "PledgeWithdrawn": "withdrawn",
    "AmendmentAsked": "amendment asked",
    "PledgeAmended": "amended",
    "AssignmentNominated": "assignee named",
    "AssignmentAccepted": "assignment accepted",
    "PledgeAssigned": "assigned",
    "PartialReleaseAsked": "partial release asked",
    "RightsReleased": "released in part",
    "ChangeDropped": "change dropped",
    "PledgeDischarged": "discharged",
    "PledgeCancelled": "cancelled",
}
"""Acts in the words of the trade (docs/glossary.md); an event that is not here is shown by its name."""


def show_acts(title: str, acts: list[dict[str, Any]]) -> None:
    """Write acts as a table in their order: when, which act, which document and transaction, and who did it."""
    actors = {act["actor"]["id"]: party_text(act["actor"]) for act in acts}
    rows = []
    for act in acts:
        migrated = act["provenance"].lower() == "migrated"
        row = [
            act["recorded_on"] or act["executed_on"] or act["time"][:10],
            ACT_WORDS.get(act["act"], act["act"]) + (" *" if migrated else ""),
            str(act["pledge"]),
            act["official_number"] or act["details"].get("registration_number") or "",
            what_happened(act),
            f"{shortened(act['document'] or 'none', 4)} · {shortened(act['transaction'], 4)}",
        ]
        rows.append(row if len(actors) == 1 else [*row, shortened(actors[act["actor"]["id"]], 22)])
    columns = ["legal date", "act", "pledge", "official no.", "what", "document · transaction"]
    table(title, columns if len(actors) == 1 else [*columns, "by"], rows, right=(2,))
    if len(actors) == 1:
        out.print(f"all by {next(iter(actors.values()))}", style="dim", markup=False)
    if any(act["provenance"].lower() == "migrated" for act in acts):
        out.print("* carried over by an office from its register; no signature of the parties", style="dim")


def what_happened(act: dict[str, Any]) -> str:
    """The act's particulars in a few words."""
    details = act["details"]
    if "pledgee" in details:
        pledgees = [details["pledgee"], *details.get("joint_pledgees", ())]
        return f"to {_named(pledgees)} from {_named(details.get('pledgors', []))}"
    if "assignee" in details:
        return f"{party_text(details.get('assignor'))} → {party_text(details['assignee'])}".removeprefix(" ")
    words = [str(details[key]) for key in ("ground", "change", "route") if details.get(key)]
    if details.get("favoured"):
        words.append(f"behind pledge {details['favoured']} on {len(details['rights'])} right(s)")
    if details.get("freed"):
        words.append(f"{len(details['freed'])} right(s) freed")
    if details.get("added"):
        words.append(f"{len(details['added'])} right(s) added")
    if details.get("covered"):
        words.append(f"{str(details['kind']).lower()} of {len(details['covered'])} right(s)")
        words.append("the pledge follows" if details["pledge_follows"] else "the pledge does not follow")
    if details.get("due_on"):
        words.append(f"to be corrected by {details['due_on']}")
    return ", ".join(words)


def _named(parties: list[dict[str, Any]]) -> str:
    if not parties:
        return "not stated"
    return party_text(parties[0]) + (f" +{len(parties) - 1}" if len(parties) > 1 else "")


def shortened(text: str, keep: int = 6) -> str:
    """Both ends of a long hash or identifier."""
    return text if len(text) <= 2 * keep + 1 else f"{text[:keep]}…{text[-keep:]}"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8  # the shortest bare number of a right has eight digits


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_legal_date(text)
    except InvalidLegalDate as problem:
        raise Stop(Exit.BAD_INPUT, f"--as-of: {problem}", "Write it as YYYY-MM-DD.") from None


def numbers_in(file: Path) -> list[str]:
    try:
        return [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError as problem:
        raise Stop(Exit.BAD_INPUT, f"{file} is not UTF-8 text (byte {problem.start})", "Save it as UTF-8.") from None
