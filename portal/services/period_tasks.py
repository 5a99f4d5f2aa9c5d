"""Tasks of the day on which a period ends, statutory or standard, and of the week before: opened once for each day, for who handles the
case and for the section. Nobody closes them: decided or put off, a case has none."""

from dataclasses import dataclass
from datetime import timedelta

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.colleagues import standing_in
from portal.services.installation import Installation
from portal.services.official_words import stands
from portal.services.rights import Member
from portal.services.watch_days import open_tasks
from portal.store import desk_tasks, period_tasks
from portal.store.desk_tasks import DueRow
from portal.store.period_tasks import Days


@dataclass(frozen=True)
class PeriodTasks:
    """Receipt numbers, due first. `mine`: of who looks and of whom they stand in for; `others`: of the section."""

    mine: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


NO_TASKS = PeriodTasks()


def open_period_tasks(installation: Installation, actor: Actor) -> int:
    """How many days became a task."""
    reached = _open(installation, desk_tasks.PERIOD, actor, "period day reached")
    return reached + _open(installation, desk_tasks.PERIOD_NEAR, actor, "period day near")


def _open(installation: Installation, about: str, actor: Actor, action: str) -> int:
    duties, days = tuple(installation.city.duties), _days(installation, about)

    def passed(unit: Unit, _today: str, most: int) -> list[DueRow]:
        return period_tasks.ending(unit, days, duties, most)

    return open_tasks(installation, about, passed, actor, action=action)


def tasks_for(
    installation: Installation, unit: Unit, member: Member, about: str, duties: tuple[str, ...], most: int
) -> PeriodTasks:
    """`about`: PERIOD, or PERIOD_NEAR, which stands until the day itself has come."""
    rows = period_tasks.open_numbers(unit, _days(installation, about), duties, most)
    whose = {member.id, *standing_in(installation, unit, member.id)}
    mine = tuple(number for number, handler in rows if handler in whose)
    return PeriodTasks(mine, tuple(number for number, _ in rows if number not in mine))


def _days(installation: Installation, about: str) -> Days:
    """Those that have come, or the days on which the desk warns before."""
    today, standing = installation.clock.today(), _standing(installation)
    if about == desk_tasks.PERIOD:
        return Days(about, "", today.isoformat(), standing)
    return Days(about, today.isoformat(), (today + timedelta(days=installation.city.warn_days)).isoformat(), standing)


def _standing(installation: Installation) -> tuple[str, ...]:
    return tuple(procedure.id for procedure in installation.catalogue.all() if stands(procedure))
