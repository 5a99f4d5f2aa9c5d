"""Values with a message, never exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # field types make mistakes
    from forms.definition.text_values import SpokenValue

Argument = str | int

_NOTHING: Mapping[str, Argument] = MappingProxyType({})


@dataclass(frozen=True)
class Mistake:
    """`key` names a message; `part` is the box ("" = the whole field). For a definition's rule: `rule`, its message's
    path in `place`, and the answers in it in `values`."""

    key: str
    part: str = ""
    arguments: Mapping[str, Argument] = field(default_factory=lambda: _NOTHING)
    place: str = ""
    values: tuple["SpokenValue", ...] = ()
