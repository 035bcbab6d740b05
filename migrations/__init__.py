"""The history of the database schema that `etl/` defines; see README.md."""
