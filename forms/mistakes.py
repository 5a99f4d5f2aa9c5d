"""A person's mistake is a value with a sentence that says how to mend it; it is never an exception."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Argument = str | int

_NOTHING: Mapping[str, Argument] = MappingProxyType({})


@dataclass(frozen=True)
class Mistake:
    """One thing to mend in one field.

    `key` names a sentence in `forms/messages/<language>.yaml` (`date.in_the_future`); `part` is the box of the
    control it belongs to ("" = the whole field); `arguments` fill the sentence. A rule of a definition brings its
    own sentence: then `key` is `rule` and `place` the path of the sentence in the definition (for translation).
    """

    key: str
    part: str = ""
    arguments: Mapping[str, Argument] = field(default_factory=lambda: _NOTHING)
    place: str = ""
