"""The effect is recomputed at confirmation."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from portal.db import Unit
from portal.store.staff import staff_members, staff_rights, staff_sections
from portal.store.staff.staff_members import RightRow
from portal.store.staff.staff_rights import HAND, HeldRight

# Kinds of proposals: an additional right; these rights instead of all others; only a new password; a new temporary
# account that ends with the disaster.
GIVE, MOVE, RESET, TEMPORARY = "give", "move", "reset", "temporary"


@dataclass(frozen=True)
class Line:
    """`role` "": none. `name`, `section` "": unchanged."""

    login: str
    name: str
    section: str
    role: str
    duty: str
    from_day: str
    to_day: str | None


@dataclass(frozen=True)
class Plan:
    login: str
    name: str
    new: bool = False
    reset: bool = False
    section: str = ""
    from_day: str = ""
    begins: tuple[RightRow, ...] = ()
    lasts: tuple[tuple[HeldRight, str | None], ...] = ()  # (right, new last day)
    ends: tuple[tuple[HeldRight, str], ...] = ()  # (right, last day, "" if it never begins)
    opens: tuple[str, ...] = ()  # a new password gives access to all their rights

    @property
    def empty(self) -> bool:
        return not (self.new or self.reset or self.section or self.begins or self.lasts or self.ends)

    @property
    def raises(self) -> bool:
        longer = any(
            last_day is None or (held.to_day is not None and last_day > held.to_day) for held, last_day in self.lasts
        )
        return self.new or self.reset or longer or bool(self.begins)

    @property
    def duties(self) -> frozenset[str]:
        changed = [right.duty for right, _ in (*self.lasts, *self.ends)]
        return frozenset((*self.opens, *(right.duty for right in self.begins), *changed))


def plan_moves(unit: Unit, kind: str, lines: Sequence[Line]) -> list[Plan]:
    by_login: dict[str, list[Line]] = {}
    for line in lines:
        by_login.setdefault(line.login, []).append(line)
    plans = (_person(unit, kind, login, own) for login, own in by_login.items())
    return [plan for plan in plans if not plan.empty]


def _person(unit: Unit, kind: str, login: str, lines: Sequence[Line]) -> Plan:
    row = staff_members.by_login(unit, login)
    first = lines[0]
    if kind == RESET:
        opens = tuple(sorted({right.duty for right in staff_rights.of_staff(unit, row.id)})) if row else ()
        return Plan(login, row.name if row else login, reset=True, opens=opens)
    held = [right for right in staff_rights.of_staff(unit, row.id) if right.source == HAND] if row else []
    day = min(line.from_day for line in lines)
    section = first.section if row is None or _section(unit, row.id, day) != first.section else ""
    begins, lasts, stays = _wanted(kind, [line for line in lines if line.role], held)
    ends = _ending(held, stays, day) if kind == MOVE else ()
    name = first.name or (row.name if row else login)
    return Plan(login, name, row is None, False, section, day, begins, lasts, tuple(ends))


def _section(unit: Unit, staff_id: int, day: str) -> str:
    return next((name for since, name in reversed(staff_sections.of_staff(unit, staff_id)) if since <= day), "")


def _wanted(
    kind: str, lines: Sequence[Line], held: Sequence[HeldRight]
) -> tuple[tuple[RightRow, ...], tuple[tuple[HeldRight, str | None], ...], frozenset[int]]:
    begins, lasts, stays = list[RightRow](), list[tuple[HeldRight, str | None]](), set[int]()
    for line in lines:
        match = next((right for right in held if right.id not in stays and _goes_on(right, line)), None)
        if match is None:
            begins.append(RightRow(line.role, line.duty, line.from_day, line.to_day))
            continue
        stays.add(match.id)
        if line.to_day != match.to_day and (kind == MOVE or _longer(line.to_day, match.to_day)):
            lasts.append((match, line.to_day))
    return tuple(dict.fromkeys(begins)), tuple(lasts), frozenset(stays)


def _goes_on(held: HeldRight, line: Line) -> bool:
    # Continues a right held on its first day or the day before.
    same = (held.role, held.duty) == (line.role, line.duty)
    return same and held.from_day <= line.from_day and (held.to_day is None or held.to_day >= day_before(line.from_day))


def _longer(new: str | None, old: str | None) -> bool:
    return old is not None and (new is None or new > old)


def _ending(held: Iterable[HeldRight], stays: frozenset[int], day: str) -> Iterable[tuple[HeldRight, str]]:
    last = day_before(day)
    for right in held:
        if right.id not in stays and (right.to_day is None or right.to_day > last):
            yield right, last if right.from_day <= last else ""


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def mark_of(plans: Sequence[Plan]) -> str:
    return hashlib.sha256(repr([asdict(plan) for plan in plans]).encode()).hexdigest()[:24]
