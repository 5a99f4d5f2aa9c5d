import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle
from typing import Any

from forms.text.pattern import LONGEST, compiled
from portal.services.workshop.sheet_conditions import NoRule

_MOST_TIMES = (200, 90, 20)  # for + and *: the most of which the pattern stays fast
_MOST_EXAMPLE, _MOST_PLACES = 40, 6
_READ = 3 * LONGEST + 1  # of a regex: `(?:` becomes one sign, so a longer one is refused by its beginning
_SET = r"\[(?:\\.|[^\]\\])*\]"
_PIECE = re.compile(rf"\\.|{_SET}|\(\?:|\{{([0-9]+),\}}|.", re.DOTALL)
_SPELT = {r"\w": "[A-Za-z0-9_]", r"\s": " ", "(?:": "("}
_TOKEN = re.compile(rf"({_SET}|\\.|[^()|?{{])|([()|])|(\?|\{{([0-9]+)(?:,([0-9]+))?\}})", re.DOTALL)
_SIGNS = "1234567890ABCDEFGHabcdefgh-_@. /+あいうアイウ山川"
_BOUND = re.compile(r"\b(start|end|step)\s*=\s*(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(?![0-9.])")


def pattern_of(regex: str) -> dict[str, str]:
    """`pattern` and an `example`. Raises NoRule."""
    bare = re.sub(r"(?<!\\)\$$", "", regex.strip().removeprefix("^"))[:_READ]
    for most in _MOST_TIMES:
        pattern = "".join(_piece(match, most) for match in _PIECE.finditer(bare))
        try:
            fits = compiled(pattern)
            example = _Example(pattern).made
        except ValueError:
            continue
        if len(example) <= _MOST_EXAMPLE and fits.fullmatch(example):
            return {"pattern": pattern, "example": example}
    raise NoRule("この形（regex）は、「形」（pattern）では書けません。")


def range_of(parameters: str) -> tuple[dict[str, Any], str]:
    """Type and settings, and a step that they do not say."""
    known = {"start": "1", "end": "10", "step": "1"} | dict(_BOUND.findall(parameters))
    first, last, step = (Decimal(known[name]).normalize() for name in ("start", "end", "step"))
    places = max(0, *(-int(number.as_tuple().exponent) for number in (first, last, step)))
    least, most = sorted((first, last))
    left = "" if abs(step) == Decimal(1).scaleb(-places) else f"{abs(step):f}"
    if not places:
        return {"type": "integer", "min": int(least), "max": int(most)}, left
    bounds = {"min": f"{least:f}", "max": f"{most:f}"}
    return {"type": "decimal", "places": min(places, _MOST_PLACES), **bounds}, left


def _piece(match: re.Match[str], most: int) -> str:
    if match[1]:
        return f"{{{match[1]},{most}}}"
    return {"+": f"{{1,{most}}}", "*": f"{{0,{most}}}", **_SPELT}.get(match[0], match[0])


class _Example:
    # `made`: what the pattern lets through, of the first of each choice. Raises ValueError.

    def __init__(self, pattern: str) -> None:
        self._signs = cycle(_SIGNS)
        self._tokens: Iterator[re.Match[str]] = _TOKEN.finditer(pattern)
        self._next = next(self._tokens, None)
        self.made = self._choice(0)

    def _take(self) -> str:
        taken, self._next = self._next, next(self._tokens, None)
        return taken[0] if taken is not None else ""

    def _choice(self, depth: int) -> str:
        if depth > _MOST_EXAMPLE:
            raise ValueError("too deep")
        first = self._sequence(depth)
        while self._next is not None and self._next[0] == "|":
            self._take()
            self._sequence(depth)
        return first

    def _sequence(self, depth: int) -> str:
        made = ""
        while self._next is not None and self._next[0] not in ("|", ")"):
            token = self._take()
            if token == "(":
                part = self._choice(depth + 1)
                self._take()
                made += part * self._times()
            else:
                made += "".join(self._sign(token) for _ in range(self._times()))
            made = made[: _MOST_EXAMPLE + 1]  # repeats within repeats multiply; a longer one is refused
        return made

    def _times(self) -> int:
        if self._next is None or not self._next[3]:
            return 1
        least = int(self._next[4] or 1)
        self._take()
        if least > _MOST_EXAMPLE:
            raise ValueError("too long")
        return least or 1

    def _sign(self, token: str) -> str:
        if len(token) == 1:
            return token
        sign = re.compile(token)
        fits = next((each for each, _ in zip(self._signs, _SIGNS * 2, strict=False) if sign.fullmatch(each)), None)
        if fits is None:
            raise ValueError("no sign of the set is known")
        return fits
