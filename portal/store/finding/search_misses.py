from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, delete, func, or_, select

from portal.db import Unit
from portal.models.finding.search_miss import SearchMiss
from portal.store.statements import every, insert_into, run, sql


class MissedWord(NamedTuple):
    """`word` "": all that may not be shown."""

    word: str
    number: int


_miss = SearchMiss.table
_days: Any = _miss.c.days + case((_miss.c.last_day < bindparam("day"), 1), else_=0)
_COUNT = sql(
    insert_into(SearchMiss, beside=("month", "mark"))
    .values(word="", number=1, days=1, last_day=bindparam("day"))
    .on_conflict_do_update(
        index_elements=[_miss.c.month, _miss.c.mark],
        set_={
            "number": _miss.c.number + 1,
            "days": _days,
            "last_day": bindparam("day"),
            "word": case(
                (and_(_miss.c.number + 1 >= bindparam("least"), _days >= bindparam("least_days")), bindparam("word")),
                else_=_miss.c.word,
            ),
        },
    )
)
_sum = func.sum(_miss.c.number)
_MOST = sql(
    select(_miss.c.word, _sum)
    .where(_miss.c.month >= bindparam("since"), _miss.c.month <= bindparam("until"))
    .group_by(_miss.c.word)
    .order_by(_miss.c.word != "", _sum.desc(), _miss.c.word)
    .limit(bindparam("most")),
    MissedWord,
)
_SWEEP = sql(
    delete(_miss).where(
        or_(
            _miss.c.month < bindparam("before"),
            and_(_miss.c.word == "", _miss.c.month < bindparam("before_without_word")),
        )
    )
)


def count(unit: Unit, *, month: str, mark: bytes, day: str, word: str, least: int, least_days: int) -> None:
    """Writes `word` only with its `least`th search on `least_days` different days of the month."""
    values = {"month": month, "mark": mark, "day": day, "word": word, "least": least, "least_days": least_days}
    run(unit, _COUNT, values)


def most(unit: Unit, since: str, until: str, number: int) -> list[MissedWord]:
    """Months, both included. "" first, then the most frequent."""
    return every(unit, _MOST, since=since, until=until, most=number + 1)


def sweep(unit: Unit, before: str, before_without_word: str) -> None:
    run(unit, _SWEEP, {"before": before, "before_without_word": before_without_word})
