"""集計: what waits, arrives, is decided and returned, in numbers. No number tells of a person: own words of a return are counted as
such, and of other sections a number below five is not told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.kind import RETURNED
from forms.procedure import Procedure
from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.drafts import application_sealer
from portal.services.installation import Installation
from portal.services.official_words import stands
from portal.store import figures
from portal.store.figures import WaitingRow

SMALL = 5
MOST_RETURNS = 2000
OWN_WORDS = "自由な文"
_FIRST = date(1970, 1, 1)
# The bounds of the groups in which days are told, and their words.
_GROUPS = ((0, "その日"), (3, "1〜3日"), (7, "4〜7日"), (14, "8〜14日"), (30, "15〜30日"), (60, "31〜60日"))
_LONGER = "61日から"
LONGER = 1_000_000  # the bound of the last group, where groups are kept as numbers
GROUP_WORDS = {**dict(_GROUPS), LONGER: _LONGER}


@dataclass(frozen=True)
class Waits:
    """Of one procedure at one section. `own`: of a duty whose cases the reader may see."""

    office: str
    procedure: str
    own: bool
    number: int
    returned: int
    late: int

    @property
    def shown(self) -> int:
        """As long as its bar is: nothing where the number is not told."""
        return self.number if _is_told(self.number, own=self.own) else 0

    @property
    def shown_late(self) -> int:
        return self.late if _is_told(self.late, own=self.own) else 0


@dataclass(frozen=True)
class Taken:
    """How long decisions took. `half` and `most`: within so many days half of them, and eight of ten; None without any."""

    groups: tuple[tuple[str, int], ...]
    half: int | None
    most: int | None


def waits(installation: Installation, unit: Unit, duties: Sequence[str]) -> tuple[Waits, ...]:
    """Everything that is open now, own duties first."""
    today = installation.clock.today()
    procedures = {one.id: one for one in installation.catalogue.all()}
    found: dict[tuple[str, str], list[WaitingRow]] = {}
    for row in figures.waiting(unit, today.isoformat()):
        found.setdefault((row.duty, row.procedure), []).append(row)
    lines = [_waits(installation, today, procedures, duties, rows) for rows in found.values()]
    return tuple(sorted(lines, key=lambda one: (not one.own, one.office, one.procedure)))


def _waits(
    installation: Installation, today: date, procedures: Mapping[str, Procedure], duties: Sequence[str],
    rows: Sequence[WaitingRow],
) -> Waits:  # fmt: skip
    first = rows[0]
    procedure, city = procedures.get(first.procedure), installation.city
    office = city.office(first.duty, today).office if first.duty in city.duties else first.duty
    # Whose clock stands is late for nobody.
    standing = procedure is not None and stands(procedure)
    return Waits(
        office,
        procedure.title if procedure else first.procedure,
        first.duty in duties,
        sum(row.number for row in rows),
        sum(row.number for row in rows if row.state == RETURNED),
        sum(row.late for row in rows if not (standing and row.state == RETURNED)),
    )


def told(number: int, *, own: bool) -> str:
    """As it may be shown: a small number of another section might tell of a person."""
    return str(number) if _is_told(number, own=own) else f"{SMALL}未満"


def _is_told(number: int, *, own: bool) -> bool:
    return own or number == 0 or number >= SMALL


def arrivals(unit: Unit, duties: Sequence[str], since: date, until: date) -> tuple[tuple[date, int], ...]:
    """Each day, both included, also those on which nothing came."""
    found = figures.by_day(unit, duties, *_span(since, until))
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    return tuple((day, found.get((day - _FIRST).days, 0)) for day in days)


def taken(unit: Unit, duties: Sequence[str], since: date, until: date) -> Taken:
    """Of those that arrived in these days and were decided since."""
    days = figures.days_taken(unit, duties, *_span(since, until))
    groups = Counter(dict.fromkeys((*(words for _, words in _GROUPS), _LONGER), 0))
    for number, count in days.items():
        groups[GROUP_WORDS[group_of(number)]] += count
    return Taken(tuple(groups.items()), _within(days, 0.5), _within(days, 0.8))


def reasons(
    installation: Installation, unit: Unit, duties: Sequence[str], since: date, until: date
) -> tuple[tuple[str, int], ...]:
    """Why applications that arrived in these days were returned, the commonest first; of the last MOST_RETURNS of them."""
    found: Counter[str] = Counter()
    for row in figures.returns(unit, duties, *_span(since, until), MOST_RETURNS):
        box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
        ready = installation.catalogue.version(unit, row.meaning).return_reasons.values()
        words: Mapping[str, str] = box.open(f"correction:{row.asked_at}", row.sealed_words)
        found.update(next((one for one in ready if text.startswith(one)), OWN_WORDS) for text in words.values())
    return tuple(found.most_common())


def group_of(days: int) -> int:
    """The upper bound of the group of so many days; LONGER above all."""
    return next((bound for bound, _ in _GROUPS if days <= bound), LONGER)


def _span(since: date, until: date) -> tuple[int, int]:
    return to_micro(tokyo_midnight(since)), to_micro(tokyo_midnight(until + timedelta(days=1)))


def _within(days: Mapping[int, int], part: float) -> int | None:
    """The fewest days within which that part was decided."""
    whole, passed = sum(days.values()), 0
    for number in sorted(days):
        passed += days[number]
        if passed >= whole * part:
            return number
    return None
