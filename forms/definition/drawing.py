"""`drawing`: a lot (抽選)."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.rules.expression import Expression

ALL = ""  # the one unit of a drawing without `units`


@dataclass(frozen=True)
class DrawnSlots:
    # Each time of these days is a unit. Days are ISO, or settings of the city.
    from_: str
    to: str
    confirm: int | str  # days in which a winner books the time


@dataclass(frozen=True)
class Drawing:
    units: str  # the choice drawn for apart (住戸, コース), "" = one unit
    places: int | str | Mapping[str, int]  # of each unit, by unit, or a setting of the city (a number or a table)
    tickets: Expression | None = None  # 優先倍率, None = one each
    certainty: str = "assumed"
    slots: DrawnSlots | None = None  # then `places` is nothing: a time has its own


def units_of(drawing: Drawing, options: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return options[drawing.units] if drawing.units else (ALL,)


def places_of(drawing: Drawing, units: tuple[str, ...], city: Mapping[str, object]) -> dict[str, int]:
    """unit → places; `city`: the settings in force."""
    places: object = drawing.places
    if isinstance(places, str):
        places = city[places.removeprefix("city.")]
    if isinstance(places, Mapping):
        return {unit: int(places[unit]) for unit in units}
    return dict.fromkeys(units, int(str(places)))
