"""集計 without personal data; small numbers of other sections are hidden."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.definition.kind import RETURNED
from forms.definition.procedure import Procedure
from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.cases.result import outcome_words
from portal.services.desk.case.return_for_correction import GENERAL, GENERAL_OF_FILES
from portal.services.desk.queue.day_groups import GROUP_WORDS, group_of
from portal.services.filing.drafts import application_sealer
from portal.services.shared.needs import Basics, Records
from portal.services.shared.official_words import STATES, pauses_period
from portal.store.cases import results
from portal.store.desk import figures
from portal.store.desk.figures import WaitingRow

SMALL = 5
MOST_RETURNS = 2000
OWN_WORDS = "自由な文"
_FIRST = date(1970, 1, 1)


@dataclass(frozen=True)
class Waits:
    office: str
    procedure: str
    own: bool  # the reader may see these cases
    number: int
    returned: int
    late: int

    @property
    def shown(self) -> int:
        return self.number if _may_show(self.number, own=self.own) else 0

    @property
    def shown_late(self) -> int:
        return self.late if _may_show(self.late, own=self.own, of=self.number) else 0


@dataclass(frozen=True)
class SectionWaits:
    office: str
    lines: tuple[Waits, ...]
    number: int
    returned: int
    late: int


@dataclass(frozen=True)
class Taken:
    """`half`, `most`: days within which half, and eight of ten, were decided."""

    groups: tuple[tuple[str, int], ...]
    half: int | None
    most: int | None


def waits(installation: Basics, unit: Unit, duties: Sequence[str]) -> tuple[Waits, ...]:
    today = installation.clock.today()
    procedures = {procedure.id: procedure for procedure in installation.catalogue.all()}
    rows_of: dict[tuple[str, str], list[WaitingRow]] = {}
    for row in figures.waiting(unit, today.isoformat()):
        rows_of.setdefault((row.duty, row.procedure), []).append(row)
    lines = [_waits(installation, today, procedures, duties, rows) for rows in rows_of.values()]
    return tuple(sorted(lines, key=lambda line: (not line.own, line.office, line.procedure)))


def by_section(lines: Sequence[Waits]) -> list[SectionWaits]:
    # Only of the reader's own sections: the sum of another's would disclose the small numbers that it hides.
    offices = dict.fromkeys(line.office for line in lines if line.own)
    sections = [_section(office, [line for line in lines if line.own and line.office == office]) for office in offices]
    return sorted(sections, key=lambda section: (-section.late, -section.number))


def _section(office: str, lines: Sequence[Waits]) -> SectionWaits:
    first = tuple(sorted(lines, key=lambda line: (-line.late, -line.number, line.procedure)))
    return SectionWaits(
        office, first, sum(line.number for line in lines), sum(line.returned for line in lines),
        sum(line.late for line in lines),
    )  # fmt: skip


def _waits(
    installation: Basics, today: date, procedures: Mapping[str, Procedure], duties: Sequence[str],
    rows: Sequence[WaitingRow],
) -> Waits:  # fmt: skip
    first = rows[0]
    procedure, city = procedures.get(first.procedure), installation.city
    office = city.office(first.duty, today).office if first.duty in city.duties else first.duty
    # Cases whose period is paused are never overdue.
    pauses = procedure is not None and pauses_period(procedure)
    return Waits(
        office,
        procedure.title if procedure else first.procedure,
        first.duty in duties,
        sum(row.number for row in rows),
        sum(row.number for row in rows if row.state == RETURNED),
        sum(row.late for row in rows if not (pauses and row.state == RETURNED)),
    )


def shown_count(number: int, *, own: bool, of: int = 0) -> str:
    # A small number could identify a person of another section, and so could the rest of `of`.
    if _may_show(number, own=own, of=of):
        return str(number)
    return f"{SMALL}未満" if number < SMALL else f"{SMALL}以上"


def _may_show(number: int, *, own: bool, of: int = 0) -> bool:
    return own or number == 0 or (number >= SMALL and not 0 < of - number < SMALL)


def arrivals(unit: Unit, duties: Sequence[str], since: date, until: date) -> tuple[tuple[date, int], ...]:
    counts = figures.by_day(unit, duties, *_span(since, until))
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    return tuple((day, counts.get((day - _FIRST).days, 0)) for day in days)


def taken(unit: Unit, duties: Sequence[str], since: date, until: date) -> Taken:
    days = figures.days_taken(unit, duties, *_span(since, until))
    groups = Counter(dict.fromkeys(GROUP_WORDS.values(), 0))
    for number, count in days.items():
        groups[GROUP_WORDS[group_of(number)]] += count
    return Taken(tuple(groups.items()), _within(days, 0.5), _within(days, 0.8))


def reasons(
    installation: Records, unit: Unit, duties: Sequence[str], since: date, until: date
) -> tuple[tuple[str, int], ...]:
    """Most frequent first."""
    counts: Counter[str] = Counter()
    for row in figures.returns(unit, duties, *_span(since, until), MOST_RETURNS):
        box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
        named = installation.catalogue.version(unit, row.meaning).return_reasons
        ready = (*named.values(), *GENERAL.values(), *GENERAL_OF_FILES.values())
        words: Mapping[str, str] = box.open(f"correction:{row.asked_at}", row.sealed_words)
        counts.update(
            next((reason for reason in ready if text.startswith(reason)), OWN_WORDS) for text in words.values()
        )
    return tuple(counts.most_common())


def outcomes(
    installation: Basics, unit: Unit, duties: Sequence[str], since: date, until: date
) -> tuple[tuple[str, str, int], ...]:
    """(procedure, outcome in words, count), by days of 決裁."""
    procedures = {procedure.id: procedure for procedure in installation.catalogue.all()}
    return tuple(
        (
            procedures[count.procedure].title if count.procedure in procedures else count.procedure,
            _outcome_words(procedures.get(count.procedure), count.outcome),
            count.cases,
        )
        for count in results.counts(unit, duties, since.isoformat(), until.isoformat())
    )


def _outcome_words(procedure: Procedure | None, outcome: str) -> str:
    known = procedure is not None and outcome_words(procedure, procedure.kind, outcome)
    return known or STATES.get(outcome, outcome)


def _span(since: date, until: date) -> tuple[int, int]:
    return to_micro(tokyo_midnight(since)), to_micro(tokyo_midnight(until + timedelta(days=1)))


def _within(days: Mapping[int, int], part: float) -> int | None:
    # Fewest days within which that part was decided.
    total, passed = sum(days.values()), 0
    for number in sorted(days):
        passed += days[number]
        if passed >= total * part:
            return number
    return None
