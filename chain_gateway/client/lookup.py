"""Client of the public look-up: every read goes through it; without a token, but for what is a party's own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import httpx

from chain_gateway.client.transport import JsonService


class LookupClient(JsonService):
    """The public look-up at `base_url`. Answers are JSON objects; raises ServiceUnavailable, Problem."""

    def __init__(
        self,
        base_url: str,
        transport: httpx.BaseTransport | None = None,
        timeout_seconds: float = 60.0,
        token: str | None = None,
    ) -> None:
        headers = None if token is None else {"authorization": f"Bearer {token}"}
        super().__init__(base_url, headers=headers, transport=transport, timeout_seconds=timeout_seconds)

    def status(self, number: str, as_of: date | None = None) -> dict[str, Any]:
        """Pledge status of one right, as of a legal date (default: today in the office's zone)."""
        return self._json("GET", f"/v1/status/{quote(number, safe='')}", query=_as_of(as_of))

    def batch(self, numbers: Sequence[str], as_of: date | None = None) -> dict[str, Any]:
        """Status of up to 10,000 rights, in order; rows that are no number are reported in place."""
        body: dict[str, Any] = {"numbers": list(numbers)}
        if as_of is not None:
            body["as_of"] = as_of.isoformat()
        return self._json("POST", "/v1/status:batch", body=body)

    def history(self, number: str) -> dict[str, Any]:
        """All acts on any pledge of one right."""
        return self._json("GET", f"/v1/status/{quote(number, safe='')}/history")

    def pledge(self, pledge: int) -> dict[str, Any]:
        """One pledge with its rights."""
        return self._json("GET", f"/v1/pledges/{pledge}")

    def pledge_history(self, pledge: int) -> dict[str, Any]:
        """The ordered acts on one pledge."""
        return self._json("GET", f"/v1/pledges/{pledge}/history")

    def valuations(self, number: str) -> dict[str, Any]:
        """Engagements to value one right; never their figures."""
        return self._json("GET", f"/v1/status/{quote(number, safe='')}/valuations")

    def fund(self, fund: int) -> dict[str, Any]:
        """A fund behind buyback commitments; never its figures."""
        return self._json("GET", f"/v1/funds/{fund}")

    def scheme(self, scheme: int) -> dict[str, Any]:
        """A scheme of shared risk; never its tranches or figures."""
        return self._json("GET", f"/v1/schemes/{scheme}")

    def acts(self, office: int, number: str) -> dict[str, Any]:
        """Acts that an office recorded under an official number."""
        return self._json("GET", "/v1/acts", query={"office": str(office), "number": number})

    def party(self, party: int) -> dict[str, Any]:
        """One party."""
        return self._json("GET", f"/v1/parties/{party}")

    def parties(self, name: str) -> dict[str, Any]:
        """Parties of that name."""
        return self._json("GET", "/v1/parties", query={"name": name})

    def certificate(self, search: str) -> bytes:
        """The certificate of a search, as a file; Problem with the code "search-unfinished" until it is there."""
        return self._send("GET", f"/v1/certificates/{quote(search, safe='')}").content

    def printed_certificate(self, search: str, named: Sequence[str] = ()) -> bytes:
        """The same as a signed PDF; `named` are up to 100 rights that the ledger knows by key alone."""
        path = f"/v1/certificates/{quote(search, safe='')}.pdf"
        return self._send("GET", path, query=[("right", each) for each in named]).content

    def record(self, pledge: int, *, printed: bool = False) -> bytes:
        """The certificate of a pledge's record, as a file or a signed PDF: with the token of one of its parties."""
        return self._send("GET", f"/v1/pledges/{pledge}/certificate{'.pdf' if printed else ''}").content

    def statistics(self) -> dict[str, Any]:
        """Counts of events, pledges, rights and parties."""
        return self._json("GET", "/v1/statistics")

    def completeness(self) -> dict[str, Any]:
        """Whether the index holds the whole ledger, and up to which block."""
        return self._json("GET", "/v1/completeness")

    def health(self) -> dict[str, Any]:
        """State of the look-up."""
        return self._json("GET", "/v1/health")


def _as_of(day: date | None) -> Mapping[str, str] | None:
    return {"as_of": day.isoformat()} if day is not None else None
