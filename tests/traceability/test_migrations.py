"""Old tables become new ones: from nothing, again, and to just what the code speaks of."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data_sources.errors import RuongError
from traceability.register import open_register
from traceability.register.schema import HEAD, MIGRATIONS, migrate, version
from traceability.register.tables import METADATA


def test_the_migrations_make_the_tables_that_the_code_speaks_of(register) -> None:
    with register.engine.connect() as link:
        context = MigrationContext.configure(link, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert version(link) == HEAD


def test_migrating_again_changes_nothing(register, story) -> None:
    story.put(register, story.harvest("A"))
    for _ in range(2):
        migrate(register.engine)
    assert register.size() == 1


def test_head_is_the_newest_migration_of_the_folder() -> None:
    newest = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert newest.startswith(f"{HEAD}_")


def test_a_register_of_a_newer_ruong_is_left_alone(tmp_path: Path, story) -> None:
    register = open_register(tmp_path / "r.db")
    story.put(register, story.harvest("A"))
    with register.engine.begin() as link:
        link.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    register.close()
    with pytest.raises(RuongError, match="9999"):
        open_register(tmp_path / "r.db")


def test_a_register_from_before_migrations_is_named_as_such(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/r.db")
    with engine.begin() as link:
        link.execute(sa.text("CREATE TABLE event (position INTEGER)"))
    engine.dispose()
    with pytest.raises(RuongError, match="before the first release"):
        open_register(tmp_path / "r.db")
