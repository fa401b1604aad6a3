"""Which version of the tables a database has, and how it comes to the present one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from data_sources.errors import RuongError

HEAD = "0001"
"""The newest migration; a test holds it against the folder of migrations."""
MIGRATIONS = Path(__file__).parents[1] / "migrations"
_VERSION = sa.table("alembic_version", sa.column("version_num"))
_LOCK = 0x52756F6E67
"""Number of the lock that lets one process migrate at a time."""


def version(link: sa.Connection) -> str | None:
    """Tell the version of a database's tables; None where there are none."""
    names = sa.inspect(link).get_table_names()
    if _VERSION.name in names:
        return link.scalar(sa.select(_VERSION.c.version_num))
    if "event" in names:
        raise RuongError(
            "the register was made by a version of Ruộng before the first release",
            "Move the folder workspace/trace away and run the flow again.",
        )
    return None


def bring_up_to_date(engine: sa.Engine) -> None:
    """Make the tables, or change them to those this version of Ruộng knows.

    Raises
    ------
    RuongError
        Where the database was made by a newer version.
    """
    with engine.connect() as link:
        found = version(link)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise RuongError(
            f"the register is of version {found}, this Ruộng knows {HEAD}",
            "Install the newer Ruộng again.",
        )
    migrate(engine)


def migrate(engine: sa.Engine) -> None:
    """Run the migrations that are missing, all or none, one process at a time."""
    # Alembic is needed once in a register's life and takes a while to import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with engine.connect().execution_options(writing=True) as link, link.begin():
        if engine.dialect.name == "postgresql":
            link.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        config = Config(attributes={"connection": link})
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, HEAD)
