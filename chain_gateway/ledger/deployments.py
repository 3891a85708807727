"""Where the contracts of one ledger are, and the file that says so."""

import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import orjson

from chain_gateway.ledger.solidity import InvalidValue, checked_address

VERSION = 1
"""Version of the file's layout."""

ENGINES = ("instant", "confirmations")
"""Finality rules: a block is final at once, or after a number of further blocks."""

CONTRACT_OF = MappingProxyType(
    {
        "log": "LedgerLog",
        "access_manager": "AccessManager",
        "parties": "PartyRegistry",
        "assets": "AssetRegistry",
        "pledges": "PledgeRegistry",
        "consents": "PledgorConsents",
        "changes": "ChangeBook",
        "enforcement": "EnforcementBook",
        "searches": "SearchRegister",
        "buybacks": "BuybackBook",
        "refinancings": "RefinancingBook",
        "valuations": "ValuationBook",
        "disposals": "DisposalBook",
        "risks": "RiskShareBook",
        "losses": "LossBook",
        "subsidies": "SubsidyBook",
        "directory": "DirectoryBook",
    }
)
"""Contract behind each address of a deployment."""
NO_BOOKS = frozenset({"access_manager", "consents"})
"""Addresses of contracts that emit no event of the ledger."""
_LARGEST_FILE = 65_536
_SALT = re.compile(r"0x[0-9a-f]{64}")


class InvalidDeployment(ValueError):
    """A deployment, or the file of one, cannot be used. Carries `field`, `value` and `problem`."""

    def __init__(self, field: str, value: object, problem: str) -> None:
        self.field = field
        self.value = value
        self.problem = problem
        super().__init__(f"deployment: {field} {problem}, got {str(value)[:100]!r}")


@dataclass(frozen=True)
class Deployment:
    """The contracts of one ledger, and what a reader must know to follow it.

    Addresses are put into checksum form. Raises InvalidDeployment naming the field and value that do not fit.
    """

    chain_id: int
    first_block: int
    """Block of the first contract; nothing of the ledger is before it."""
    log: str
    access_manager: str
    parties: str
    assets: str
    pledges: str
    consents: str
    """Verifier of the pledgors' consents; it is no book."""
    changes: str
    enforcement: str
    searches: str
    buybacks: str
    refinancings: str
    valuations: str
    disposals: str
    risks: str
    """Book of schemes of shared risk and of pools."""
    losses: str
    subsidies: str
    directory: str
    rule_set: int
    """Version of the rules that the books apply."""
    engine: str = "instant"
    """Finality rule of the chain, one of ENGINES."""
    confirmations: int = 0
    """Blocks after which a block is final, when `engine` is "confirmations"; else 0."""
    factory: str | None = None
    """The LedgerFactory that created the contracts; None where each was created on its own."""
    salt: str | None = None
    """Salt of the addresses, 32 bytes in hexadecimal: the same key and salt give the same addresses on every chain."""

    def __post_init__(self) -> None:
        """Checks every field."""
        _check_number("chain_id", self.chain_id, least=1)
        _check_number("first_block", self.first_block, least=0)
        _check_number("rule_set", self.rule_set, least=1)
        for name in CONTRACT_OF:
            try:
                object.__setattr__(self, name, checked_address(getattr(self, name), name))
            except InvalidValue as error:
                raise InvalidDeployment(error.field, error.value, error.problem) from None
        names = [name for name in CONTRACT_OF if name != "access_manager"]
        if len({getattr(self, name) for name in names}) != len(names):
            raise InvalidDeployment(", ".join(names), self.log, "must be different contracts")
        if self.factory is not None:
            object.__setattr__(self, "factory", _address(self.factory, "factory"))
        if self.salt is not None and not (isinstance(self.salt, str) and _SALT.fullmatch(self.salt)):
            raise InvalidDeployment("salt", self.salt, "must be 0x and 64 hexadecimal digits")
        if self.engine not in ENGINES:
            raise InvalidDeployment("engine", self.engine, f"must be one of {', '.join(ENGINES)}")
        if self.engine == "confirmations":
            _check_number("confirmations", self.confirmations, least=1)
        elif self.confirmations != 0:
            raise InvalidDeployment("confirmations", self.confirmations, 'must be 0 unless engine is "confirmations"')

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a deployment file. Raises InvalidDeployment, also when there is no such file."""
        try:
            with path.open("rb") as file:
                raw = file.read(_LARGEST_FILE + 1)
        except OSError as error:
            raise InvalidDeployment(
                "file", path, f"cannot be read ({error.strerror}); `pledge deploy` writes one"
            ) from error
        if len(raw) > _LARGEST_FILE:
            raise InvalidDeployment("file", path, f"is larger than {_LARGEST_FILE} bytes")
        try:
            content = orjson.loads(raw)
        except (ValueError, RecursionError) as error:
            raise InvalidDeployment("file", path, f"is not JSON ({error})") from error
        return cls._from_json(content)

    def save(self, path: Path) -> None:
        """Writes a deployment file, whole or not at all."""
        content = json.dumps({"version": VERSION, **asdict(self)}, indent=2) + "\n"
        draft = path.with_name(f"{path.name}.new")
        draft.write_text(content, "utf-8")
        draft.replace(path)

    def books(self) -> dict[str, str]:
        """Names of the contracts that emit the ledger's events, by checksum address."""
        return {getattr(self, name): contract for name, contract in CONTRACT_OF.items() if name not in NO_BOOKS}

    def address_of(self, book: str) -> str:
        """Checksum address of a book, of PledgorConsents or of the AccessManager, by its name. Raises KeyError."""
        addresses: dict[str, str] = {contract: getattr(self, name) for name, contract in CONTRACT_OF.items()}
        return addresses[book]

    @classmethod
    def _from_json(cls, content: Any) -> Self:
        if not isinstance(content, dict):
            raise InvalidDeployment("file", type(content).__name__, "must hold a JSON object")
        if content.get("version") != VERSION:
            raise InvalidDeployment("version", content.get("version"), f"must be {VERSION}")
        known = {field.name for field in fields(cls)}
        for name in sorted(content.keys() - known - {"version"}):
            raise InvalidDeployment(name, content[name], "is no field of a deployment")
        required = known - {"engine", "confirmations", "factory", "salt"}
        for name in sorted(required - content.keys()):
            raise InvalidDeployment(name, None, "is missing")
        return cls(**{name: value for name, value in content.items() if name != "version"})


def _address(value: Any, name: str) -> str:
    try:
        return checked_address(value, name)
    except InvalidValue as error:
        raise InvalidDeployment(error.field, error.value, error.problem) from None


def _check_number(name: str, value: object, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise InvalidDeployment(name, value, f"must be an integer from {least}")
