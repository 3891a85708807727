"""`pledge certificate`: searches as files that anyone checks without trusting us, and without a network."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from chain_gateway.client import LookupClient
from chain_gateway.client.errors import Problem
from chain_gateway.ledger import reads
from chain_gateway.ledger.dates import to_chain, today
from chain_gateway.ledger.events import EventDecoder, LedgerEvent, RawLog
from chain_gateway.ledger.findings import MOST_RIGHTS, Finding, unpack
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.paper.verify import BEGINNING, Authorities, InvalidAuthority, file_of, verify_document
from chain_gateway.proofs import (
    Certificate,
    InvalidCertificate,
    InvalidTrust,
    RecordCertificate,
    RefusedChange,
    Report,
    Trust,
    Verdict,
    verify,
)
from chain_gateway.proofs.canonical import LARGEST
from chain_gateway.proofs.certificate import SearchedRight
from chain_gateway.proofs.changes import follow, read_changes
from chain_gateway.proofs.checks import as_deployment
from chain_gateway.proofs.record import BOOKS as RECORD_BOOKS
from chain_gateway.proofs.verify import KnownAct, compare, compare_record, describe
from chain_gateway.rpc import Node
from chain_gateway.signing.registry_seal import make_development_seal
from pledge.commands.lookup import DEFAULT_URL, MOST_NUMBERS, Json, Url, numbers_in
from pledge.commands.reaching import gateway_client, lookup_client, over_tls
from pledge.console import err, out, print_json, progress, table
from pledge.exits import Exit, Stop

app = typer.Typer(help="Sealed certificates of searches: issue one, verify one offline.", no_args_is_help=True)

_SECONDS = 120.0
_MOST_NAMED = 100
_BLOCKS = 5_000
"""Blocks whose logs are asked for at once; nodes of the consortium allow 10,000."""
_SHOWN = 20


@app.command("issue")
@over_tls
def issue(
    numbers: Annotated[list[str] | None, typer.Argument(help="Numbers in any usual spelling.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write the signed, printable certificate here.")] = None,
    pledge: Annotated[
        int | None, typer.Option("--pledge", min=1, help="Instead of a search: the record of this pledge, for a party.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A text file, one number a line.")] = None,
    token: Annotated[
        str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of a party, with the scope for searches.")
    ] = "",
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Search 1 to 10,000 rights inside the chain and write the certificate of what was found, or that of a pledge.

    Example: [bold]pledge certificate issue 201710601862.3 US7831837 -o search.pledge-cert.json --pdf search.pdf[/]
    """
    if not token:
        raise Stop(
            Exit.BAD_INPUT, "--token is missing", "`pledge token issue` makes one; PLEDGE_TOKEN holds it as well."
        )
    if pledge is not None:
        if numbers or file:
            raise Stop(Exit.BAD_INPUT, "--pledge takes no numbers", "Issue a search and a record one after the other.")
        _issue_record(pledge, output, pdf, token, url, as_json)
        return
    wanted = [*(numbers or []), *(numbers_in(file) if file else [])]
    if not 1 <= len(wanted) <= MOST_NUMBERS:
        raise Stop(
            Exit.BAD_INPUT,
            f"{len(wanted)} numbers given; a search takes 1 to {MOST_NUMBERS}",
            "Name numbers, or split the file.",
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
        plain = _await(lookup, search)
        raw = _named(plain, rights).to_bytes()
        if pdf is not None:
            bar.update(task, description="printing")
            unnamed = {right.key for right in plain.rights if right.text is None}
            shown = [right.text for right in rights if right.key in unnamed][:_MOST_NAMED]
            pdf.write_bytes(lookup.printed_certificate(search, shown))
    written = _written(raw, output, pdf, "search.pledge-cert.json")
    made = Certificate.from_bytes(raw)
    if as_json:
        print_json(
            {
                "file": written[0],
                "files": written,
                "search": search,
                "rights": len(rights),
                "not_clear": len(made.results),
                "bytes": len(raw),
            }
        )
        return
    _show_results(made)
    _tell(written)


@app.command("verify")
def verify_file(
    file: Annotated[Path, typer.Argument(help="A certificate, as file or PDF.", exists=True, dir_okay=False)],
    validators: Annotated[
        Path,
        typer.Option("--validators", help="File that pins the validators and contracts; get it from the consortium."),
    ],
    newer: Annotated[
        Path | None,
        typer.Option("--newer", help="A later certificate of the same rights, or pledge.", exists=True, dir_okay=False),
    ] = None,
    rpc: Annotated[
        str | None, typer.Option("--rpc", help="A member's node, to see whether anything changed since.")
    ] = None,
    authorities: Annotated[
        Path | None,
        typer.Option(
            "--trust", help="PEM file of the authorities that certify the registry's key.", exists=True, dir_okay=False
        ),
    ] = None,
    changes: Annotated[
        Path | None,
        typer.Option(
            "--changes", help="Headers that show later sets of validators; from anybody.", exists=True, dir_okay=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Verify a certificate: one line for each check, and a verdict. Without --rpc it needs no network.

    Example: [bold]pledge certificate verify search.pledge-cert.json --validators validators.json[/]
    """
    trust = _trust(validators, changes)
    raw, later = _read(file), None if newer is None else _read(newer)
    if raw.startswith(BEGINNING):
        report = verify_document(raw, trust, _file_in(later), _authorities(authorities))
    else:
        if authorities is not None:
            raise Stop(Exit.BAD_INPUT, "--trust is of the signature of a PDF", f"{file} is a file without one.")
        report = verify(raw, trust, _file_in(later))
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
        _show(report, trust)
    if report.verdict is Verdict.UNSUPPORTED:
        raise typer.Exit(Exit.UNKNOWN)
    if report.verdict is not Verdict.VALID:
        raise typer.Exit(Exit.REFUSED)


@app.command("authority")
def authority(
    name: Annotated[str, typer.Option("--name", help="The registry's name, as certificates show it.")],
    address: Annotated[str, typer.Option("--address", help="Address of the public look-up.")] = DEFAULT_URL,
    folder: Annotated[Path, typer.Option("--folder", help="Folder of the service; seal.toml is written there.")] = Path(
        ".state"
    ),
) -> None:
    """Make an authority for trials and a key of the registry that it certifies; services of that folder print with it.

    Example: [bold]pledge certificate authority --name 演示登记服务中心 --folder .state[/]
    """
    make_development_seal(folder, name, address)
    err.print(
        f"{folder / 'seal.toml'} names the key that signs printed certificates; verifiers trust {folder / 'ca.pem'}. "
        "For real use put a key there that a real authority certifies."
    )


def _issue_record(pledge: int, output: Path | None, pdf: Path | None, token: str, url: str, as_json: bool) -> None:
    with lookup_client(url, token) as lookup:
        if pdf is not None:
            pdf.write_bytes(lookup.record(pledge, printed=True))
        raw = lookup.record(pledge) if pdf is None or output is not None else file_of(pdf.read_bytes())
    written = _written(raw, output, pdf, f"pledge-{pledge}.pledge-cert.json")
    record = RecordCertificate.from_bytes(raw)
    if as_json:
        print_json(
            {
                "file": written[0],
                "files": written,
                "pledge": record.pledge,
                "acts": len(record.parts),
                "through_block": record.through.number,
                "bytes": len(raw),
            }
        )
        return
    err.print(f"{len(record.parts)} acts on pledge {record.pledge}, up to block {record.through.number}; confidential")
    _tell(written)


def _written(raw: bytes, output: Path | None, pdf: Path | None, usual: str) -> list[str]:
    """Write the file where it is wanted; answers what was written. A PDF alone has the file inside."""
    if output is None and pdf is not None:
        return [str(pdf)]
    place = Path(usual) if output is None else output
    place.write_bytes(raw)
    return [str(place)] + ([] if pdf is None else [str(pdf)])


def _tell(written: list[str]) -> None:
    err.print(f"written: {', '.join(written)}; check it with: pledge certificate verify {written[0]} --validators FILE")


def _trust(validators: Path, changes: Path | None) -> Trust:
    try:
        trust = Trust.load(validators)
        return trust if changes is None else follow(trust, read_changes(_read(changes), trust))
    except RefusedChange as problem:
        raise Stop(
            Exit.REFUSED, f"--changes {changes}: {problem}", "Its headers show no such change; use none."
        ) from None
    except InvalidTrust as problem:
        raise Stop(
            Exit.BAD_INPUT, str(problem), "Get the consortium's validators.json by a way that you trust."
        ) from None


def _authorities(path: Path | None) -> Authorities | None:
    if path is None:
        return None
    try:
        return Authorities.load(path.read_bytes())
    except InvalidAuthority as problem:
        raise Stop(Exit.BAD_INPUT, f"--trust {path}: {problem}", "Get the authority's certificate in PEM.") from None


def _file_in(raw: bytes | None) -> bytes | None:
    """A certificate's file, out of the document where it is one; what is none is left to the verifier."""
    if raw is None or not raw.startswith(BEGINNING):
        return raw
    try:
        return file_of(raw)
    except InvalidCertificate:
        return raw


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
    """What a node says about the same rights, or the same pledge, now."""
    node = Node.http(rpc, reader=trust.contracts["LedgerLog"])
    try:
        if isinstance(report.certificate, RecordCertificate):
            return _ask_of_record(report, report.certificate, trust, node)
        assert report.certificate is not None
        return _ask_of_search(report, report.certificate, trust, node)
    finally:
        node.close()


def _ask_of_search(report: Report, certificate: Certificate, trust: Trust, node: Node) -> Report:
    head = node.head().number
    keys = [right.key for right in certificate.rights]
    found: dict[bytes, Finding] = {}
    for start in range(0, len(keys), MOST_RIGHTS):
        chunk = keys[start : start + MOST_RIGHTS]
        read = reads.findings(chunk, to_chain(certificate.as_of))
        packed = read.decode(node.call(trust.contracts["AssetRegistry"], read.data, head))
        bits = unpack(packed, len(chunk))
        found.update({key: bits.get(place, Finding(0)) for place, key in enumerate(chunk)})
    return compare(report, found, head, f"the node at {node.endpoint}")


def _ask_of_record(report: Report, certificate: RecordCertificate, trust: Trust, node: Node) -> Report:
    head = node.head().number
    decoding = EventDecoder(as_deployment(trust))
    books = [trust.contracts[book] for book in RECORD_BOOKS]
    topics = (None, None, certificate.pledge.to_bytes(32, "big"))
    known: list[KnownAct] = []
    for start in range(certificate.parts[0].header.number, head + 1, _BLOCKS):
        for log in node.logs(start, min(start + _BLOCKS - 1, head), books, topics):
            act = decoding(
                RawLog(log.address, log.topics, log.data, log.block_number, log.block_hash, bytes(32), log.log_index)
            )
            if isinstance(act, LedgerEvent):
                known.append(KnownAct(act.sequence, log.block_number, act.name))
    return compare_record(report, trust, known, head, f"the node at {node.endpoint}")


def _read(path: Path) -> bytes:
    if path.stat().st_size > 2 * LARGEST:
        raise Stop(Exit.BAD_INPUT, f"{path} is larger than {2 * LARGEST:,} bytes", "It is no certificate.")
    return path.read_bytes()


def _show(report: Report, trust: Trust) -> None:
    for each in report.checks:
        mark = Text("✓ ", "green") if each.passed else Text("✗ ", "bold red")
        out.print(mark + Text(f"{each.name}: {each.detail}"))
    if report.verdict in (Verdict.VALID, Verdict.SUPERSEDED):
        if isinstance(report.certificate, RecordCertificate):
            _show_acts(report.certificate, trust)
        elif report.certificate is not None:
            _show_results(report.certificate)
    style = "bold green" if report.verdict is Verdict.VALID else "bold red"
    when = f" · sealed {report.sealed_at:%Y-%m-%d %H:%M:%S} UTC" if report.sealed_at and report.certificate else ""
    out.print(Text(report.verdict.value, style) + Text(when))


def _show_acts(certificate: RecordCertificate, trust: Trust) -> None:
    ledger = as_deployment(trust)
    names = certificate.names(ledger)
    rows = [
        (
            str(act.sequence),
            f"{datetime.fromtimestamp(part.header.timestamp, UTC):%Y-%m-%d %H:%M:%S}",
            act.name,
            names.get(act.actor, f"party {act.actor}"),
        )
        for part, act in zip(certificate.parts, certificate.acts(ledger), strict=True)
    ]
    table(f"Pledge {certificate.pledge} up to block {certificate.through.number}", ("no.", "UTC", "act", "by"), rows)


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
