"""`acknowledge`: confirms a batch."""

from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import Problem, both, command_line, complain
from portal.errors import Conflict
from portal.services.handover.acknowledge_batch import acknowledge_batch, read_acknowledgement
from portal.store.handover import hand_overs
from portal.store.handover.batch_steps import DIFFERS, TWICE

app = typer.Typer()
_WRONG = {
    "count": both("--count は数です。", "--count needs a number."),
    "sum": both("--sha256 は、16進の8文字以上です。", "--sha256 needs at least 8 hexadecimal digits."),
    "neither": both("--sha256 か、--first と --last を書いてください。", "Give --sha256, or --first and --last."),
    "first": both(
        "--first は受付番号です。--sha256 でもかまいません。",
        "--first needs a receipt number; or use --sha256 instead.",
    ),
    "last": both(
        "--last は受付番号です。--sha256 でもかまいません。", "--last needs a receipt number; or use --sha256 instead."
    ),
}


@app.command()
def acknowledge(
    number: Annotated[str, typer.Argument(help="Number of the batch.")],
    count: Annotated[str, typer.Option(help="How many applications it took, or lines of the first file.")],
    sha256: Annotated[str, typer.Option(help="SHA-256 of one of the files, at least its first 8 digits.")] = "",
    first: Annotated[str, typer.Option(help="Instead of it, the least receipt number …")] = "",
    last: Annotated[str, typer.Option(help="… and the greatest.")] = "",
) -> None:
    """Close a batch that its receiver took completely; differences are recorded, with exit status 1."""
    statement = read_acknowledgement(count, sha256, first, last)
    if isinstance(statement, tuple):
        neither = "first" in statement and not (sha256 or first or last)
        wrong = [*(box for box in statement if box == "count"), "neither"] if neither else statement
        for box in wrong:
            complain(_WRONG[box])
        raise typer.Exit(2)
    with opened() as installation, installation.database.change() as unit:
        batch = hand_overs.by_number(unit, number)
        if batch is None:
            raise Problem.of(f"{number}：その番号の引渡しはありません。", f"{number}: there is no such batch.")
        try:
            outcome = acknowledge_batch(installation, unit, command_line(), batch, statement)
        except Conflict:
            raise Problem.of(
                f"{number}：別の内容で閉じてあるか、ファイルがありません。",
                f"{number}: it is closed with another statement, or it has no files.",
            ) from None
    if outcome == TWICE:
        raise Problem.of(
            f"{number}：相手は、同じ申請を別の番号でもう受け取っています。記録しました。相手で二重に数えていないか確かめてください。",
            f"{number}: its receiver already took the same applications under another number. It is recorded; make sure that nothing is counted twice there.",
        )
    if outcome == DIFFERS:
        raise Problem.of(
            f"{number}：送ったものとちがいます。記録しました。確かめて、届いていなければもう一度作ってください。",
            f"{number}: this differs from what was sent. It is recorded; check, and issue the batch again if it did not arrive.",
        )
    print(both(f"{number}：受け取りを記録しました。", f"{number}: acknowledged."))
