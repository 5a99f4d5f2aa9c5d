"""廃棄候補, and obstacles."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from forms.definition.keeping import ended_before, free_from
from forms.numbers.calendar import add_years
from portal.clock import from_micro, to_micro, tokyo_day, tokyo_midnight
from portal.db import Unit
from portal.services.cases.cases import open_case
from portal.services.cases.fee import amount_due
from portal.services.cases.holds import rows_held
from portal.services.shared.needs import Basics, HasPayments
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import appeals
from portal.store.disposal import disposals, legal_holds
from portal.store.disposal.disposals import LineRow, Sort

# One list: what two people can answer for, and a browser can show as one table.
MOST = 5000
_AT_ONCE = 500
# Obstacles, in the order in which they are shown.
WHY: Mapping[str, str] = {
    "hold": "廃棄停止中",
    "appeal": "審査請求・裁判が終わっていない",
    "appealed": "審査請求が終わってから1年たっていない",
    "money": "納付・還付が終わっていない",
    "fee": "手数料が納められていない",
    "held": "署名・本人・ファイルの確認が終わっていない",
    "export": "引渡しを止めている",
    "sending": "送っていないお知らせがある",
    "message": "読んでいないメッセージがある",
    "changed": "一覧のあとで変わった",
    "years": "保存期間が、一覧のあとで長くなった",
    "newest": "いちばん新しい申請（番号を使い回さないため、次の申請が届くまで残す）",
    "absent": "申請が見つからない",
}


class Free(NamedTuple):
    row: ApplicationRow
    free_on: date
    why: tuple[str, ...]


@dataclass(frozen=True)
class DisposalCheck:
    free: tuple[Free, ...]
    unsaid: Mapping[str, int]  # cases without a known retention, by procedure

    @property
    def may_go(self) -> tuple[Free, ...]:
        return tuple(free for free in self.free if not free.why)

    @property
    def kept(self) -> Counter[tuple[str, str]]:
        return Counter((free.row.procedure, free.why[0]) for free in self.free if free.why)


def find_disposable(installation: HasPayments, unit: Unit, duty: str, most: int = MOST) -> DisposalCheck:
    """Oldest first per procedure."""
    today, free = installation.clock.today(), list[Free]()
    unsaid: Counter[str] = Counter()
    for sort in disposals.sorts(unit, duty):
        bound = ended_before(installation.catalogue.version(unit, sort.meaning).keep, today)
        if bound is None:
            unsaid[sort.procedure] += sort.number
            continue
        free += _of_sort(installation, unit, duty, sort, to_micro(tokyo_midnight(bound)), most)
    return DisposalCheck(tuple(free), unsaid)


def _of_sort(installation: HasPayments, unit: Unit, duty: str, sort: Sort, before: int, most: int) -> list[Free]:
    rows = disposals.free(unit, duty, sort, before, most)
    keep = installation.catalogue.version(unit, sort.meaning).keep
    free = []
    for index in range(0, len(rows), _AT_ONCE):
        part = rows[index : index + _AT_ONCE]
        obstacles = reasons_to_keep(installation, unit, duty, part)
        for row in part:
            day = free_from(keep, tokyo_day(from_micro(row.decided_at or 0)))
            free.append(Free(row, day or date.max, obstacles.get(row.id, ())))
    return free


def must_stay(installation: Basics, unit: Unit, line: LineRow) -> bool:
    """By the retention in force, which may have changed since the list was made."""
    keep = installation.catalogue.version(unit, line.meaning).keep
    free = free_from(keep, tokyo_day(from_micro(line.ended_at)))
    return free is None or free > installation.clock.today()


def reasons_to_keep(
    installation: HasPayments, unit: Unit, duty: str, rows: Sequence[ApplicationRow]
) -> dict[int, tuple[str, ...]]:
    ids = [row.id for row in rows]
    obstacles = {number: set(why) for number, why in disposals.against(unit, ids).items()}
    a_year_ago = add_years(installation.clock.today(), -1).isoformat()  # as `note_appeal.kept_until`
    for number in appeals.objected(unit, ids, a_year_ago):
        obstacles.setdefault(number, set()).add("appealed")
    for number in rows_held(unit, ids):
        obstacles.setdefault(number, set()).add("held")
    stopped, newest = legal_holds.procedures(unit, duty), disposals.newest(unit)
    for row in rows:
        if row.procedure in stopped:
            obstacles.setdefault(row.id, set()).add("hold")
        if row.id == newest:
            obstacles.setdefault(row.id, set()).add("newest")
        if _unpaid(installation, unit, row):
            obstacles.setdefault(row.id, set()).add("fee")
    return {number: tuple(word for word in WHY if word in why) for number, why in obstacles.items()}


def _unpaid(installation: HasPayments, unit: Unit, row: ApplicationRow) -> bool:
    if installation.catalogue.version(unit, row.meaning).fee.amount is None:
        return False
    fee = amount_due(installation, unit, open_case(installation, unit, row))
    return fee is not None and fee.asked and not fee.paid and fee.state not in ("refunded", "refund_asked")
