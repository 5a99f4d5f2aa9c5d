"""Field types: how to read, check, store and show the answer to a question."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from forms.mistakes import Argument, Mistake
from forms.path.environment import Environment
from forms.rules.types import Type
from forms.text.speech import Speech

# JSON values only, so that the canonical form and its hash are the same on every machine.
Value = Any
# Posted strings by box; "" for a control with one box. Several strings only for check boxes.
Raw = Mapping[str, tuple[str, ...]]


class FieldSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


@dataclass(frozen=True)
class Part:
    """One box: `name` posted after the field's id and a dot ("" = only the id), message key of the label, HTML
    autocomplete token, inputmode, width in characters."""

    name: str
    label: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    width: int = 0
    required: bool = True


@dataclass(frozen=True)
class Parsed:
    """Neither value nor mistakes means that nothing was entered."""

    value: Value | None = None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def empty(self) -> bool:
        return self.value is None and not self.mistakes


class FieldType(ABC):
    """Each type is one module in `forms/fields/`. Instances have no state."""

    id: ClassVar[str]
    control: ClassVar[str]  # templates/fields/<control>.html
    Settings: ClassVar[type[FieldSettings]] = FieldSettings
    # Cells that equal the stored text ("" = the answer itself) or part of that name, as in `cells`.
    as_stored: ClassVar[tuple[str, ...]] = ()
    asks: ClassVar[bool] = True  # False: never answered and never missing (a note, a computed value)
    # True: the page repeats the value in words, because it is stored in another form than it is typed, or is not typed at all.
    repeated: ClassVar[bool] = False

    @abstractmethod
    def parts(self, settings: Any) -> tuple[Part, ...]:
        """The boxes in reading order."""

    @abstractmethod
    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        """Never raises; does not check whether an answer is required."""

    @abstractmethod
    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        """One line of text. `path` is the question's path for `speech.text`."""

    def message_arguments(self, arguments: Mapping[str, Argument], speech: Speech) -> Mapping[str, Argument]:
        """The arguments of a mistake's message in the reader's language."""
        return arguments

    @abstractmethod
    def typed(self, value: Value, settings: Any) -> Raw:
        """The boxes for a stored value: `parse(typed(v)) == v`."""

    @abstractmethod
    def rule_type(self, settings: Any) -> Type:
        """The type that rules see."""

    @abstractmethod
    def rule_value(self, value: Value, settings: Any) -> object:
        """The value that rules compute with: a date for a date, a code for a choice."""

    @abstractmethod
    def json_schema(self, settings: Any) -> dict[str, Any]:
        """JSON Schema (2020-12) of the stored value."""

    @abstractmethod
    def cells(self, value: Value, settings: Any) -> dict[str, str]:
        """Machine-readable cells by suffix ("" = the field itself): codes, ISO dates, digits."""

    def cell(self, suffix: str, settings: Any) -> Callable[[Value], str]:
        """One of `cells` as a function ("" for a missing cell), for exports with millions of cells."""
        return lambda value: self.cells(value, settings).get(suffix) or ""

    @abstractmethod
    def columns(self, settings: Any) -> tuple[tuple[str, str], ...]:
        """(suffix, message key of the heading) for each possible cell."""

    @abstractmethod
    def good(self, settings: Any, source: random.Random) -> Raw:
        """Random boxes that parse without mistake."""

    @abstractmethod
    def bad(self, settings: Any, source: random.Random) -> tuple[Raw, str]:
        """Random boxes that do not parse, and the key of the first mistake."""

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
        """The stored form of a computed or register value: a date as YYYY-MM-DD."""
        return computed.isoformat() if isinstance(computed, date) else computed

    def hints(self, value: Value, settings: Any) -> tuple[Mistake, ...]:
        """Probable typos in a valid answer, shown as warnings."""
        return ()

    def shortfalls(self, value: Value, settings: Any) -> tuple[Mistake, ...]:
        """What a stored answer still lacks. It stays stored, but its page stays open; checked on each walk, because an
        answer can shrink after its page was sent (a file refused by the scanner)."""
        return ()

    def limits(self, settings: Any, speech: Speech) -> str:
        """A text about limits, shown before the question is answered."""
        return ""

    def options(self, settings: Any) -> tuple[str, ...]:
        """The codes that rules may use."""
        return ()

    def presses(self, settings: Any) -> Mapping[str, Raw]:
        """Posts of one button each, by code, for screens without a keyboard; {} if there are none or too many."""
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
