"""Base backups and archived WAL, with PostgreSQL's own tools; the way back to any moment."""
