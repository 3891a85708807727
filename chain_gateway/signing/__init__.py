"""The only place that sees a private key: the encrypted keystore, signers, and the ring of a service's keys."""

from chain_gateway.signing.keyring import GOVERNANCE, KeyRing, NoKeyForParty
from chain_gateway.signing.keystore import (
    InvalidKeyName,
    KeyExists,
    KeyNotFound,
    Keystore,
    KeystoreDamaged,
    SigningError,
    WrongPassword,
)
from chain_gateway.signing.signer import Signer, signing_backend

__all__ = [
    "GOVERNANCE",
    "InvalidKeyName",
    "KeyExists",
    "KeyNotFound",
    "KeyRing",
    "Keystore",
    "KeystoreDamaged",
    "NoKeyForParty",
    "Signer",
    "SigningError",
    "WrongPassword",
    "signing_backend",
]
