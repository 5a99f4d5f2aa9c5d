"""`hand_overs.yaml`: scheduled hand-overs, re-read when changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import StringConstraints

from forms.city.city import City
from forms.city.dated import Dated, Id, Words
from forms.complaints import Complaint
from forms.path.environment import Calendar
from forms.text.reading import Fault, Sheet, read_again
from integrations.sockets.layout_socket import NUMBER_USE, Layout

FILE = "hand_overs.yaml"
DAYS = {"working": "開庁日", "every": "毎日"}
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class HandOverTime(Dated):
    layout: Words
    duty: Id
    at: Clock
    days: Literal["working", "every"] = "working"

    def slot(self, now: datetime, calendar: Calendar) -> str:
        """The time of today that has come, else "". A missed day is not repeated."""
        day = now.date()
        if not self.holds(day) or (self.days == "working" and calendar.closed(day)):
            return ""
        return f"{day.isoformat()} {self.at}" if now.time() >= time.fromisoformat(self.at) else ""


class HandOverTimes(Sheet):
    hand_overs: tuple[HandOverTime, ...] = ()

    def faults(self) -> Iterable[Fault]:
        seen: set[tuple[str, str, str, date]] = set()
        for index, entry in enumerate(self.hand_overs):
            if entry.to is not None and entry.to < entry.from_:
                yield ("hand_overs", index, "to"), f"ends before it begins on {entry.from_}: exchange the two days"
            key = (entry.layout, entry.duty, entry.at, entry.from_)
            if key in seen:
                yield ("hand_overs", index), "duplicate of an entry above"
            seen.add(key)


def read_hand_over_times(city: City) -> HandOverTimes:
    """Raises Refused."""
    return read_again(city.folder / FILE, city.laid, HandOverTimes)


def unfit_times(city: City, layouts: Mapping[str, Layout]) -> list[Complaint]:
    """Raises Refused if the file has a fault."""
    unfit = list[Fault]()
    for index, entry in enumerate(read_hand_over_times(city).hand_overs):
        if entry.layout not in layouts:
            unfit.append((("hand_overs", index, "layout"), f"there is no layout {entry.layout}"))
        elif layouts[entry.layout].purpose == NUMBER_USE:
            unfit.append(
                (("hand_overs", index, "layout"), f"{entry.layout} carries 個人番号: only the desk may hand it over")
            )
        if entry.duty not in city.duties:
            unfit.append((("hand_overs", index, "duty"), f"no office of {city.name} holds the duty {entry.duty}"))
    return [city.complaint_at(FILE, steps, "city.hand_overs", text) for steps, text in unfit]
