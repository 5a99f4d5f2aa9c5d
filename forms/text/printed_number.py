"""As text: leading zeros count."""

from abc import abstractmethod
from typing import Any

from forms.definition.boxes import ReadLine
from forms.definition.field import Parsed, Part
from forms.mistakes import Mistake
from forms.text.japanese import bare


class PrintedNumber(ReadLine):
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

    def read(self, typed: str, settings: Any) -> Parsed:
        number = self.bare(typed)
        mistakes = self.wrong(number, settings)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(number)

    def json_schema(self, settings: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({self.pattern(settings)})$"}
