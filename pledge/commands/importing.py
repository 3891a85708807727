"""`pledge import`: brings records of an official register on the ledger."""

from pathlib import Path
from typing import Annotated

import jwt
import typer

from chain_gateway.client import Retries
from chain_gateway.importing.known import LookupLedger
from chain_gateway.importing.ledger_view import EmptyLedger
from chain_gateway.importing.plan import make_plan
from chain_gateway.importing.readers import FORMATS, read
from chain_gateway.importing.records import Register
from chain_gateway.importing.report import ImportReport, report_of
from chain_gateway.importing.runner import Office
from chain_gateway.importing.runner import run as run_import
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, lookup_client, over_tls
from pledge.console import err, print_json, progress, table
from pledge.exits import Exit, Stop


@over_tls
def import_records(
    files: Annotated[list[Path], typer.Argument(help="Files of records.", exists=True, dir_okay=False)],
    layout: Annotated[str, typer.Option("--format", help=f"auto, {', '.join(FORMATS)}.")] = "auto",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; send nothing.")] = False,
    token: Annotated[
        str | None, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the patent register's office.")
    ] = None,
    trademark_token: Annotated[
        str | None,
        typer.Option(
            "--trademark-token", envvar="PLEDGE_TRADEMARK_TOKEN", help="Token of the trademark register's office."
        ),
    ] = None,
    refused: Annotated[Path | None, typer.Option("--refused", help="CSV file to write the refused rows to.")] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Read records, submit them through the gateway, and report what became of each row.

    Running the same import again resumes it: what the ledger holds is not done twice.

    Example: [bold]pledge import records.csv --dry-run[/]
    """
    rows = [row for file in files for row in read(file, layout)]
    if token is None and not dry_run:
        raise Stop(Exit.BAD_INPUT, "no token given", "Set PLEDGE_TOKEN or --token; --dry-run needs none.")
    if token is None:
        report = report_of(make_plan(rows, EmptyLedger()))
    else:
        offices = {
            Register.PATENT: _office(url, token),
            Register.TRADEMARK: _office(url, trademark_token or token),
        }
        plan = make_plan(rows, LookupLedger(lookup_client(url), {key: each.party for key, each in offices.items()}))
        if dry_run:
            report = report_of(plan)
        else:
            with progress(quiet=as_json) as bar:
                task = bar.add_task("importing", total=None)
                report = run_import(
                    plan,
                    offices,
                    lambda done, total, what: bar.update(task, completed=done, total=total, description=what[:48]),
                )
    if refused is not None:
        refused.write_text(report.refused_csv(), encoding="utf-8")
    if as_json:
        print_json(report.to_json())
    else:
        _show(report, dry_run)
    if report.interrupted:
        raise Stop(Exit.UNREACHABLE, report.interrupted)


def _office(url: str, token: str) -> Office:
    """The office that a token acts for; the gateway, not this command, checks the token."""
    try:
        party = jwt.decode(token, options={"verify_signature": False}).get("party")
    except jwt.InvalidTokenError:
        party = None
    if not isinstance(party, int) or party < 1:
        raise Stop(Exit.BAD_INPUT, "the token names no party", "Issue one for the office with `pledge token issue`.")
    return Office(party, gateway_client(url, token, Retries()))


def _show(report: ImportReport, dry_run: bool) -> None:
    tally = report.tally
    table(
        "What would be done" if dry_run else "What was done",
        ("class of instrument", "instruments", "rows", "applied", "refused"),
        [
            (name, *(f"{counts[key]:,}" for key in ("instruments", "rows", "applied", "refused")))
            for name, counts in tally.by_class.items()
        ],
        right=(1, 2, 3, 4),
    )
    table(
        "On the ledger",
        ("act", "count"),
        [
            ("pledges migrated", f"{tally.migrated:,}"),
            ("pledges assigned", f"{tally.assigned:,}"),
            ("pledges cancelled", f"{tally.cancelled:,}"),
            ("partial releases", f"{tally.partial_releases:,}"),
        ],
        right=(1,),
    )
    table(
        "Rows not applied",
        ("reason", "rows"),
        [(code, f"{n:,}") for code, n in sorted(tally.refused.items())],
        right=(1,),
    )
    for warning in report.warnings[:10]:
        err.print(f"warning {warning.code} {warning.registration_no}: {warning.text}", style="yellow", markup=False)
    if len(report.warnings) > 10:
        err.print(f"and {len(report.warnings) - 10} more warnings (--json shows all)", style="yellow")
