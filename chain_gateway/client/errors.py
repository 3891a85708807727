"""What a caller of a service can meet.

ClientError
 +-- ServiceUnavailable   nobody answers, or not in time, or not as this service does
 +-- Problem              the service answered with a problem (RFC 9457)
 +-- WaitTimeout          a submission was not finished within the time the caller gave it
"""

from collections.abc import Mapping
from typing import Any


class ClientError(Exception):
    """Base of every error of this package."""


class ServiceUnavailable(ClientError):
    """The service at `url` cannot be reached, or answered what it never answers."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"The service at {url} cannot be reached: {problem}. Check that it runs, then try again.")
        self.url = url
        self.problem = problem


class Problem(ClientError):
    """A problem as a service describes it (RFC 9457).

    `type` is its stable URI and `code` the last part of that; `field` and `value` name what was wrong in the request;
    `error` is the contract's error with `name` and `arguments` when the ledger refused.
    """

    def __init__(
        self,
        *,
        type: str,
        title: str,
        status: int,
        detail: str = "",
        field: str | None = None,
        value: Any = None,
        error: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{title}: {detail}" if detail else title)
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.field = field
        self.value = value
        self.error = error

    @property
    def code(self) -> str:
        """The last part of the type, such as "unknown-party"."""
        return self.type.rsplit("/", 1)[-1]

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Problem":
        """Read a problem document; members that it lacks get RFC 9457's defaults."""
        error = body.get("error")
        return cls(
            type=str(body.get("type", "about:blank")),
            title=str(body.get("title", "The request was refused")),
            status=int(body.get("status", 0)),
            detail=str(body.get("detail", "")),
            field=body.get("field"),
            value=body.get("value"),
            error=error if isinstance(error, Mapping) else None,
        )


class WaitTimeout(ClientError):
    """A submission is still under way when the caller's time is over; it goes on all the same."""

    def __init__(self, submission_id: str, state: str, seconds: float) -> None:
        super().__init__(
            f"Submission {submission_id} is still {state} after {seconds:g} s. It goes on; ask for it again later."
        )
        self.submission_id = submission_id
        self.state = state
