"""Compares names regardless of width, spaces and 異体字 (`variants.yaml`)."""

# Only a hint: 髙橋 and 高橋 may be two people.

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

from forms.text.reading import Fault, Sheet, read_sheet

_OWN = Path(__file__).with_name("variants.yaml")
# Equal; equal except for width or spaces; equal except for variants; different.
SAME, WIDTH, VARIANT, OTHER = "same", "width", "variant", "other"


class VariantsFile(Sheet):
    """`basis`: assumed: no public table exists."""

    basis: Literal["assumed"]
    same: tuple[Annotated[str, StringConstraints(min_length=2)], ...]

    def faults(self) -> Iterable[Fault]:
        seen: dict[str, int] = {}
        for line, signs in enumerate(self.same):
            for sign in signs:
                if sign in seen:
                    yield ("same", line), f"{sign} occurs twice: join the lines or remove it"
                elif narrow(sign) != sign:
                    yield ("same", line), f"{sign} is {narrow(sign)} in another width: write that instead"
                seen[sign] = line


def narrow(text: str) -> str:
    """Also removes variation selectors (IVS)."""
    plain = unicodedata.normalize("NFKC", "".join(sign for sign in text if not _chooses(sign)))
    return "".join(plain.split())


def folded(text: str) -> str:
    return narrow(text).translate(_first())


def has_variants(text: str) -> bool:
    # 崎, that may be 﨑: a program that reads print cannot be sure of either.
    return any(ord(sign) in _first() for sign in narrow(text))


def likeness(first: str, second: str) -> str:
    if first == second:
        return SAME
    if narrow(first) == narrow(second) and _choices(first) == _choices(second):
        return WIDTH
    return VARIANT if folded(first) == folded(second) else OTHER


def marked(text: str, other: str) -> Iterator[tuple[str, bool]]:
    """Characters with their variation selectors, and whether `other` differs."""
    mine, theirs = _signs(text), _signs(other)
    for place, sign in enumerate(mine):
        counterpart = theirs[place] if place < len(theirs) else ""
        if len(mine) != len(theirs) and (sign != counterpart or mine[:place] != theirs[:place]):
            yield sign, True
        else:
            yield sign, sign != counterpart


def _signs(text: str) -> list[str]:
    characters: list[str] = []
    for sign in text:
        if _chooses(sign) and characters:
            characters[-1] += sign
        else:
            characters.append(sign)
    return characters


def _choices(text: str) -> str:
    return "".join(filter(_chooses, text))


def _chooses(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


@cache
def _first() -> dict[int, str]:
    return {ord(sign): signs[0] for signs in read_sheet(_OWN, VariantsFile).same for sign in signs}
