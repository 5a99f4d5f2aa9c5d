"""`staff list|move|tomorrow`: who holds what on a day, a list of moves (人事異動), and who can do nothing any more. Whoever may run
commands here has the database anyway: no second administrator is asked, and each change is recorded as the command line's."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, command_line, listing
from portal.errors import LastAdministrator
from portal.services.locked_out import as_rows, locked_out
from portal.services.plan_moves import MOVE, Plan, plan_moves
from portal.services.propose_moves import carry_out
from portal.services.read_moves import read_moves
from portal.store import staff_members, staff_rights, staff_sections

app = typer.Typer()

Day = Annotated[str, typer.Option(metavar="YYYY-MM-DD")]
_SAID = ("login", "what", "role", "duty", "from", "to")


@app.command("list")
def list_staff(day: Day = "", as_json: AsJson = False) -> None:
    """List who holds what on a day (today)."""
    with opened() as installation, installation.database.read() as unit:
        on = _day(day, installation.clock.today()).isoformat()
        belongs, rights = staff_sections.on(unit, on), staff_rights.in_force(unit, on)
        rows = [
            {
                "login": row.login, "name": row.name, "section": belongs.get(row.id, ""),
                "disabled": row.disabled_at is not None,
                "rights": [f"{one.role}:{one.duty}" for one in rights if one.staff_id == row.id],
            }
            for row in staff_members.everyone(unit)
        ]  # fmt: skip
    if not as_json:
        rows = [row | {"rights": " ".join(row["rights"])} for row in rows]  # type: ignore[arg-type]
    listing(rows, as_json, ("login", "name", "section", "rights"))


@app.command()
def move(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Move people as a list says, whole or not at all: the same list twice changes nothing the second time."""
    with opened() as installation, installation.database.write() as unit:
        known = frozenset(row.login for row in staff_members.everyone(unit))
        read = read_moves(installation, file.read_bytes(), known)
        if read.faults:
            raise Problem(*(f"{file}:{fault.line}:{fault.column}: {fault.words}" for fault in read.faults))
        plans = plan_moves(unit, MOVE, read.lines)
        try:
            given = [] if dry_run else carry_out(installation, unit, command_line(), plans)
        except LastAdministrator as error:
            raise Problem(
                f"{file}: from {error} nobody would hold administrator:* any more; give it to somebody first."
            ) from None
        unit.commit()
    new = {one.login: {"password": one.password, "totp_secret": one.totp_secret} for one in given}
    listing([row | new.get(str(row["login"]), {}) for plan in plans for row in _changes(plan)], as_json, _SAID)
    for one in () if as_json else given:
        print(f"{one.login}\tpassword\t{one.password}\tcodes\t{one.totp_secret}")


@app.command()
def tomorrow(day: Day = "", as_json: AsJson = False) -> None:
    """Tell who holds nothing any more from tomorrow (or --day), and which open cases nobody may review then; the exit status is
    1 if there are any."""
    with opened() as installation, installation.database.read() as unit:
        today = installation.clock.today()
        rows = as_rows(locked_out(unit, today.isoformat(), _day(day, today + timedelta(days=1)).isoformat()))
    listing(rows, as_json, ("login", "name", "duty", "cases"))
    if rows:
        raise typer.Exit(1)


def _changes(plan: Plan) -> list[dict[str, object]]:
    rows = [(right.role, right.duty, right.from_day, right.to_day or "", "begins") for right in plan.begins]
    rows += [(held.role, held.duty, held.from_day, to or "", "lasts") for held, to in plan.lasts]
    rows += [
        (held.role, held.duty, held.from_day, last, "ends" if last else "never begins") for held, last in plan.ends
    ]
    rows += [("", plan.section, plan.from_day, "", "moves")] if plan.section else []
    rows = rows or [("", "", plan.from_day, "", "is added")]
    return [
        {"login": plan.login, "what": what, "role": role, "duty": duty, "from": since, "to": until}
        for role, duty, since, until, what in rows
    ]


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise typer.BadParameter(f"{text}: write a day as 2027-04-01", param_hint="--day") from None
