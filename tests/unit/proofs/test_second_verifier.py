"""Two verifiers that share no code, in two languages, agree on genuine certificates and on forged ones."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from chain_gateway.proofs import Trust
from tests.support import record_forgeries as records
from tests.support.forgeries import CHAIN, FOUND, RAW, RIGHTS, TAMPERED, TRUST, changed

ROOT = Path(__file__).parents[3]
OF_FORM = frozenset(
    {
        "another format", "another version", "a field more", "a name that is none", "a name in another spelling",
        "a name in another kind", "a finding twice", "data in capitals", "a header with mixHash",
        "a header with the vote's direction", "a number with a leading zero", "a proof with a node more",
        "a proof with a node twice",
        "extra bytes in extra data", "a negative log",
    }
)  # fmt: skip
"""Forgeries of the file's form alone: the second verifier reads what they say, and is not as strict about how."""

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "node_modules" / "@ethereumjs" / "mpt").is_dir(),
    reason="the second verifier needs Node and its packages: `npm ci` brings them (`make test` does so)",
)


def second(certificates: Sequence[tuple[bytes, Trust]]) -> list[bool | str]:
    lines = "".join(
        json.dumps({"certificate": json.loads(raw), "trust": trust.as_json()}) + "\n" for raw, trust in certificates
    )
    done = subprocess.run(  # noqa: S603
        ["node", str(ROOT / "tests" / "support" / "second_verifier.mjs")],  # noqa: S607
        input=lines,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_genuine_certificates_are_valid_in_both() -> None:
    several = [
        CHAIN.certificate(RIGHTS, FOUND, sealed_by=CHAIN.validators[:count], round_number=count) for count in (3, 4)
    ]
    assert second([(RAW, TRUST), *((each.to_bytes(), TRUST) for each in several)]) == [True, True, True]


def test_forged_ones_are_refused_by_both() -> None:
    names = sorted(TAMPERED.keys() - OF_FORM)
    answers = dict(zip(names, second([(changed(TAMPERED[name]), TRUST) for name in names]), strict=True))
    assert [name for name, answer in answers.items() if answer is True] == []


def test_genuine_records_are_valid_in_both() -> None:
    several = [records.RECORDER.record(story).to_bytes() for story in (records.ONGOING, records.SOLD, records.ENDED)]
    assert second([(each, TRUST) for each in (records.RAW, *several)]) == [True] * 4


def test_forged_records_are_refused_by_both() -> None:
    names = sorted(records.TAMPERED.keys() - records.OF_FORM - records.OF_THE_LIFE_CYCLE)
    forged = [(records.changed(records.TAMPERED[name]), TRUST) for name in names]
    answers = dict(zip(names, second(forged), strict=True))
    assert [name for name, answer in answers.items() if answer is True] == []


def test_too_few_seals_are_refused_by_both() -> None:
    short = CHAIN.certificate(RIGHTS, FOUND, sealed_by=CHAIN.validators[:2]).to_bytes()
    assert second([(short, TRUST)]) == ["quorum"]
