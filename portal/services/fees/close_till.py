"""Counted by one, signed off by another, then immutable."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.city.city import City
from integrations.sockets.interfaces import KeyStore
from portal.clock import from_micro, to_micro, tokyo_minute
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.sealing import WrappedKey, sealer
from portal.services.fees.till import TAKES, open_till
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.words import name_of_staff
from portal.store.fees import tills
from portal.store.fees.tills import CASH, CASHLESS, RETURNED, TAKEN, DayRow, EntryRow

METHODS = {CASH: "現金", CASHLESS: "キャッシュレス"}
KINDS = {TAKEN: "受け取り", RETURNED: "返金"}


@dataclass(frozen=True)
class TillLine:
    at: datetime
    kind: str
    method: str
    amount: int
    number: str
    by: str


@dataclass(frozen=True)
class MethodSum:
    method: str
    taken: int
    taken_yen: int
    returned: int
    returned_yen: int

    @property
    def rest(self) -> int:
        return self.taken_yen - self.returned_yen


@dataclass(frozen=True)
class TillSheet:
    """Yen. `row` None: nothing received or counted."""

    place: str
    day: str
    row: DayRow | None
    lines: tuple[TillLine, ...]
    sums: tuple[MethodSum, ...]
    note: str = ""
    counted_by: str = ""
    closed_by: str = ""

    @property
    def state(self) -> str:
        return self.row.state if self.row else tills.OPEN

    @property
    def expected(self) -> int:
        return next(method_sum.rest for method_sum in self.sums if method_sum.method == METHODS[CASH])

    @property
    def difference(self) -> int:
        return (self.row.counted if self.row else 0) - self.expected

    @property
    def mark(self) -> str:
        # Of this count: its note is sealed again at each, also an empty one.
        return "" if self.row is None else hashlib.sha256(self.row.sealed_note).hexdigest()[:32]

    @property
    def counted_at(self) -> datetime | None:
        return from_micro(self.row.counted_at) if self.row and self.row.counted_at is not None else None

    @property
    def closed_at(self) -> datetime | None:
        return from_micro(self.row.closed_at) if self.row and self.row.closed_at is not None else None


def demand_till(city: City, member: Member) -> None:
    """Raises NotAllowed."""
    member.demand_duties(TAKES, city.duties)


def till_sheet(keys: KeyStore, unit: Unit, place: str, day: str) -> TillSheet:
    row, entries = tills.day_of(unit, place, day), tills.entries(unit, place, day)
    names = {movement: name_of_staff(unit, movement) for movement in {entry.staff_id for entry in entries}}
    lines = tuple(
        TillLine(
            from_micro(movement.at), KINDS[movement.kind], METHODS[movement.method], movement.amount, movement.receipt_number, names[movement.staff_id]
        )
        for movement in entries
    )  # fmt: skip
    sums = tuple(_sum(entries, method) for method in METHODS)
    if row is None:
        return TillSheet(place, day, None, lines, sums)
    box = sealer(keys, f"till:{place}:{day}", WrappedKey(row.key_id, row.wrapped_key))
    note: str = box.open("note", row.sealed_note)
    return TillSheet(
        place, day, row, lines, sums, note, name_of_staff(unit, row.counted_by), name_of_staff(unit, row.closed_by)
    )


def _sum(entries: Sequence[EntryRow], method: str) -> MethodSum:
    taken = [entry.amount for entry in entries if (entry.method, entry.kind) == (method, TAKEN)]
    returned = [entry.amount for entry in entries if (entry.method, entry.kind) == (method, RETURNED)]
    return MethodSum(METHODS[method], len(taken), sum(taken), len(returned), sum(returned))


def count_till(
    installation: Records, unit: Unit, member: Member, place: str, day: str, counted: int, note: str, entries: int
) -> None:
    """`entries`: shown on the page. Raises Conflict if more came, if counted, or of a past day without entries."""
    demand_till(installation.city, member)
    # It would wait for a second person, on the page of each counter.
    if day != installation.clock.today().isoformat() and tills.day_of(unit, place, day) is None:
        raise Conflict("till")
    row = open_till(installation.keys, unit, place, day)
    box = sealer(installation.keys, f"till:{place}:{day}", WrappedKey(row.key_id, row.wrapped_key))
    now = to_micro(installation.clock.now())
    if row.entries != entries or not tills.count(unit, row, counted, box.seal("note", note), member.id, now):
        raise Conflict("till")
    write_audit(installation, unit, member.actor, "count till", detail=f"{place} {day}")


def count_till_again(installation: Basics, unit: Unit, member: Member, place: str, day: str) -> None:
    demand_till(installation.city, member)
    row = tills.day_of(unit, place, day)
    if row is None or not tills.count_again(unit, row):
        raise Conflict("till")
    write_audit(installation, unit, member.actor, "count till again", detail=f"{place} {day}")


def close_till(installation: Records, unit: Unit, member: Member, place: str, day: str, mark: str) -> None:
    """Raises NotAllowed for the person who counted, Conflict unless counted."""
    # `mark`: of the count that was read. Meanwhile it may have been counted again.
    demand_till(installation.city, member)
    sheet = till_sheet(installation.keys, unit, place, day)
    row = sheet.row
    if row is not None and row.state == tills.COUNTED and row.counted_by == member.id:
        raise NotAllowed("close till")
    if row is None or mark != sheet.mark or not tills.close(unit, row, member.id, to_micro(installation.clock.now())):
        raise Conflict("till")
    write_audit(installation, unit, member.actor, "close till", detail=f"{place} {day}")


def sheet_rows(sheet: TillSheet, title: str) -> Iterator[list[str]]:
    yield ["窓口", title, "日", sheet.day]
    yield ["時刻", "種類", "方法", "金額", "受付番号", "職員"]
    for line in sheet.lines:
        yield [tokyo_minute(line.at), line.kind, line.method, str(line.amount), line.number, line.by]
    yield ["方法", "受け取り件数", "受け取り額", "返金件数", "返金額", "差引"]
    for method_sum in sheet.sums:
        yield [
            method_sum.method, str(method_sum.taken), str(method_sum.taken_yen), str(method_sum.returned), str(method_sum.returned_yen), str(method_sum.rest)
        ]  # fmt: skip
    if sheet.row is not None and sheet.row.counted_at is not None:
        yield ["現金の実際の額", str(sheet.row.counted), "差額", str(sheet.difference), "理由", sheet.note]
        yield ["数えた職員", sheet.counted_by, "確かめた職員", sheet.closed_by]
