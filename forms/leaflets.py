"""What a city says to everybody: how to use the service, its terms, what becomes of personal data, who it was made usable for.

Terms and privacy are the city's own words: nobody else can promise for it, so `leaflets.yaml` in its folder must have them.
Help and accessibility tell of the service, stand beside this file, and may be replaced there.
"""

import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from forms.reading import Fault, Sheet, read_sheet

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
# What a sentence may name in braces; whoever shows it fills these in.
FACTS = (
    "city", "service", "telephone", "hours", "draft_days", "idle_minutes", "session_hours", "support_days",
)  # fmt: skip


class Said(Sheet):
    """One sentence or paragraph in each language."""

    ja: Sentence
    easy: Sentence

    def in_(self, language: str, facts: Mapping[str, object]) -> str:
        written: str = getattr(self, language, self.ja)
        return written.format(**facts)


class Part(Sheet):
    """A heading with paragraphs, steps to go one after the other, and things side by side, in this order."""

    title: Said
    text: tuple[Said, ...] = ()
    steps: tuple[Said, ...] = ()
    points: tuple[Said, ...] = ()

    @property
    def said(self) -> tuple[Said, ...]:
        return (self.title, *self.text, *self.steps, *self.points)


Leaflet = Annotated[tuple[Part, ...], Field(min_length=1)]


def _faults(leaflets: Iterable[tuple[str, tuple[Part, ...] | None]]) -> Iterator[Fault]:
    for name, leaflet in leaflets:
        for number, part in enumerate(leaflet or ()):
            for said in part.said:
                for language in ("ja", "easy"):
                    fault = _unfit(getattr(said, language))
                    if fault:
                        yield (name, number), f"{fault}: {getattr(said, language)[:30]}"


def _unfit(written: str) -> str:
    try:
        named = [name for _, name, form, turn in string.Formatter().parse(written) if name is not None or form or turn]
    except ValueError:
        return "a brace stands alone: write {{ or }} for a brace that is shown"
    strange = [name for name in named if name not in FACTS]
    return f"{{{strange[0]}}} is no fact; there are {', '.join(FACTS)}" if strange else ""


class OwnLeaflets(Sheet):
    """`leaflets.yaml` of a city."""

    terms: Leaflet
    privacy: Leaflet
    help: Leaflet | None = None
    accessibility: Leaflet | None = None

    def faults(self) -> Iterable[Fault]:
        return _faults((name, getattr(self, name)) for name in type(self).model_fields)


class ShippedLeaflets(Sheet):
    """`leaflets.yaml` beside this file."""

    help: Leaflet
    accessibility: Leaflet

    def faults(self) -> Iterable[Fault]:
        return _faults((name, getattr(self, name)) for name in type(self).model_fields)


def leaflet(own: OwnLeaflets, name: str) -> tuple[Part, ...]:
    """The city's, or where it has none of its own, ours."""
    found: tuple[Part, ...] | None = getattr(own, name)
    shipped = read_sheet(Path(__file__).with_suffix(".yaml"), ShippedLeaflets)
    return found or getattr(shipped, name)
