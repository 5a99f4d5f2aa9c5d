"""For the day on which a period ends, and a warning before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.desk.queue.watch_days import open_tasks
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics
from portal.services.shared.official_words import pauses_period
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.services.staff.colleagues import substituting_for
from portal.store.desk import desk_tasks, period_tasks
from portal.store.desk.desk_tasks import DueRow
from portal.store.desk.period_tasks import Days


@dataclass(frozen=True)
class PeriodTasks:
    """`mine` includes cases of absent colleagues."""

    mine: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


NO_TASKS = PeriodTasks()


def open_period_tasks(installation: Basics, actor: Actor) -> int:
    reached = _open(installation, desk_tasks.PERIOD, actor, "period day reached")
    return reached + _open(installation, desk_tasks.PERIOD_NEAR, actor, "period day near")


def _open(installation: Basics, about: str, actor: Actor, action: str) -> int:
    duties, days = tuple(installation.city.duties), _days(installation, about)
    rows = list[DueRow]()

    def passed(unit: Unit, _today: str, most: int) -> list[DueRow]:
        nonlocal rows
        rows = period_tasks.ending(unit, days, duties, most, *rows[-1:])
        return rows

    return open_tasks(installation, about, passed, actor, action=action)


def tasks_for(
    installation: Basics, unit: Unit, member: Member, about: str, duties: tuple[str, ...], most: int
) -> PeriodTasks:
    """`about`: PERIOD, or PERIOD_NEAR until the day itself."""
    rows = period_tasks.open_numbers(unit, _days(installation, about), duties, most)
    whose = {member.id, *substituting_for(installation.clock, unit, member.id)}
    mine = tuple(number for number, handler in rows if handler in whose)
    return PeriodTasks(mine, tuple(number for number, _ in rows if number not in mine))


def _days(installation: Basics, about: str) -> Days:
    today, pausing = installation.clock.today(), pausing_procedures(installation.catalogue)
    if about == desk_tasks.PERIOD:
        return Days(about, "", today.isoformat(), pausing)
    return Days(about, today.isoformat(), (today + timedelta(days=installation.city.warn_days)).isoformat(), pausing)


def pausing_procedures(catalogue: Catalogue) -> tuple[str, ...]:
    return catalogue.of_all(_pausing)


def _pausing(procedures: Sequence[Procedure]) -> tuple[str, ...]:
    return tuple(procedure.id for procedure in procedures if pauses_period(procedure))
