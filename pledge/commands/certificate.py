"""`pledge certificate`: searches as files that anyone checks without trusting us, and without a network."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from chain_gateway.client import LookupClient
from chain_gateway.client.errors import Problem
from chain_gateway.ledger import reads
from chain_gateway.ledger.dates import to_chain, today
from chain_gateway.ledger.findings import MOST_RIGHTS, Finding, unpack
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.proofs import Certificate, InvalidTrust, Report, Trust, Verdict, verify
from chain_gateway.proofs.certificate import LARGEST, SearchedRight
from chain_gateway.proofs.verify import compare, describe
from chain_gateway.rpc import Node
from pledge.commands.lookup import DEFAULT_URL, MOST_NUMBERS, Json, Url, numbers_in
from pledge.commands.reaching import gateway_client, lookup_client, over_tls
from pledge.console import err, out, print_json, progress, table
from pledge.exits import Exit, Stop

app = typer.Typer(help="Sealed certificates of searches: issue one, verify one offline.", no_args_is_help=True)

_SECONDS = 120.0
_SHOWN = 20


@app.command("issue")
@over_tls
def issue(
    numbers: Annotated[list[str] | None, typer.Argument(help="Numbers in any usual spelling.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")] = Path("search.pledge-cert.json"),
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A text file, one number a line.")] = None,
    token: Annotated[
        str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token with the scope for searches.")
    ] = "",
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Search 1 to 10,000 rights inside the chain and write the certificate of what was found.

    Example: [bold]pledge certificate issue 201710601862.3 US7831837 -o search.pledge-cert.json[/]
    """
    wanted = [*(numbers or []), *(numbers_in(file) if file else [])]
    if not 1 <= len(wanted) <= MOST_NUMBERS:
        raise Stop(
            Exit.BAD_INPUT,
            f"{len(wanted)} numbers given; a search takes 1 to {MOST_NUMBERS}",
            "Name numbers, or split the file.",
        )
    if not token:
        raise Stop(
            Exit.BAD_INPUT, "--token is missing", "`pledge token issue` makes one; PLEDGE_TOKEN holds it as well."
        )
    rights = [RightId.parse(text) for text in wanted]
    with gateway_client(url, token) as gateway, lookup_client(url) as lookup, progress(quiet=as_json) as bar:
        task = bar.add_task("searching inside the chain", total=-(-len(rights) // MOST_RIGHTS))
        search, parts = gateway.search([right.text for right in rights], today().isoformat())
        for part in parts:
            done = gateway.wait(part.id, _SECONDS)
            if done.state != "final":
                raise Stop(Exit.REFUSED, f"the search was not taken: {done.error or done.state}")
            bar.advance(task)
        bar.update(task, description="collecting the proofs")
        raw = _named(_await(lookup, search), rights).to_bytes()
    output.write_bytes(raw)
    made = Certificate.from_bytes(raw)
    if as_json:
        print_json(
            {
                "file": str(output),
                "search": search,
                "rights": len(rights),
                "not_clear": len(made.results),
                "bytes": len(raw),
            }
        )
        return
    _show_results(made)
    err.print(
        f"written to {output} ({len(raw):,} bytes); check it with: pledge certificate verify {output} --validators FILE"
    )


@app.command("verify")
def verify_file(
    file: Annotated[Path, typer.Argument(help="A certificate.", exists=True, dir_okay=False)],
    validators: Annotated[
        Path,
        typer.Option("--validators", help="File that pins the validators and contracts; get it from the consortium."),
    ],
    newer: Annotated[
        Path | None,
        typer.Option("--newer", help="A later certificate over the same rights.", exists=True, dir_okay=False),
    ] = None,
    rpc: Annotated[
        str | None, typer.Option("--rpc", help="A member's node, to see whether anything changed since.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Verify a certificate: one line for each check, and a verdict. Without --rpc it needs no network.

    Example: [bold]pledge certificate verify search.pledge-cert.json --validators validators.json[/]
    """
    try:
        trust = Trust.load(validators)
    except InvalidTrust as problem:
        raise Stop(
            Exit.BAD_INPUT, str(problem), "Get the consortium's validators.json by a way that you trust."
        ) from None
    report = verify(_read(file), trust, None if newer is None else _read(newer))
    if rpc is not None and report.verdict is Verdict.VALID:
        report = _ask(report, trust, rpc)
    if as_json:
        print_json(
            {
                "verdict": report.verdict.value,
                "sealed_at": report.sealed_at.isoformat() if report.sealed_at else None,
                "checks": [vars(each) for each in report.checks],
            }
        )
    else:
        _show(report)
    if report.verdict is Verdict.UNSUPPORTED:
        raise typer.Exit(Exit.UNKNOWN)
    if report.verdict is not Verdict.VALID:
        raise typer.Exit(Exit.REFUSED)


def _await(lookup: LookupClient, search: str) -> Certificate:
    """The certificate, when the look-up has mirrored the search."""
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            return Certificate.from_bytes(lookup.certificate(search))
        except Problem as problem:
            if problem.code not in ("not-found", "search-unfinished") or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _named(certificate: Certificate, rights: list[RightId]) -> Certificate:
    """The certificate with the names of the rights that the ledger does not know, but the searcher does."""
    keys = [right.key for right in rights]
    if keys != [each.key for each in certificate.rights]:
        raise Stop(
            Exit.REFUSED, "the look-up answered the certificate of other rights", "Do not use it; ask another service."
        )
    return replace(certificate, rights=tuple(SearchedRight(right.key, right.text) for right in rights))


def _ask(report: Report, trust: Trust, rpc: str) -> Report:
    """What a node finds about the same rights now."""
    assert report.certificate is not None
    node = Node.http(rpc, reader=trust.contracts["LedgerLog"])
    head = node.head().number
    keys = [right.key for right in report.certificate.rights]
    found: dict[bytes, Finding] = {}
    for start in range(0, len(keys), MOST_RIGHTS):
        chunk = keys[start : start + MOST_RIGHTS]
        read = reads.findings(chunk, to_chain(report.certificate.as_of))
        packed = read.decode(node.call(trust.contracts["AssetRegistry"], read.data, head))
        bits = unpack(packed, len(chunk))
        found.update({key: bits.get(place, Finding(0)) for place, key in enumerate(chunk)})
    node.close()
    return compare(report, found, head, f"the node at {rpc}")


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise Stop(Exit.BAD_INPUT, f"{path} is larger than {LARGEST:,} bytes", "It is no certificate.")
    return path.read_bytes()


def _show(report: Report) -> None:
    for each in report.checks:
        mark = Text("✓ ", "green") if each.passed else Text("✗ ", "bold red")
        out.print(mark + Text(f"{each.name}: {each.detail}"))
    if report.certificate is not None and report.verdict in (Verdict.VALID, Verdict.SUPERSEDED):
        _show_results(report.certificate)
    style = "bold green" if report.verdict is Verdict.VALID else "bold red"
    when = f" · sealed {report.sealed_at:%Y-%m-%d %H:%M:%S} UTC" if report.sealed_at and report.certificate else ""
    out.print(Text(report.verdict.value, style) + Text(when))


def _show_results(certificate: Certificate) -> None:
    shown = certificate.rights[:_SHOWN]
    rows = [
        (
            each.text or "0x" + each.key.hex(),
            Text(describe(certificate.results[place]), "bold yellow")
            if place in certificate.results
            else Text("clear", "green"),
        )
        for place, each in enumerate(shown)
    ]
    title = f"Searched as of {certificate.as_of}"
    if len(shown) < len(certificate.rights):
        title += f", the first {len(shown)} of {len(certificate.rights)}"
    table(title, ("right", "found"), rows)
