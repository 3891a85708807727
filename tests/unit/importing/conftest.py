"""What the importer's tests share: the made-up samples, and the real files where they are."""

from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
SAMPLES = _ROOT / "tests" / "data" / "importing"
REAL = _ROOT.parent / "shared" / "data" / "real"


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of the made-up samples, one for each layout."""
    return SAMPLES


@pytest.fixture(scope="session")
def raw() -> Path:
    """Folder of real files as the offices served them; they are not part of the project."""
    folder = REAL / "raw"
    if not folder.is_dir():
        pytest.skip("the real raw files (../shared/data/real/raw) are not here; they are not part of the project")
    return folder
