"""`hand_overs.yaml` of the city's folder: which layout is handed over at which time of which days, without a press. Read again when it
changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

from forms.city import City
from forms.complaints import Complaint
from forms.dated import Dated, Id, Words
from forms.environment import Calendar
from forms.reading import Fault, Sheet, complaint_at, read_sheet
from integrations.layout_socket import NUMBER_USE, Layout

FILE = "hand_overs.yaml"
DAYS = {"working": "開庁日", "every": "毎日"}
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class HandOverTime(Dated):
    """`layout` for the cases of `duty`, at this time of Tokyo, on days on which the offices are open or on every day."""

    layout: Words
    duty: Id
    at: Clock
    days: Literal["working", "every"] = "working"

    def slot(self, now: datetime, calendar: Calendar) -> str:
        """The day and time that has come and is today's, "" while none has. `now` in Tokyo. What was missed on another day is not
        made up for: the next one takes everything."""
        day = now.date()
        if not self.holds(day) or (self.days == "working" and calendar.closed(day)):
            return ""
        return f"{day.isoformat()} {self.at}" if now.time() >= time.fromisoformat(self.at) else ""


class HandOverTimes(Sheet):
    """The whole file."""

    hand_overs: tuple[HandOverTime, ...] = ()

    def faults(self) -> Iterable[Fault]:
        seen: set[tuple[str, str, str, date]] = set()
        for at, one in enumerate(self.hand_overs):
            if one.to is not None and one.to < one.from_:
                yield ("hand_overs", at, "to"), f"ends before it begins on {one.from_}: exchange the two days"
            key = (one.layout, one.duty, one.at, one.from_)
            if key in seen:
                yield ("hand_overs", at), "the same stands above"
            seen.add(key)


def read_hand_over_times(folder: Path) -> HandOverTimes:
    """Of a city's folder; without a file nothing is handed over by the clock. Refused with every fault."""
    path = folder / FILE
    return read_sheet(path, HandOverTimes) if path.exists() else HandOverTimes()


def unfit_times(folder: Path, city: City, layouts: Mapping[str, Layout]) -> list[Complaint]:
    """What the file names and there is not, each at its place; Refused where the file has a fault."""
    path, unfit = folder / FILE, list[Fault]()
    for at, one in enumerate(read_hand_over_times(folder).hand_overs):
        if one.layout not in layouts:
            unfit.append((("hand_overs", at, "layout"), f"there is no layout {one.layout}"))
        elif layouts[one.layout].purpose == NUMBER_USE:
            unfit.append(
                (("hand_overs", at, "layout"), f"{one.layout} carries 個人番号: it is handed over at the desk alone")
            )
        if one.duty not in city.duties:
            unfit.append((("hand_overs", at, "duty"), f"no office of {city.name} holds the duty {one.duty}"))
    return [complaint_at(path, steps, "city.hand_overs", text) for steps, text in unfit]
