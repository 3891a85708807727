"""ponder (npm), a general indexer, doing the same work: its project is written here, and its program installed.

It is no dependency of this project: the benchmark installs it into a folder of its own, and measures it from its start
until it says that it is ready. Cold it asks the node for everything, with the node's address listed often, since its
own limit is of requests for each address; warm it runs again over the logs that it keeps.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import requests

from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PledgeState

VERSION = "0.16"
_LISTED = 64
_LONGEST = 900.0

COLD: tuple[LiteralString, LiteralString] = (
    "SELECT pledge, office, pledgee, asset_key, registration_number, state, since FROM cold.pledge ORDER BY pledge",
    "SELECT sequence, block, transaction_hash, name, subject, actor FROM cold.history ORDER BY sequence",
)
WARM: tuple[LiteralString, LiteralString] = (
    "SELECT pledge, office, pledgee, asset_key, registration_number, state, since FROM warm.pledge ORDER BY pledge",
    "SELECT sequence, block, transaction_hash, name, subject, actor FROM warm.history ORDER BY sequence",
)

_SCHEMA = """
import { onchainTable } from "ponder";
export const pledge = onchainTable("pledge", (t) => ({
  pledge: t.bigint().primaryKey(), office: t.bigint().notNull(), pledgee: t.bigint().notNull(),
  asset_key: t.text().notNull(), registration_number: t.text().notNull(), state: t.integer().notNull(),
  since: t.bigint().notNull(),
}));
export const history = onchainTable("history", (t) => ({
  sequence: t.bigint().primaryKey(), block: t.bigint().notNull(), transaction_hash: t.text().notNull(),
  name: t.text().notNull(), subject: t.text().notNull(), actor: t.bigint().notNull(),
}));
"""
_CONFIG = """
import { createConfig } from "ponder";
import given from "./given.json";
export default createConfig({
  chains: { bench: { id: given.chain, rpc: Array(given.listed).fill(given.url) } },
  contracts: Object.fromEntries(given.books.map((book) => [book.name, {
    chain: "bench", abi: book.abi, address: book.address, startBlock: given.first, endBlock: given.last,
  }])),
});
"""
_HANDLERS = """
import { ponder } from "ponder:registry";
import { history, pledge } from "ponder:schema";
import given from "../given.json";
const key = (event) => ({ pledge: event.args.pledge });
const next = (state) => (event, db) => db.update(pledge, key(event)).set({ state, since: event.args.sequence });
const further = {
  PledgeFiled: (event, db) => db.insert(pledge).values({
    ...key(event), office: event.args.office, pledgee: event.args.filing.pledgee,
    asset_key: event.args.filing.rights[0], registration_number: "", state: given.states.Filed,
    since: event.args.sequence,
  }),
  PledgeRegistered: (event, db) => db.update(pledge, key(event)).set({
    registration_number: event.args.registrationNumber, state: given.states.Registered, since: event.args.sequence,
  }),
  PledgeDischarged: next(given.states.Discharged),
  PledgeCancelled: next(given.states.Cancelled),
};
for (const book of given.books) {
  for (const { name, subject } of book.events) {
    ponder.on(`${book.name}:${name}`, async ({ event, context }) => {
      await context.db.insert(history).values({
        sequence: event.args.sequence, block: event.block.number, transaction_hash: event.transaction.hash, name,
        subject: String(event.args[subject]), actor: event.args.actor,
      });
      await further[name]?.(event, context.db);
    });
  }
}
"""
_API = 'import { Hono } from "hono";\nexport default new Hono();\n'


class CannotRun(Exception):
    """ponder could not be installed, or did not become ready. Says what it said."""


@dataclass(frozen=True)
class Project:
    """A folder with ponder and the project."""

    folder: Path

    def run(self, database: str, schema: str) -> float:
        """Indexes into `schema` of a PostgreSQL database (its libpq URL); seconds from its start until it is ready.

        Raises CannotRun.
        """
        port = _free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database,
            "PONDER_TELEMETRY_DISABLED": "true",
            "NODE_ENV": "production",
        }
        command = ["node_modules/.bin/ponder", "start", "--schema", schema, "--port", str(port), "--log-level", "warn"]
        log = self.folder / f"{schema}.log"
        started = time.perf_counter()
        with log.open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - of our own words
                command, cwd=self.folder, env=environment, stdout=said, stderr=said, start_new_session=True
            )
            try:
                while time.perf_counter() - started < _LONGEST:
                    if process.poll() is not None:
                        raise CannotRun(f"ponder ended with {process.returncode}: {_end_of(log)}")
                    if _is_ready(port):
                        return time.perf_counter() - started
                    time.sleep(0.05)
                raise CannotRun(f"ponder was not ready after {_LONGEST:.0f} s: {_end_of(log)}")
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def project(folder: Path, url: str, deployment: Deployment, last: int) -> Project:
    """Installs ponder into the folder, unless it is there, and writes the project. Raises CannotRun."""
    (folder / "src" / "api").mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "ponder").is_dir():
        (folder / "package.json").write_text(json.dumps({"private": True, "type": "module"}))
        command = [shutil.which("npm") or "npm", "install", "--no-audit", "--no-fund", f"ponder@{VERSION}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise CannotRun(f"npm could not install ponder {VERSION}: {done.stderr[-2_000:]}")
    given = {
        "url": url,
        "listed": _LISTED,
        "chain": deployment.chain_id,
        "first": deployment.first_block,
        "last": last,
        "states": {state.name: int(state) for state in PledgeState},
        "books": [_book(address, name) for address, name in deployment.books().items()],
    }
    files = {
        "given.json": json.dumps(given),
        "ponder.config.ts": _CONFIG,
        "ponder.schema.ts": _SCHEMA,
        "src/index.ts": _HANDLERS,
        "src/api/index.ts": _API,
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return Project(folder)


def _book(address: str, name: str) -> dict[str, Any]:
    numbered = [each for each in artifact(name).abi if each["type"] == "event" and _is_numbered(each)]
    events = [{"name": each["name"], "subject": each["inputs"][1]["name"]} for each in numbered]
    return {"name": name, "address": address, "abi": numbered, "events": events}


def _is_numbered(event: dict[str, Any]) -> bool:
    names = [given["name"] for given in event["inputs"] if given["indexed"]]
    return len(names) == 3 and names[0] == "sequence" and names[2] == "actor"


def _is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/ready", timeout=1).status_code == 200
    except requests.RequestException:
        return False


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2_000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
