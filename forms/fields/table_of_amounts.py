# Rules see the total and the rows.

import random
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from forms.definition.boxes import box, flaws
from forms.definition.field import FieldType, Parsed, Part, Raw, Value
from forms.fields.choice import Code
from forms.fields.integer import Bound, IntegerSettings, bad_figure, figure_box, good_figure, whole
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.rules.types import MONEY, Type
from forms.text.speech import Speech
from forms.text.written_number import counters, read_number, read_yen

_YEN = "円"
_MAXIMUM = 40  # characters of one box


class TableOfAmountsSettings(IntegerSettings):
    """`rows`: code → label. `min` and `max` apply per row. `every`: all rows once one is filled; else empty rows are
    not stored."""

    rows: Annotated[Mapping[Code, Annotated[str, StringConstraints(min_length=1)]], Field(min_length=1)]
    max: Bound = 999_999_999_999
    unit: Annotated[str, StringConstraints(min_length=1)] = _YEN
    every: bool = True
    total: bool = True


class TableOfAmounts(FieldType):
    """Stored as {code: number}, never empty."""

    id = "table_of_amounts"
    control = "amounts"
    repeated = True
    Settings = TableOfAmountsSettings

    def parts(self, settings: TableOfAmountsSettings) -> tuple[Part, ...]:
        return tuple(figure_box(code, settings, "table_of_amounts.amount") for code in settings.rows)

    def parse(self, raw: Raw, settings: TableOfAmountsSettings, environment: Environment) -> Parsed:
        typed = {code: box(raw, code) for code in settings.rows}
        if not any(typed.values()):
            return Parsed()
        rows = {code: _row(code, text, settings) for code, text in typed.items() if text or settings.every}
        mistakes = tuple(mistake for row in rows.values() for mistake in row.mistakes)
        return Parsed(mistakes=mistakes) if mistakes else Parsed({code: row.value for code, row in rows.items()})

    def show(self, value: Value, settings: TableOfAmountsSettings, speech: Speech, path: str) -> str:
        def amount(number: int) -> str:
            return speech.amount(f"{number:,}", f"{path}.unit", settings.unit)

        rows = speech.joined(
            f"{speech.text(f'{path}.rows.{code}', label)} {amount(value[code])}"
            for code, label in settings.rows.items()
            if code in value
        )
        total = amount(sum(value.values()))
        return speech.message("table_of_amounts.with_total", rows=rows, total=total) if settings.total else rows

    def typed(self, value: Value, settings: TableOfAmountsSettings) -> Raw:
        return {code: (str(amount),) for code, amount in value.items()}

    def rule_type(self, settings: TableOfAmountsSettings) -> Type:
        return MONEY

    def rule_value(self, value: Value, settings: TableOfAmountsSettings) -> object:
        return sum(value.values())

    def rule_parts(self, settings: TableOfAmountsSettings) -> Mapping[str, Type]:
        return dict.fromkeys(settings.rows, MONEY)

    def rule_part(self, value: Value, name: str, settings: TableOfAmountsSettings) -> object:
        """Raises KeyError where the row is empty."""
        return value[name]

    def json_schema(self, settings: TableOfAmountsSettings) -> dict[str, Any]:
        amount = {"type": "integer", "minimum": settings.min, "maximum": settings.max}
        return {
            "type": "object",
            "properties": dict.fromkeys(settings.rows, amount),
            "required": list(settings.rows) if settings.every else [],
            "minProperties": 1,
            "additionalProperties": False,
        }

    def cells(self, value: Value, settings: TableOfAmountsSettings) -> dict[str, str]:
        return {"": str(sum(value.values())), **{code: str(amount) for code, amount in value.items()}}

    def columns(self, settings: TableOfAmountsSettings) -> tuple[tuple[str, str], ...]:
        rows = tuple((code, "table_of_amounts.amount") for code in settings.rows)
        return (("", "table_of_amounts.total"), *rows)

    def good(self, settings: TableOfAmountsSettings, source: random.Random) -> Raw:
        filled = list(settings.rows) if settings.every else source.sample(list(settings.rows), k=1)
        return {code: (good_figure(settings, source),) for code in filled}

    def bad(self, settings: TableOfAmountsSettings, source: random.Random) -> tuple[Raw, str]:
        code = source.choice(list(settings.rows))
        text, flaw = bad_figure(settings, source)
        return {**self.good(settings, source), code: (text,)}, f"table_of_amounts.{flaw}"


def _row(code: str, typed: str, settings: TableOfAmountsSettings) -> Parsed:
    row = settings.rows[code]
    if not typed:
        return Parsed(mistakes=(Mistake("table_of_amounts.row_missing", code, {"row": row}),))
    mistakes = flaws(typed, code, _MAXIMUM)
    if mistakes:
        return Parsed(mistakes=mistakes)
    number = read_yen(typed) if settings.unit == _YEN else read_number(typed, counters(settings.unit))
    return whole(number, settings, TableOfAmounts.id, code, row=row)
