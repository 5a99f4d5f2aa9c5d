"""`reconcile`: whether everything that ever arrived is accounted for."""

import json
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem
from portal.services.reconcile import reconcile as balance_all

app = typer.Typer()

_WHY = {
    "arrived_once": "its history tells not of one arrival",
    "history_whole": "its history has a gap",
    "state_as_told": "its state is not that of its history",
    "recorded": "the audit tells not of one arrival",
    "answers_kept": "its answers are missing",
    "state": "nobody knows its state",
    "package_kept": "it came in a package, and not exactly one is kept",
    "gone": "it arrived by the audit, and is not there",
    "back": "it was thrown away by an approved list, and is there",
}
_COLUMNS = ("arrived", "open", "returned", "decided", "withdrawn", "disposed")


@app.command()
def reconcile(
    as_json: AsJson = False,
    duty: Annotated[str, typer.Option(help="Print only this duty; the check is of all.")] = "",
) -> None:
    """Check that arrived = open + returned + decided + withdrawn + disposed, and that the tables say the same of each application. Each one
    of which they do not is named, and the exit status is 1."""
    with opened() as installation:
        if duty and duty not in installation.city.duties:
            raise typer.BadParameter(f"{duty}: the city has no such duty", param_hint="--duty")
        with installation.database.read() as unit:
            found = balance_all(unit)
    rows = [
        {"duty": one.duty, **{name: getattr(one, name) for name in _COLUMNS}}
        for one in found.balances
        if duty in ("", one.duty)
    ]
    unexplained = [
        {"application": one.receipt_number, "id": one.application_id, "why": one.why} for one in found.unexplained
    ]
    if as_json:
        told = {"duties": rows, "packages": dict(found.packages), "unexplained": unexplained}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\t".join(("duty", *_COLUMNS)))
        for row in rows:
            print("\t".join(str(cell) for cell in row.values()))
        if any(found.packages.values()):
            states = ", ".join(f"{state} {number}" for state, number in found.packages.items())
            print(f"packages: {sum(found.packages.values())} = {states}")
        print(f"unexplained: {len(unexplained)}")
    if unexplained:
        named = [
            (one.receipt_number or f"application {one.application_id}", _WHY[one.why]) for one in found.unexplained
        ]
        raise Problem(*(f"{name}: {why}." for name, why in named))
