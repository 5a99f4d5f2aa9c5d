"""One box, or yes and no where it may be refused."""

import random
from typing import Annotated, Any, Self

from pydantic import StringConstraints, model_validator

from forms.definition.boxes import box
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.rules.types import YES_NO, Type
from forms.text.speech import Speech

TICK = "yes"
REFUSAL = "no"

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]*$")]


class ConsentSettings(FieldSettings):
    """`scope`: what the city may look up, `of` whom; `refuse_then`: ids of papers needed after a refusal."""

    refusable: bool = False
    scope: tuple[_Name, ...] = ()
    of: tuple[_Name, ...] = ()
    refuse_then: tuple[_Name, ...] = ()

    @model_validator(mode="after")
    def refusal_has_a_way(self) -> Self:
        if self.refuse_then and not self.refusable:
            raise ValueError("`refuse_then` needs refusable: true")
        return self


class Consent(FieldType):
    """Stored as a boolean. An empty box is no answer, not a refusal."""

    id = "consent"
    control = "consent"
    Settings = ConsentSettings

    def parts(self, settings: ConsentSettings) -> tuple[Part, ...]:
        return (Part(""),)

    def parse(self, raw: Raw, settings: ConsentSettings, environment: Environment) -> Parsed:
        posted = box(raw)
        if posted == REFUSAL and settings.refusable:
            return Parsed(False)
        if posted and posted != TICK:
            return Parsed(mistakes=(Mistake("consent.not_a_tick"),))
        return Parsed(True if posted else None)

    def show(self, value: Value, settings: ConsentSettings, speech: Speech, path: str) -> str:
        return speech.message(f"consent.{_code(value)}" if settings.refusable else "consent.given")

    def typed(self, value: Value, settings: ConsentSettings) -> Raw:
        return {"": (_code(value),)}

    def rule_type(self, settings: ConsentSettings) -> Type:
        return YES_NO

    def json_schema(self, settings: ConsentSettings) -> dict[str, Any]:
        return {"type": "boolean"} if settings.refusable else {"const": True}

    def cells(self, value: Value, settings: ConsentSettings) -> dict[str, str]:
        return {"": "1" if value is True else "0"}

    def columns(self, settings: ConsentSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.code"),)

    def good(self, settings: ConsentSettings, source: random.Random) -> Raw:
        return {"": (source.choice((TICK, REFUSAL)) if settings.refusable else TICK,)}

    def bad(self, settings: ConsentSettings, source: random.Random) -> tuple[Raw, str]:
        return {"": ("maybe" if settings.refusable else "no",)}, "consent.not_a_tick"


def _code(value: Value) -> str:
    return TICK if value is True else REFUSAL
