"""Staff who come for a disaster alone: added in one step from a small list, with the counter's right for its duty, until its last
day. After it, or when somebody ends it, their accounts open nothing by themselves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from forms.japanese import plain, unusable
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.actor import Actor
from portal.services.add_staff import disable_staff
from portal.services.end_right import end_held
from portal.services.installation import Installation
from portal.services.plan_moves import Line, Plan
from portal.services.read_table import Fault, read_table
from portal.store import disasters, staff_members, staff_rights
from portal.store.disasters import ON, DisasterRow, TemporaryRow

MOST_PEOPLE = 50
HEADS = ("ログイン名", "氏名")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")


@dataclass
class ReadPeople:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_people(installation: Installation, unit: Unit, row: DisasterRow, content: bytes) -> ReadPeople:
    """One line a person: login and name. With any fault nothing of it may be used."""
    read, table = ReadPeople(), read_table(content)
    if isinstance(table, Fault):
        read.faults.append(table)
        return read
    cells = [[plain(cell).strip() for cell in line] for line in table]
    filled = [(number, line) for number, line in enumerate(cells, start=1) if any(line) and tuple(line[:2]) != HEADS]
    if not 0 < len(filled) <= MOST_PEOPLE:
        read.faults.append(Fault(0, 0, f"1人から{MOST_PEOPLE}人までを、1行に1人で書いてください。"))
    since, duty, seen = max(row.from_day, installation.clock.today().isoformat()), _duty(installation, row), set[str]()
    for number, line in filled:
        login, name = (*line, "")[:2]
        fault = _fault(unit, login, name, seen)
        seen.add(login)
        if fault:
            read.faults.append(Fault(number, 0, fault))
        read.lines.append(Line(login, name, "", "clerk", duty, since, row.to_day))
    return read


def _fault(unit: Unit, login: str, name: str, seen: set[str]) -> str:
    if not _LOGIN.fullmatch(login):
        return "ログイン名を、英字と数字で書いてください。"
    if login in seen or staff_members.by_login(unit, login) is not None:
        return f"ログイン名「{login}」は、もうあります。ほかの名前にしてください。"
    return "" if 0 < len(name) <= 100 and not unusable(name) else "氏名を、100字までで書いてください。"


def hold_to_disaster(installation: Installation, unit: Unit, plans: Sequence[Plan]) -> None:
    """Whom these plans have just added goes when the disaster does. Conflict where it is over by now, or somebody was there before."""
    for plan in plans:
        wanted = {(right.duty, right.to_day) for right in plan.begins}
        on = [one for one in disasters.latest(unit) if one.state == ON]
        row = next((one for one in on if (_duty(installation, one), one.to_day) in wanted), None)
        staff = staff_members.by_login(unit, plan.login)
        if row is None or staff is None or not plan.new:
            raise Conflict("disaster")
        disasters.come(unit, TemporaryRow(staff.id, row.id, row.to_day))


def _duty(installation: Installation, row: DisasterRow) -> str:
    return installation.catalogue.current(row.procedure).duty


def who_came(unit: Unit, mode_id: int) -> Iterable[tuple[staff_members.StaffRow, TemporaryRow]]:
    for one in disasters.who_came(unit, mode_id):
        row = staff_members.by_id(unit, one.staff_id)
        if row is not None:
            yield row, one


def send_home(installation: Installation, unit: Unit, actor: Actor, mode_id: int) -> None:
    """Their rights end with yesterday, their sessions now: nobody has to think of each of them."""
    last = (installation.clock.today() - timedelta(days=1)).isoformat()
    for row, _ in who_came(unit, mode_id):
        for held in staff_rights.of_staff(unit, row.id):
            if held.to_day is None or held.to_day > last:
                end_held(unit, held, last)
        try:
            disable_staff(installation, unit, actor, row.login)
        except NotFound:
            continue  # somebody shut them out before
