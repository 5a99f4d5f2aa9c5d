"""`acknowledge`: the receiver of a batch says how many it took, and by which sum or between which receipt numbers."""

from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import Problem, command_line
from portal.errors import Conflict
from portal.services.acknowledge_batch import acknowledge_batch, read_told
from portal.store import hand_overs
from portal.store.batch_steps import DIFFERS, TWICE

app = typer.Typer()
_WRONG = {
    "count": "--count wants a number.",
    "sum": "--sha256 wants at least 8 hexadecimal digits.",
    "first": "--first wants a receipt number, or say --sha256 instead.",
    "last": "--last wants a receipt number, or say --sha256 instead.",
}


@app.command()
def acknowledge(
    number: Annotated[str, typer.Argument(help="Number of the batch.")],
    count: Annotated[str, typer.Option(help="How many applications it took, or lines of the first file.")],
    sha256: Annotated[str, typer.Option(help="SHA-256 of one of the files, at least its first 8 digits.")] = "",
    first: Annotated[str, typer.Option(help="Instead of it, the least receipt number …")] = "",
    last: Annotated[str, typer.Option(help="… and the greatest.")] = "",
) -> None:
    """Close a batch that its receiver took whole; what does not fit is recorded, and the exit status is 1."""
    told = read_told(count, sha256, first, last)
    if isinstance(told, tuple):
        raise Problem(*(_WRONG[box] for box in told))
    with opened() as installation, installation.database.write() as unit:
        batch = hand_overs.by_number(unit, number)
        if batch is None:
            raise Problem(f"{number}: there is no such batch.")
        try:
            what = acknowledge_batch(installation, unit, command_line(), batch, told)
        except Conflict:
            raise Problem(f"{number}: it is closed and this says otherwise, or it has no files.") from None
        unit.commit()
    if what == TWICE:
        raise Problem(
            f"{number}: its receiver took the same applications under another number before. It is recorded; see that nothing counts twice there."
        )
    if what == DIFFERS:
        raise Problem(
            f"{number}: this is not what left. It is recorded; look, and issue it again if it did not arrive."
        )
    print(f"{number}: acknowledged.")
