"""The words with which one city fills placeholders, on one day."""

from collections.abc import Mapping
from datetime import date

from forms.city.city import City
from forms.definition.placeholders import birth_words, fill, has_placeholders, written_day
from forms.definition.procedure import Procedure, Setting


def city_words(city: City, procedure: Procedure, on: date) -> Mapping[str, str]:
    """A city without an office for the duty is refused elsewhere: then `{office}` stays as it is written."""
    words = {"city": city.name, "prefecture": city.prefecture, **birth_words(on)}
    office = next((row for row in city.duties.get(procedure.duty, ()) if row.holds(on)), None)
    if office is not None:
        words["office"] = office.office
    own = city.settings_of(procedure.id, on)
    return words | {
        f"city.{name}": _written(setting, own.get(name, setting.default))
        for name, setting in procedure.settings.items()
    }


def in_words_of(city: City, procedure: Procedure, on: date) -> Procedure:
    return fill(procedure, city_words(city, procedure, on)) if has_placeholders(procedure) else procedure


def _written(setting: Setting, value: object) -> str:
    if setting.type == "money":
        return f"{int(str(value)):,}円"
    if setting.type == "date":
        return written_day(value if isinstance(value, date) else date.fromisoformat(str(value)))
    return str(value)
