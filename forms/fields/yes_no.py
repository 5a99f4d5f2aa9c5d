# No is stored as false; no choice is no answer.

import random
from collections.abc import Callable
from typing import Any

from forms.definition.boxes import box
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.rules.types import YES_NO, Type
from forms.text.speech import Speech

CODES = ("yes", "no")  # as posted; rules see true and false


class YesNo(FieldType):
    id = "yes_no"
    control = "choice"

    def parts(self, settings: FieldSettings) -> tuple[Part, ...]:
        return (Part(""),)

    def parse(self, raw: Raw, settings: FieldSettings, environment: Environment) -> Parsed:
        code = box(raw)
        if code and code not in CODES:
            return Parsed(mistakes=(Mistake("yes_no.not_offered"),))
        return Parsed(code == "yes" if code else None)

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        return speech.message(f"yes_no.{_code(value)}")

    def typed(self, value: Value, settings: FieldSettings) -> Raw:
        return {"": (_code(value),)}

    def rule_type(self, settings: FieldSettings) -> Type:
        return YES_NO

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"type": "boolean"}

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        return {"": "1" if value else "0"}

    def cell(self, suffix: str, settings: FieldSettings) -> Callable[[Value], str]:
        return lambda value: "1" if value else "0"

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.code"),)

    def good(self, settings: FieldSettings, source: random.Random) -> Raw:
        return {"": (source.choice(CODES),)}

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        return {"": (source.choice(("true", "はい", "1", "on")),)}, "yes_no.not_offered"


def _code(value: Value) -> str:
    return "yes" if value is True else "no"
