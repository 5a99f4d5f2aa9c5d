"""A table of counts as it may be shown to anybody: small counts are hidden, and as many others as it takes that none of them can be
computed from the totals. Knows no application.

A table with its totals is a circulation: what flows from its rows to its columns flows back by the totals. A hidden count is known to
whoever computes exactly when no way round through hidden counts lets it be one more or one less (as in cell suppression by networks)."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

# What it costs to hide one more: few are hidden rather than many, counts rather than totals, small ones rather than large.
_OF_COUNT, _OF_TOTAL = 1_000_000, 5_000_000
Cell = tuple[int, int]
Grid = tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class _Full:
    """Counts with a row and a column of totals at their ends."""

    counts: tuple[tuple[int, ...], ...]

    @property
    def grand(self) -> Cell:
        return len(self.counts) - 1, len(self.counts[0]) - 1

    def at(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def every(self) -> list[Cell]:
        return [(row, column) for row, line in enumerate(self.counts) for column in range(len(line))]


def shown(counts: Sequence[Sequence[int]], least: int) -> Grid | None:
    """With a row and a column of totals; None in the place of what is hidden. The sum of all is always shown, so that two tables of
    the same applications tell no more than each. None where that is below `least`, or nothing would hide what is small."""
    full = _with_totals(counts)
    if full.at(full.grand) < least:
        return None
    hidden = {cell for cell in full.every() if 0 < full.at(cell) < least}
    while known := computable(full.counts, hidden):
        round_it = _cheapest_round(full, hidden, known[0])
        if round_it is None:
            return None
        hidden |= round_it
    hidden = _needed(full, hidden, least)
    return tuple(
        tuple(None if (row, column) in hidden else number for column, number in enumerate(line))
        for row, line in enumerate(full.counts)
    )


def _needed(full: _Full, hidden: set[Cell], least: int) -> set[Cell]:
    """Without those that are large and hide nothing after all: totals are shown again first, then what is largest."""
    large = [cell for cell in hidden if full.at(cell) >= least]
    for cell in sorted(large, key=lambda cell: (not _is_total(full, cell), -full.at(cell), cell)):
        if not computable(full.counts, hidden - {cell}):
            hidden = hidden - {cell}
    return hidden


def computable(counts: Sequence[Sequence[int]], hidden: set[Cell]) -> list[Cell]:
    """Those of the hidden ones that have one value only, for who knows all others, and that none of the hidden is 0: a 0 is shown.
    `counts` with totals."""
    full = _Full(tuple(tuple(line) for line in counts))
    ways = _ways(full, hidden)
    return [cell for cell in sorted(hidden) if not _moves(full, ways, cell)]


def _with_totals(counts: Sequence[Sequence[int]]) -> _Full:
    lines = [(*line, sum(line)) for line in counts]
    return _Full((*lines, tuple(sum(column) for column in zip(*lines, strict=True))))


def _ends(full: _Full, cell: Cell) -> tuple[str, str]:
    """From where to where it flows: counts and the sum of all from row to column, totals back."""
    row, column = f"row {cell[0]}", f"column {cell[1]}"
    back = _is_total(full, cell) and cell != full.grand
    return (column, row) if back else (row, column)


def _is_total(full: _Full, cell: Cell) -> bool:
    return cell[0] == full.grand[0] or cell[1] == full.grand[1]


def _ways(full: _Full, hidden: set[Cell]) -> dict[str, set[tuple[str, Cell]]]:
    """Where one more can go: along every hidden count, and against every one that stays above 0 with one less."""
    ways: dict[str, set[tuple[str, Cell]]] = {}
    for cell in hidden:
        begin, end = _ends(full, cell)
        ways.setdefault(begin, set()).add((end, cell))
        if full.at(cell) > 1:
            ways.setdefault(end, set()).add((begin, cell))
    return ways


def _moves(full: _Full, ways: dict[str, set[tuple[str, Cell]]], cell: Cell) -> bool:
    """Whether it could be one more, or one less, and everything that is shown as it is."""
    begin, end = _ends(full, cell)
    return _leads(ways, end, begin, cell) or (full.at(cell) > 1 and _leads(ways, begin, end, cell))


def _leads(ways: dict[str, set[tuple[str, Cell]]], begin: str, end: str, without: Cell) -> bool:
    seen, next_ones = {begin}, [begin]
    while next_ones:
        for place, cell in ways.get(next_ones.pop(), ()):
            if cell != without and place not in seen:
                seen.add(place)
                next_ones.append(place)
    return end in seen


def _cheapest_round(full: _Full, hidden: set[Cell], known: Cell) -> set[Cell] | None:
    """The counts to hide so that `known` could be another: the way round that hides least, totals last of all."""
    begin, end = _ends(full, known)
    could_hide = {cell for cell in full.every() if cell != full.grand and full.at(cell) > 0} | hidden
    ways = _ways(full, could_hide)
    turns = [(end, begin), (begin, end)] if full.at(known) > 1 else [(end, begin)]
    found = [way for turn in turns if (way := _cheapest(full, ways, hidden, turn, known)) is not None]
    return min(found, key=lambda way: way[0])[1] if found else None


def _cheapest(
    full: _Full, ways: dict[str, set[tuple[str, Cell]]], hidden: set[Cell], turn: tuple[str, str], without: Cell
) -> tuple[int, set[Cell]] | None:
    """By Dijkstra: what it costs, and what is hidden on the way."""
    number = count()
    waiting: list[tuple[int, int, str, frozenset[Cell]]] = [(0, next(number), turn[0], frozenset())]
    seen = set[str]()
    while waiting:
        cost, _, place, taken = heappop(waiting)
        if place == turn[1]:
            return cost, set(taken)
        if place in seen:
            continue
        seen.add(place)
        for other, cell in sorted(ways.get(place, ())):
            if cell != without and other not in seen:
                price = 0 if cell in hidden else full.at(cell) + (_OF_TOTAL if _is_total(full, cell) else _OF_COUNT)
                heappush(waiting, (cost + price, next(number), other, taken | {cell}))
    return None
