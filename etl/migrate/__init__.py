"""Bringing a database to this release: its state by Alembic, its code by hash."""
