"""One of several options. The code is stored; an option that asks to tell more stores the words beside it."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from forms.boxes import MARKS_PER_SIGN, box, flaws
from forms.environment import Environment
from forms.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.rules.types import Type
from forms.speech import Speech

TELL_MAXIMUM = 100


class Option(BaseModel):
    """`tell` opens a box for words of one's own. `doors`: offered only there; empty = at every door."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Annotated[str, StringConstraints(min_length=1)]
    tell: bool = False
    help: str = ""
    doors: tuple[Literal["online", "counter", "post"], ...] = ()


# Rules name codes bare, beside the field; a label alone is the short form of an option.
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Labelled = Annotated[
    Option,
    BeforeValidator(
        lambda given: {"label": given} if isinstance(given, str) else given,
        json_schema_input_type=Annotated[str, StringConstraints(min_length=1)] | Option,
    ),
]


class ChoiceSettings(FieldSettings):
    """Options by code, in the order shown. One of them may tell: the control has one box for it."""

    options: Annotated[Mapping[Code, Labelled], Field(min_length=1)]

    @model_validator(mode="after")
    def one_box(self) -> Self:
        if sum(option.tell for option in self.options.values()) > 1:
            raise ValueError("only one option may have tell: true; ask a text question after this one instead")
        return self

    @property
    def telling(self) -> str:
        """The code of the option that asks to tell more, or ""."""
        for code, option in self.options.items():
            if option.tell:
                return code
        return ""

    def offered(self, door: str) -> tuple[str, ...]:
        """The codes that can be chosen at this door."""
        return tuple(code for code, option in self.options.items() if not option.doors or door in option.doors)

    def at(self, door: str) -> Self:
        """What this door offers, as if every door did; the same where it offers nothing."""
        options = {code: self.options[code].model_copy(update={"doors": ()}) for code in self.offered(door)}
        return self.model_copy(update={"options": options}) if options else self


class Choice(FieldType):
    """Stored as "code", or as {"code", "tell"} for the option that tells."""

    id = "choice"
    control = "choice"
    as_stored: ClassVar[tuple[str, ...]] = ("", "tell")
    Settings = ChoiceSettings

    def parts(self, settings: ChoiceSettings) -> tuple[Part, ...]:
        tell = Part("tell", "choice.tell", width=30, required=False)
        return (Part(""), tell) if settings.telling else (Part(""),)

    def parse(self, raw: Raw, settings: ChoiceSettings, environment: Environment) -> Parsed:
        posted = {code.strip() for code in raw.get("", ())} - {""}
        tell = box(raw, "tell") if settings.telling else ""
        if not posted and not tell:
            return Parsed()
        chosen = tuple(code for code in settings.offered(environment.door) if code in posted)
        if len(chosen) < len(posted) or len(chosen) > self.at_most(settings):
            return Parsed(mistakes=(Mistake("choice.not_offered"),))
        mistakes = self.badly_told(chosen, tell, settings)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(self.stored(chosen, tell, settings))

    def at_most(self, settings: ChoiceSettings) -> int:
        return 1

    def badly_told(self, chosen: Sequence[str], tell: str, settings: ChoiceSettings) -> tuple[Mistake, ...]:
        if not chosen:
            # With scripts off the box is always open: the words would be lost in silence.
            return (Mistake("choice.tell_alone"),)
        if settings.telling not in chosen:
            return ()
        return flaws(tell, "tell", TELL_MAXIMUM) if tell else (Mistake("choice.tell_missing", "tell"),)

    def stored(self, chosen: Sequence[str], tell: str, settings: ChoiceSettings) -> Value:
        return stored_one(chosen[0], tell, settings)

    def entries(self, value: Value) -> Sequence[Value]:
        """The chosen options one by one."""
        return (value,)

    def show(self, value: Value, settings: ChoiceSettings, speech: Speech, path: str) -> str:
        return "、".join(_show_one(entry, settings, speech, path) for entry in self.entries(value))

    def typed(self, value: Value, settings: ChoiceSettings) -> Raw:
        words = _told(self.entries(value))
        codes = {"": tuple(map(code_of, self.entries(value)))}
        return {**codes, "tell": (words,)} if words else codes

    def rule_type(self, settings: ChoiceSettings) -> Type:
        return Type("choice", self.options(settings))

    def rule_value(self, value: Value, settings: ChoiceSettings) -> object:
        return code_of(value)

    def json_schema(self, settings: ChoiceSettings) -> dict[str, Any]:
        return schema_of_one(settings)

    def cells(self, value: Value, settings: ChoiceSettings) -> dict[str, str]:
        """Codes, parted by ";" where there are several; `tell` has the words beside them."""
        words = _told(self.entries(value))
        codes = {"": ";".join(map(code_of, self.entries(value)))}
        return {**codes, "tell": words} if words else codes

    def cell(self, suffix: str, settings: ChoiceSettings) -> Callable[[Value], str]:
        if suffix:
            return super().cell(suffix, settings)
        return lambda value: ";".join(map(code_of, self.entries(value)))

    def columns(self, settings: ChoiceSettings) -> tuple[tuple[str, str], ...]:
        code = ("", "column.code")
        return (code, ("tell", "choice.tell")) if settings.telling else (code,)

    def good(self, settings: ChoiceSettings, source: random.Random) -> Raw:
        everywhere = [code for code, option in settings.options.items() if not option.doors]
        code = source.choice(everywhere or list(settings.options))
        return {"": (code,), "tell": ("見本の内容",)} if code == settings.telling else {"": (code,)}

    def bad(self, settings: ChoiceSettings, source: random.Random) -> tuple[Raw, str]:
        return {"": ("NOT-AN-OPTION",)}, "choice.not_offered"

    def options(self, settings: ChoiceSettings) -> tuple[str, ...]:
        return tuple(settings.options)


def code_of(entry: Value) -> str:
    """The code of one chosen option, whether or not words stand beside it."""
    return str(entry["code"] if isinstance(entry, dict) else entry)


def stored_one(code: str, tell: str, settings: ChoiceSettings) -> Value:
    return {"code": code, "tell": tell} if code == settings.telling else code


def schema_of_one(settings: ChoiceSettings) -> dict[str, Any]:
    silent = {"enum": [code for code in settings.options if code != settings.telling]}
    words = {"type": "string", "minLength": 1, "maxLength": TELL_MAXIMUM * MARKS_PER_SIGN}
    telling = {
        "type": "object",
        "properties": {"code": {"const": settings.telling}, "tell": words},
        "required": ["code", "tell"],
        "additionalProperties": False,
    }
    return {"anyOf": [silent, telling]} if settings.telling else silent


def _told(entries: Sequence[Value]) -> str:
    return next((entry["tell"] for entry in entries if isinstance(entry, dict)), "")


def _show_one(entry: Value, settings: ChoiceSettings, speech: Speech, path: str) -> str:
    code, words = code_of(entry), _told([entry])
    label = speech.text(f"{path}.options.{code}.label", settings.options[code].label)
    return speech.message("choice.told", option=label, tell=words) if words else label
