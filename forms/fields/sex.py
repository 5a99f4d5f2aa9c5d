"""Sex as registers keep it. Codes of the register; the cell of ISO 5218, which GIF DS-431 takes over, beside them."""

import random
from typing import Any

from forms.boxes import box
from forms.environment import Environment
from forms.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.rules.types import Type
from forms.speech import Speech

# 0 is "not known": who does not want to say is stored so.
ISO_5218 = {"male": "1", "female": "2", "other": "9", "unknown": "0"}


class Sex(FieldType):
    id = "sex"
    control = "choice"
    as_stored = ("",)

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (Part("", autocomplete="sex"),)

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        code = box(raw)
        if code and code not in ISO_5218:
            return Parsed(mistakes=(Mistake("choice.not_offered"),))
        return Parsed(code or None)

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        return speech.message(f"sex.{value}")

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {"": (value,)}

    def rule_type(self, settings: FieldSettings) -> Type:
        return Type("choice", self.options(settings))

    def rule_value(self, value: Value, settings: FieldSettings) -> object:
        return value

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"enum": list(ISO_5218)}

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        return {"": value, "iso5218": ISO_5218[value]}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.code"), ("iso5218", "sex.iso5218"))

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        return {"": (source.choice(list(ISO_5218)),)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        return {"": ("1",)}, "choice.not_offered"

    def options(self, settings: FieldSettings) -> tuple[str, ...]:
        return tuple(ISO_5218)
