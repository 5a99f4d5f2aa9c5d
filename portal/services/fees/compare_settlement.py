"""The provider's file against our orders and the tills."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter

from portal.clock import TOKYO, day_of_micro, to_micro
from portal.db import Unit
from portal.services.fees.read_settlement import OTHER, PAID_OUT, RETURNED, TAKEN, SettledLine
from portal.services.fees.till import TAKES
from portal.services.shared.rights import Member
from portal.store.fees import advances, payments, tills
from portal.store.fees.payments import MovedRow


@dataclass(frozen=True)
class Difference:
    """Yen; None: it is not there. `what`: unknown, amount, only_there, only_here, other."""

    what: str
    kind: str
    number: str
    receipt_number: str
    place: str  # a counter; "": on line
    here: int | None
    there: int | None


@dataclass(frozen=True)
class TillSum:
    place: str
    day: str
    till: int
    there: int


@dataclass(frozen=True)
class CounterTills:
    days: tuple[TillSum, ...]
    sum: TillSum  # its `day` is ""


@dataclass(frozen=True)
class Comparison:
    since: date
    until: date
    taken: int
    returned: int
    fees: int
    others: int  # signed
    paid_out: int  # to the city's account
    alike: int
    foreign: int  # lines without a number of ours
    differences: tuple[Difference, ...]
    elsewhere: int  # differences of payments whose duty the member has no till of
    tills: tuple[TillSum, ...]

    @property
    def net(self) -> int:
        return self.taken - self.returned - self.fees + self.others

    @property
    def counters(self) -> tuple[CounterTills, ...]:
        by_place = [(place, tuple(days)) for place, days in groupby(self.tills, attrgetter("place"))]
        return tuple(CounterTills(days, _sum(place, days)) for place, days in by_place)

    @property
    def all_tills(self) -> TillSum:
        return _sum("", self.tills)


def compare_settlement(unit: Unit, member: Member, lines: Sequence[SettledLine]) -> Comparison:
    """`lines`: at least one."""
    paid_out = -sum(line.amount for line in lines if line.kind == PAID_OUT)
    days = [line.day for line in lines if line.kind != PAID_OUT] or [line.day for line in lines]
    lines = [line for line in lines if line.kind != PAID_OUT]
    since, until = min(days), max(days)
    there: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.number and line.kind != OTHER:
            there[line.number, line.kind] += line.amount
    numbers = {line.number for line in lines if line.number}
    span = (_begin(since), _begin(until + timedelta(days=1)), sorted(numbers))
    moved = payments.moved(unit, *span) + advances.moved(unit, *span)
    here: Counter[tuple[str, str]] = Counter()
    receipts = {row.number: row.receipt_number for row in moved}
    for row in _whole_less_parts(moved):
        # The provider books a little before or after it reports it.
        slack = timedelta(days=1) if (row.number, row.kind) in there else timedelta()
        if since - slack <= day_of_micro(row.at) <= until + slack:
            here[row.number, row.kind] += row.amount
    entries = {number: tills.of_payment(unit, number) for number in numbers | set(receipts)}
    places = {number: of_payment[0].place for number, of_payment in entries.items() if of_payment}
    differences = [
        Difference(_what(there.get(key), here.get(key), key[0] in receipts), key[1], key[0], receipts.get(key[0], ""),
                   places.get(key[0], ""), here.get(key), there.get(key))
        for key in sorted({*there, *here})
        if there.get(key) != here.get(key)
    ]  # fmt: skip
    differences += [
        Difference("other", line.named, line.number, receipts.get(line.number, ""), places.get(line.number, ""), None, line.amount)
        for line in lines
        if line.number and line.kind == OTHER
    ]  # fmt: skip
    others = {row.number for row in moved if not member.may(TAKES, row.duty)}
    own = tuple(difference for difference in differences if difference.number not in others)
    return Comparison(
        since, until, sum(line.amount for line in lines if line.kind == TAKEN),
        sum(line.amount for line in lines if line.kind == RETURNED), sum(line.fee for line in lines),
        sum(line.amount for line in lines if line.kind == OTHER), paid_out,
        sum(there[key] == here.get(key) for key in there), sum(not line.number for line in lines), own,
        len(differences) - len(own),
        _tills(unit, since, until, lines, places),
    )  # fmt: skip


def _what(there: int | None, here: int | None, known: bool) -> str:
    if here is None:
        return "only_there" if known else "unknown"
    return "only_here" if there is None else "amount"


def _whole_less_parts(moved: Sequence[MovedRow]) -> list[MovedRow]:
    # The report of a whole refund says the whole; parts of it went before.
    parts: Counter[str] = Counter()
    rows = []
    for row in moved:
        if row.kind == RETURNED and not row.part:
            rows.append(row._replace(amount=row.amount - parts[row.number]))
        else:
            parts[row.number] += row.amount if row.part else 0
            rows.append(row)
    return rows


def _tills(
    unit: Unit, since: date, until: date, lines: Sequence[SettledLine], places: dict[str, str]
) -> tuple[TillSum, ...]:
    sums: Counter[tuple[str, str]] = Counter()
    for entry in tills.cashless_between(unit, since.isoformat(), until.isoformat()):
        sums[entry.place, entry.day] += entry.amount if entry.kind == TAKEN else -entry.amount
    there: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.number in places and line.kind != OTHER:
            signed = line.amount if line.kind == TAKEN else -line.amount
            there[places[line.number], line.day.isoformat()] += signed
    return tuple(TillSum(place, day, sums[place, day], there[place, day]) for place, day in sorted({*sums, *there}))


def _sum(place: str, days: Sequence[TillSum]) -> TillSum:
    return TillSum(place, "", sum(day.till for day in days), sum(day.there for day in days))


def _begin(day: date) -> int:
    return to_micro(datetime.combine(day, time(), TOKYO))
