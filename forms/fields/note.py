"""A sentence to read, without an answer."""

from typing import Any

from forms.definition.field import FieldSettings, Unasked, Value
from forms.text.speech import Speech


class Note(Unasked):
    id = "note"
    control = "note"

    def show(self, value: Value, settings: FieldSettings, speech: Speech, path: str) -> str:
        return ""

    def json_schema(self, settings: FieldSettings) -> dict[str, Any]:
        return {"not": {}}

    def cells(self, value: Value, settings: FieldSettings) -> dict[str, str]:
        return {}

    def columns(self, settings: FieldSettings) -> tuple[tuple[str, str], ...]:
        return ()
