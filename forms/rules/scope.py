from collections.abc import Sequence
from enum import Enum
from typing import Any, NoReturn, Protocol

from forms.path.environment import Environment


class Unknown(Enum):
    """Raises TypeError when used as a bool."""

    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("unknown is neither true nor false: compare with `is`")


UNKNOWN = Unknown.UNKNOWN


class Scope(Protocol):
    """`value`: UNKNOWN if unanswered or not asked. `repeat` of the question ("" = none), read in the row entered last."""

    @property
    def environment(self) -> Environment: ...

    def value(self, name: str, repeat: str = "") -> object: ...

    def answered(self, name: str, repeat: str = "") -> object: ...

    def rows(self, repeat: str, inside: str) -> Sequence[Any] | None:
        """In the current row of `inside`; None if not asked."""

    def enter(self, repeat: str, row: Any) -> Any:
        """None = no row. Returns the previous."""
