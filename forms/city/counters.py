# 窓口: where is filed, and what is begun there by one button.

from typing import Annotated

from pydantic import Field, StringConstraints

from forms.city.dated import Id, Words
from forms.fields.choice import Code
from forms.text.reading import Sheet


class VisitPreset(Sheet):  # begun together by one button of the counter
    title: Words
    procedures: Annotated[tuple[Id, ...], Field(min_length=1, max_length=12)]
    occasion: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] = (
        ""  # why they come, as a paper gives it: an option of `reason` or of `concept: event.reason`
    )


class Counter(Sheet):
    id: Code  # an option of the question where something was filed
    title: Words
    cash: bool = False
    presets: tuple[VisitPreset, ...] = ()


# The id is the door's name: what was filed here keeps its words when the city names windows.
WINDOW = Counter(id="counter", title="窓口")


def or_window(counters: tuple[Counter, ...]) -> tuple[Counter, ...]:
    # Each page of the counter asks for a place, and a city that has just begun has named none.
    return counters or (WINDOW,)
