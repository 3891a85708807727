"""The certificate of a search: one file, canonical JSON (RFC 8785), that says what the chain found and proves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import rfc8785

from chain_gateway.ledger.dates import InvalidLegalDate, from_chain, parse_legal_date
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import LedgerEvent, Searched, decode
from chain_gateway.ledger.findings import MOST_RIGHTS, Finding, unpack
from chain_gateway.proofs.canonical import InvalidCertificate, read, require_fields, word
from chain_gateway.proofs.evidence import BrokenEvidence, EventProof
from chain_gateway.proofs.header import InvalidHeader
from chain_gateway.proofs.validators import contracts_of

FORMAT = "pledgebook-search-certificate"
VERSION = 1
_MOST_SEARCHED = 10_000
_FIELDS = {"format", "version", "engine", "chain_id", "contracts", "search", "rights", "results", "parts"}


@dataclass(frozen=True)
class SearchedRight:
    """A right of the search, in the searcher's order."""

    key: bytes
    """Asset key, 32 bytes."""
    text: str | None
    """Canonical identifier, such as "CN:PAT:201710601862.3"; None where the issuer knew the key alone."""

    def as_json(self) -> dict[str, str]:
        """As a certificate holds it."""
        return {"key": "0x" + self.key.hex()} | ({} if self.text is None else {"right": self.text})


@dataclass(frozen=True)
class Certificate:
    """A search, its results and the proofs of its parts."""

    engine: str
    chain_id: int
    contracts: dict[str, str]
    search_id: bytes
    as_of: date
    rights: tuple[SearchedRight, ...]
    results: dict[int, Finding]
    """Findings by the place of a right; a right without one is clear."""
    parts: tuple[EventProof, ...]

    @classmethod
    def issue(
        cls,
        engine: str,
        deployment: Deployment,
        rights: Sequence[SearchedRight],
        parts: Sequence[EventProof],
    ) -> Self:
        """Put together the certificate of a search from the proofs of its parts, in order.

        Raises InvalidCertificate when the parts are not those of one search.
        """
        results: dict[int, Finding] = {}
        start = 0
        search_id, as_of = b"", 0
        for proof in parts:
            event = decode(proof.raw_log(), deployment)
            if not isinstance(event, LedgerEvent) or not isinstance(event.payload, Searched):
                raise InvalidCertificate("a part is no event of SearchRegister")
            assert isinstance(event.subject, bytes)
            if search_id not in (b"", event.subject):
                raise InvalidCertificate("the parts are of several searches")
            search_id, as_of = event.subject, event.payload.as_of
            for place, finding in unpack(event.payload.findings, event.payload.count).items():
                results[start + place] = finding
            start += event.payload.count
        day = from_chain(as_of)
        if day is None or start != len(rights):
            raise InvalidCertificate(f"the parts search {start} rights, {len(rights)} were named")
        return cls(
            engine, deployment.chain_id, contracts_of(deployment), search_id, day, tuple(rights), results, tuple(parts)
        )

    def as_json(self) -> dict[str, Any]:
        """The content of the file."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "engine": self.engine,
            "chain_id": self.chain_id,
            "contracts": self.contracts,
            "search": {
                "id": "0x" + self.search_id.hex(),
                "as_of": self.as_of.isoformat(),
                "count": len(self.rights),
            },
            "rights": [each.as_json() for each in self.rights],
            "results": [
                {"place": place, "findings": [bit.name for bit in finding]}
                for place, finding in sorted(self.results.items())
            ],
            "parts": [part.as_json() for part in self.parts],
        }

    def to_bytes(self) -> bytes:
        """The file."""
        return rfc8785.dumps(self.as_json())

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a file, which must be in the canonical form. Raises InvalidCertificate."""
        return cls.from_json(read(raw))

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read the content of a file. Raises InvalidCertificate."""
        require_fields(content, _FIELDS, FORMAT, VERSION)
        search, listed, found = content["search"], content["rights"], content["results"]
        if not isinstance(search, dict) or search.keys() != {"id", "as_of", "count"}:
            raise InvalidCertificate("search has id, as_of and count and nothing else")
        if not isinstance(listed, list) or not 1 <= len(listed) <= _MOST_SEARCHED or len(listed) != search["count"]:
            raise InvalidCertificate(f"rights must list the {search['count']} rights of the search")
        parts = content["parts"]
        if not isinstance(parts, list) or len(parts) != -(-len(listed) // MOST_RIGHTS):
            raise InvalidCertificate(f"parts must list one proof for each {MOST_RIGHTS} rights")
        if not isinstance(found, list) or len(found) > len(listed):
            raise InvalidCertificate("results must be a list of at most one entry for each right")
        try:
            return cls(
                engine=content["engine"],
                chain_id=content["chain_id"],
                contracts=content["contracts"],
                search_id=word(search["id"], "search.id"),
                as_of=_day(search["as_of"]),
                rights=tuple(right_of(each) for each in listed),
                results=_results(found, len(listed)),
                parts=tuple(EventProof.from_json(each) for each in parts),
            )
        except (BrokenEvidence, InvalidHeader, InvalidLegalDate) as error:
            raise InvalidCertificate(str(error)) from None


def right_of(content: Any) -> SearchedRight:
    """A right as a certificate lists it. Raises InvalidCertificate."""
    if not isinstance(content, dict) or not {"key"} <= content.keys() <= {"key", "right"}:
        raise InvalidCertificate("an entry of rights has key, and right where it is known")
    text = content.get("right")
    if "right" in content and not isinstance(text, str):
        raise InvalidCertificate("right must be text")
    return SearchedRight(word(content["key"], "rights.key"), text)


def _results(content: Sequence[Any], count: int) -> dict[int, Finding]:
    results: dict[int, Finding] = {}
    last = -1
    for each in content:
        if not isinstance(each, Mapping) or each.keys() != {"place", "findings"}:
            raise InvalidCertificate("an entry of results has place and findings")
        place, names = each["place"], each["findings"]
        if not isinstance(place, int) or isinstance(place, bool) or not last < place < count:
            raise InvalidCertificate(f"results name the place {str(place)[:40]!r}; they must ascend below {count}")
        if not isinstance(names, list) or not names:
            raise InvalidCertificate(f"the findings at place {place} must be a list with at least one name")
        finding = Finding(0)
        for name in names:
            if not isinstance(name, str) or name not in Finding.__members__:
                raise InvalidCertificate(f"{str(name)[:60]!r} is no finding")
            finding |= Finding[name]
        if [bit.name for bit in finding] != names:
            raise InvalidCertificate(f"the findings at place {place} must be each named once, in order")
        results[place] = finding
        last = place
    return results


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise InvalidCertificate("search.as_of must be a date")
    day = parse_legal_date(value)
    if day.isoformat() != value:
        raise InvalidCertificate(f"search.as_of must be written {day.isoformat()}")
    return day
