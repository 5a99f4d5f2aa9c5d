"""A field: one question of a procedure, and the type that knows how to read, check and show its answer."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from forms.environment import Environment
from forms.mistakes import Argument, Mistake
from forms.rules.types import Type
from forms.speech import Speech

# What is stored: JSON only, so that the canonical form and its hash are the same on every machine.
Value = Any
# What a person typed, by box of the control: "" where the control has one box.
# Several strings only where a box may be sent several times (check boxes).
Raw = Mapping[str, tuple[str, ...]]


class FieldSettings(BaseModel):
    """The keys that a field type adds to a question. Unknown keys are refused; values never change afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


@dataclass(frozen=True)
class Part:
    """One box of a control: `name` as posted after the field's id and a dot ("" = the field's id alone), message key
    of its label, HTML autocomplete token, inputmode, and the width in characters that fits what is expected."""

    name: str
    label: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    width: int = 0
    required: bool = True


@dataclass(frozen=True)
class Parsed:
    """Either a value, or mistakes, or neither: nothing was entered. Never both."""

    value: Value | None = None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def empty(self) -> bool:
        return self.value is None and not self.mistakes


class FieldType(ABC):
    """One type of answer. One file in `forms/fields/`; `id` is the file's name. Instances keep no state."""

    id: ClassVar[str]
    control: ClassVar[str]  # templates/fields/<control>.html
    Settings: ClassVar[type[FieldSettings]] = FieldSettings
    # Cells that are stored as they are: the answer itself for "" where it is a text, else its own part. `cells` says the same.
    as_stored: ClassVar[tuple[str, ...]] = ()
    asks: ClassVar[bool] = True  # False: nobody answers it (a note, a computed value), so that it is never missing

    @abstractmethod
    def parts(self, settings: Any) -> tuple[Part, ...]:
        """The boxes of the control, in reading order."""

    @abstractmethod
    def parse(self, raw: Raw, settings: Any, environment: Environment) -> Parsed:
        """Reads what a person typed, tolerantly. Never raises; whether an answer is required is not asked here."""

    @abstractmethod
    def show(self, value: Value, settings: Any, speech: Speech, path: str) -> str:
        """The answer in one line for a person. `path` is the question's path for `speech.text`."""

    def said(self, arguments: Mapping[str, Argument], speech: Speech) -> Mapping[str, Argument]:
        """What fills the sentence of a mistake, in the reader's words."""
        return arguments

    @abstractmethod
    def typed(self, value: Value, settings: Any) -> Raw:
        """A stored value as boxes, so that `parse(typed(v)) == v`."""

    @abstractmethod
    def rule_type(self, settings: Any) -> Type:
        """The type that rules see."""

    @abstractmethod
    def rule_value(self, value: Value, settings: Any) -> object:
        """The value that rules compute with (a date for a date, a code for a choice)."""

    @abstractmethod
    def json_schema(self, settings: Any) -> dict[str, Any]:
        """JSON Schema (2020-12) of the stored value."""

    @abstractmethod
    def cells(self, value: Value, settings: Any) -> dict[str, str]:
        """The value as machine-readable cells by suffix ("" = the field itself): codes, ISO dates, digits."""

    def cell(self, suffix: str, settings: Any) -> Callable[[Value], str]:
        """One of `cells` as a function, "" where an answer has none: files ask for the same one a million times."""
        return lambda value: self.cells(value, settings).get(suffix) or ""

    @abstractmethod
    def columns(self, settings: Any) -> tuple[tuple[str, str], ...]:
        """(suffix, message key of its heading) for every key that `cells` may give."""

    @abstractmethod
    def good(self, settings: Any, source: random.Random) -> Raw:
        """Boxes that parse without mistake."""

    @abstractmethod
    def bad(self, settings: Any, source: random.Random) -> tuple[Raw, str]:
        """Boxes that do not parse, and the key of the (first) mistake expected."""

    def rule_parts(self, settings: Any) -> Mapping[str, Type]:
        """Parts of an answer that rules may name after a dot (`account.way`), with their types."""
        return {}

    def rule_part(self, value: Value, name: str, settings: Any) -> object:
        """The value of the part `name` of `rule_parts`. KeyError where this answer has no such part."""
        raise KeyError(name)

    def parts_of(self, value: Value, settings: Any) -> Mapping[str, object]:
        """Every part that an answer has."""
        found = {}
        for name in self.rule_parts(settings):
            with suppress(KeyError):
                found[name] = self.rule_part(value, name, settings)
        return found

    def stored_of(self, computed: Any, settings: Any) -> Value:
        """What is stored of a value that a rule computed or a register knows: a day as YYYY-MM-DD."""
        return computed.isoformat() if isinstance(computed, date) else computed

    def hints(self, value: Value, settings: Any) -> tuple[Mistake, ...]:
        """What looks like a slip in a good answer: shown as a warning, and never stops anybody."""
        return ()

    def limits(self, settings: Any, speech: Speech) -> str:
        """What has to be known before one answers, in the engine's words; "" where there is nothing."""
        return ""

    def options(self, settings: Any) -> tuple[str, ...]:
        """The codes that rules may name beside this field; () where it offers none."""
        return ()

    def presses(self, settings: Any) -> Mapping[str, Raw]:
        """Answers beside its options that are whole by one press, by the code of the button: for a screen on which nobody types. {} where an
        answer has to be written, or would take more buttons than anybody looks over."""
        return {}


class Unasked(FieldType):
    """A type that nobody answers: nothing is posted, nothing can be wrong, nothing is missing."""

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
        """There is nothing to get wrong: nothing posted, and no mistake."""
        return {}, ""
