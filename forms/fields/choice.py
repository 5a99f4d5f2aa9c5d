"""One option, with free text for one with `tell`."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints, model_validator

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.definition.icon import Icon
from forms.definition.setting_name import SettingName
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.rules.types import Type
from forms.text.speech import Speech

DETAIL_MAXIMUM = 100


class Option(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    label: Annotated[str, StringConstraints(min_length=1)]
    tell: bool = False
    help: str = ""
    icon: Icon | None = None
    doors: tuple[Literal["online", "counter", "post"], ...] = ()
    when: str = ""
    capacity: Annotated[StrictInt, Field(ge=1)] | SettingName | None = None


# Rules use codes as bare names. A string is the short form of an option with a label only.
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Labelled = Annotated[
    Option,
    BeforeValidator(
        lambda given: {"label": given} if isinstance(given, str) else given,
        json_schema_input_type=Annotated[str, StringConstraints(min_length=1)] | Option,
    ),
]


class ChoiceSettings(FieldSettings):
    options: Annotated[Mapping[Code, Labelled], Field(min_length=1)]

    @model_validator(mode="after")
    def at_most_one_detail(self) -> Self:
        if sum(option.tell for option in self.options.values()) > 1:
            raise ValueError("only one option may have tell: true; ask a text question after this one instead")
        return self

    @property
    def detail_code(self) -> str:
        for code, option in self.options.items():
            if option.tell:
                return code
        return ""

    @property
    def capacities(self) -> dict[str, int | str]:
        return {code: option.capacity for code, option in self.options.items() if option.capacity is not None}

    def offered(self, door: str) -> tuple[str, ...]:
        return tuple(code for code, option in self.options.items() if not option.doors or door in option.doors)

    def without(self, codes: Collection[str]) -> Self:
        options = {code: option for code, option in self.options.items() if code not in codes}
        return self.model_copy(update={"options": options})

    def at(self, door: str) -> Self:
        options = {code: self.options[code].model_copy(update={"doors": ()}) for code in self.offered(door)}
        return self.model_copy(update={"options": options}) if options else self


class Choice(FieldType):
    """Stored as "code", or as {"code", "tell"} for the option with `tell`."""

    id = "choice"
    control = "choice"
    as_stored: ClassVar[tuple[str, ...]] = ("", "tell")
    Settings = ChoiceSettings

    def parts(self, settings: ChoiceSettings) -> tuple[Part, ...]:
        detail = Part("tell", "choice.tell", width=30, required=False)
        return (Part(""), detail) if settings.detail_code else (Part(""),)

    def parse(self, raw: Raw, settings: ChoiceSettings, environment: Environment) -> Parsed:
        posted = {code.strip() for code in raw.get("", ())} - {""}
        detail = box(raw, "tell") if settings.detail_code else ""
        if not posted and not detail:
            return Parsed()
        chosen = tuple(code for code in settings.offered(environment.door) if code in posted)
        if len(chosen) < len(posted) or len(chosen) > self.at_most(settings):
            return Parsed(mistakes=(Mistake("choice.not_offered"),))
        mistakes = self.detail_mistakes(chosen, detail, settings)
        return Parsed(mistakes=mistakes) if mistakes else Parsed(self.stored(chosen, detail, settings))

    def at_most(self, settings: ChoiceSettings) -> int:
        return 1

    def detail_mistakes(self, chosen: Sequence[str], detail: str, settings: ChoiceSettings) -> tuple[Mistake, ...]:
        if not chosen:
            # Without scripts the box is always visible: the text would be lost silently.
            return (Mistake("choice.tell_alone"),)
        if settings.detail_code not in chosen:
            return ()
        return flaws(detail, "tell", DETAIL_MAXIMUM) if detail else (Mistake("choice.tell_missing", "tell"),)

    def stored(self, chosen: Sequence[str], detail: str, settings: ChoiceSettings) -> Value:
        return stored_choice(chosen[0], detail, settings)

    def entries(self, value: Value) -> Sequence[Value]:
        return (value,)

    def show(self, value: Value, settings: ChoiceSettings, speech: Speech, path: str) -> str:
        return speech.joined(_show_choice(entry, settings, speech, path) for entry in self.entries(value))

    def typed(self, value: Value, settings: ChoiceSettings) -> Raw:
        words = _detail_of(self.entries(value))
        codes = {"": tuple(map(code_of, self.entries(value)))}
        return {**codes, "tell": (words,)} if words else codes

    def rule_type(self, settings: ChoiceSettings) -> Type:
        return Type("choice", self.options(settings))

    def rule_value(self, value: Value, settings: ChoiceSettings) -> object:
        return code_of(value)

    def json_schema(self, settings: ChoiceSettings) -> dict[str, Any]:
        return schema_of_choice(settings)

    def cells(self, value: Value, settings: ChoiceSettings) -> dict[str, str]:
        words = _detail_of(self.entries(value))
        codes = {"": ";".join(map(code_of, self.entries(value)))}
        return {**codes, "tell": words} if words else codes

    def cell(self, suffix: str, settings: ChoiceSettings) -> Callable[[Value], str]:
        if suffix:
            return super().cell(suffix, settings)
        return lambda value: ";".join(map(code_of, self.entries(value)))

    def columns(self, settings: ChoiceSettings) -> tuple[tuple[str, str], ...]:
        code = ("", "column.code")
        return (code, ("tell", "choice.tell")) if settings.detail_code else (code,)

    def good(self, settings: ChoiceSettings, source: random.Random) -> Raw:
        everywhere = [code for code, option in settings.options.items() if not option.doors]
        code = source.choice(everywhere or list(settings.options))
        return {"": (code,), "tell": ("見本の内容",)} if code == settings.detail_code else {"": (code,)}

    def bad(self, settings: ChoiceSettings, source: random.Random) -> tuple[Raw, str]:
        return {"": ("NOT-AN-OPTION",)}, "choice.not_offered"

    def options(self, settings: ChoiceSettings) -> tuple[str, ...]:
        return tuple(settings.options)


def code_of(entry: Value) -> str:
    return str(entry["code"] if isinstance(entry, dict) else entry)


def codes_of(value: Value) -> list[str]:
    return [code_of(entry) for entry in (value if isinstance(value, list) else [value])]


def is_offered(value: Value, settings: ChoiceSettings) -> bool:
    return all(code in settings.options for code in codes_of(value))


def is_full(value: Value, left: Mapping[str, int]) -> bool:
    """`left`: places of the options that have a capacity."""
    return any(left.get(code, 1) <= 0 for code in codes_of(value))


def stored_choice(code: str, detail: str, settings: ChoiceSettings) -> Value:
    return {"code": code, "tell": detail} if code == settings.detail_code else code


def schema_of_choice(settings: ChoiceSettings) -> dict[str, Any]:
    silent = {"enum": [code for code in settings.options if code != settings.detail_code]}
    words = {"type": "string", "minLength": 1, "maxLength": DETAIL_MAXIMUM * MARKS_PER_SIGN}
    telling = {
        "type": "object",
        "properties": {"code": {"const": settings.detail_code}, "tell": words},
        "required": ["code", "tell"],
        "additionalProperties": False,
    }
    return {"anyOf": [silent, telling]} if settings.detail_code else silent


def _detail_of(entries: Sequence[Value]) -> str:
    return next((entry["tell"] for entry in entries if isinstance(entry, dict)), "")


def _show_choice(entry: Value, settings: ChoiceSettings, speech: Speech, path: str) -> str:
    code, words = code_of(entry), _detail_of([entry])
    label = speech.text(f"{path}.options.{code}.label", settings.options[code].label)
    return speech.message("choice.told", option=label, tell=words) if words else label
