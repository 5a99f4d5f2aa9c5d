"""`deliver`: delivers waiting batches now."""

import typer

from integrations.sockets.interfaces import AdapterError
from portal.cli.opened import opened
from portal.cli.problem import Problem, both
from portal.errors import Conflict
from portal.services.handover.deliver_batches import deliver_batch, undelivered

app = typer.Typer()


@app.command()
def deliver() -> None:
    """Deliver waiting files to the configured folder or bucket. The worker does the same; this shows errors."""
    with opened() as installation:
        if installation.delivery is None:
            raise Problem.of(
                "引渡しの置き場所が決まっていません。KAKANAI_EXPORT_FOLDER か KAKANAI_EXPORT_BUCKET を決めてください。",
                "No destination is set: set KAKANAI_EXPORT_FOLDER or KAKANAI_EXPORT_BUCKET.",
            )
        waiting = undelivered(installation.database)
        for batch in waiting:
            try:
                deliver_batch(installation, batch)
            except AdapterError as error:
                raise Problem.of(f"{batch.number}：置き場所に書けません。", f"{batch.number}: {error}.") from None
            except Conflict:
                raise Problem.of(
                    f"{batch.number}：引渡しの形が変わったか、保護する人がいます。",
                    f"{batch.number}: the layout has changed since, or a person is protected.",
                ) from None
            print(both(f"{batch.number}：届けました。", f"{batch.number}: delivered."))
        if not waiting and not installation.delivery.ready():
            raise Problem.of(
                "待っているものはありません。引渡しの置き場所が答えません。",
                "Nothing is waiting, and the destination does not answer.",
            )
    if not waiting:
        print(
            both(
                "待っているものはありません。置き場所は答えます。ファイルを受け取るかは、届けるまで分かりません。",
                "Nothing is waiting. The destination answers; only a delivery shows whether it accepts files.",
            )
        )
