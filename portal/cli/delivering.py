"""`deliver`: brings the files of batches by the clock to their place now, and says what is in the way."""

import typer

from integrations.interfaces import AdapterError
from portal.cli.opened import opened
from portal.cli.problem import Problem
from portal.errors import Conflict
from portal.services.deliver_batches import deliver_batch, undelivered

app = typer.Typer()


@app.command()
def deliver() -> None:
    """Bring the files that wait to the folder or the bucket of the settings. The worker does so by itself; this says why it cannot."""
    with opened() as installation:
        if installation.delivery is None:
            raise Problem("There is no such place: set KAKANAI_EXPORT_FOLDER or KAKANAI_EXPORT_BUCKET.")
        waiting = undelivered(installation)
        for batch in waiting:
            try:
                deliver_batch(installation, batch)
            except AdapterError as error:
                raise Problem(f"{batch.number}: {error}.") from None
            except Conflict:
                raise Problem(
                    f"{batch.number}: the layout is not what it was then, or somebody is protected."
                ) from None
            print(f"{batch.number}: delivered.")
        if not waiting and not installation.delivery.ready():
            raise Problem("Nothing waits, and the place does not answer.")
    if not waiting:
        print("Nothing waits. The place answers; whether it takes what we bring shows with the first.")
