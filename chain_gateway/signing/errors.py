"""What can go wrong in this package. None of the errors ever holds a key, a password or a PIN.

SigningError
 +-- InvalidKeyName        a key's name is not plain
 +-- KeyExists             there is a key of that name
 +-- KeyNotFound           there is no key of that name
 +-- WrongPassword         the password does not open the key
 +-- KeystoreDamaged       the key's file is no encrypted key
 +-- NoKeyForParty         the gateway holds no key of the party
 +-- InvalidConfiguration  the signing configuration cannot be used
 +-- TokenUnusable         the hardware token, its PIN or its key cannot be used; a person must act
 +-- SignerUnavailable     token or remote signer do not answer now; it is tried again
 +-- SignerRefused         the remote signer refused to sign
 +-- WrongSignature        what came back is not this key's signature
"""


class SigningError(Exception):
    """Base of this package's errors. None of them ever holds a key, a password or a PIN."""


class InvalidKeyName(SigningError):
    """A key's name is a file name, and must be plain."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name[:80]!r} is no name for a key. Use 1 to 64 of a-z, 0-9 and '-', such as 'party-7' or 'governance'."
        )
        self.name = name


class KeyExists(SigningError):
    """There is a key of that name already."""

    def __init__(self, name: str, place: str = "The keystore") -> None:
        super().__init__(f"{place} already has a key {name!r}. Choose another name; keys are never overwritten.")
        self.name = name


class KeyNotFound(SigningError):
    """There is no key of that name."""

    def __init__(self, name: str, known: tuple[str, ...] | None, place: str = "The keystore") -> None:
        others = f"; it has {', '.join(known) or 'none'}" if known is not None else ""
        super().__init__(f"{place} has no key {name!r}{others}.")
        self.name = name
        self.known = known


class WrongPassword(SigningError):
    """The password does not open the key."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The password does not open the key {name!r}.")
        self.name = name


class KeystoreDamaged(SigningError):
    """The key's file is not an encrypted key."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"The file of key {name!r} is damaged ({problem}). Restore it from a backup.")
        self.name = name


class InvalidConfiguration(SigningError):
    """The signing configuration cannot be used; says where and why."""


class TokenUnusable(SigningError):
    """The hardware token, its PIN or its key cannot be used as they are. It is not tried again: a wrong PIN that is
    repeated locks the token.
    """


class SignerUnavailable(SigningError):
    """The token or the remote signer does not answer now. Nothing was signed; it is tried again."""


class SignerRefused(SigningError):
    """The remote signer answered that it does not sign this."""


class WrongSignature(SigningError):
    """What came back is not a signature of the key over what was asked. It is not used."""

    def __init__(self, place: str, address: str) -> None:
        super().__init__(
            f"{place} answered with something else than a signature of {address}. It was not used. "
            "Is the key behind its label or identifier still the same?"
        )
        self.address = address
