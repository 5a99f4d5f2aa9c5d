"""Counter right for a disaster's duty."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from forms.text.japanese import plain, unusable
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.read_table import Fault, read_table
from portal.services.shared.write_audit import Actor
from portal.services.staff.add_staff import disable_staff
from portal.services.staff.end_right import end_held
from portal.services.staff.plan_moves import Line, Plan
from portal.store.staff import disasters, staff_members, staff_rights
from portal.store.staff.disasters import ON, DisasterRow, TemporaryRow

if TYPE_CHECKING:
    from portal.services.shared.catalogue import Catalogue

MOST_PEOPLE = 50
HEADS = ("ログイン名", "氏名")
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")


@dataclass
class ReadPeople:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_people(installation: Basics, unit: Unit, row: DisasterRow, content: bytes) -> ReadPeople:
    """Lines are void with any fault."""
    read, table = ReadPeople(), read_table(content)
    if isinstance(table, Fault):
        read.faults.append(table)
        return read
    cells = [[plain(cell).strip() for cell in line] for line in table]
    filled = [(number, line) for number, line in enumerate(cells, start=1) if any(line) and tuple(line[:2]) != HEADS]
    if not 0 < len(filled) <= MOST_PEOPLE:
        read.faults.append(Fault(0, 0, f"1人から{MOST_PEOPLE}人までを、1行に1人で書いてください。"))
    since, duty, seen = (
        max(row.from_day, installation.clock.today().isoformat()),
        _duty(installation.catalogue, row),
        set[str](),
    )
    for number, line in filled:
        login, name = (*line, "")[:2]
        fault = _fault(unit, login, name, seen)
        seen.add(login)
        if fault:
            read.faults.append(Fault(number, 0, fault))
        read.lines.append(Line(login, name, "", "clerk", duty, since, row.to_day))
    return read


def _fault(unit: Unit, login: str, name: str, seen: set[str]) -> str:
    if not LOGIN.fullmatch(login):
        return "ログイン名を、英字と数字で書いてください。"
    if login in seen or staff_members.by_login(unit, login) is not None:
        return f"ログイン名「{login}」は、もうあります。ほかの名前にしてください。"
    return "" if 0 < len(name) <= 100 and not unusable(name) else "氏名を、100字までで書いてください。"


def hold_to_disaster(catalogue: "Catalogue", unit: Unit, plans: Sequence[Plan]) -> None:
    """Raises Conflict if it is over, or the account existed before."""
    for plan in plans:
        wanted = {(right.duty, right.to_day) for right in plan.begins}
        on = [disaster for disaster in disasters.latest(unit) if disaster.state == ON]
        row = next((disaster for disaster in on if (_duty(catalogue, disaster), disaster.to_day) in wanted), None)
        staff = staff_members.by_login(unit, plan.login)
        if row is None or staff is None or not plan.new:
            raise Conflict("disaster")
        disasters.check_in(unit, TemporaryRow(staff.id, row.id, row.to_day))


def _duty(catalogue: "Catalogue", row: DisasterRow) -> str:
    return catalogue.current(row.procedure).duty


def temporary_members(unit: Unit, mode_id: int) -> Iterable[tuple[staff_members.StaffRow, TemporaryRow]]:
    for stay in disasters.temporary_members(unit, mode_id):
        row = staff_members.by_id(unit, stay.staff_id)
        if row is not None:
            yield row, stay


def send_home(installation: Basics, unit: Unit, actor: Actor, mode_id: int) -> None:
    """Rights end as of yesterday, sessions now."""
    last = (installation.clock.today() - timedelta(days=1)).isoformat()
    for row, _ in temporary_members(unit, mode_id):
        for held in staff_rights.of_staff(unit, row.id):
            if held.to_day is None or held.to_day > last:
                end_held(unit, held, last)
        try:
            disable_staff(installation, unit, actor, row.login)
        except NotFound:
            continue  # already disabled
