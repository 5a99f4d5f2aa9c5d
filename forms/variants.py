"""Whether two writings may be one name: width, spaces and 異体字 set aside. To compare only, and never to decide by itself:
髙橋 and 高橋 may be one person or two, and somebody of the city says which. The table is `variants.yaml` beside this file."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

from forms.reading import Fault, Sheet, read_sheet

_OWN = Path(__file__).with_name("variants.yaml")
# How alike two writings are: the same signs; other widths or spaces; other variants of a sign; something else.
SAME, WIDTH, VARIANT, OTHER = "same", "width", "variant", "other"


class VariantsFile(Sheet):
    """`same`: each line the signs that may stand for one another; no sign stands in two lines. `basis`: assumed, since no
    public table says which signs name one person."""

    basis: Literal["assumed"]
    same: tuple[Annotated[str, StringConstraints(min_length=2)], ...]

    def faults(self) -> Iterable[Fault]:
        seen: dict[str, int] = {}
        for line, signs in enumerate(self.same):
            for sign in signs:
                if sign in seen:
                    yield ("same", line), f"{sign} stands twice: join the lines, or take it out"
                elif narrow(sign) != sign:
                    yield ("same", line), f"{sign} is {narrow(sign)} in another width: only that is compared"
                seen[sign] = line


def narrow(text: str) -> str:
    """Without width, spaces and the marks that choose a variant (IVS)."""
    plain = unicodedata.normalize("NFKC", "".join(sign for sign in text if not _chooses(sign)))
    return "".join(plain.split())


def folded(text: str) -> str:
    """`narrow`, and of each group of variants its first sign."""
    return narrow(text).translate(_first())


def likeness(one: str, other: str) -> str:
    """SAME, WIDTH, VARIANT or OTHER."""
    if one == other:
        return SAME
    if narrow(one) == narrow(other) and _choices(one) == _choices(other):
        return WIDTH
    return VARIANT if folded(one) == folded(other) else OTHER


def marked(one: str, other: str) -> Iterator[tuple[str, bool]]:
    """The signs of `one`, each with its mark of a variant, and whether `other` has another there. Where the two are not of
    one length, everything behind the first difference is another."""
    mine, theirs = _signs(one), _signs(other)
    for place, sign in enumerate(mine):
        told = theirs[place] if place < len(theirs) else ""
        if len(mine) != len(theirs) and (sign != told or mine[:place] != theirs[:place]):
            yield sign, True
        else:
            yield sign, sign != told


def _signs(text: str) -> list[str]:
    found: list[str] = []
    for sign in text:
        if _chooses(sign) and found:
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _choices(text: str) -> str:
    return "".join(filter(_chooses, text))


def _chooses(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


@cache
def _first() -> dict[int, str]:
    return {ord(sign): signs[0] for signs in read_sheet(_OWN, VariantsFile).same for sign in signs}
