"""How a story is told: its steps, each through the gateway's HTTP API with its transaction, and its figures.

A story is a function of a fresh, started house, listed in `stories`; it answers a `ToldStory`, which is shown as a page
or as JSON. Every party in it is invented (演示).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from chain_gateway.client import GatewayClient, Submission
from chain_gateway.signing import Signer
from pledge.demonstration import cast
from pledge.demonstration.steps import Unexpected, done
from pledge.house import House


@dataclass(frozen=True)
class ToldStep:
    """One step, as it ended."""

    step: str
    party: str
    transaction: str | None
    """None for a refusal: the trial that the ledger refuses sends nothing."""
    refused_with: dict[str, Any] | None
    """The contract's error, where the step had to be refused."""


@dataclass(frozen=True)
class ToldStory:
    """What happened, and the figures as the contracts read them, in fen."""

    title: str
    steps: Sequence[ToldStep]
    figures: Mapping[str, int]
    public: dict[str, Any]
    """What the public look-up says of it."""
    completeness: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values; amounts as text."""
        return {
            "title": self.title,
            "steps": [asdict(step) for step in self.steps],
            "figures": {name: str(fen) for name, fen in self.figures.items()},
            "public": self.public,
            "completeness": self.completeness,
        }


class Story(Protocol):
    """Plays a story on a fresh, started house. Raises Unexpected, ServiceUnavailable, Problem."""

    def __call__(self, house: House, indexed: Callable[[House], None], progress: Callable[[str], None]) -> ToldStory:
        """`indexed` waits until the look-up answers from the newest block; `progress` is told each step."""
        ...


class Telling:
    """Plays steps and keeps how each ended."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.steps: list[ToldStep] = []
        self._progress = progress

    def done(self, step: str, role: cast.Role, client: GatewayClient, path: str, body: dict[str, Any]) -> Submission:
        """A step that the ledger must take."""
        self._progress(step)
        submission = done(client.submit(path, body), step)
        self.steps.append(ToldStep(step, role.name, submission.transaction, None))
        return submission

    def refused(
        self, name: str, step: str, role: cast.Role, client: GatewayClient, path: str, body: dict[str, Any]
    ) -> None:
        """A step that the ledger must refuse with the error `name`."""
        self._progress(step)
        submission = client.submit(path, body)
        error = submission.error.error if submission.error is not None else None
        if submission.succeeded or error is None or error["name"] != name:
            raise Unexpected(step, f"it ended {submission.state} instead of being refused with {name}")
        self.steps.append(ToldStep(step, role.name, submission.transaction, dict(error)))


def cny(fen: int) -> str:
    """An amount of fen as CNY with its two decimals, such as 7,500,000.00."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def pledged(
    office: GatewayClient, bank: GatewayClient, firm: int, key: Signer, right: str, amount: int, today: date
) -> int:
    """A registered pledge for an invented loan of `amount` fen, with the firm's signed consent."""
    contract = bank.put_document(f"演示合同 (demonstration contract over {right}). No such loan exists.\n".encode())
    filing: dict[str, Any] = {
        "pledgors": [firm],
        "rights": [right],
        "obligation": {
            "kind": "Fixed",
            "currency": "CNY",
            "amount_minor": str(amount),
            "debtor": firm,
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=365)).isoformat(),
            "contract": contract,
        },
    }
    prepared = bank.prepare_consents(filing)
    (typed,), (terms,) = prepared["typed_data"], prepared["consents"]
    consent = {**terms, "key": key.address, "signature": "0x" + key.sign_typed_data(typed).hex()}
    signed = {**filing, "obligation": prepared["obligation"], "consents": [consent]}
    pledge = int(done(bank.submit("/v1/pledges", signed), "file").event("PledgeFiled").subject)
    number = f"演示Y{today.year}98{pledge:07d}"
    body = {"registration_number": number, "effective_on": today.isoformat(), "act": {"recorded_on": today.isoformat()}}
    done(office.submit(f"/v1/pledges/{pledge}/registration", body), "register")
    return pledge
