from datetime import date, timedelta

from forms.path.path import Path


def before_use(path: Path, begins: date, last: date) -> date:
    """`last`, but at the latest the day before the first booked time that is after `begins`."""
    slots = [field for field in path.fields if field.type.id == "slot" and not field.settings.drawn]
    values = [path.answers.get(field.id) for field in slots]
    days = [date.fromisoformat(value["starts"][:10]) for value in values if value]
    first = min((day for day in days if day > begins), default=None)
    return last if first is None else min(last, first - timedelta(days=1))
