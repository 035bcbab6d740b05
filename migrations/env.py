"""How Alembic runs migrations: one at a time, all in one transaction, never long in a queue.

Functions, views and triggers are no migrations. They make way for one and are made again after it,
from their definitions, in the same transaction.
"""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

from etl.db import LOCK_SPACE, Lock, connect
from etl.migrate import code
from etl.migrate.run import LOCK_TIMEOUT
from etl.schema.revision import carry_over, current, newest

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
        database = connection.connection.driver_connection
        assert database is not None
        carry_over(database)
        if current(database) not in (None, newest()):
            code.drop(database)
        context.run_migrations()
        code.apply(database)
engine.dispose()
