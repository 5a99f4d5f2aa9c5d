"""`bench`: benchmarks."""

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
) -> None:
    """Measure this tree's speed on this machine, as ratios to the minimum any service needs."""
    if not (TREE / "tests" / "bench").is_dir():
        raise Problem("The measures are not part of this installation; run them from a source tree.")
    arguments = [*([name] if name else []), *(["--json", str(json.resolve())] if json else [])]
    sys.exit(subprocess.run([sys.executable, "-m", "tests.bench", *arguments], cwd=TREE, check=False).returncode)  # noqa: S603
