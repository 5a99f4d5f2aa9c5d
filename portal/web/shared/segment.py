"""A path segment: a fixed word, or a pattern with variables (`{draft}`, `{number:row_number}.pdf`)."""

import re
from collections.abc import Sequence
from functools import cached_property

from starlette.convertors import CONVERTOR_TYPES, Convertor

import portal.web.shared.convertors  # noqa: F401 – before the first address with a variable of a kind

_VARIABLE = re.compile(r"{(\w+)(?::(\w+))?}")
_REST = "path"  # the type of a variable that takes the rest of the path

Values = tuple[object, ...]


class Segment:
    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _VARIABLE.findall(text)
        self.names = tuple(name for name, _ in self._parts)
        self.is_word = not self._parts
        self.shape = _VARIABLE.sub(
            lambda variable: f"{{{variable[2] or 'str'}}}", text
        )  # without the names of variables

    @property
    def rank(self) -> int:
        """0 (most specific): fixed text; 1: a typed variable; 2: any word; 3: the rest of the path."""
        if _VARIABLE.fullmatch(self.text) is None:
            return 0
        return {"{str}": 2, f"{{{_REST}}}": 3}.get(self.shape, 1)

    def overlaps(self, other: "Segment") -> bool:
        if self.rank != 0:
            return True
        (head, tail), (other_head, other_tail) = self._ends(), other._ends()
        heads = head.startswith(other_head) or other_head.startswith(head)
        return heads and (tail.endswith(other_tail) or other_tail.endswith(tail))

    def _ends(self) -> tuple[str, str]:
        return self.text.partition("{")[0], self.text.rpartition("}")[2]

    def length(self, rest: Sequence[str]) -> int:
        return len(rest) if self.rank == 3 else 1

    def match(self, rest: Sequence[str]) -> Values | None:
        if self.rank == 2:
            return (rest[0],) if rest[0] else None
        matched = self._pattern.fullmatch("/".join(rest) if self.rank == 3 else rest[0])
        return matched and tuple(kind.convert(value) for kind, value in zip(self._kinds, matched.groups(), strict=True))

    @cached_property
    def _kinds(self) -> tuple[Convertor[object], ...]:
        return tuple(CONVERTOR_TYPES[kind or "str"] for _, kind in self._parts)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """At first use: all patterns together would slow down the start."""
        pattern, end = "", 0
        for variable, kind in zip(_VARIABLE.finditer(self.text), self._kinds, strict=True):
            pattern += re.escape(self.text[end : variable.start()]) + f"({kind.regex})"
            end = variable.end()
        return re.compile(pattern + re.escape(self.text[end:]), re.DOTALL)
