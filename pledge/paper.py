"""Printed certificates: the look-up's file goes in, and comes out laid out and signed with the registry's key."""

from chain_gateway.paper import CannotPrint, print_certificate
from chain_gateway.paper.printing import Issuer
from chain_gateway.signing.errors import SigningError
from chain_gateway.signing.registry_seal import RegistrySeal, SealSettings
from indexer.lookup.certificates import NotPrinted, Print


def printer_of(settings: SealSettings | None) -> Print | None:
    """What the look-up prints with; None without a key of the registry. Raises SigningError when it cannot be used."""
    if settings is None:
        return None
    seal = RegistrySeal(settings)
    issuer = Issuer(seal.name, seal.address)

    def printed(raw: bytes) -> bytes:
        try:
            return seal.sign(print_certificate(raw, issuer))
        except (CannotPrint, SigningError) as reason:
            raise NotPrinted(str(reason)) from None

    return printed
