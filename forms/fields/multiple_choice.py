"""Any number of options; none is no answer."""

import random
from collections.abc import Sequence
from typing import Any, ClassVar

from forms.definition.field import Raw, Value
from forms.fields.choice import Choice, ChoiceSettings, code_of, schema_of_choice, stored_choice
from forms.rules.types import Type


class MultipleChoice(Choice):
    id = "multiple_choice"
    control = "choices"
    as_stored: ClassVar[tuple[str, ...]] = ()

    def at_most(self, settings: ChoiceSettings) -> int:
        return len(settings.options)

    def stored(self, chosen: Sequence[str], detail: str, settings: ChoiceSettings) -> Value:
        return [stored_choice(code, detail, settings) for code in chosen]

    def entries(self, value: Value) -> Sequence[Value]:
        return tuple(value)

    def rule_type(self, settings: ChoiceSettings) -> Type:
        return Type("choices", self.options(settings))

    def rule_value(self, value: Value, settings: ChoiceSettings) -> object:
        return tuple(map(code_of, value))

    def json_schema(self, settings: ChoiceSettings) -> dict[str, Any]:
        return {"type": "array", "items": schema_of_choice(settings), "minItems": 1, "uniqueItems": True}

    def good(self, settings: ChoiceSettings, source: random.Random) -> Raw:
        first, second = super().good(settings, source), super().good(settings, source)
        return {**first, **second, "": first[""] + second[""]}
