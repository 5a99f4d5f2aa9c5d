"""手続・担当課ごとの集計 of two periods, with a verdict on each measure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from forms.definition.kind import RETURNED
from forms.definition.procedure import Procedure
from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.desk.queue.judge_change import Share, Verdict, judge_numbers, judge_share
from portal.services.shared.needs import Basics
from portal.services.shared.official_words import pauses_period
from portal.store.desk import figures, procedure_figures

Span = tuple[date, date]  # both included
Key = tuple[str, str]  # duty, procedure
MEASURES: Mapping[str, str] = {
    "online": "オンラインの割合", "unwritten": "書かない率", "minutes_online": "分（オンライン）",
    "minutes_counter": "分（窓口）", "days": "決まるまでの日数", "returned": "補正の割合",
}  # fmt: skip


@dataclass
class Measured:
    """Of one period. `returned` is of the `kept`: corrections are disposed of with their case. Minutes are of one
    sitting; `waiting`, `late`: now."""

    doors: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    returned: int = 0
    filed: int = 0
    boxes: int = 0
    unkeyed: int = 0
    minutes: dict[str, Counter[int]] = field(default_factory=dict)
    days: Counter[int] = field(default_factory=Counter)
    waiting: int = 0
    late: int = 0

    @property
    def arrived(self) -> int:
        return self.doors.total()

    def add(self, other: "Measured") -> None:
        for name in ("kept", "returned", "filed", "boxes", "unkeyed", "waiting", "late"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.doors.update(other.doors)
        self.days.update(other.days)
        for door, counts in other.minutes.items():
            self.minutes.setdefault(door, Counter()).update(counts)

    def share(self, measure: str) -> Share:
        if measure == "online":
            return Share(self.doors["online"], self.arrived, self.arrived)
        if measure == "unwritten":
            return Share(self.unkeyed, self.boxes, self.filed)
        return Share(self.returned, self.kept, self.kept)

    def numbers(self, measure: str) -> Counter[int]:
        return self.days if measure == "days" else self.minutes.get(measure.removeprefix("minutes_"), Counter())

    def value(self, measure: str) -> float | int | None:
        """A share, or the median."""
        if measure in _SHARES:
            return self.share(measure).value
        counts, passed = self.numbers(measure), 0
        for number in sorted(counts):
            passed += counts[number]
            if 2 * passed >= counts.total():
                return number
        return None


_SHARES = {"online": True, "unwritten": True, "returned": False}  # more is better


@dataclass(frozen=True)
class Compared:
    """`office`, `procedure`: "" for a sum."""

    office: str
    procedure: str
    before: Measured
    after: Measured

    def verdict(self, measure: str) -> Verdict:
        if measure in _SHARES:
            return judge_share(self.before.share(measure), self.after.share(measure), more_is_better=_SHARES[measure])
        return judge_numbers(self.before.numbers(measure), self.after.numbers(measure))


@dataclass(frozen=True)
class Comparison:
    whole: Compared
    offices: tuple[Compared, ...]
    procedures: tuple[Compared, ...]


def compare_periods(
    installation: Basics, unit: Unit, duties: Sequence[str], before: Span, after: Span
) -> Comparison:  # fmt: skip
    """Nine statements, however many cases and sections."""
    earlier, later = (_measured(unit, duties, span) for span in (before, after))
    titles = {procedure.id: procedure for procedure in installation.catalogue.all()}
    _add_waiting(unit, duties, installation.clock.today(), titles, later)
    offices = {duty: _office(installation, duty) for duty in duties}
    lines = [
        Compared(
            offices[key[0]], titles[key[1]].title if key[1] in titles else key[1],
            earlier.get(key, Measured()), later.get(key, Measured()),
        )
        for key in earlier.keys() | later.keys()
    ]  # fmt: skip
    lines.sort(key=lambda line: (-line.after.arrived, line.office, line.procedure))
    sections = [
        _sum([line for line in lines if line.office == office], office)
        for office in sorted({line.office for line in lines})
    ]
    return Comparison(_sum(lines, ""), tuple(sections), tuple(lines))


def _sum(lines: Iterable[Compared], office: str) -> Compared:
    total = Compared(office, "", Measured(), Measured())
    for line in lines:
        total.before.add(line.before)
        total.after.add(line.after)
    return total


def _office(installation: Basics, duty: str) -> str:
    city = installation.city
    return city.office(duty, installation.clock.today()).office if duty in city.duties else duty


def _measured(unit: Unit, duties: Sequence[str], span: Span) -> dict[Key, Measured]:
    measured: dict[Key, Measured] = {}

    def of(duty: str, procedure: str) -> Measured:
        return measured.setdefault((duty, procedure), Measured())

    first, end = span[0], span[1] + timedelta(days=1)
    instants = to_micro(tokyo_midnight(first)), to_micro(tokyo_midnight(end))
    for arrival in procedure_figures.arrivals(unit, duties, *instants):
        case = of(arrival.duty, arrival.procedure)
        case.doors[arrival.door] += arrival.number
        case.kept += arrival.kept
    for taken in procedure_figures.taken(unit, duties, *instants):
        of(taken.duty, taken.procedure).days[taken.days] += taken.number
    for returned in procedure_figures.returned(unit, duties, *instants):
        of(returned.duty, returned.procedure).returned += returned.number
    for filed in procedure_figures.filed(unit, duties, first.isoformat(), end.isoformat()):
        case = of(filed.duty, filed.procedure)
        case.filed += filed.number
        case.boxes += filed.boxes
        case.unkeyed += filed.unkeyed
        if filed.minutes is not None:
            case.minutes.setdefault(filed.door, Counter())[filed.minutes] += filed.number
    return measured


def _add_waiting(
    unit: Unit, duties: Sequence[str], today: date, procedures: Mapping[str, Procedure], measured: dict[Key, Measured]
) -> None:
    for row in figures.waiting(unit, today.isoformat()):
        if row.duty not in duties:
            continue
        case = measured.setdefault((row.duty, row.procedure), Measured())
        case.waiting += row.number
        procedure = procedures.get(row.procedure)
        paused = procedure is not None and pauses_period(procedure) and row.state == RETURNED
        case.late += 0 if paused else row.late
