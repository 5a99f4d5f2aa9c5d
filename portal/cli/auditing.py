"""`audit`: whether the chain of audit records is whole."""

from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import Problem
from portal.services.verify_audit import verify_audit

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
