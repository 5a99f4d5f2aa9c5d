"""One line, kept as typed."""

import random
import unicodedata
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, Line, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.pattern import compiled
from forms.text.speech import Speech


class TextSettings(FieldSettings):
    # In characters; the longest 商号 have over 130. `pattern`: of the whole text in half-width, in which it is stored.
    # `suggest`: kinds of the city's facilities whose names are offered, with spaces between.

    max: Annotated[int, Field(ge=1, le=200)] = 100
    pattern: str = ""
    example: Annotated[str, Field(max_length=40)] = ""
    suggest: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*( [a-z][a-z0-9_]*)*$")] = ""

    @model_validator(mode="after")
    def _has_an_example_that_fits(self) -> Self:
        if self.pattern and not _pattern(self.pattern).fullmatch(self.example):
            raise ValueError("`example` must fit `pattern`: it tells people what to write")
        if self.example and not self.pattern:
            raise ValueError("`example` belongs to `pattern`: write other advice into `help`")
        return self


_pattern = cache(compiled)


class Text(Line):
    id = "text"
    Settings: ClassVar[type[FieldSettings]] = TextSettings
    lines: ClassVar[bool] = False  # whether line ends are allowed

    def parts(self, settings: Any) -> tuple[Part, ...]:
        return (Part("", width=min(settings.max, 40)),)

    def suggestions(self, settings: Any, environment: Environment) -> tuple[str, ...]:
        return tuple(
            row.name for kind in getattr(settings, "suggest", "").split() for row in environment.facilities(kind)
        )

    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        # Browsers send line ends as CRLF; text pasted from tables contains tabs.
        text = box(raw).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        mistakes = flaws(text, "", settings.max, self.lines)
        if mistakes or not text or not settings.pattern:
            return Parsed(mistakes=mistakes) if mistakes else Parsed(text or None)
        narrow = unicodedata.normalize("NFKC", text)
        if _pattern(settings.pattern).fullmatch(narrow):
            return Parsed(narrow)
        return Parsed(mistakes=(Mistake("text.pattern", arguments={"example": settings.example}),))

    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        return " ".join(str(value).split("\n"))

    def json_schema(self, settings: Any) -> dict[str, Any]:
        schema = {"type": "string", "minLength": 1, "maxLength": settings.max * MARKS_PER_SIGN}
        return schema | ({"pattern": f"^(?:{settings.pattern})$"} if settings.pattern else {})

    def limits(self, settings: Any, speech: Speech) -> str:
        return speech.message("text.example", example=settings.example) if settings.pattern else ""

    def good(self, settings: Any, source: random.Random) -> Raw:
        if settings.pattern:
            return {"": (settings.example,)}
        words = source.choice(("見本", "髙﨑 𠮷乃", "葛󠄀城", "ABC-123", "１２３"))
        return {"": (words[: settings.max].strip(),)}

    def bad(self, settings: Any, source: random.Random) -> tuple[Raw, str]:
        return source.choice(
            (({"": ("見" * (settings.max + 1),)}, "box.too_long"), ({"": ("見\0",)}, "box.unusable_sign"))
        )
