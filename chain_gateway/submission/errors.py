"""What can go wrong in this package.

SubmissionError
 +-- UnknownSubmission       no submission has the id
 +-- IdempotencyKeyReused    the key came with another request before
 +-- NamePending             a party of that name is being entered
 +-- NameKnown               a party of that name is on the ledger
 +-- AmbiguousName           several parties have that name
 +-- StoreOfAnotherLedger    the store belongs to another chain or deployment
 +-- NotAwaitingApproval     nobody has to decide on the submission now
 +-- SecondPersonNeeded      whoever asked for an act decides on it
 +-- MovedByAnother          a second worker moved the submission meanwhile
"""


class SubmissionError(Exception):
    """Base of this package's errors."""


class UnknownSubmission(SubmissionError):
    """No submission has the id."""

    def __init__(self, submission_id: str) -> None:
        super().__init__(f"No submission has the id {submission_id[:80]!r}.")
        self.submission_id = submission_id


class IdempotencyKeyReused(SubmissionError):
    """The key came with another request before."""

    def __init__(self, key: str, submission_id: str) -> None:
        super().__init__(
            f"The Idempotency-Key {key!r} belongs to another request (submission {submission_id}). "
            "Send the same request again, or take a new key."
        )
        self.key = key
        self.submission_id = submission_id


class NamePending(SubmissionError):
    """A party of that name is being entered."""

    def __init__(self, name: str, submission_id: str) -> None:
        super().__init__(
            f"A party named {name!r} is being entered by submission {submission_id}. "
            "Wait for it, then ask the directory."
        )
        self.name = name
        self.submission_id = submission_id


class NameKnown(SubmissionError):
    """A party of that name and identifier is on the ledger already."""

    def __init__(self, name: str, party: int) -> None:
        super().__init__(f"{name!r} is party {party} already. Use that party.")
        self.name = name
        self.party = party


class AmbiguousName(SubmissionError):
    """Several parties have that name."""

    def __init__(self, name: str, parties: tuple[int, ...]) -> None:
        super().__init__(
            f"{name!r} is the name of {len(parties)} parties: {', '.join(map(str, parties))}. Name the id."
        )
        self.name = name
        self.parties = parties


class StoreOfAnotherLedger(SubmissionError):
    """The store belongs to another chain or deployment."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(
            f"This store belongs to the ledger {found}, the deployment is {expected}. "
            "Give each ledger a store of its own."
        )
        self.found = found
        self.expected = expected


class NotAwaitingApproval(SubmissionError):
    """Nobody has to decide on the submission now; `decision` says why."""

    def __init__(self, submission_id: str, decision: str) -> None:
        super().__init__(f"Submission {submission_id} does not wait for approval: {decision}.")
        self.submission_id = submission_id
        self.decision = decision


class SecondPersonNeeded(SubmissionError):
    """Whoever asked for an act cannot decide on it."""

    def __init__(self, submission_id: str) -> None:
        super().__init__(
            f"You asked for submission {submission_id} yourself; another person of your party must decide on it."
        )
        self.submission_id = submission_id


class MovedByAnother(SubmissionError):
    """A second worker moved the submission meanwhile."""

    def __init__(self, submission_id: str, state: str) -> None:
        super().__init__(
            f"Submission {submission_id} is not {state} any more: another worker moved it. Run one worker on a store."
        )
        self.submission_id = submission_id
