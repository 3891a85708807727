"""A real process is told to end: streams close, readiness goes, the exit is clean, and no secret was logged."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from chain_gateway.api import DevelopmentIssuer
from chain_gateway.api.bulk import MEDIA_TYPE


class Running:
    """`pledge up` on an embedded chain, and what it says on standard error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = ["up", "--chain", "embedded", "--port", "0", "--folder", str(folder), "--metrics-port", "0"]
        self.process = subprocess.Popen(  # noqa: S603  # the project's own command
            [sys.executable, "-m", "pledge", *command, "--log-format", "json"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"COLUMNS": "400"},
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.metrics = self._said(r"metrics at (http://\S+)")
        self.url = self._said(r"(http://[0-9.]+:[0-9]+) · ledger")

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)

    def _said(self, pattern: str) -> str:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in tuple(self.lines):
                found = re.search(pattern, line)
                if found:
                    return found[1]
            time.sleep(0.1)
        raise AssertionError("".join(self.lines))

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self._reader.join(10)
        return code

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    process = Running(tmp_path / "up")
    yield process
    process.close()


def test_a_process_that_is_told_to_end_closes_its_streams_and_ends_cleanly(running: Running) -> None:
    token = DevelopmentIssuer.open(running.folder / "issuer.pem").issue("clerk", 0, ["pledges:write"])
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=running.url, timeout=60, headers=headers) as http:
        assert http.get("/v1/ready").json()["ready"] is True
        assert "pledgebook_gateway_worker_running 1.0" in httpx.get(running.metrics).text

        def cut_off() -> Iterator[bytes]:
            yield b"{}\n" * 600
            time.sleep(1)
            raise ConnectionError("the line went dead")

        with pytest.raises(ConnectionError):
            http.post(
                "/v1/pledges:bulk", content=cut_off(), headers={"content-type": MEDIA_TYPE, "idempotency-key": "cut"}
            )
        bulk_id = "bulk-" + sha256(b"0\ncut").hexdigest()[:32]
        with http.stream("GET", f"/v1/bulks/{bulk_id}/events") as stream:
            lines = stream.iter_lines()
            data = next(line for line in lines if line.startswith("data: "))
            assert json.loads(data.removeprefix("data: "))["state"] == "receiving"
            began = time.monotonic()
            ended: list[int] = []
            ending = threading.Thread(target=lambda: ended.append(running.end()))
            ending.start()
            assert not any(line.startswith("data: ") for line in lines)  # to the end of the stream, which is closed
            assert time.monotonic() - began < 10
            ending.join()
    assert ended == [0]
    said = "".join(running.lines)
    assert "stopped; what was accepted goes on at the next start" in said
    assert "Traceback" not in said
    assert token not in said
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.url)
