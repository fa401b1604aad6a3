"""What every test may lean on: the packs beside the checkout, where they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI") == "true"


def absent(what: str) -> None:
    """Skip on a user's machine, fail in CI: there nothing may be skipped for want of a part."""
    if IN_CI:
        pytest.fail(f"{what} must be there in CI")
    pytest.skip(f"{what} is not here")


@pytest.fixture(scope="session")
def data_pack() -> Path:
    if not (SHARED / "data" / "MANIFEST.md").is_file():
        absent("the data pack ../shared/data")
    return SHARED / "data"


@pytest.fixture(scope="session")
def conformance() -> Path:
    if not (SHARED / "conformance" / "MANIFEST.md").is_file():
        absent("the conformance pack ../shared/conformance")
    return SHARED / "conformance"
