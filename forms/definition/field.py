import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from forms.mistakes import Argument, Mistake
from forms.path.environment import Environment
from forms.rules.types import OTHER, TEXT, Type
from forms.text.speech import Speech

# JSON values only, so that the canonical form and its hash are the same on every machine.
Value = Any
# Posted strings by box; "" for a control with one box. Several strings only for check boxes.
Raw = Mapping[str, tuple[str, ...]]


class FieldSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


@dataclass(frozen=True)
class Part:
    name: str  # posted after the field's id and a dot ("" = only the id)
    label: str = ""  # message key; width in characters
    autocomplete: str = ""
    inputmode: str = ""
    width: int = 0
    required: bool = True


class Parsed(NamedTuple):  # one for each question of each walk: half the time of a frozen dataclass
    """Neither value nor mistakes means that nothing was entered."""

    value: Value | None = None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def empty(self) -> bool:
        return self.value is None and not self.mistakes


class FieldType(ABC):
    """One module each in `forms/fields/`, without state."""

    id: ClassVar[str]
    control: ClassVar[str]  # templates/fields/<control>.html
    Settings: ClassVar[type[FieldSettings]] = FieldSettings
    # Cells that equal the stored text ("" = the answer itself) or part of that name, as in `cells`.
    as_stored: ClassVar[tuple[str, ...]] = ()
    asks: ClassVar[bool] = True  # False: never answered and never missing (a note, a computed value)
    # True: the page repeats the value in words, because it is stored in another form than it is typed, or is not typed at all.
    repeated: ClassVar[bool] = False
    # Whether it has hints or shortfalls, and parts that rules may read: a walk asks no other.
    judges: ClassVar[bool] = False
    divided: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.judges = cls.hints is not FieldType.hints or cls.shortfalls is not FieldType.shortfalls
        cls.divided = cls.rule_parts is not FieldType.rule_parts

    @abstractmethod
    def parts(self, settings: Any) -> tuple[Part, ...]:
        """The boxes in reading order."""

    @abstractmethod
    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        """Never raises; does not check whether an answer is required."""

    @abstractmethod
    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        """One line. `path` is the question's, for `speech.text`."""

    def message_arguments(self, arguments: Mapping[str, Argument], speech: Speech) -> Mapping[str, Argument]:
        """In the reader's language."""
        return arguments

    @abstractmethod
    def typed(self, value: Value, settings: Any) -> Raw:
        """`parse(typed(v)) == v`."""

    def rule_type(self, settings: Any) -> Type:
        """As rules see it; of OTHER only whether it was answered."""
        return OTHER

    def rule_value(self, value: Value, settings: Any) -> object:
        """A date for a date, a code for a choice."""
        return value

    @abstractmethod
    def json_schema(self, settings: Any) -> dict[str, Any]:
        """2020-12, of the stored value."""

    @abstractmethod
    def cells(self, value: Value, settings: Any) -> dict[str, str]:
        """By suffix ("" = the field itself): codes, ISO dates, digits."""

    def cell(self, suffix: str, settings: Any) -> Callable[[Value], str]:
        """ "" for a missing cell. A function, for exports with millions of cells."""
        return lambda value: self.cells(value, settings).get(suffix) or ""

    @abstractmethod
    def columns(self, settings: Any) -> tuple[tuple[str, str], ...]:
        """(suffix, message key of the heading) of each possible cell."""

    @abstractmethod
    def good(self, settings: Any, source: random.Random) -> Raw:
        """Random, without mistake."""

    @abstractmethod
    def bad(self, settings: Any, source: random.Random) -> tuple[Raw, str]:
        """Random, with the key of the first mistake."""

    def rule_parts(self, settings: Any) -> Mapping[str, Type]:
        """Parts that rules may read (`account.way`)."""
        return {}

    def rule_part(self, value: Value, name: str, settings: Any) -> object:
        """Raises KeyError if this answer lacks the part."""
        raise KeyError(name)

    def parts_of(self, value: Value, settings: Any) -> Mapping[str, object]:
        parts = {}
        for name in self.rule_parts(settings):
            with suppress(KeyError):
                parts[name] = self.rule_part(value, name, settings)
        return parts

    def stored_of(self, computed: Any, settings: Any) -> Value:
        return computed.isoformat() if isinstance(computed, date) else computed

    def hints(self, value: Value, settings: Any) -> tuple[Mistake, ...]:
        """Probable typos, shown as warnings."""
        return ()

    def shortfalls(self, value: Value, settings: Any, environment: Environment) -> tuple[Mistake, ...]:
        """What a stored answer lacks: its page stays open. Checked on each walk."""
        return ()

    def limits(self, settings: Any, speech: Speech) -> str:
        """Shown before the question is answered."""
        return ""

    def suggestions(self, settings: Any, environment: Environment) -> tuple[str, ...]:
        return ()

    def options(self, settings: Any) -> tuple[str, ...]:
        """Codes that rules may use."""
        return ()

    def presses(self, settings: Any) -> Mapping[str, Raw]:
        """Posts of one button each, by code; {} if none or too many."""
        return {}


class Unasked(FieldType):
    asks = False

    def parts(self, settings: Any) -> tuple[Part, ...]:
        return ()

    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        return Parsed()

    def typed(self, value: Value, settings: Any) -> Raw:
        return {}

    def good(self, settings: Any, source: random.Random) -> Raw:
        return {}

    def bad(self, settings: Any, source: random.Random) -> tuple[Raw, str]:
        return {}, ""


class Line(FieldType):
    """One text in one box, read by rules as it is stored."""

    control = "line"
    as_stored: ClassVar[tuple[str, ...]] = ("",)

    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        return str(value)

    def typed(self, value: Value, settings: Any) -> Raw:
        return {"": (value,)}

    def rule_type(self, settings: Any) -> Type:
        return TEXT

    def cells(self, value: Value, settings: Any) -> dict[str, str]:
        return {"": value}

    def columns(self, settings: Any) -> tuple[tuple[str, str], ...]:
        return (("", "column.value"),)
