"""A city adds its own `synonyms.yaml`."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from forms.city.dated import Id
from forms.definition.event import EVENTS
from forms.rules.faults import did_you_mean
from forms.text.reading import Fault, Sheet, read_sheet

Word = Annotated[str, StringConstraints(min_length=1, max_length=30, strip_whitespace=True)]


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    for number, word in enumerate(words):
        if word in words[:number]:
            raise ValueError(f"{word} occurs twice: remove one")
    return words


Group = Annotated[tuple[Word, ...], Field(min_length=2, max_length=40), AfterValidator(_each_once)]


class SynonymsFile(Sheet):
    same: tuple[Group, ...] = ()
    events: Mapping[Id, Annotated[tuple[Word, ...], AfterValidator(_each_once)]] = {}
    idle: Annotated[tuple[Word, ...], AfterValidator(_each_once)] = ()

    def faults(self) -> Iterable[Fault]:
        for event in self.events:
            if event not in EVENTS:
                yield ("events", event), f"no life event {event}{did_you_mean(event, EVENTS)}"

    def merged_with(self, other: "SynonymsFile") -> "SynonymsFile":
        events = {
            event: (*self.events.get(event, ()), *other.events.get(event, ()))
            for event in dict.fromkeys((*self.events, *other.events))
        }
        return SynonymsFile(same=self.same + other.same, events=events, idle=self.idle + other.idle)


def shipped() -> SynonymsFile:
    return read_sheet(Path(__file__).with_suffix(".yaml"), SynonymsFile)
