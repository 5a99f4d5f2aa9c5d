"""The last day of the period for a decision."""

from collections.abc import Mapping
from datetime import date

from forms.definition.procedure import Procedure
from forms.numbers.calendar import add_days, add_open_days, months_on
from forms.path.environment import Environment
from forms.path.scope import Scope
from forms.rules.expression import Expression
from portal.services.shared.needs import Basics

NO_DUE = "9999-12-31"


def due_day(installation: Basics, procedure: Procedure, arrival: date, settings: Mapping[str, object]) -> str:
    """An ISO day, or NO_DUE. The day after arrival is the first (民法140条). A closed last day stays: 地方自治法4条の2第4項
    moves only the days of residents' acts."""
    period = procedure.period
    if period is None:
        return NO_DUE
    days: object = period.days
    if isinstance(days, Expression):
        days = promised_days(procedure, installation.rules.environment(procedure, arrival, "online", in_force=settings))
    if not isinstance(days, int):
        return NO_DUE
    match period.unit:
        case "bizday":
            return add_open_days(arrival, days, installation.city.calendar()).isoformat()
        case "week":
            return add_days(arrival, days * 7).isoformat()
        case "month":
            return months_on(arrival, days).isoformat()
        case _:
            return add_days(arrival, days).isoformat()


def promised_days(procedure: Procedure, environment: Environment) -> int | None:
    """None if the procedure promises nothing."""
    days: object = procedure.period.days if procedure.period else None
    if isinstance(days, Expression):
        days = days.evaluate(Scope(environment))
    return days if isinstance(days, int) else None
