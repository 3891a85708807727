"""The keys that a gateway signs with: one for each party that it serves, and perhaps the governance's."""

import re
import threading
from collections.abc import Mapping

from chain_gateway.signing.keystore import Keystore, SigningError
from chain_gateway.signing.signer import Signer

GOVERNANCE = 0
"""The governance's number where a party id is asked for; as on the ledger, no party has it."""

_PARTY_KEY = re.compile(r"party-([1-9][0-9]{0,19})")


class NoKeyForParty(SigningError):
    """The gateway holds no key of the party."""

    def __init__(self, party: int) -> None:
        owner = "the governance" if party == GOVERNANCE else f"party {party}"
        super().__init__(f"This gateway holds no key of {owner}. Put one into its keystore as {key_name(party)!r}.")
        self.party = party


def key_name(party: int) -> str:
    """Name of a party's key in the keystore: "governance" or "party-7"."""
    return "governance" if party == GOVERNANCE else f"party-{party}"


class KeyRing:
    """Signers by party id. Several threads may use it at once."""

    def __init__(self, signers: Mapping[int, Signer] | None = None) -> None:
        self._signers = dict(signers or {})
        self._lock = threading.Lock()

    @classmethod
    def open(cls, keystore: Keystore, password: str) -> "KeyRing":
        """All keys of the keystore that are named "governance" or "party-<id>", unlocked with one password.

        Raises WrongPassword, KeystoreDamaged.
        """
        signers: dict[int, Signer] = {}
        for name in keystore.names():
            party = _PARTY_KEY.fullmatch(name)
            if party is not None:
                signers[int(party[1])] = keystore.unlock(name, password)
            elif name == "governance":
                signers[GOVERNANCE] = keystore.unlock(name, password)
        return cls(signers)

    def add(self, party: int, signer: Signer) -> None:
        """Let the signer sign for the party from now on."""
        with self._lock:
            self._signers[party] = signer

    def signer(self, party: int) -> Signer:
        """The signer of a party. Raises NoKeyForParty."""
        with self._lock:
            found = self._signers.get(party)
        if found is None:
            raise NoKeyForParty(party)
        return found

    def by_address(self, address: str) -> Signer | None:
        """The signer with that checksum address, or None."""
        with self._lock:
            return next((signer for signer in self._signers.values() if signer.address == address), None)

    def parties(self) -> tuple[int, ...]:
        """The parties that it has keys of, ascending."""
        with self._lock:
            return tuple(sorted(self._signers))

    def __repr__(self) -> str:
        """The ring by the parties it serves."""
        return f"KeyRing(parties={list(self.parties())})"
