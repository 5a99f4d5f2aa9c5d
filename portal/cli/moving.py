"""`staff list|move|tomorrow`: rights and moves (人事異動)."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from portal.cli.opened import opened_records
from portal.cli.problem import AsJson, Problem, both, command_line, listing, wrong_option
from portal.errors import LastAdministrator
from portal.services.staff.locked_out import as_rows, locked_out
from portal.services.staff.plan_moves import MOVE, Plan, plan_moves
from portal.services.staff.propose_moves import carry_out
from portal.services.staff.read_moves import read_moves
from portal.store.staff import staff_members, staff_rights, staff_sections

app = typer.Typer()

Day = Annotated[str, typer.Option(metavar="YYYY-MM-DD")]
_COLUMNS = ("login", "what", "role", "duty", "from", "to")
_WHAT = {
    "begins": "始まる", "lasts": "終わりの日が変わる", "ends": "終わる", "never begins": "始まる前になくなる", "moves": "異動する",
    "is added": "足される",
}  # fmt: skip


@app.command("list")
def list_staff(day: Day = "", as_json: AsJson = False) -> None:
    """List rights on a day (today)."""
    with opened_records() as installation, installation.database.read() as unit:
        on = _day(day, installation.clock.today()).isoformat()
        belongs, rights = staff_sections.on(unit, on), staff_rights.in_force(unit, on)
        later = staff_rights.after(unit, on)
        rows = [
            {
                "login": row.login, "name": row.name, "section": belongs.get(row.id, ""),
                "disabled": row.disabled_at is not None,
                "rights": [f"{right.role}:{right.duty}" for right in rights if right.staff_id == row.id],
                "later": [f"{role}:{duty} {begins}" for whose, role, duty, begins in later if whose == row.id],
            }
            for row in staff_members.everyone(unit)
        ]  # fmt: skip
    if not as_json:
        rows = [row | {"rights": _held(row)} for row in rows]
    listing(
        rows, as_json, ("login", "name", "section", "rights"), ("ログイン名", "氏名", "所属", "権限"),
        both("職員は、まだ1人もいません。", "There is no member of staff yet."),
    )  # fmt: skip


def _held(row: Mapping[str, Any]) -> str:
    # Who is disabled, whose right begins later and who has none are blank alike without it.
    if row["disabled"]:
        return "止めてあります / disabled"
    later = ("{}（{}から）".format(*held.split()) for held in row["later"])
    return " ".join((*row["rights"], *later)) or "なし / none"


@app.command()
def move(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Apply a list of moves completely or not at all; idempotent."""
    with opened_records() as installation, installation.database.change() as unit:
        logins = frozenset(row.login for row in staff_members.everyone(unit))
        moves = read_moves(installation, file.read_bytes(), logins)
        if moves.faults:
            raise Problem(*(f"{file}:{fault.line}:{fault.column}: {fault.words}" for fault in moves.faults))
        plans = plan_moves(unit, MOVE, moves.lines)
        try:
            credentials = [] if dry_run else carry_out(installation, unit, command_line(), plans)
        except LastAdministrator as error:
            raise Problem.of(
                f"{file}：{error} から、すべての事務の管理者がいなくなります。先に、だれかに administrator:* を足してください。",
                f"{file}: from {error} no member of staff would hold administrator:* any more; grant it to one first.",
            ) from None
    new = {entry.login: {"password": entry.password, "totp_secret": entry.totp_secret} for entry in credentials}
    rows = [row | new.get(str(row["login"]), {}) for plan in plans for row in _changes(plan)]
    listing(
        rows if as_json else [row | {"what": f"{_WHAT[str(row['what'])]} / {row['what']}"} for row in rows], as_json, _COLUMNS,
        ("ログイン名", "すること", "役割", "事務か所属", "から", "まで"),
        both("変わるものはありません。もうこのとおりです。", "Nothing changes: all is so already."),
    )  # fmt: skip
    for entry in () if as_json else credentials:
        print(f"{entry.login}\tパスワード / password\t{entry.password}\t認証アプリ / codes\t{entry.totp_secret}")


@app.command()
def tomorrow(day: Day = "", as_json: AsJson = False) -> None:
    """Show who loses all rights from tomorrow (or --day), and open cases that nobody could review; exit status 1 if
    there are any."""
    with opened_records() as installation, installation.database.read() as unit:
        today = installation.clock.today()
        rows = as_rows(locked_out(unit, today.isoformat(), _day(day, today + timedelta(days=1)).isoformat()))
    listing(
        rows, as_json, ("login", "name", "duty", "cases"), ("ログイン名", "氏名", "事務", "審査できる人のいない申請"),
        both(
            "その日から権限がなくなる人も、審査できる人のいない申請もありません。",
            "No member of staff loses all rights, and no open case is without a reviewer.",
        ),
    )  # fmt: skip
    if rows:
        raise typer.Exit(1)


def _changes(plan: Plan) -> list[dict[str, object]]:
    rows = [(right.role, right.duty, right.from_day, right.to_day or "", "begins") for right in plan.begins]
    rows += [(right.role, right.duty, right.from_day, to or "", "lasts") for right, to in plan.lasts]
    rows += [
        (right.role, right.duty, right.from_day, last, "ends" if last else "never begins") for right, last in plan.ends
    ]
    rows += [("", plan.section, plan.from_day, "", "moves")] if plan.section else []
    rows = rows or [("", "", plan.from_day, "", "is added")]
    return [
        {"login": plan.login, "what": change, "role": role, "duty": duty, "from": since, "to": until}
        for role, duty, since, until, change in rows
    ]


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise wrong_option(
            f"{text}：日は 2027-04-01 のように書いてください。", f"{text}: write a day as 2027-04-01", hint="--day"
        ) from None
