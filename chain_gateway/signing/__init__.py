"""The only place that sees a private key: one port, three back ends, and the ring of a service's keys."""

from chain_gateway.signing.configuration import ConfiguredKey, SigningConfiguration, TokenSettings
from chain_gateway.signing.elsewhere import KeyElsewhere
from chain_gateway.signing.errors import (
    InvalidConfiguration,
    InvalidKeyName,
    KeyExists,
    KeyNotFound,
    KeystoreDamaged,
    SignerRefused,
    SignerUnavailable,
    SigningError,
    TokenUnusable,
    WrongPassword,
    WrongSignature,
)
from chain_gateway.signing.hardware_token import HardwareToken
from chain_gateway.signing.key import SigningKey
from chain_gateway.signing.keyring import GOVERNANCE, GUARDIAN, KeyRing, NoKeyForParty
from chain_gateway.signing.keystore import Keystore
from chain_gateway.signing.remote import RemoteSettings, RemoteSigner
from chain_gateway.signing.secret import Secret
from chain_gateway.signing.signer import Signer

__all__ = [
    "GOVERNANCE",
    "GUARDIAN",
    "ConfiguredKey",
    "HardwareToken",
    "InvalidConfiguration",
    "InvalidKeyName",
    "KeyElsewhere",
    "KeyExists",
    "KeyNotFound",
    "KeyRing",
    "Keystore",
    "KeystoreDamaged",
    "NoKeyForParty",
    "RemoteSettings",
    "RemoteSigner",
    "Secret",
    "Signer",
    "SignerRefused",
    "SignerUnavailable",
    "SigningConfiguration",
    "SigningError",
    "SigningKey",
    "TokenSettings",
    "TokenUnusable",
    "WrongPassword",
    "WrongSignature",
]
