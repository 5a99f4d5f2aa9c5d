"""Help, terms, privacy and accessibility leaflets."""

# Terms and privacy have no default: only the city can promise them.

import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from forms.city.city_text import Sentence
from forms.city.dated import Id
from forms.text.reading import Fault, Sheet, read_sheet
from forms.text.translations import translate

# Placeholders in sentences, filled in when shown.
FACTS = (
    "city", "service", "telephone", "hours", "draft_days", "idle_minutes", "session_hours", "support_days",
)  # fmt: skip


class LeafletText(Sheet):
    ja: Sentence
    easy: Sentence

    def in_(self, language: str, facts: Mapping[str, object]) -> str:
        template = self.easy if language == "easy" else translate(language, self.ja)
        return template.format(**facts)


class Part(Sheet):
    # `procedures`: to which it leads, those that are offered.
    title: LeafletText
    text: tuple[LeafletText, ...] = ()
    steps: tuple[LeafletText, ...] = ()
    points: tuple[LeafletText, ...] = ()
    procedures: tuple[Id, ...] = ()

    @property
    def sentences(self) -> tuple[LeafletText, ...]:
        return (self.title, *self.text, *self.steps, *self.points)


Leaflet = Annotated[tuple[Part, ...], Field(min_length=1)]


def _faults(leaflets: Iterable[tuple[str, tuple[Part, ...] | None]]) -> Iterator[Fault]:
    for name, leaflet in leaflets:
        for number, part in enumerate(leaflet or ()):
            for sentence in part.sentences:
                for language in ("ja", "easy"):
                    fault = _unfit(getattr(sentence, language))
                    if fault:
                        yield (name, number), f"{fault}: {getattr(sentence, language)[:30]}"


def _unfit(written: str) -> str:
    try:
        named = [name for _, name, form, turn in string.Formatter().parse(written) if name is not None or form or turn]
    except ValueError:
        return "an unpaired brace: write {{ or }} to show a brace"
    strange = [name for name in named if name not in FACTS]
    return f"{{{strange[0]}}} is no placeholder; there are {', '.join(FACTS)}" if strange else ""


class OwnLeaflets(Sheet):
    terms: Leaflet
    privacy: Leaflet
    help: Leaflet | None = None
    accessibility: Leaflet | None = None

    def faults(self) -> Iterable[Fault]:
        return _faults((name, getattr(self, name)) for name in type(self).model_fields)

    def procedures_named(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for name in type(self).model_fields:
            for number, part in enumerate(getattr(self, name) or ()):
                for place, procedure in enumerate(part.procedures):
                    yield (name, number, "procedures", place), procedure


class ShippedLeaflets(Sheet):
    help: Leaflet
    accessibility: Leaflet

    def faults(self) -> Iterable[Fault]:
        return _faults((name, getattr(self, name)) for name in type(self).model_fields)


def leaflet(own: OwnLeaflets, name: str) -> tuple[Part, ...]:
    own_leaflet: tuple[Part, ...] | None = getattr(own, name)
    shipped = read_sheet(Path(__file__).with_suffix(".yaml"), ShippedLeaflets)
    return own_leaflet or getattr(shipped, name)
