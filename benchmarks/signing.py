"""What a signature costs in each back end, and what a token costs to check. Prints one JSON object."""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chain_gateway.api.jwks import KeySet
from chain_gateway.api.tokens import AUDIENCE, ISSUER, DevelopmentIssuer
from chain_gateway.api.verifier import TokenRules, TokenVerifier
from chain_gateway.signing import HardwareToken, Keystore, RemoteSettings, RemoteSigner, Secret, SigningKey
from tests.support.reference_signer import running
from tests.support.softhsm import LIBRARY, TokenRack

BATCH = 256
ROUNDS = 7
CALLDATA = 2_000


def transactions(count: int) -> list[dict[str, Any]]:
    """Legacy transactions of the size of a filing."""
    common = {"to": "0x" + "11" * 20, "value": 0, "data": b"\x07" * CALLDATA, "gas": 2_000_000, "gasPrice": 0}
    return [common | {"chainId": 31_337, "nonce": nonce} for nonce in range(count)]


def per_second(work: Callable[[], object], count: int) -> dict[str, float]:
    """Median and extremes over the rounds, in things per second."""
    rates = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        rates.append(count / (time.perf_counter() - start))
    return {"median": round(statistics.median(rates)), "least": round(min(rates)), "most": round(max(rates))}


def signing(key: SigningKey, count: int = BATCH) -> dict[str, float]:
    """Transactions per second, encoding included."""
    batch = transactions(count)
    return per_second(lambda: key.sign_transactions(batch), count)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        keystore = Keystore(folder / "keys", 2)
        found: dict[str, Any] = {"batch": BATCH, "calldata": CALLDATA, "cores": os.cpu_count()}
        found["keystore"] = signing(keystore.create("one", "of no use"))
        rack = TokenRack(folder / "softhsm")
        rack.token("benchmark", "12345678")
        token = HardwareToken(LIBRARY, "benchmark", Secret("12345678"))
        found["pkcs11, SoftHSM"] = signing(token.generate("one"))
        token.close()
        with running(folder, folder / "keys", "of no use") as reference:
            remote = RemoteSigner(RemoteSettings(reference.url))
            (public,) = remote.public_keys().values()
            found["remote, reference signer on this machine"] = signing(remote.key(public), 64)
            remote.close()
        issuer = DevelopmentIssuer.open(folder / "issuer.pem")
        verifier = TokenVerifier(
            KeySet.of_keys(issuer.public_keys), TokenRules(ISSUER, AUDIENCE), lambda: datetime.now(UTC)
        )
        bearer = issuer.issue("clerk", 7, ["pledges:write"])
        found["tokens checked, new"] = per_second(lambda: [verifier.verify(bearer, None) for _ in range(500)], 500)
        again = per_second(lambda: [verifier.remembered(bearer, None) for _ in range(5_000)], 5_000)
        found["tokens checked, seen within a minute"] = again
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
