from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from forms.city.city import City
from forms.definition.placeholders import birth_words, fill, has_placeholders
from forms.definition.procedure import Procedure, Setting
from forms.numbers.calendar import in_both_calendars


def city_words(city: City, procedure: Procedure, on: date) -> Mapping[str, str]:
    """Without an office for the duty (refused elsewhere), `{office}` stays."""
    words = {"city": city.name, "prefecture": city.prefecture, **birth_words(on)}
    office = next((row for row in city.duties.get(procedure.duty, ()) if row.holds(on)), None)
    if office is not None:
        words["office"] = office.office
    own = city.settings_of(procedure.id, on)
    return words | {
        f"city.{name}": _written(setting, own.get(name, setting.default))
        for name, setting in procedure.settings.items()
    }


def _kept_by(city: City, procedure: Procedure) -> Procedure:
    own = city.retention.of.get(procedure.id)
    return procedure if own in (None, procedure.keep) else replace(procedure, keep=own)


def in_words_of(city: City, procedure: Procedure, on: date) -> Procedure:
    procedure = _kept_by(city, procedure)
    return fill(procedure, city_words(city, procedure, on)) if has_placeholders(procedure) else procedure


class InWordsOf:
    """Fills a procedure again when a word or the city's retention changes."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._filled: dict[str, tuple[Procedure, Mapping[str, str], Procedure]] = {}

    def __call__(self, procedure: Procedure, on: date) -> Procedure:
        kept = _kept_by(self._city, procedure)
        if not has_placeholders(procedure):
            return kept
        words = city_words(self._city, procedure, on)
        before = self._filled.get(procedure.meaning)
        if before is not None and before[0] is procedure and before[1] == words and before[2].keep == kept.keep:
            return before[2]
        filled = fill(kept, words)
        self._filled[procedure.meaning] = (procedure, words, filled)
        return filled


def _written(setting: Setting, value: object) -> str:
    if setting.type == "money":
        return f"{int(str(value)):,}円"
    if setting.type == "date":
        return in_both_calendars(value if isinstance(value, date) else date.fromisoformat(str(value)))
    return str(value)
