"""Hides small counts of a published table, and enough others that none follows from the totals."""

# A hidden count is determined if no cycle through hidden counts can change it by one (cell suppression by networks).

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

# The cost of hiding one more cell: prefer few cells, counts before totals, small before large.
_OF_COUNT, _OF_TOTAL = 1_000_000, 5_000_000
Cell = tuple[int, int]
Grid = tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class _Full:
    counts: tuple[tuple[int, ...], ...]

    @property
    def grand(self) -> Cell:
        return len(self.counts) - 1, len(self.counts[0]) - 1

    def at(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def every(self) -> list[Cell]:
        return [(row, column) for row, line in enumerate(self.counts) for column in range(len(line))]


def shown(counts: Sequence[Sequence[int]], least: int) -> Grid | None:
    """None for a hidden cell. The grand total is always shown; None if it is below `least`, or if small counts
    cannot be protected."""
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
    large = [cell for cell in hidden if full.at(cell) >= least]
    for cell in sorted(large, key=lambda cell: (not _is_total(full, cell), -full.at(cell), cell)):
        if not computable(full.counts, hidden - {cell}):
            hidden = hidden - {cell}
    return hidden


def computable(counts: Sequence[Sequence[int]], hidden: set[Cell]) -> list[Cell]:
    """Hidden cells with only one possible value, if no hidden cell is 0."""
    full = _Full(tuple(tuple(line) for line in counts))
    ways = _ways(full, hidden)
    return [cell for cell in sorted(hidden) if not _moves(full, ways, cell)]


def _with_totals(counts: Sequence[Sequence[int]]) -> _Full:
    lines = [(*line, sum(line)) for line in counts]
    return _Full((*lines, tuple(sum(column) for column in zip(*lines, strict=True))))


def _ends(full: _Full, cell: Cell) -> tuple[str, str]:
    row, column = f"row {cell[0]}", f"column {cell[1]}"
    back = _is_total(full, cell) and cell != full.grand
    return (column, row) if back else (row, column)


def _is_total(full: _Full, cell: Cell) -> bool:
    return cell[0] == full.grand[0] or cell[1] == full.grand[1]


def _ways(full: _Full, hidden: set[Cell]) -> dict[str, set[tuple[str, Cell]]]:
    ways: dict[str, set[tuple[str, Cell]]] = {}
    for cell in hidden:
        begin, end = _ends(full, cell)
        ways.setdefault(begin, set()).add((end, cell))
        if full.at(cell) > 1:
            ways.setdefault(end, set()).add((begin, cell))
    return ways


def _moves(full: _Full, ways: dict[str, set[tuple[str, Cell]]], cell: Cell) -> bool:
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
    begin, end = _ends(full, known)
    could_hide = {cell for cell in full.every() if cell != full.grand and full.at(cell) > 0} | hidden
    ways = _ways(full, could_hide)
    turns = [(end, begin), (begin, end)] if full.at(known) > 1 else [(end, begin)]
    options = [way for turn in turns if (way := _cheapest(full, ways, hidden, turn, known)) is not None]
    return min(options, key=lambda way: way[0])[1] if options else None


def _cheapest(
    full: _Full, ways: dict[str, set[tuple[str, Cell]]], hidden: set[Cell], turn: tuple[str, str], without: Cell
) -> tuple[int, set[Cell]] | None:
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
        for neighbour, cell in sorted(ways.get(place, ())):
            if cell != without and neighbour not in seen:
                price = 0 if cell in hidden else full.at(cell) + (_OF_TOTAL if _is_total(full, cell) else _OF_COUNT)
                heappush(waiting, (cost + price, next(number), neighbour, taken | {cell}))
    return None
