"""A request for a pledgor's consent as a file: what it says, and that it asks to sign nothing else.

The file is made where the gateway is reached, and signed where nothing is: {"filing": what was asked for, "prepared":
what the gateway answered}. Whoever signs believes neither: digests and message are made anew from the terms that are
shown, and must be the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from chain_gateway.api.bodies.pledges import ConsentBody, ConsentRequestBody
from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.terms import keys_of, parse_rights
from chain_gateway.ledger.consent import (
    InvalidSignature,
    consent_typed_data,
    obligation_digest,
    recover_consent,
    rights_digest,
)
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.money import Money
from pledge.exits import Exit, Stop

_MOST_BYTES = 4_000_000


@dataclass(frozen=True)
class Asked:
    """One pledgor's part of a request, made anew from its terms."""

    pledgor: int
    pledge: int
    """The pledge that is amended, 0 for a filing."""
    pledgee: int
    joint_pledgees: tuple[int, ...]
    nonce: int
    deadline: int


class ConsentRequest:
    """A request that asks to sign what it shows. Raises Stop where it does not."""

    def __init__(self, filing: Mapping[str, Any], prepared: Mapping[str, Any], deployment: Deployment) -> None:
        try:
            self.body = ConsentRequestBody.model_validate_json(
                json.dumps({**filing, "obligation": prepared["obligation"]}), strict=True
            )
            messages = [each["message"] for each in prepared["typed_data"]]
            self._asked = {int(message["pledgor"]): _asked(message) for message in messages}
        except ValidationError as invalid:
            first = invalid.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Stop(Exit.BAD_INPUT, f"the request is not complete: {where}: {first['msg']}") from None
        except (KeyError, TypeError, ValueError):
            raise _unlike("it holds no messages to sign") from None
        try:
            self.rights: Sequence[RightId] = parse_rights(self.body.rights)
        except ApiProblem as problem:
            raise Stop(Exit.BAD_INPUT, f"{problem.field}: {problem.detail}") from None
        self.filing = {name: value for name, value in filing.items() if name not in ("pledge", "deadline")}
        self._prepared = prepared
        self._deployment = deployment
        self._obligation = obligation_digest(self.body.obligation.obligation(bytes(32)))
        self._rights = rights_digest(keys_of(self.rights))
        self._check()

    @classmethod
    def load(cls, path: Path, deployment: Deployment) -> "ConsentRequest":
        """Read a request's file. Raises Stop."""
        content = read_object(path)
        filing, prepared = content.get("filing"), content.get("prepared")
        if not isinstance(filing, dict) or not isinstance(prepared, dict):
            raise Stop(Exit.BAD_INPUT, f"{path} is no consent request", "Make one with `pledge consent prepare`.")
        return cls(filing, prepared, deployment)

    @property
    def obligation(self) -> dict[str, Any]:
        """The obligation with the salt that the consents are over, as a filing takes it."""
        return dict(self._prepared["obligation"])

    @property
    def pledgors(self) -> tuple[int, ...]:
        """Who is to sign, ascending."""
        return tuple(sorted(self._asked))

    def typed_data(self, pledgor: int) -> dict[str, Any]:
        """The EIP-712 message that the pledgor signs. Raises Stop for one who is not asked."""
        return consent_typed_data(self._deployment, *self._fields(pledgor))

    def signer_of(self, consent: Mapping[str, Any]) -> ConsentBody:
        """A signed consent, checked: it answers this request, and the key that it names made it. Raises Stop."""
        try:
            body = ConsentBody.model_validate_json(json.dumps(consent), strict=True)
        except ValidationError as invalid:
            where = ".".join(str(part) for part in invalid.errors()[0]["loc"])
            raise Stop(Exit.BAD_INPUT, f"the consent's {where} is not valid: {invalid.errors()[0]['msg']}") from None
        asked = self.asked(body.pledgor)
        if (body.nonce, body.deadline) != (asked.nonce, asked.deadline):
            raise Stop(Exit.REFUSED, f"the consent of pledgor {body.pledgor} answers another request")
        try:
            signature = bytes.fromhex(body.signature[2:])
            signer = recover_consent(self._deployment, *self._fields(body.pledgor), signature=signature)
        except InvalidSignature as invalid:
            raise Stop(Exit.REFUSED, f"pledgor {body.pledgor}: {invalid}") from None
        if signer != body.key:
            raise Stop(
                Exit.REFUSED,
                f"the consent of pledgor {body.pledgor} names the key {body.key}, but that key did not sign this",
                "Sign the request again.",
            )
        return body

    def asked(self, pledgor: int) -> Asked:
        """What a pledgor is asked for. Raises Stop for one who is not."""
        found = self._asked.get(pledgor)
        if found is None:
            known = ", ".join(map(str, self.pledgors))
            raise Stop(Exit.BAD_INPUT, f"pledgor {pledgor} is not asked to sign this", f"Those asked are {known}.")
        return found

    def shown(self, pledgor: int) -> list[tuple[str, str]]:
        """What the pledgor agrees to, for a person to read: the terms that the digests were made from."""
        asked, obligation = self.asked(pledgor), self.body.obligation
        until = datetime.fromtimestamp(asked.deadline, UTC)
        return [
            ("act", f"amendment of pledge {asked.pledge}" if asked.pledge else "filing of a new pledge"),
            ("pledgor", str(pledgor)),
            ("pledgee", str(asked.pledgee)),
            ("joint pledgees", ", ".join(map(str, asked.joint_pledgees)) or "none"),
            ("rights", "\n".join(right.text for right in self.rights)),
            ("obligation", "maximum amount" if obligation.kind == "Maximum" else "fixed amount"),
            ("amount", Money(obligation.amount_minor, obligation.currency).format()),
            ("debtor", str(obligation.debtor)),
            ("from", str(obligation.starts_on)),
            ("to", str(obligation.ends_on)),
            ("contract", obligation.contract),
            ("may be used until", f"{until:%Y-%m-%d %H:%M} UTC"),
            ("ledger", f"chain {self._deployment.chain_id}, {self._deployment.consents}"),
        ]

    def _fields(self, pledgor: int) -> tuple[int, int, int, tuple[int, ...], bytes, bytes, int, int]:
        asked = self.asked(pledgor)
        return (
            asked.pledgor,
            asked.pledge,
            asked.pledgee,
            asked.joint_pledgees,
            self._obligation,
            self._rights,
            asked.nonce,
            asked.deadline,
        )

    def _check(self) -> None:
        """That the gateway's messages are those of the terms, on this ledger, and nothing besides."""
        if self.body.obligation.salt is None:
            raise _unlike("its obligation has no salt")
        if tuple(sorted(self.body.pledgors)) != self.pledgors:
            raise _unlike("it asks others than its pledgors")
        for message in self._prepared["typed_data"]:
            asked = self._asked[int(message["message"]["pledgor"])]
            if (asked.pledge, asked.joint_pledgees) != (
                self.body.pledge or 0,
                tuple(sorted(self.body.joint_pledgees)),
            ):
                raise _unlike("pledge or joint pledgees of a message are others than those of the request")
            if self.body.pledgee not in (None, asked.pledgee):
                raise _unlike("the pledgee of a message is another than that of the request")
            if message != self.typed_data(asked.pledgor):
                raise _unlike(
                    "what is to be signed does not follow from the terms that it shows, or is for another ledger"
                )


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises Stop."""
    if path.stat().st_size > _MOST_BYTES:
        raise Stop(Exit.BAD_INPUT, f"{path} has more than {_MOST_BYTES:,} bytes")
    try:
        content = orjson.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise Stop(Exit.BAD_INPUT, f"{path} is not JSON in UTF-8: {problem}") from None
    if not isinstance(content, dict):
        raise Stop(Exit.BAD_INPUT, f"{path} holds no JSON object")
    return content


def _asked(message: Mapping[str, Any]) -> Asked:
    numbers = {name: int(message[name]) for name in ("pledgor", "pledge", "pledgee", "nonce", "deadline")}
    return Asked(joint_pledgees=tuple(int(each) for each in message["jointPledgees"]), **numbers)


def _unlike(why: str) -> Stop:
    return Stop(Exit.REFUSED, f"this request must not be signed: {why}", "Ask the pledgee for a new one.")
