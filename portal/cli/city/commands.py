"""`city`: what administrators wrote in the browser, as files."""

from pathlib import Path
from typing import Annotated

import typer

from portal.cli.opened import opened_records

app = typer.Typer(help="The city's files.", no_args_is_help=True)


@app.callback()
def _family() -> None:
    """A family of one command keeps its name."""


@app.command()
def write(folder: Annotated[Path, typer.Argument(file_okay=False, help="Where to; files there are replaced.")]) -> None:
    """Write the files that administrators changed in the browser, as they count now. For the other zone, and to go back to
    files: put them into the city's folder, then hand the parts back to the file at /admin. Layouts (`layouts/`) belong into KAKANAI_LAYOUTS."""
    with opened_records() as records:
        laid = records.city.laid
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in laid.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    print(f"{folder}: {', '.join(laid) or 'nothing was changed in the browser'}.")
