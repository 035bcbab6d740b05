"""How Alembic runs migrations: one at a time, all in one transaction, never long in a queue."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

from etl.db import LOCK_SPACE, Lock, connect
from etl.schema.migrate import LOCK_TIMEOUT

url = context.config.attributes.get("url")
engine = create_engine(
    "postgresql+psycopg://",
    creator=lambda: connect(url, application_name="localpro migrate"),
    poolclass=NullPool,
)

with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        # Wait for another migration however long it takes; only then limit the wait for tables,
        # since everybody else queues behind a migration that waits.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:space, :lock)"),
            {"space": LOCK_SPACE, "lock": Lock.MIGRATE},
        )
        connection.execute(
            text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": LOCK_TIMEOUT}
        )
        # Whoever migrates, the objects belong to the owner.
        connection.execute(text("SET LOCAL ROLE localpro_owner"))
        context.run_migrations()
        if not context.get_context().get_current_heads():
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
engine.dispose()
