"""A step of the demonstration must end as the ledger's rules say."""

from chain_gateway.client.submission import Submission
from pledge.exits import Exit, Stop


class Unexpected(Stop):
    """A step did not end as the rules say; the demonstration fails."""

    def __init__(self, step: str, what: str) -> None:
        super().__init__(Exit.REFUSED, f"the demonstration stopped at '{step}': {what}")


def done(submission: Submission, step: str) -> Submission:
    """The submission, which must have ended on the ledger. Raises Unexpected."""
    if not submission.succeeded:
        raise Unexpected(step, submission.error.detail if submission.error else submission.state)
    return submission
