"""The `pledge` command: one sub-command per file of `pledge.commands`."""

import sys

import typer

from pledge.commands import (
    audit,
    audit_acts,
    buybacks,
    certificate,
    chain,
    checking,
    consents,
    demo,
    digest,
    disposals,
    documents,
    events,
    filing,
    governance,
    importing,
    keys,
    lists,
    lookup,
    network,
    refinancings,
    risks,
    serving,
    tokens,
    valuations,
    watching,
    webhooks,
)
from pledge.console import err
from pledge.exits import Exit, stop_for

app = typer.Typer(
    name="pledge",
    help="A permissioned ledger for the pledge of intellectual property.\n\n"
    "Exit codes: 0 done, 1 refused or not valid, 2 bad input, 3 a service cannot be reached, 4 the answer is unknown.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("demo")(demo.demo)
app.command("up")(serving.up)
app.command("gateway")(serving.gateway)
app.command("indexer")(serving.indexer)
app.command("portal")(serving.portal)
app.command("digest")(digest.digest)
app.command("deploy")(chain.deploy)
app.command("import")(importing.import_records)
app.command("check")(checking.check)
app.command("file")(filing.file)
app.command("lookup")(lookup.lookup)
app.command("history")(lookup.history)
app.command("events")(events.events)
app.command("audit")(audit.audit_store)
app.add_typer(lists.app, name="list")
app.add_typer(watching.app, name="watch")
app.add_typer(keys.app, name="keys")
app.add_typer(buybacks.buyback, name="buyback")
app.add_typer(buybacks.fund, name="fund")
app.add_typer(refinancings.app, name="refinancing")
app.add_typer(valuations.app, name="valuation")
app.add_typer(disposals.app, name="disposal")
app.add_typer(risks.scheme, name="scheme")
app.add_typer(risks.loss, name="loss")
app.add_typer(risks.pool, name="pool")
app.add_typer(consents.app, name="consent")
app.add_typer(tokens.app, name="token")
app.add_typer(network.app, name="chain")
app.add_typer(governance.app, name="governance")
app.add_typer(documents.app, name="document")
app.add_typer(certificate.app, name="certificate")
app.add_typer(audit_acts.app, name="audit-acts")
app.add_typer(webhooks.app, name="webhook")


def main() -> None:
    """Run the command; every foreseen failure is a sentence and an exit code, never a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        err.print("interrupted; what was accepted goes on, and the same command resumes", style="yellow")
        sys.exit(130)
    except Exception as failure:
        stop = stop_for(failure)
        if stop is None:
            raise
        err.print(f"[bold red]pledge:[/] {_plain(str(stop))}")
        if stop.advice:
            err.print(f"        {_plain(stop.advice)}")
        sys.exit(int(stop.code))
    sys.exit(int(Exit.DONE))


def _plain(text: str) -> str:
    """Text of others as it is: never as markup."""
    return text.replace("[", "\\[")
