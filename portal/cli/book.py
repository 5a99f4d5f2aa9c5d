# `book` prints the book (受付簿); `stats` prints counts.

import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, listing, note_act, wrong_option
from portal.clock import TOKYO
from portal.services.cases.keep_book import as_csv, rows
from portal.services.desk.queue.compare_periods import MEASURES, Compared, compare_periods
from portal.services.desk.queue.tabulate_comparison import as_csv as figures_csv
from portal.services.desk.queue.tabulate_comparison import tables_of
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import DOORS

app = typer.Typer()

_Since = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; today.")]
_Until = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; today.")]
_Duty = Annotated[str, typer.Option(help="Only this duty.")]
_Csv = Annotated[bool, typer.Option("--csv", help="CSV as spreadsheets read it.")]
_MONTH = 30
_COLUMNS = ("office", "procedure", "arrived", "waiting", "late")
_HEADINGS = ("担当課", "手続", "届いた", "審査中", "期限を過ぎた")


@app.command()
def book(
    since: _Since = None,
    until: _Until = None,
    duty: _Duty = "",
    csv: _Csv = False,
    as_json: AsJson = False,
) -> None:
    """Print the book: one line per application of every door, in order of arrival."""
    with opened() as installation:
        _book(installation, since, until, duty, csv, as_json)


def _book(
    installation: Installation, since: datetime | None, until: datetime | None, duty: str, csv: bool, as_json: bool
) -> None:
    today = _today(installation)
    first, last = _days(installation, since or today, until or today, duty)
    note_act(installation, "see book", f"{first} {last} {duty}".rstrip())
    with installation.database.read() as unit:
        lines = rows(installation, unit, [duty] if duty else list(installation.city.duties), first, last)
        if csv:
            for piece in as_csv(lines):
                sys.stdout.buffer.write(piece)
            return
        cells = [line._asdict() for line in lines]
    listing(cells, as_json, ("receipt_number", "arrived", "door", "name", "procedure", "state"))


@app.command()
def stats(
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; 29 days before.")
    ] = None,
    until: _Until = None,
    duty: _Duty = "",
    csv: _Csv = False,
    as_json: AsJson = False,
) -> None:
    """Counts by procedure, without personal data."""
    with opened() as installation:
        end = until or _today(installation)
        first, last = _days(installation, since or end - timedelta(days=_MONTH - 1), end, duty)
        length = last - first + timedelta(days=1)
        duties = [duty] if duty else list(installation.city.duties)
        with installation.database.read() as unit:
            comparison = compare_periods(installation, unit, duties, (first - length, last - length), (first, last))
    if csv:
        for piece in figures_csv(tables_of(comparison, ())[:3]):
            sys.stdout.buffer.write(piece)
        return
    listing([_counts(line) for line in comparison.procedures], as_json, _COLUMNS, _HEADINGS)


def _counts(line: Compared) -> Mapping[str, object]:
    after = line.after
    return {
        "office": line.office, "procedure": line.procedure, "arrived": after.arrived,
        "doors": {door: after.doors[door] for door in DOORS}, "waiting": after.waiting, "late": after.late,
        **{measure: after.value(measure) for measure in MEASURES},
    }  # fmt: skip


def _today(installation: Installation) -> datetime:
    return installation.clock.now().astimezone(TOKYO).replace(tzinfo=None)


def _days(installation: Installation, since: datetime, until: datetime, duty: str) -> tuple[date, date]:
    if duty and duty not in installation.city.duties:
        raise wrong_option(
            f"{duty}：市の定義（duties）に、その事務はありません。", f"{duty}: the city has no such duty", hint="--duty"
        )
    if since.date() > until.date():
        raise wrong_option("終わりの日が、始まりの日より前です。", "the last day is before the first", hint="--to")
    return since.date(), until.date()
