"""Sex by the codes of the register, exported as ISO 5218 too (GIF DS-431)."""

import random
from typing import Any

from forms.definition.boxes import box
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.rules.types import Type
from forms.text.speech import Speech

# 0 is "not known", also for people who do not want to answer.
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
