"""Writes docs/errors.md from the code: a row for each problem, refusal and contract error. `--check` compares."""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

from chain_gateway.api.problems import TITLES
from chain_gateway.importing.outcomes import MEANINGS, RefusalCode, WarningCode
from chain_gateway.ledger.error_sentences import SENTENCES

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "errors.md"


def page() -> str:
    """The whole page."""
    parts = [
        "# Errors",
        "",
        "Made by `python scripts/errors_page.py` from the code; a test says that it is current.",
        "",
        "Over HTTP every failure is a problem document (RFC 9457, `application/problem+json`). The last part of its",
        "`type` is the code below; `field` and `value` name what was wrong. Where the ledger refused, `error` has the",
        "contract's error with its arguments. Exit codes of the command are in `docs/operations.md`.",
        "",
        "## Problems of the gateway",
        *_table(("code", "title"), sorted(TITLES.items())),
        "",
        "## Problems of the look-up",
        *_table(("code", "title"), sorted(_lookup_problems().items())),
        "",
        "## Reasons of an `unknown` status",
        *_table(("reason", "meaning"), _REASONS),
        "",
        "## Why a row of an import is refused",
        *_table(("code", "meaning"), [(code.value, MEANINGS[code]) for code in RefusalCode]),
        "",
        "## What a row of an import is warned of",
        *_table(("code", "meaning"), [(code.value, MEANINGS[code]) for code in WarningCode]),
        "",
        "## Errors of the contracts",
        *_table(("error", "sentence", "what to do"), [(f"`{name}`", *said) for name, said in SENTENCES.items()]),
        "",
    ]
    return "\n".join(parts)


_REASONS = [
    ("not-attested", "no office has attested on this ledger that the right is in force"),
    ("not-covered", "the office has not declared the ledger complete for this kind of right and date"),
    ("not-reconciled", "the date lies after the period that the office has reconciled with its register"),
    ("incomplete", "an event is missing or altered, or the chain changed below its head; see /v1/completeness"),
    ("lagging", "the index is too many blocks behind the chain"),
    ("unreachable", "no node has answered for too long, or none ever did"),
]


def _lookup_problems() -> dict[str, str]:
    """Codes and titles of the look-up's problems, read from its source."""
    found: dict[str, str] = {}
    for path in sorted((PROJECT / "indexer" / "lookup").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "Problem":
                continue
            texts = [each.value for each in node.args[1:3] if isinstance(each, ast.Constant)]
            if len(texts) == 2:
                found[str(texts[0])] = str(texts[1])
    return found


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]


def main() -> int:
    """Write the page, or with `--check` answer 1 when it is not current."""
    text = page()
    if "--check" in sys.argv[1:]:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            print(f"{PAGE.relative_to(PROJECT)} is not current; run: python scripts/errors_page.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
