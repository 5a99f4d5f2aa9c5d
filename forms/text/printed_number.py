"""Numbers printed on papers and cards, as text: leading zeros count."""

from abc import abstractmethod
from typing import Any

from forms.definition.boxes import box, flaws
from forms.definition.field import FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.rules.types import TEXT, Type
from forms.text.japanese import bare
from forms.text.speech import Speech

_MAXIMUM = 40


class PrintedNumber(FieldType):
    """Accepts any grouping, width and hyphens; stored without spaces and hyphens."""

    control = "line"

    @abstractmethod
    def pattern(self, settings: Any) -> str:
        """A regular expression of the stored number."""

    @abstractmethod
    def wrong(self, number: str, settings: Any) -> tuple[Mistake, ...]:
        """Checks length, characters and check digit."""

    def bare(self, typed: str) -> str:
        return bare(typed).upper()

    def parts(self, settings: Any) -> tuple[Part, ...]:
        return (Part("", inputmode="numeric", width=16),)

    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        typed = box(raw)
        mistakes = flaws(typed, "", _MAXIMUM)
        if mistakes or not typed:
            return Parsed(mistakes=mistakes)
        number = self.bare(typed)
        mistakes = self.wrong(number, settings)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(number)

    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        return str(value)

    def typed(self, value: Value, settings: Any) -> Raw:
        return {"": (value,)}

    def rule_type(self, settings: Any) -> Type:
        return TEXT

    def rule_value(self, value: Value, settings: Any) -> object:
        return value

    def json_schema(self, settings: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({self.pattern(settings)})$"}

    def cells(self, value: Value, settings: Any) -> dict[str, str]:
        return {"": value}

    def columns(self, settings: Any) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"),)
