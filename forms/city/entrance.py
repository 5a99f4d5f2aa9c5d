"""`entrance.yaml`: what residents meet first."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from forms.city.announcements import Address
from forms.city.city_text import CityText
from forms.city.dated import Id, Words, unique_ids
from forms.definition.event import EVENTS
from forms.definition.icon import Icon
from forms.text.reading import Fault, Sheet

FILE = "entrance.yaml"
MOST_TILES = 6


class Tile(Sheet):
    """Leads to exactly one of `event`, `guide`, `procedure`, `words` (a search). `title` replaces its name."""

    icon: Icon
    title: CityText | None = None
    event: str = ""
    guide: Id | None = None
    procedure: Id | None = None
    words: Annotated[str, StringConstraints(max_length=100)] = ""

    @model_validator(mode="after")
    def _one_way(self) -> "Tile":
        if sum(map(bool, (self.event, self.guide, self.procedure, self.words))) != 1:
            raise ValueError("write exactly one of event, guide, procedure and words")
        if self.words and self.title is None:
            raise ValueError("a tile that searches has no name of its own: write title")
        if self.event and self.event not in EVENTS:
            raise ValueError(f"{self.event} is no life event: write one of {', '.join(EVENTS)}")
        return self


class Family(Sheet):
    """Found under one name, by the duties that hold them."""

    id: Id
    icon: Icon
    title: CityText
    duties: Annotated[tuple[Id, ...], Field(min_length=1)]


class Elsewhere(Sheet):
    """Not done by this service. `duty` or `link` leads on."""

    id: Id
    title: CityText
    words: Annotated[tuple[Words, ...], Field(min_length=1)]
    text: CityText
    duty: Id | None = None
    link: Address | None = None

    @model_validator(mode="after")
    def _leads_on(self) -> "Elsewhere":
        if self.duty is None and self.link is None:
            raise ValueError("write the duty whose office helps, or a link")
        return self


class EntranceFile(Sheet):
    """`first`: the procedures of each life event, in order."""

    tiles: Annotated[tuple[Tile, ...], Field(max_length=MOST_TILES)] = ()
    first: Mapping[str, tuple[Id, ...]] = {}
    families: Annotated[tuple[Family, ...], AfterValidator(unique_ids)] = ()
    elsewhere: Annotated[tuple[Elsewhere, ...], AfterValidator(unique_ids)] = ()

    def faults(self) -> Iterable[Fault]:
        for event, procedures in self.first.items():
            if event not in EVENTS:
                yield ("first", event), f"{event} is no life event: write one of {', '.join(EVENTS)}"
            for number, procedure in enumerate(procedures):
                if procedure in procedures[:number]:
                    yield ("first", event, number), f"{procedure} is named twice: remove one of them"
        held: dict[str, str] = {}
        for number, family in enumerate(self.families):
            for place, duty in enumerate(family.duties):
                if duty in held:
                    yield (("families", number, "duties", place), f"{duty} is in {held[duty]} too: remove one of them")
                held[duty] = family.id

    def procedures_named(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for number, tile in enumerate(self.tiles):
            if tile.procedure is not None:
                yield ("tiles", number, "procedure"), tile.procedure
        for event, procedures in self.first.items():
            for number, procedure in enumerate(procedures):
                yield ("first", event, number), procedure

    def duties_named(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for number, family in enumerate(self.families):
            for place, duty in enumerate(family.duties):
                yield ("families", number, "duties", place), duty
        for number, row in enumerate(self.elsewhere):
            if row.duty is not None:
                yield ("elsewhere", number, "duty"), row.duty
