"""`purge`: disposal of applications."""

import json
import sys
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, both, command_line, complain, listing, wrong_option
from portal.errors import Conflict
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.services.disposal.disposal_record import record_csv, verify_disposals
from portal.services.disposal.find_disposable import WHY, find_disposable
from portal.services.disposal.propose_disposal import propose_as
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import write_audit
from portal.store.disposal import disposals, removals

app = typer.Typer(
    no_args_is_help=True, help="Throw away what need not be kept: list, approve (at the desk), carry out, prove."
)

_DUTY = Annotated[str, typer.Option(help="Only this duty.")]


@app.command()
def due(duty: _DUTY = "", as_json: AsJson = False) -> None:
    """List applications past their retention, with reasons against disposal."""
    with opened() as installation:
        _demand(installation, duty)
        with installation.database.read() as unit:
            rows = [
                {
                    "receipt_number": case.row.receipt_number, "duty": case.row.duty, "procedure": case.row.procedure,
                    "free_on": case.free_on.isoformat(),
                    "against": " ".join(case.why) if as_json else "、".join(WHY[why] for why in case.why),
                }
                for name in ([duty] if duty else installation.city.duties)
                for case in find_disposable(installation, unit, name).free
            ]  # fmt: skip
    empty = both("保存期間を過ぎた申請はありません。", "No application is past its retention.")
    listing(rows, as_json, ("receipt_number", "procedure", "free_on", "against"), empty=empty)


@app.command()
def propose(duty: Annotated[str, typer.Argument(help="The duty.")]) -> None:
    """Propose a duty's list for approval at the desk. Prints its number and size."""
    with opened() as installation:
        _demand(installation, duty)
        try:
            with installation.database.change() as unit:
                number = propose_as(installation, unit, command_line(), duty)
                lines = disposals.lines(unit, number) if number else []
        except Conflict:
            raise Problem.of(
                f"{duty}：一覧がもうあります。画面で終わらせてください。",
                f"{duty}: a list is open already; it ends at the desk.",
            ) from None
    if number is None:
        complain(both(f"{duty}：廃棄してよいものはありません。", f"{duty}: nothing may go."))
        return
    print(f"{number}\t{len(lines)}")


@app.command()
def run() -> None:
    """Execute approved lists whose day has come. The worker does the same."""
    with opened() as installation:
        print(carry_out_disposals(installation))


@app.command()
def record(number: Annotated[int, typer.Argument(help="The list.")]) -> None:
    """Write the record of a list (廃棄記録) as CSV."""
    with opened() as installation:
        with installation.database.change() as unit:
            row = disposals.by_id(unit, number)
            if row is None:
                raise Problem.of(f"{number}番の一覧はありません。", f"There is no list {number}.")
            write_audit(installation, unit, command_line(), "export disposal", detail=str(number))
            pieces = list(record_csv(installation, unit, row, disposals.lines(unit, number)))
        for piece in pieces:
            sys.stdout.buffer.write(piece)


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Check that nothing is left of deleted applications, and that each list is as approved."""
    with opened() as installation, installation.database.read() as unit:
        faults, removed = verify_disposals(unit), sum(disposals.disposed_counts(unit).values())
    if as_json:
        print(json.dumps({"gone": removed, "faults": faults}, ensure_ascii=False, indent=2))
    else:
        print(both(f"廃棄したもの：{removed}件", f"gone: {removed}"))
    if faults:
        raise Problem.of("廃棄したものが残っているか、一覧とちがいます。", *faults)


@app.command()
def rewrite() -> None:
    """Rewrite the tables, so that no deleted bytes remain in their files. Stop the service first; needs as much free
    space as the tables."""
    with opened() as installation:
        installation.database.forget(tuple(removals.GOES), whole=True)


def _demand(installation: Installation, duty: str) -> None:
    if duty and duty not in installation.city.duties:
        raise wrong_option(
            f"{duty}：市の定義（duties）に、その事務はありません。", f"{duty}: the city has no such duty"
        )
