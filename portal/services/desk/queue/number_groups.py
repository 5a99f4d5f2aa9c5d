"""Groups of numbers and of days for a chart: few, by a step that people count in, without gaps."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import floor
from typing import Any

from forms.definition.field import Value

MOST = 12
Groups = list[tuple[str, int]]


def in_order(values: Iterable[Value], kind: str) -> list[Value]:
    """Days are stored as ISO text, decimals as text too."""
    return sorted(values, key=Decimal if kind == "number" else str)


def groups_of(values: Mapping[Value, int], kind: str, unit: str = "") -> Groups:
    """(words, count) from the smallest to the largest."""
    if not values:
        return []
    return _numbers(values, unit) if kind == "number" else _days(values)


def _numbers(values: Mapping[Value, int], unit: str) -> Groups:
    numbers = {Decimal(value): count for value, count in values.items()}
    least, most = min(numbers), max(numbers)
    whole = all(number == number.to_integral_value() for number in numbers)
    step = _step(most - least, whole)

    def words(index: int) -> str:
        first, then = (index * step).normalize(), ((index + 1) * step).normalize()
        if not whole:
            return f"{first:,f}{unit}から{then:,f}{unit}より小さい"
        return f"{first:,f}{unit}" if step == 1 else f"{first:,f}〜{then - 1:,f}{unit}"

    return _filled({number: floor(number / step) for number in numbers}, numbers, words)


def _step(span: Decimal, whole: bool) -> Decimal:
    # 1, 2 or 5, times a power of ten.
    step = Decimal(1) if whole else Decimal("0.001")
    while True:
        for times in (1, 2, 5):
            if span < (MOST - 1) * step * times:
                return step * times
        step *= 10


def _days(values: Mapping[Value, int]) -> Groups:
    # By day, month, year or ten years. Of some days only the month or the year is known.
    days = {str(value): count for value, count in values.items()}
    known = min(map(len, days))
    if known == 10:
        ordinals = {day: date.fromisoformat(day).toordinal() for day in days}
        if _few(ordinals):
            return _filled(ordinals, days, lambda index: _words(date.fromordinal(index).isoformat()))
    if known >= 7:
        months = {day: int(day[:4]) * 12 + int(day[5:7]) - 1 for day in days}
        if _few(months):
            return _filled(months, days, lambda index: f"{index // 12}年{index % 12 + 1}月")
    years = {day: int(day[:4]) for day in days}
    if _few(years):
        return _filled(years, days, lambda index: f"{index}年")
    tens = {day: year // 10 for day, year in years.items()}
    return _filled(tens, days, lambda index: f"{index}0年代")


def _words(day: str) -> str:
    year, month, number = map(int, day.split("-"))
    return f"{year}年{month}月{number}日"


def _few(indices: Mapping[str, int]) -> bool:
    return max(indices.values()) - min(indices.values()) < MOST


def _filled(indices: Mapping[Any, int], counts: Mapping[Any, int], words: Callable[[int], str]) -> Groups:
    sums = Counter[int]()
    for key, index in indices.items():
        sums[index] += counts[key]
    return [(words(index), sums[index]) for index in range(min(sums), max(sums) + 1)]
