"""Any number of options. Stored as a list in the order of the definition, never empty: nothing chosen is no answer."""

import random
from collections.abc import Sequence
from typing import Any, ClassVar

from forms.field import Raw, Value
from forms.fields.choice import Choice, ChoiceSettings, code_of, schema_of_one, stored_one
from forms.rules.types import Type


class MultipleChoice(Choice):
    """Each entry as a choice is stored: "code", or {"code", "tell"} for the option that tells."""

    id = "multiple_choice"
    control = "choices"
    as_stored: ClassVar[tuple[str, ...]] = ()

    def at_most(self, settings: ChoiceSettings) -> int:
        return len(settings.options)

    def stored(self, chosen: Sequence[str], tell: str, settings: ChoiceSettings) -> Value:
        return [stored_one(code, tell, settings) for code in chosen]

    def entries(self, value: Value) -> Sequence[Value]:
        return tuple(value)

    def rule_type(self, settings: ChoiceSettings) -> Type:
        return Type("choices", self.options(settings))

    def rule_value(self, value: Value, settings: ChoiceSettings) -> object:
        return tuple(map(code_of, value))

    def json_schema(self, settings: ChoiceSettings) -> dict[str, Any]:
        return {"type": "array", "items": schema_of_one(settings), "minItems": 1, "uniqueItems": True}

    def good(self, settings: ChoiceSettings, source: random.Random) -> Raw:
        first, second = super().good(settings, source), super().good(settings, source)
        return {**first, **second, "": first[""] + second[""]}
