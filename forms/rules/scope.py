"""What an evaluation is handed: values by name, or UNKNOWN. Knows neither questions nor how they are stored."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, NoReturn, Protocol

from forms.environment import Environment


class Unknown(Enum):
    """The third truth value. It is neither true nor false, so Python's `if` and `and` refuse it."""

    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("unknown is neither true nor false: compare with `is`")


UNKNOWN = Unknown.UNKNOWN


class Scope(Protocol):
    """The answers so far. `value` is what the field type gives rules; not asked and unanswered are both UNKNOWN. `repeat`
    names the rows that a question stands in ("" = none): of them the row that was entered last is meant."""

    @property
    def environment(self) -> Environment: ...

    def value(self, name: str, repeat: str = "") -> object: ...

    def answered(self, name: str, repeat: str = "") -> object: ...

    def rows(self, repeat: str, inside: str) -> Sequence[Any] | None:
        """The rows so far in the row of `inside` that is meant; None where they are not asked for."""

    def enter(self, repeat: str, row: Any) -> Any:
        """Makes `row` (None = none) the one that is meant; the one before."""
