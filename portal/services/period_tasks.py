"""Tasks of the day on which a period ends, statutory or standard, and of the week before: opened once for each day, for who handles the
case and for the section. Nobody closes them: decided or put off, a case has none."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.colleagues import standing_in
from portal.services.installation import Installation
from portal.services.official_words import stands
from portal.services.queue_page import SOON
from portal.services.rights import Member
from portal.services.watch_days import open_tasks
from portal.store import desk_tasks, period_tasks
from portal.store.desk_tasks import DueRow

_BEFORE = ""  # before every day


@dataclass(frozen=True)
class PeriodTasks:
    """Receipt numbers, due first. `mine`: of who looks and of whom they stand in for; `others`: of the section."""

    mine: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


NO_TASKS = PeriodTasks()


def open_period_tasks(installation: Installation, actor: Actor) -> int:
    """How many days became a task."""
    today = installation.clock.today()
    reached = _open(installation, desk_tasks.PERIOD, _BEFORE, today, actor, "period day reached")
    soon = today + timedelta(days=SOON)
    return reached + _open(installation, desk_tasks.PERIOD_NEAR, today.isoformat(), soon, actor, "period day near")


def _open(installation: Installation, about: str, after: str, until: date, actor: Actor, action: str) -> int:
    duties, standing = tuple(installation.city.duties), _standing(installation)

    def passed(unit: Unit, _today: str, most: int) -> list[DueRow]:
        return period_tasks.ending(unit, about, duties, standing, after, until.isoformat(), most)

    return open_tasks(installation, about, passed, actor, action=action)


def tasks_for(
    installation: Installation, unit: Unit, member: Member, about: str, duties: tuple[str, ...], most: int
) -> PeriodTasks:
    """`about`: PERIOD, or PERIOD_NEAR, which stands until the day itself has come."""
    rows = period_tasks.open_numbers(unit, about, duties, _standing(installation), most)
    if about == desk_tasks.PERIOD_NEAR:
        reached = {
            number
            for number, _ in period_tasks.open_numbers(unit, desk_tasks.PERIOD, duties, _standing(installation), most)
        }
        rows = [row for row in rows if row[0] not in reached]
    whose = {member.id, *standing_in(installation, unit, member.id)}
    mine = tuple(number for number, handler in rows if handler in whose)
    return PeriodTasks(mine, tuple(number for number, _ in rows if number not in mine))


def _standing(installation: Installation) -> tuple[str, ...]:
    return tuple(procedure.id for procedure in installation.catalogue.all() if stands(procedure))
