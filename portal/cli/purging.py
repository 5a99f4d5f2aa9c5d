"""`purge`: what need not be kept any more: what there is, a list for the approver, carrying out what was approved, and the proof."""

import json
import sys
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, command_line, listing
from portal.errors import Conflict
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.services.disposal_record import record_csv, verify_disposals
from portal.services.find_disposable import find_disposable
from portal.services.installation import Installation
from portal.services.propose_disposal import propose_as
from portal.services.write_audit import write_audit
from portal.store import disposals, removals

app = typer.Typer(
    no_args_is_help=True, help="Throw away what need not be kept: list, approve (at the desk), carry out, prove."
)

_DUTY = Annotated[str, typer.Option(help="Only this duty.")]


@app.command()
def due(duty: _DUTY = "", as_json: AsJson = False) -> None:
    """List the applications whose years have passed, with what stands against throwing each away."""
    with opened() as installation:
        _demand(installation, duty)
        with installation.database.read() as unit:
            rows = [
                {
                    "receipt_number": one.row.receipt_number, "duty": one.row.duty, "procedure": one.row.procedure,
                    "free_on": one.free_on.isoformat(), "against": " ".join(one.why),
                }
                for name in ([duty] if duty else installation.city.duties)
                for one in find_disposable(installation, unit, name).free
            ]  # fmt: skip
    listing(rows, as_json, ("receipt_number", "procedure", "free_on", "against"))


@app.command()
def propose(duty: Annotated[str, typer.Argument(help="The duty.")]) -> None:
    """Make the list of a duty, for somebody of its section to approve at the desk. Prints its number and how many it holds."""
    with opened() as installation:
        _demand(installation, duty)
        try:
            with installation.database.write() as unit:
                number = propose_as(installation, unit, command_line(), duty)
                lines = disposals.lines(unit, number) if number else []
                unit.commit()
        except Conflict:
            raise Problem(f"{duty}: a list is open already; it ends at the desk.") from None
    if number is None:
        raise Problem(f"{duty}: nothing may go.")
    print(f"{number}\t{len(lines)}")


@app.command()
def run() -> None:
    """Carry out the approved lists whose day has come, now. The worker does the same by itself."""
    with opened() as installation:
        print(carry_out_disposals(installation))


@app.command()
def record(number: Annotated[int, typer.Argument(help="The list.")]) -> None:
    """Write the record of a list (廃棄記録) as CSV."""
    with opened() as installation:
        with installation.database.write() as unit:
            row = disposals.by_id(unit, number)
            if row is None:
                raise Problem(f"There is no list {number}.")
            write_audit(installation, unit, command_line(), "export disposal", detail=str(number))
            pieces = list(record_csv(installation, unit, row, disposals.lines(unit, number)))
            unit.commit()
        for piece in pieces:
            sys.stdout.buffer.write(piece)


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Check that nothing is left of what is gone, and that each list is the one that was approved."""
    with opened() as installation, installation.database.read() as unit:
        faults, gone = verify_disposals(unit), sum(disposals.gone_counts(unit).values())
    if as_json:
        print(json.dumps({"gone": gone, "faults": faults}, ensure_ascii=False, indent=2))
    else:
        print(f"gone: {gone}")
    if faults:
        raise Problem(*faults)


@app.command()
def rewrite() -> None:
    """Write the tables anew, so that their files hold no byte of a row that is gone. Stop the service first: nobody can work
    meanwhile, and it needs as much room again as the tables have."""
    with opened() as installation:
        installation.database.forget(tuple(removals.GOES), whole=True)


def _demand(installation: Installation, duty: str) -> None:
    if duty and duty not in installation.city.duties:
        raise typer.BadParameter(f"{duty}: the city has no such duty")
