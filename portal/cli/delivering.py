"""`deliver`: delivers waiting batches now."""

import typer

from integrations.sockets.interfaces import AdapterError
from portal.cli.opened import opened
from portal.cli.problem import Problem
from portal.errors import Conflict
from portal.services.handover.deliver_batches import deliver_batch, undelivered

app = typer.Typer()


@app.command()
def deliver() -> None:
    """Deliver waiting files to the configured folder or bucket. The worker does the same; this shows errors."""
    with opened() as installation:
        if installation.delivery is None:
            raise Problem("No destination is set: set KAKANAI_EXPORT_FOLDER or KAKANAI_EXPORT_BUCKET.")
        waiting = undelivered(installation.database)
        for batch in waiting:
            try:
                deliver_batch(installation, batch)
            except AdapterError as error:
                raise Problem(f"{batch.number}: {error}.") from None
            except Conflict:
                raise Problem(f"{batch.number}: the layout has changed since, or a person is protected.") from None
            print(f"{batch.number}: delivered.")
        if not waiting and not installation.delivery.ready():
            raise Problem("Nothing is waiting, and the destination does not answer.")
    if not waiting:
        print("Nothing is waiting. The destination answers; only a delivery shows whether it accepts files.")
