"""What every test may lean on: the packs beside the checkout, where they are there."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI") == "true"


# A shared machine is slow at times; a law is not about seconds.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")


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


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """Start a real PostgreSQL of its own on a loopback port; ended by its own pid."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        absent("PostgreSQL")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The server refuses to run as root, and as another user it may not enter root's folders.
    home = Path(tempfile.mkdtemp(prefix="ruong-pg-"))
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if user:
        shutil.chown(home, "postgres")
    data, program = home / "data", programs[-1]
    init = [*user, program / "initdb", "-D", data, "-U", "ruong", "--auth=trust", "-E", "UTF8"]
    subprocess.run(init, check=True, capture_output=True, cwd=home)
    options = f"-p {port} -h 127.0.0.1 -k {home} -F"
    control = [*user, program / "pg_ctl", "-D", data, "-w", "-o", options, "-l", home / "log"]
    subprocess.run([*control, "start"], check=True, capture_output=True, cwd=home)
    yield f"postgresql+psycopg://ruong@127.0.0.1:{port}/"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=home)
    shutil.rmtree(home)


@pytest.fixture
def postgres_url(postgres_server):
    """Give each test a database of its own on the real server."""
    name = f"t{secrets.token_hex(6)}"
    admin = sqlalchemy.create_engine(postgres_server + "postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as link:
        link.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return postgres_server + name
