"""`localpro doctor`."""

import typer

from etl.checks.doctor import examine
from etl.cluster.home import at
from etl.settings import settings

app = typer.Typer()


@app.command()
def doctor() -> None:
    """Check everything the product relies on, and say what to do about problems."""
    findings = []
    for finding in examine(at(settings().var_dir), settings()):
        typer.echo(finding)
        findings.append(finding)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)
