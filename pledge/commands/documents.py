"""`pledge document`: contracts and reports behind the acts, sealed for those that shall read them."""

import base64
import json
import mimetypes
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from chain_gateway.documents import InvalidCid, to_binary
from chain_gateway.documents import disclosure as records
from chain_gateway.documents.content import OPAQUE
from chain_gateway.documents.recipients import InvalidRecipientKey, RecipientKey, Scheme, wrap
from chain_gateway.documents.sealing import Unreadable, unseal
from chain_gateway.documents.unixfs import Tree, cut
from chain_gateway.signing.document_keys import DocumentKeys
from pledge.commands.keys import DEFAULT_FOLDER, Folder, PasswordFile, password
from pledge.commands.lookup import DEFAULT_URL, Json, Url
from pledge.commands.reaching import gateway_client, over_tls
from pledge.console import err, out, print_json, table
from pledge.exits import Exit, Stop

app = typer.Typer(
    help="Documents: add, get, share, erase, verify; open single fields of a record and prove them.",
    no_args_is_help=True,
)
key_app = typer.Typer(help="The party's key that documents are sealed to.", no_args_is_help=True)
app.add_typer(key_app, name="key")

Token = Annotated[str, typer.Option("--token", envvar="PLEDGE_TOKEN", help="Token of the acting party.")]
Cid = Annotated[str, typer.Argument(help="Content identifier of the document.")]
Recipients = Annotated[
    list[int] | None, typer.Option("--to", min=1, help="Party that shall read it; repeat. It is then sealed.")
]
Party = Annotated[int, typer.Option("--party", min=1, help="The party whose key opens it.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="File to write; it must not be there.")]
RecordFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A record or a presentation.")]

_READ = 1 << 20


@app.command("add")
@over_tls
def add(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The document.")],
    token: Token,
    to: Recipients = None,
    media_type: Annotated[str | None, typer.Option("--type", help="Media type (default: by the file's name).")] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Store a document, sealed for the parties named with --to and for the token's own.

    Example: [bold]pledge document add contract.pdf --to 7 --to 12[/]
    """
    kind = media_type or mimetypes.guess_type(file.name)[0] or OPAQUE
    with gateway_client(url, token) as gateway:
        found = gateway.send_document(_pieces(file), kind, file.name, to or ())
    _show(found, as_json)


@app.command("get")
@over_tls
def get(
    cid: Cid,
    token: Token,
    output: Output,
    party: Annotated[int | None, typer.Option("--party", min=1, help="The party whose key opens it.")] = None,
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
) -> None:
    """Fetch a document, check that it is the one, and open it if it is sealed. The key never leaves this machine.

    Example: [bold]pledge document get bafy... --party 7 -o contract.pdf[/]
    """
    _checked(cid)
    _absent(output)
    with gateway_client(url, token) as gateway:
        record = gateway.document_record(cid)
        pieces = _genuine(gateway.document_pieces(cid), cid)
        if record["sealed"]:
            if party is None:
                raise Stop(Exit.BAD_INPUT, f"{cid} is sealed", "Name the party whose key opens it with --party.")
            pieces = unseal(pieces, _document_key(record, party, keystore, password_file))
        try:
            size = _write(output, pieces)
        except Unreadable as problem:
            raise Stop(Exit.REFUSED, str(problem), "Nothing was written.") from None
    err.print(f"{output}: {size:,} bytes")


@app.command("show")
@over_tls
def show(cid: Cid, token: Token, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """What is known of a document: size, type, who can open it, which nodes hold it.

    Example: [bold]pledge document show bafy...[/]
    """
    with gateway_client(url, token) as gateway:
        _show(gateway.document_record(_checked(cid)), as_json)


@app.command("share")
@over_tls
def share(
    cid: Cid,
    token: Token,
    party: Party,
    to: Annotated[int, typer.Option("--to", min=1, help="The party that shall read it too.")],
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Let one more party open a sealed document. Only its key is wrapped anew; the document is not sent again.

    Example: [bold]pledge document share bafy... --party 7 --to 12[/]
    """
    with gateway_client(url, token) as gateway:
        record = gateway.document_record(_checked(cid))
        published = gateway.document_key(to)
        if published["scheme"] == "none":
            raise Stop(
                Exit.REFUSED,
                f"party {to} has published no key for documents",
                "Let it run `pledge document key new` and `pledge document key publish` first.",
            )
        try:
            recipient = RecipientKey(Scheme(published["scheme"]), bytes.fromhex(published["key"].removeprefix("0x")))
        except InvalidRecipientKey as problem:
            raise Stop(Exit.REFUSED, f"party {to} published a key that cannot be used: {problem}") from None
        wrapped = wrap(_document_key(record, party, keystore, password_file), cid, to, recipient)
        found = gateway.share_document(cid, to, base64.urlsafe_b64encode(wrapped).decode().rstrip("="))
    _show(found, as_json)


@app.command("erase")
@over_tls
def erase(
    cid: Cid,
    token: Token,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Delete every key of a sealed document for good, as whoever stored it. Its identifier stays on the ledger.

    Example: [bold]pledge document erase bafy...[/]
    """
    _checked(cid)
    if not yes and not typer.confirm(f"Nobody will be able to read {cid} any more. Go on?"):
        raise Stop(Exit.REFUSED, "not erased")
    with gateway_client(url, token) as gateway:
        _show(gateway.erase_document(cid), as_json)


@app.command("verify")
@over_tls
def verify(
    cid: Cid,
    token: Token,
    repair: Annotated[bool, typer.Option("--repair", help="Bring missing and damaged copies back.")] = False,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Have every block of a document read and hashed on every node (for an office). Exit code 1 when one is not whole.

    Example: [bold]pledge document verify bafy... --repair[/]
    """
    with gateway_client(url, token) as gateway:
        found = gateway.verify_document(_checked(cid), repair)
    _show(found, as_json)
    if any(copy["state"] != "pinned" for copy in found["copies"]):
        raise typer.Exit(Exit.REFUSED)


@app.command("record")
def record(
    fields: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The record's fields: a JSON object.")],
    contract: Annotated[str, typer.Option("--contract", help="CID of the document that the record is about.")],
    output: Output = Path("record.sd-jwt"),
) -> None:
    """Make a record whose fields can be opened one by one. Keep it secret; its commitment is what an act names.

    Example: [bold]pledge document record fields.json --contract bafy... -o record.sd-jwt[/]
    """
    _absent(output)
    try:
        given = json.loads(fields.read_text(encoding="utf-8"), parse_float=str)
    except (ValueError, RecursionError):
        raise Stop(Exit.BAD_INPUT, f"{fields} is no JSON", "It is an object: field names and their values.") from None
    if not isinstance(given, dict):
        raise Stop(Exit.BAD_INPUT, f"{fields} is no JSON object", "Write field names and their values.")
    try:
        made = records.issue(given, _checked(contract))
    except records.InvalidRecord as problem:
        raise Stop(Exit.BAD_INPUT, str(problem)) from None
    _write(output, (made.encode(),))
    commitment = Path(f"{output}.commitment")
    commitment.write_bytes(records.token(made))
    err.print(f"{output}: keep it secret. {commitment}: add it as a document (--type application/sd-jwt), and name")
    out.print(records.commitment(made))


@app.command("disclose")
def disclose(
    record_file: RecordFile,
    field: Annotated[list[str] | None, typer.Option("--field", help="Field to open; repeat.")] = None,
    output: Output = Path("presentation.sd-jwt"),
) -> None:
    """Open some fields of a record and no others, for a reader to verify.

    Example: [bold]pledge document disclose record.sd-jwt --field amount --field currency -o for-court.sd-jwt[/]
    """
    _absent(output)
    try:
        shown = records.disclose(_text(record_file), field or ())
    except records.InvalidRecord as problem:
        raise Stop(Exit.BAD_INPUT, str(problem)) from None
    _write(output, (shown.encode(),))
    err.print(f"{output}: opens {', '.join(field or ()) or 'nothing'}")


@app.command("prove")
def prove(
    presentation: RecordFile,
    committed: Annotated[str, typer.Option("--commitment", help="CID that the ledger's act names.")],
    as_json: Json = False,
) -> None:
    """Verify a presentation against the commitment on the ledger, offline. Exit code 1 when it does not hold.

    Example: [bold]pledge document prove for-court.sd-jwt --commitment bafkrei...[/]
    """
    try:
        proven = records.verify(_text(presentation), _checked(committed))
    except records.InvalidRecord as problem:
        raise Stop(Exit.REFUSED, f"not proven: {problem}") from None
    if as_json:
        shown = {"commitment": proven.commitment, "contract": proven.contract, "hidden": proven.hidden}
        print_json(shown | {"fields": dict(proven.fields)})
        return
    rows = [(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for name, value in
            sorted(proven.fields.items())]  # fmt: skip
    table(f"Proven of document {proven.contract}; {proven.hidden} fields stay closed", ("field", "value"), rows)


@key_app.command("new")
def new_key(
    party: Party,
    scheme: Annotated[Scheme, typer.Option("--scheme", help="Kind of key.")] = Scheme.X25519,
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
) -> None:
    """Make a key of the party for documents; shows what is to be published.

    Example: [bold]pledge document key new --party 7[/]
    """
    public = DocumentKeys(keystore, password(password_file, confirm=True)).create(party, scheme)
    err.print("publish it with `pledge document key publish`; back the keystore up before documents are sealed to it")
    out.print(f"{public.scheme} 0x{public.public.hex()}")


@key_app.command("publish")
@over_tls
def publish_key(
    token: Token,
    party: Party,
    keystore: Folder = DEFAULT_FOLDER,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
) -> None:
    """Publish the party's newest key on the ledger; documents are sealed to it from then on.

    Example: [bold]pledge document key publish --party 7[/]
    """
    known = DocumentKeys(keystore, password(password_file)).public_keys(party)
    if not known:
        raise Stop(Exit.BAD_INPUT, f"no key for documents of party {party} is here", "pledge document key new --party")
    newest = known[-1]
    with gateway_client(url, token) as gateway:
        body = {"scheme": newest.scheme.value, "key": "0x" + newest.public.hex()}
        found = gateway.submit("/v1/document-keys", body, None)
    if not found.succeeded:
        raise Stop(Exit.REFUSED, f"not published: {found.error.detail if found.error is not None else found.state}")
    out.print(f"{newest.scheme} 0x{newest.public.hex()}")


def _document_key(record: dict[str, Any], party: int, keystore: Path, password_file: Path | None) -> bytes:
    wrapped = record.get("wrapped_key")
    if not wrapped:
        raise Stop(Exit.REFUSED, f"{record['cid']} is not sealed for the token's party", "Ask a recipient to share it.")
    raw = base64.urlsafe_b64decode(wrapped + "=" * (-len(wrapped) % 4))
    try:
        return DocumentKeys(keystore, password(password_file)).unwrap(raw, record["cid"], party)
    except Unreadable as problem:
        raise Stop(Exit.REFUSED, str(problem)) from None


def _genuine(pieces: Iterable[bytes], cid: str) -> Iterator[bytes]:
    """The stored bytes, chunk by chunk; at their end they must be the ones that the identifier names."""
    tree = Tree()
    for chunk in cut(pieces):
        tree.add(chunk)
        yield chunk
    if tree.root().cid != cid:
        raise Stop(Exit.REFUSED, f"what was answered is not {cid}", "Nothing was written; ask another gateway.")


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source, _transfer() as progress:
        task = progress.add_task(file.name, total=file.stat().st_size)
        while piece := source.read(_READ):
            yield piece
            progress.advance(task, len(piece))


def _transfer() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def _write(output: Path, pieces: Iterable[bytes]) -> int:
    """All of it or nothing: a file that is there is whole."""
    size = 0
    with tempfile.NamedTemporaryFile(dir=output.parent, delete=False) as file:
        try:
            for piece in pieces:
                size += len(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(output)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return size


def _absent(output: Path) -> None:
    if output.exists():
        raise Stop(Exit.BAD_INPUT, f"{output} exists", "Name another file with --output.")


def _checked(cid: str) -> str:
    try:
        to_binary(cid)
    except InvalidCid as problem:
        raise Stop(Exit.BAD_INPUT, str(problem)) from None
    return cid


def _text(file: Path) -> str:
    if file.stat().st_size > records.MAX_RECORD:
        raise Stop(Exit.BAD_INPUT, f"{file} is too large for a record")
    return file.read_text(encoding="ascii", errors="replace").strip()


def _show(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    state = f"erased on {found['erased_at']}" if found["erased_at"] else "sealed" if found["sealed"] else "not sealed"
    rows = [
        ("size", f"{found['size']:,} bytes"),
        ("type", found["media_type"]),
        ("name", found["name"] or ""),
        ("state", state),
        ("stored by", f"party {found['party']}, {found['created_at']}"),
        ("can open it", ", ".join(f"party {each}" for each in found["recipients"])),
        *((copy["node"], copy["state"]) for copy in found["copies"]),
    ]
    table(found["cid"], ("", ""), rows)
