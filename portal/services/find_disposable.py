"""What need not be kept any more (廃棄候補), and what stands against throwing it away. Decides nothing: people do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from forms.calendar import add_years
from forms.keeping import ended_before, free_from
from portal.clock import from_micro, to_micro, tokyo_day, tokyo_midnight
from portal.db import Unit
from portal.services.cases import open_case
from portal.services.holds import rows_held
from portal.services.installation import Installation
from portal.services.owed import owed
from portal.store import appeals, disposals, legal_holds
from portal.store.applications import ApplicationRow
from portal.store.disposals import Sort

# One list: what two people can answer for, and one page of a browser can hold as a table.
MOST = 5000
_AT_ONCE = 500
# Why something may not go yet, in the order in which it is told.
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
    "newest": "いちばん新しい申請（番号を使い回さないため、次の申請が届くまで残す）",
    "absent": "申請が見つからない",
}


class Free(NamedTuple):
    """An application that need not be kept since a day; `why`: what stands against it nevertheless."""

    row: ApplicationRow
    free_on: date
    why: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """Of one duty. `unsaid`: ended ones of procedures whose definition does not say, in words that are known, how long: by id."""

    free: tuple[Free, ...]
    unsaid: Mapping[str, int]

    @property
    def may_go(self) -> tuple[Free, ...]:
        return tuple(one for one in self.free if not one.why)

    @property
    def kept(self) -> Counter[tuple[str, str]]:
        """(procedure, why) to how many."""
        return Counter((one.row.procedure, one.why[0]) for one in self.free if one.why)


def find_disposable(installation: Installation, unit: Unit, duty: str, most: int = MOST) -> Found:
    """The oldest first of each procedure, at most so many of it."""
    today, found = installation.clock.today(), list[Free]()
    unsaid: Counter[str] = Counter()
    for sort in disposals.sorts(unit, duty):
        bound = ended_before(installation.catalogue.version(unit, sort.meaning).keep, today)
        if bound is None:
            unsaid[sort.procedure] += sort.number
            continue
        found += _of_sort(installation, unit, duty, sort, to_micro(tokyo_midnight(bound)), most)
    return Found(tuple(found), unsaid)


def _of_sort(installation: Installation, unit: Unit, duty: str, sort: Sort, before: int, most: int) -> list[Free]:
    rows = disposals.free(unit, duty, sort, before, most)
    keep = installation.catalogue.version(unit, sort.meaning).keep
    found = []
    for at in range(0, len(rows), _AT_ONCE):
        part = rows[at : at + _AT_ONCE]
        against = stands_against(installation, unit, duty, part)
        for row in part:
            day = free_from(keep, tokyo_day(from_micro(row.decided_at or 0)))
            found.append(Free(row, day or date.max, against.get(row.id, ())))
    return found


def stands_against(
    installation: Installation, unit: Unit, duty: str, rows: Sequence[ApplicationRow]
) -> dict[int, tuple[str, ...]]:
    """Of those that may not go, why: words of WHY in its order. Asked for the list, and once more on the day."""
    ids = [row.id for row in rows]
    found = {number: set(why) for number, why in disposals.against(unit, ids).items()}
    a_year_ago = add_years(installation.clock.today(), -1).isoformat()  # as `note_appeal.kept_until`
    for number in appeals.objected(unit, ids, a_year_ago):
        found.setdefault(number, set()).add("appealed")
    for number in rows_held(unit, ids):
        found.setdefault(number, set()).add("held")
    stopped, newest = legal_holds.procedures(unit, duty), disposals.newest(unit)
    for row in rows:
        if row.procedure in stopped:
            found.setdefault(row.id, set()).add("hold")
        if row.id == newest:
            found.setdefault(row.id, set()).add("newest")
        if _unpaid(installation, unit, row):
            found.setdefault(row.id, set()).add("fee")
    return {number: tuple(word for word in WHY if word in why) for number, why in found.items()}


def _unpaid(installation: Installation, unit: Unit, row: ApplicationRow) -> bool:
    """Only procedures with a fee are opened to see."""
    if installation.catalogue.version(unit, row.meaning).fee.amount is None:
        return False
    fee = owed(installation, unit, open_case(installation, unit, row))
    return fee is not None and fee.asked and not fee.paid and fee.state not in ("refunded", "refund_asked")
