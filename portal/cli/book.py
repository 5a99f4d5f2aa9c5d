"""`book`: prints the book (受付簿)."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, listing, note_act, wrong_option
from portal.clock import TOKYO
from portal.services.cases.keep_book import as_csv, rows
from portal.services.shared.installation import Installation

app = typer.Typer()


@app.command()
def book(
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; today.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; today.")] = None,
    duty: Annotated[str, typer.Option(help="Only this duty.")] = "",
    csv: Annotated[bool, typer.Option("--csv", help="CSV as spreadsheets read it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the book: one line per application of every door, in order of arrival."""
    with opened() as installation:
        _book(installation, since, until, duty, csv, as_json)


def _book(
    installation: Installation, since: datetime | None, until: datetime | None, duty: str, csv: bool, as_json: bool
) -> None:
    if duty and duty not in installation.city.duties:
        raise wrong_option(
            f"{duty}：市の定義（duties）に、その事務はありません。", f"{duty}: the city has no such duty", hint="--duty"
        )
    today = installation.clock.now().astimezone(TOKYO).replace(tzinfo=None)
    first, last = (since or today).date(), (until or today).date()
    if first > last:
        raise wrong_option("終わりの日が、始まりの日より前です。", "the last day is before the first", hint="--to")
    note_act(installation, "see book", f"{first} {last} {duty}".rstrip())
    with installation.database.read() as unit:
        lines = rows(installation, unit, [duty] if duty else list(installation.city.duties), first, last)
        if csv:
            for piece in as_csv(lines):
                sys.stdout.buffer.write(piece)
            return
        cells = [line._asdict() for line in lines]
    listing(cells, as_json, ("receipt_number", "arrived", "door", "name", "procedure", "state"))
