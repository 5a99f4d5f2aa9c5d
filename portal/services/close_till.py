"""Daily closing of a till (締め): counted by one, signed off by another; what is signed off changes no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.sealing import WrappedKey, sealer
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.till import TAKES, note_orders, open_till
from portal.services.write_audit import write_audit
from portal.store import staff_members, tills
from portal.store.tills import CASH, CASHLESS, RETURNED, TAKEN, DayRow, EntryRow

METHODS = {CASH: "現金", CASHLESS: "キャッシュレス"}
KINDS = {TAKEN: "受け取り", RETURNED: "返金"}


@dataclass(frozen=True)
class TillLine:
    """`number`: the receipt number of what it is for."""

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
    """`row` None where nothing was ever taken or counted. Yen throughout."""

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
        """The cash that has to be there, beyond the change."""
        return next(one.rest for one in self.sums if one.method == METHODS[CASH])

    @property
    def difference(self) -> int:
        return (self.row.counted if self.row else 0) - self.expected

    @property
    def counted_at(self) -> datetime | None:
        return from_micro(self.row.counted_at) if self.row and self.row.counted_at is not None else None

    @property
    def closed_at(self) -> datetime | None:
        return from_micro(self.row.closed_at) if self.row and self.row.closed_at is not None else None


def demand_till(installation: Installation, member: Member) -> None:
    """NotAllowed unless they take fees for some duty of the city."""
    if not member.duties(TAKES, tuple(installation.city.duties)):
        raise NotAllowed(TAKES)


def till_sheet(installation: Installation, unit: Unit, place: str, day: str) -> TillSheet:
    """As it stands; of nobody's case more than its number."""
    row, entries = tills.day_of(unit, place, day), tills.entries(unit, place, day)
    names = {one: _name(unit, one) for one in {entry.staff_id for entry in entries}}
    lines = tuple(
        TillLine(
            from_micro(one.at), KINDS[one.kind], METHODS[one.method], one.amount, one.receipt_number, names[one.staff_id]
        )
        for one in entries
    )  # fmt: skip
    sums = tuple(_sum(entries, method) for method in METHODS)
    if row is None:
        return TillSheet(place, day, None, lines, sums)
    box = sealer(installation.keys, f"till:{place}:{day}", WrappedKey(row.key_id, row.wrapped_key))
    note: str = box.open("note", row.sealed_note)
    return TillSheet(place, day, row, lines, sums, note, _name(unit, row.counted_by), _name(unit, row.closed_by))


def _name(unit: Unit, staff_id: int | None) -> str:
    row = staff_members.by_id(unit, staff_id) if staff_id is not None else None
    return row.name if row else ""


def _sum(entries: Sequence[EntryRow], method: str) -> MethodSum:
    taken = [one.amount for one in entries if (one.method, one.kind) == (method, TAKEN)]
    returned = [one.amount for one in entries if (one.method, one.kind) == (method, RETURNED)]
    return MethodSum(METHODS[method], len(taken), sum(taken), len(returned), sum(returned))


def count_till(
    installation: Installation, unit: Unit, member: Member, place: str, day: str, counted: int, note: str, entries: int
) -> None:
    """`entries`: as many as the page showed. Conflict where more came since, or it is counted already."""
    demand_till(installation, member)
    row = open_till(installation, unit, place, day)
    box = sealer(installation.keys, f"till:{place}:{day}", WrappedKey(row.key_id, row.wrapped_key))
    now = to_micro(installation.clock.now())
    if row.entries != entries or not tills.count(unit, row, counted, box.seal("note", note), member.id, now):
        raise Conflict("till")
    write_audit(installation, unit, member.actor, "count till", detail=f"{place} {day}")


def count_till_again(installation: Installation, unit: Unit, member: Member, place: str, day: str) -> None:
    """Opens it once more. Conflict once it is signed off."""
    demand_till(installation, member)
    row = tills.day_of(unit, place, day)
    if row is None or not tills.count_again(unit, row):
        raise Conflict("till")
    write_audit(installation, unit, member.actor, "count till again", detail=f"{place} {day}")


def close_till(installation: Installation, unit: Unit, member: Member, place: str, day: str) -> None:
    """NotAllowed to who counted it; Conflict unless it is counted."""
    demand_till(installation, member)
    row = tills.day_of(unit, place, day)
    if row is not None and row.state == tills.COUNTED and row.counted_by == member.id:
        raise NotAllowed("close till")
    if row is None or not tills.close(unit, row, member.id, to_micro(installation.clock.now())):
        raise Conflict("till")
    write_audit(installation, unit, member.actor, "close till", detail=f"{place} {day}")


def till_of_today(installation: Installation, unit: Unit, place: str) -> None:
    """Takes in what the provider told meanwhile. The caller commits."""
    note_orders(installation, unit, place)


def sheet_rows(sheet: TillSheet) -> Iterator[list[str]]:
    """As CSV: a head, a line for each movement, the sums."""
    yield ["窓口", sheet.place, "日", sheet.day]
    yield ["時刻", "種類", "方法", "金額", "受付番号", "職員"]
    for line in sheet.lines:
        yield [line.at.isoformat(), line.kind, line.method, str(line.amount), line.number, line.by]
    yield ["方法", "受け取り件数", "受け取り額", "返金件数", "返金額", "差引"]
    for one in sheet.sums:
        yield [
            one.method, str(one.taken), str(one.taken_yen), str(one.returned), str(one.returned_yen), str(one.rest)
        ]  # fmt: skip
    if sheet.row is not None and sheet.row.counted_at is not None:
        yield ["現金の実際の額", str(sheet.row.counted), "差額", str(sheet.difference), "わけ", sheet.note]
        yield ["数えた職員", sheet.counted_by, "確かめた職員", sheet.closed_by]
