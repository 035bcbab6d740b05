"""`localpro dashboard`."""

from typing import Annotated

import typer

from dashboard.settings import settings
from queries import settings as reading
from queries import tracing

app = typer.Typer()


@app.command()
def dashboard(
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="Exactly this port; by default the next free from 8501."
        ),
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; without sign-in loopback only.")
    ] = None,
) -> None:
    """Serve the dashboard in the foreground until Ctrl-C."""
    from dashboard.frame import server  # noqa: PLC0415 - Streamlit takes a second to import

    tracing.trace()
    reading.settings()  # what the screens could not use is said here, too
    address = host or settings().dashboard_host
    server.require_sign_in(address)
    listener = server.listen(address, port or settings().dashboard_port, exactly=port is not None)
    typer.echo(f"Dashboard: {server.url(listener)} (Ctrl-C stops it)")
    server.serve(listener)
