"""Procedures whose days end soon, or begin soon: receiving periods, and deadlines that hang on no answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from forms.consequences import due_day, window_days
from forms.path import walk
from forms.procedure import Procedure
from portal.services.installation import Installation

SOON = timedelta(days=45)


@dataclass(frozen=True)
class Deadline:
    """`begins`: the first day, where it has not come yet; else `day` is the last one."""

    procedure: Procedure
    day: date
    begins: bool
    assumed: bool


def near_deadlines(installation: Installation) -> list[Deadline]:
    """The nearest first."""
    today = installation.clock.today()
    every = (deadline_of(installation, procedure, today) for procedure in installation.catalogue.all())
    near = [one for one in every if one is not None and today <= one.day <= today + SOON]
    return sorted(near, key=lambda one: (one.day, one.procedure.kana))


def deadline_of(installation: Installation, procedure: Procedure, on: date, *, past: bool = False) -> Deadline | None:
    """The next day that matters to everybody, however far; None where there is none or it hangs on answers. `past`: also a
    deadline that has gone by, after which it is still taken."""
    first, last = window_days(procedure, installation.settings_in_force(procedure, on))
    if first is not None and on < first:
        return Deadline(procedure, first, begins=True, assumed=False)
    if last is not None:
        return Deadline(procedure, last, begins=False, assumed=False) if on <= last else None
    return _of_years(installation, procedure, on) or _of_due(installation, procedure, on, past=past)


def _of_years(installation: Installation, procedure: Procedure, on: date) -> Deadline | None:
    """The nearest day on which the applications for one 年度 begin or end to be taken."""
    years = installation.years_of(procedure)
    ends = [(one.last, False) for one in years if one.last is not None and one.holds(on)]
    begins = [(one.first, True) for one in years if on < one.first]
    day, starts = min(ends + begins, default=(None, False))
    return None if day is None else Deadline(procedure, day, begins=starts, assumed=False)


def _of_due(installation: Installation, procedure: Procedure, on: date, *, past: bool) -> Deadline | None:
    due = procedure.due
    if due is None:
        return None
    day = due_day(procedure, walk(procedure, {}, installation.environment(procedure, on, "online")))
    if day is None or (day < on and not past):
        return None
    return Deadline(procedure, day, begins=False, assumed=due.certainty == "assumed")
