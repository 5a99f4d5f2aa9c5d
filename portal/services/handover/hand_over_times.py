"""`hand_overs.yaml`: scheduled hand-overs, and how the applications of a procedure go; re-read when changed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from itertools import combinations
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
# 共通機能標準仕様書 2.1.4.
METHODS = {
    "copy": "方式1（画面から写す）",
    "rpa": "方式2（RPA）",
    "screen": "方式3（取込みの画面）",
    "bulk": "方式4（一括）",
}
ONE_BY_ONE = frozenset({"copy", "screen"})
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


class HandOverMethod(Dated):
    procedure: Id
    layout: Words
    method: Literal["copy", "rpa", "screen", "bulk"]


class HandOverTimes(Sheet):
    hand_overs: tuple[HandOverTime, ...] = ()
    methods: tuple[HandOverMethod, ...] = ()

    def faults(self) -> Iterable[Fault]:
        yield from self._faults_of_times()
        for index, entry in enumerate(self.methods):
            if entry.to is not None and entry.to < entry.from_:
                yield ("methods", index, "to"), f"ends before it begins on {entry.from_}: exchange the two days"
        for (_, earlier), (index, later) in combinations(enumerate(self.methods), 2):
            same = (earlier.procedure, earlier.layout) == (later.procedure, later.layout)
            if same and (later.holds(earlier.from_) or earlier.holds(later.from_)):
                yield ("methods", index), "two methods are valid on one day: end the earlier entry before"

    def _faults_of_times(self) -> Iterable[Fault]:
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


def unfit_times(city: City, layouts: Mapping[str, Layout], procedures: Collection[str]) -> list[Complaint]:
    """Raises Refused if the file has a fault."""
    unfit, sheet = list[Fault](), read_hand_over_times(city)
    named = [(("hand_overs", index, "layout"), entry.layout) for index, entry in enumerate(sheet.hand_overs)]
    named += [(("methods", index, "layout"), entry.layout) for index, entry in enumerate(sheet.methods)]
    for steps, layout in named:
        if layout not in layouts:
            unfit.append((steps, f"there is no layout {layout}"))
        elif layouts[layout].purpose == NUMBER_USE:
            unfit.append((steps, f"{layout} carries 個人番号: only the desk may hand it over"))
    for index, time_ in enumerate(sheet.hand_overs):
        if time_.duty not in city.duties:
            unfit.append((("hand_overs", index, "duty"), f"no office of {city.name} holds the duty {time_.duty}"))
    for index, chosen in enumerate(sheet.methods):
        if chosen.procedure not in procedures:
            unfit.append((("methods", index, "procedure"), f"there is no procedure {chosen.procedure}"))
    return [city.complaint_at(FILE, steps, "city.hand_overs", text) for steps, text in unfit]


def method_of(city: City, procedure: str, layout: str, on: date) -> str:
    """ "" if none is chosen: each may be used. Raises Refused."""
    chosen = (entry for entry in read_hand_over_times(city).methods if entry.holds(on))
    return next((entry.method for entry in chosen if (entry.procedure, entry.layout) == (procedure, layout)), "")


def one_by_one(city: City, layout: str, on: date) -> frozenset[str]:
    """The procedures that no batch of this layout takes. Raises Refused."""
    chosen = (entry for entry in read_hand_over_times(city).methods if entry.layout == layout and entry.holds(on))
    return frozenset(entry.procedure for entry in chosen if entry.method in ONE_BY_ONE)
