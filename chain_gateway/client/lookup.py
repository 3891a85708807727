"""Client of the public look-up: every read goes through it; without a token, but for what is a party's own."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import httpx

from chain_gateway.client.errors import ServiceUnavailable
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

    def status(self, number: str, as_of: date | None = None, at_block: int | None = None) -> dict[str, Any]:
        """Pledge status of one right, as of a legal date (default: today in the office's zone), as known at a block
        (default: the newest).
        """
        query = _query(as_of=None if as_of is None else as_of.isoformat(), at_block=at_block)
        return self._json("GET", f"/v1/status/{quote(number, safe='')}", query=query)

    def batch(self, numbers: Sequence[str], as_of: date | None = None, at_block: int | None = None) -> dict[str, Any]:
        """Status of up to 10,000 rights, in order; rows that are no number are reported in place."""
        body: dict[str, Any] = {"numbers": list(numbers)}
        if as_of is not None:
            body["as_of"] = as_of.isoformat()
        if at_block is not None:
            body["at_block"] = at_block
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

    def disposals(self, number: str) -> dict[str, Any]:
        """Listings and sales of one right."""
        return self._json("GET", f"/v1/status/{quote(number, safe='')}/disposals")

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

    def expiring(self, of: str = "terms", days: int = 90, limit: int = 100) -> Iterator[dict[str, Any]]:
        """Pages of what ends within `days`, the next first: `terms` of pledges, paid `fees`, or `rights`."""
        return self._pages("/v1/expiring", of=of, days=days, limit=limit)

    def overdue(self, limit: int = 100) -> Iterator[dict[str, Any]]:
        """Pages of duties that are overdue."""
        return self._pages("/v1/overdue", limit=limit)

    def parties_called(self, words: str, limit: int = 50) -> Iterator[dict[str, Any]]:
        """Pages of institutions whose name holds the words, or parts of words."""
        return self._pages("/v1/parties", q=words, limit=limit)

    def party_pledges(self, party: int, role: str = "pledgee", limit: int = 100) -> Iterator[dict[str, Any]]:
        """Pages of the pledges that an institution holds or held (`pledgee`), or that are of its rights (`pledgor`)."""
        return self._pages(f"/v1/parties/{party}/pledges", role=role, limit=limit)

    def pledges_numbered(
        self, registration_number: str, office: int | None = None, limit: int = 100
    ) -> Iterator[dict[str, Any]]:
        """Pages of the pledges that were registered under an official number, by one office or by any."""
        return self._pages("/v1/pledges", registration_number=registration_number, office=office, limit=limit)

    def events(self, from_block: int = 0) -> Iterator[dict[str, Any]]:
        """Every event from a block on, one after the other, then the end line of the last page, which says up to which
        block they go and the ledger's rolling hash there.

        Raises ServiceUnavailable when a page breaks off.
        """
        block: int | None = from_block
        end: dict[str, Any] = {}
        while block is not None:
            text = self._send("GET", "/v1/events", query={"from_block": str(block)}).text
            lines = [json.loads(line) for line in text.splitlines()]
            if not lines or lines[-1].get("type") != "end":
                raise ServiceUnavailable(self.base_url, f"the events from block {block} break off")
            *events, end = lines
            yield from events
            block = end["next_from_block"]
        yield end

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

    def _pages(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """The pages of a list, all as of the block of the first."""
        cursor: str | None = None
        while True:
            page = self._json("GET", path, query=_query(cursor=cursor, **asked))
            yield page
            cursor = page["next"]
            if cursor is None:
                return


def _query(**given: Any) -> dict[str, str]:
    return {name: str(value) for name, value in given.items() if value is not None}
