"""`localpro migrate`."""

import typer

from etl.migrate import run

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this release: its tables, functions, views, triggers."""
    run.migrate()
    typer.echo(f"the database is at {run.current_revision()}")
