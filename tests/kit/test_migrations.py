"""The migrations create the tables that the stores declare."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from andante import schema
from andante.kit.database import Database
from andante.kit.db import metadata


def test_the_migrated_database_is_the_declared_one(database: Database) -> None:
    with database.read() as db:
        engine = db.dialect.name
        opts = {"compare_type": True, "include_object": lambda found, *_: found.info.get("only_on", engine) == engine}
        context = MigrationContext.configure(db, opts=opts)
        assert compare_metadata(context, schema.metadata) == []


def test_revisions_are_linear_and_in_the_order_of_their_numbers() -> None:
    scripts = ScriptDirectory.from_config(schema._config(None))
    revisions = [script.revision for script in scripts.walk_revisions()]

    assert revisions == sorted(revisions, reverse=True)
    assert scripts.get_heads() == [schema.head_revision()]
    assert set(revisions) == schema.revisions()


def test_areas_list_every_table() -> None:
    assert sorted(table.name for table in schema.TABLES) == sorted(metadata.tables)
