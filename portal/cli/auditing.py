"""`audit`: whether the chain of audit records is whole, and what auditors ask of it first."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, command_line, listing
from portal.services.audit_reports import REPORTS, Bounds, report, staff_names
from portal.services.verify_audit import verify_audit
from portal.services.write_audit import write_audit

app = typer.Typer(help="The audit records.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit records."""


@app.command()
def verify(head: Annotated[str, typer.Option(metavar="HEX", help="A head that was kept elsewhere.")] = "") -> None:
    """Check every record and every link: finds change, removal, reordering and cut."""
    with opened() as installation:
        verdict = verify_audit(installation, head)
    if verdict.faults:
        raise Problem(*(f"{fault}." for fault in verdict.faults))
    print(f"{verdict.sealed} sealed, {verdict.waiting} waiting.\n{verdict.head}")


@app.command(name="report")
def print_report(
    name: Annotated[str, typer.Argument(metavar="REPORT", help=", ".join(REPORTS))],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; 30 days ago.")
    ] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; today.")] = None,
    most: Annotated[int, typer.Option(min=1, help="`many`: applications within an hour.")] = Bounds().most,
    as_json: AsJson = False,
) -> None:
    """Print looks that nobody should need: at night, in masses, without work, at one's own family name."""
    if name not in REPORTS:
        raise typer.BadParameter(f"{name}: there is no such report", param_hint="REPORT")
    with opened() as installation:
        last = until.date() if until else installation.clock.today()
        first = since.date() if since else last - timedelta(days=30)
        if first > last:
            raise typer.BadParameter("the last day is before the first", param_hint="--to")
        with installation.database.write() as unit:
            found = report(installation, unit, name, tuple(installation.city.duties), first, last, Bounds(most=most))
            names = staff_names(unit)
            write_audit(installation, unit, command_line(), "see audit report", detail=f"{name} {first} {last}")
            unit.commit()
    lines = [
        {
            "login": one.login, "name": names.get(one.login, ""), "first": f"{one.first:%Y-%m-%d %H:%M}",
            "last": f"{one.last:%Y-%m-%d %H:%M}", "looks": one.count, "applications": len(one.receipts), "about": one.about, "receipts": list(one.receipts),
        }
        for one in found
    ]  # fmt: skip
    listing(lines, as_json, ("login", "name", "first", "last", "looks", "applications", "about"))
