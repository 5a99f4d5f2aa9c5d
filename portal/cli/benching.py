import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from portal.cli.problem import Problem
from portal.config import TREE

app = typer.Typer()


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="Only this measure; without it, all.")] = "",
    json: Annotated[Path | None, typer.Option(help="Also write the figures there, with machine and versions.")] = None,
    page: Annotated[
        Path | None, typer.Option(help="Also write the table there, between its marks (docs/performance.md).")
    ] = None,
) -> None:
    """Measure this tree's speed on this machine, as ratios to the minimum any service needs."""
    if not (TREE / "tests" / "bench").is_dir():
        raise Problem.of(
            "速さを測るものは、この設置に入っていません。ソースの木で打ってください。",
            "The measures are not part of this installation; run them from a source tree.",
        )
    files = {"--json": json, "--page": page}
    arguments = [
        *([name] if name else []),
        *(word for option, path in files.items() if path for word in (option, str(path.resolve()))),
    ]
    sys.exit(subprocess.run([sys.executable, "-m", "tests.bench", *arguments], cwd=TREE, check=False).returncode)  # noqa: S603
