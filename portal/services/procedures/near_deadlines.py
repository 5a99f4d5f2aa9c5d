"""Procedures that begin or end soon."""

from dataclasses import dataclass
from datetime import date, timedelta

from forms.definition.procedure import Procedure
from forms.path.consequences import due_day, window_days
from forms.path.environment import Environment
from forms.path.path import walk
from forms.path.scope import Scope
from forms.rules.expression import Expression
from portal.services.shared.city_rules import CityRules
from portal.services.shared.needs import Basics

SOON = timedelta(days=45)


@dataclass(frozen=True)
class Deadline:
    procedure: Procedure
    day: date
    begins: bool  # `day` is the first day, else the last
    assumed: bool


def near_deadlines(installation: Basics) -> list[Deadline]:
    today = installation.clock.today()
    every = (deadline_of(installation.rules, procedure, today) for procedure in installation.catalogue.all())
    near = [deadline for deadline in every if deadline is not None and today <= deadline.day <= today + SOON]
    return sorted(near, key=lambda deadline: (deadline.day, deadline.procedure.kana))


def deadline_of(rules: CityRules, procedure: Procedure, on: date, *, past: bool = False) -> Deadline | None:
    """None if it depends on answers. `past`: also a due day gone by."""
    first, last = window_days(procedure, rules.settings_in_force(procedure, on))
    if first is not None and on < first:
        return Deadline(procedure, first, begins=True, assumed=False)
    if last is not None:
        return Deadline(procedure, last, begins=False, assumed=False) if on <= last else None
    return _of_years(rules, procedure, on) or _of_due(rules, procedure, on, past=past)


def _of_years(rules: CityRules, procedure: Procedure, on: date) -> Deadline | None:
    years = rules.years_of(procedure)
    ends = [(year.last, False) for year in years if year.last is not None and year.holds(on)]
    begins = [(year.first, True) for year in years if on < year.first]
    day, starts = min(ends + begins, default=(None, False))
    return None if day is None else Deadline(procedure, day, begins=starts, assumed=False)


def _of_due(rules: CityRules, procedure: Procedure, on: date, *, past: bool) -> Deadline | None:
    due = procedure.due
    if due is None:
        return None
    day = _due_unanswered(procedure, due.on, rules.environment(procedure, on, "online"))
    if day is None or (day < on and not past):
        return None
    return Deadline(procedure, day, begins=False, assumed=due.certainty == "assumed")


def _due_unanswered(procedure: Procedure, rule: Expression, environment: Environment) -> date | None:
    # A walk reads each condition on its way, half of them for the first time in the process. It is needed where a value
    # may be there without an answer; most days count from what only an answer gives.
    given = {repeat.id for repeat in procedure.repeats} | {
        field.name for field in procedure.fields if field.compute is not None or field.hidden or field.may_be_known
    }
    if any(name in given or name.rpartition(".")[0] in given for name in rule.names):
        return due_day(procedure, walk(procedure, {}, environment))
    day = rule.evaluate(Scope(environment))
    return day if isinstance(day, date) else None
