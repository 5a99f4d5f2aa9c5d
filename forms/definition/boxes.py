"""Posted boxes and their common mistakes."""

from abc import abstractmethod
from typing import Any, ClassVar

from forms.definition.field import Line, Parsed, Raw
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.japanese import length, trim, unusable

# A character may carry a few marks (Vietnamese, variation selectors); a post full of marks is refused.
MARKS_PER_SIGN = 4


def box(raw: Raw, name: str = "") -> str:
    """Only the first of several values counts."""
    values = raw.get(name)
    return trim(values[0]) if values else ""


def flaws(text: str, name: str, maximum: int, lines: bool = False) -> tuple[Mistake, ...]:
    """`box.too_long`, `box.unusable_sign` or ()."""
    if len(text) > maximum and (len(text) > maximum * MARKS_PER_SIGN or length(text) > maximum):
        return (Mistake("box.too_long", name, {"maximum": maximum}),)
    position = unusable(text, lines)
    if position:
        return (Mistake("box.unusable_sign", name, {"position": position}),)
    return ()


class ReadLine(Line):
    longest: ClassVar[int] = 40  # characters

    @abstractmethod
    def read(self, typed: str, settings: Any) -> Parsed: ...  # neither empty nor too long

    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        typed = box(raw)
        mistakes = flaws(typed, "", self.longest)
        return Parsed(mistakes=mistakes) if mistakes or not typed else self.read(typed, settings)
