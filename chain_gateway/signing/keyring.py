"""The keys that a gateway signs with: one for each party that it serves, and perhaps the governance's."""

import re
import threading
from collections.abc import Mapping

from chain_gateway.signing.errors import SigningError
from chain_gateway.signing.key import SigningKey
from chain_gateway.signing.keystore import Keystore

GOVERNANCE = 0
"""The governance's number where a party id is asked for; as on the ledger, no party has it."""

GUARDIAN = -1
"""The guardian's number: it is no party either, and its key pauses new business and does nothing else."""

_OFFICIAL = {"governance": GOVERNANCE, "guardian": GUARDIAN}
_PARTY_KEY = re.compile(r"party-([1-9][0-9]{0,19})")


class NoKeyForParty(SigningError):
    """The gateway holds no key of the party."""

    def __init__(self, party: int) -> None:
        owner = f"party {party}" if party > GOVERNANCE else f"the {key_name(party)}"
        super().__init__(
            f"This gateway holds no key of {owner}. Put one into its keystore as {key_name(party)!r}, "
            "or name it in its signing configuration."
        )
        self.party = party


def key_name(party: int) -> str:
    """Name of a party's key in the keystore: "governance", "guardian" or "party-7"."""
    return next((name for name, number in _OFFICIAL.items() if number == party), f"party-{party}")


def party_of(name: str) -> int | None:
    """The party whose key a name in the keystore means; None for another name."""
    if name in _OFFICIAL:
        return _OFFICIAL[name]
    found = _PARTY_KEY.fullmatch(name)
    return int(found[1]) if found is not None else None


class KeyRing:
    """Signing keys by party id, of whatever back end. Several threads may use it at once."""

    def __init__(self, keys: Mapping[int, SigningKey] | None = None) -> None:
        self._keys = dict(keys or {})
        self._lock = threading.Lock()

    @classmethod
    def open(cls, keystore: Keystore, password: str) -> "KeyRing":
        """All keys of the keystore that are named "governance", "guardian" or "party-<id>", unlocked with one password.

        Raises WrongPassword, KeystoreDamaged.
        """
        named = {name: party_of(name) for name in keystore.names()}
        return cls({party: keystore.unlock(name, password) for name, party in named.items() if party is not None})

    def add(self, party: int, key: SigningKey) -> None:
        """Let the key sign for the party from now on."""
        with self._lock:
            self._keys[party] = key

    def signer(self, party: int) -> SigningKey:
        """The key of a party. Raises NoKeyForParty."""
        with self._lock:
            found = self._keys.get(party)
        if found is None:
            raise NoKeyForParty(party)
        return found

    def by_address(self, address: str) -> SigningKey | None:
        """The key with that checksum address, or None."""
        with self._lock:
            return next((key for key in self._keys.values() if key.address == address), None)

    def parties(self) -> tuple[int, ...]:
        """The parties that it has keys of, ascending."""
        with self._lock:
            return tuple(sorted(self._keys))

    def close(self) -> None:
        """Close the ways to keys in other places."""
        with self._lock:
            for key in self._keys.values():
                key.close()

    def __repr__(self) -> str:
        """The ring by the parties it serves."""
        return f"KeyRing(parties={list(self.parties())})"
