"""`localpro migrate`."""

import typer

from etl.schema import migrate as schema

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this release: its tables, functions, views, triggers."""
    schema.migrate()
    typer.echo(f"the database is at {schema.current_revision()}")
