"""`city`: set up in the browser, and what administrators wrote there, as files."""

from pathlib import Path
from typing import Annotated

import typer

from portal.cli.opened import opened_records
from portal.cli.problem import Problem, both
from portal.errors import Conflict
from portal.services.administration.begin_city import print_codes

app = typer.Typer(help="The city's files.", no_args_is_help=True)


@app.command()
def code() -> None:
    """Print a code for each of the two administrators who set an installation without anything up in the browser; once, for 24 hours."""
    try:
        with opened_records() as records, records.database.read() as unit:
            printed = print_codes(records, unit)
            address = records.settings.base_url
    except Conflict:
        raise Problem.of(
            "管理者はもういます。/staff/sign-in からサインインしてください。",
            "There are administrators already: they sign in at /staff/sign-in.",
        ) from None
    print("\n".join([*printed, f"{address}/admin/setup"]))


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
    print(
        both(
            f"{folder}：{'、'.join(laid) or '画面で変えたものはありません'}",
            f"{folder}: {', '.join(laid) or 'nothing was changed in the browser'}.",
        )
    )
