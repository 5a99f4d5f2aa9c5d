"""As text: leading zeros count."""

from abc import abstractmethod
from typing import Any

from forms.definition.boxes import box, flaws
from forms.definition.field import Line, Parsed, Part, Raw
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.japanese import bare

_MAXIMUM = 40


class PrintedNumber(Line):
    """Accepts any grouping, width and hyphens; stored without spaces and hyphens."""

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

    def json_schema(self, settings: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({self.pattern(settings)})$"}
