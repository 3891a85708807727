"""Writes docs/scopes.md from the code: which scope each verb asks for. `--check` compares."""

import sys
from pathlib import Path

from chain_gateway.api.approvals import AMOUNTS
from chain_gateway.api.scopes import MEANINGS, SCOPES_OF_VERB

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "scopes.md"


def page() -> str:
    """The whole page."""
    parts = [
        "# Scopes",
        "",
        "Made by `python scripts/scopes_page.py` from the code; a test says that it is current.",
        "",
        "A token's claim `scope` names what its bearer may ask for, its claim `party` for whom. Whether the ledger",
        "takes the act is the contracts' own to say. A missing scope is the problem `scope-missing`, which names it.",
        "",
        "| scope | allows |",
        "|---|---|",
        *(f"| `{scope}` | {meaning} |" for scope, meaning in MEANINGS.items()),
        "",
        "## Verbs",
        "The verb is that of a submission, and of a rule `[[approvals]]` in `access.toml`. Rules by amount are",
        "possible where the last column names one.",
        "",
        "| verb | one of | amount |",
        "|---|---|---|",
    ]
    for verb, scopes in sorted(SCOPES_OF_VERB.items()):
        amount = f"`{'.'.join(AMOUNTS[verb][0])}`" if verb in AMOUNTS else ""
        parts.append(f"| `{verb}` | {', '.join(f'`{scope}`' for scope in scopes)} | {amount} |")
    return "\n".join(parts) + "\n"


def main() -> int:
    """Write the page, or with `--check` answer 1 when it is not current."""
    text = page()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            print(f"{PAGE.relative_to(PROJECT)} is not current; run: python scripts/scopes_page.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
