"""`pledge file`: a file of pledges on a running house, with a row that is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pledge.house import House
from tests.integration.test_clerk import clerks_house


def run(house: House, token: str, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pledge", "file", str(file), "--url", house.url, "--json"],
        env=os.environ | {"PLEDGE_TOKEN": token},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
