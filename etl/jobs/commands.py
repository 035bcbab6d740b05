"""`localpro schedule`: run the jobs when they are due."""

import logging
from typing import Annotated

import typer

from etl.jobs import scheduler
from etl.jobs.schedule import scheduled_jobs

app = typer.Typer()


@app.command()
def schedule(
    once: Annotated[
        bool, typer.Option("--once", help="Run what is due and end, for cron or a timer.")
    ] = False,
) -> None:
    """Run every job when it is due, until SIGTERM. Several schedulers share the work."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    jobs = scheduled_jobs()
    if not once:
        scheduler.serve(jobs)
    elif not scheduler.run_due(jobs):
        raise typer.Exit(1)
