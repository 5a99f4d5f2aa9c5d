"""`tickets.yaml`: halls that call by number (番号札)."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from forms.city.city_text import CityText
from forms.city.dated import Id, unique_ids
from forms.numbers.calendar import ClosedDays, open_day_from
from forms.text.reading import Fault, Sheet

FILE = "tickets.yaml"

_Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class TicketQueue(Sheet):
    """`minutes`: between two calls, until the day has shown it."""

    id: Id
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    title: CityText
    minutes: Annotated[int, Field(ge=1, le=120)] = 10


class Hall(Sheet):
    """Tickets are given between `opens` and `closes` on days that are not closed; `desks`: 窓口の数; `phone`: also taken by QR code.
    Another number at `machine` ends the link of its machine."""

    id: Id
    title: CityText
    desks: Annotated[int, Field(ge=1, le=99)]
    opens: _Clock = "08:30"
    closes: _Clock = "17:15"
    phone: bool = True
    machine: Annotated[int, Field(ge=1, le=9999)] = 1
    queues: Annotated[tuple[TicketQueue, ...], Field(min_length=1, max_length=12), AfterValidator(unique_ids)]

    def queue(self, queue: str) -> TicketQueue | None:
        return next((row for row in self.queues if row.id == queue), None)

    def gives_at(self, day: date, clock: time, closed: ClosedDays) -> bool:
        opens, closes = time.fromisoformat(self.opens), time.fromisoformat(self.closes)
        return not closed.closed(day) and opens <= clock < closes

    def next_day(self, day: date, clock: time, closed: ClosedDays) -> date:
        """On which it opens after that moment."""
        over = clock >= time.fromisoformat(self.opens)
        return open_day_from(day + timedelta(days=over), closed)


class TicketsFile(Sheet):
    halls: Annotated[tuple[Hall, ...], AfterValidator(unique_ids)] = ()

    def hall(self, hall: str) -> Hall | None:
        return next((row for row in self.halls if row.id == hall), None)

    def faults(self) -> Iterable[Fault]:
        letters = set[str]()
        for number, hall in enumerate(self.halls):
            if hall.closes <= hall.opens:
                yield ("halls", number, "closes"), f"it closes at {hall.closes}, before it opens at {hall.opens}"
            for place, queue in enumerate(hall.queues):
                # A visit is found by the day and the ticket, whatever the hall.
                if queue.letter in letters:
                    yield (
                        ("halls", number, "queues", place, "letter"),
                        f"the letter {queue.letter} is used twice: change one of them",
                    )
                letters.add(queue.letter)
