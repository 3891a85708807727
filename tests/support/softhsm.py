"""A real PKCS#11 token of the tests' own: SoftHSM2 from Debian's package, in a temporary folder."""

import os
import subprocess
from pathlib import Path

import pkcs11

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")


class TokenRack:
    """A folder of tokens. SoftHSM finds it by an environment variable, so a process has one rack."""

    def __init__(self, folder: Path) -> None:
        if not LIBRARY.is_file():
            raise RuntimeError("There is no SoftHSM2 on this machine; scripts/system-packages installs it.")
        self.folder = folder / "tokens"
        self.folder.mkdir(parents=True)
        self.configuration = folder / "softhsm2.conf"
        self.configuration.write_text(
            f"directories.tokendir = {self.folder}\nobjectstore.backend = file\nlog.level = ERROR\n", encoding="utf-8"
        )
        os.environ["SOFTHSM2_CONF"] = str(self.configuration)

    def token(self, label: str, pin: str) -> None:
        """Make a token; the library of this process sees it from now on, and all its sessions are lost."""
        subprocess.run(  # noqa: S603
            ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", pin],  # noqa: S607
            check=True,
            capture_output=True,
            timeout=60,
        )
        self.shake()

    def shake(self) -> None:
        """What a token that is pulled out and put back does to a process: every session and handle is void."""
        pkcs11.lib(str(LIBRARY)).reinitialize()
