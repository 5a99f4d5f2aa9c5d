"""Hidden counts cannot be computed."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.services.shared.suppress_small import Grid, computable, shown
from tests.examples import examples

LEAST = 5


def tables(most_rows: int, most_columns: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    return st.integers(1, most_columns).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, most), min_size=columns, max_size=columns), min_size=1, max_size=most_rows
        )
    )


def equations(grid: Grid) -> tuple[list[list[Fraction]], list[tuple[int, int]]]:
    """A line of the table over its hidden cells, the known part last."""
    hidden = [(r, c) for r, line in enumerate(grid) for c, cell in enumerate(line) if cell is None]
    rows, columns = len(grid), len(grid[0])
    lines = [[(r, c) for c in range(columns)] for r in range(rows)]
    lines += [[(r, c) for r in range(rows)] for c in range(columns)]
    system = []
    for line in lines:
        signs = {cell: Fraction(-1 if cell == line[-1] else 1) for cell in line}
        known = -sum((signs[r, c] * (grid[r][c] or 0) for r, c in line), Fraction(0))
        system.append([signs.get(cell, Fraction(0)) for cell in hidden] + [known])
    return system, hidden


def solved(rows: list[list[Fraction]], width: int) -> set[int]:
    """Gaussian elimination."""
    rows, pivots = [list(row) for row in rows], list[int]()
    for column in range(width):
        pivot = next((i for i in range(len(pivots), len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rank = len(pivots)
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for other in range(len(rows)):
            if other != rank and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[rank], strict=True)]
        pivots.append(column)
    free = set(range(width)) - set(pivots)
    return {column for i, column in enumerate(pivots) if not any(rows[i][column] for column in free)}


@given(tables(5, 6, 30))
@settings(max_examples=examples(40))
def test_no_hidden_count_is_a_sum_or_difference_of_what_is_shown(counts: list[list[int]]) -> None:
    grid = shown(counts, LEAST)
    if grid is None:
        return
    rows, hidden = equations(grid)
    assert solved(rows, len(hidden)) == set()


@given(tables(5, 6, 30))
@settings(max_examples=examples(40))
def test_what_is_shown_is_true_and_nothing_small_is_among_it(counts: list[list[int]]) -> None:
    grid = shown(counts, LEAST)
    if grid is None:
        return
    truth = [[*line, sum(line)] for line in counts]
    truth.append([sum(column) for column in zip(*truth, strict=True)])
    for published, true in zip(grid, truth, strict=True):
        for cell, number in zip(published, true, strict=True):
            assert cell == number or (cell is None and number > 0)
            assert cell is None or cell == 0 or cell >= LEAST
    assert grid[-1][-1] == truth[-1][-1]


def possible(counts: list[list[int]], hidden: set[tuple[int, int]]) -> dict[tuple[int, int], set[int]]:
    """Over all tables of small numbers."""
    rows, columns = len(counts), len(counts[0])
    open_ones = [(r, c) for r in range(rows) for c in range(columns) if (r, c) in hidden]
    possible: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    full = [[*line, sum(line)] for line in counts]
    full.append([sum(column) for column in zip(*full, strict=True)])
    for values in product(range(1, 9), repeat=len(open_ones)):
        tried = [list(line) for line in counts]
        for (r, c), value in zip(open_ones, values, strict=True):
            tried[r][c] = value
        guess = [[*line, sum(line)] for line in tried]
        guess.append([sum(column) for column in zip(*guess, strict=True)])
        if all(
            guess[r][c] == full[r][c] or ((r, c) in hidden and guess[r][c] > 0)
            for r in range(rows + 1)
            for c in range(columns + 1)
        ):
            for r, c in hidden:
                possible[r, c].add(guess[r][c])
    return possible


@given(tables(2, 3, 3), st.data())
@settings(max_examples=examples(20), deadline=None)
def test_who_tries_all_tables_finds_what_is_stated_to_be_computable(
    counts: list[list[int]], data: st.DataObject
) -> None:
    rows, columns = len(counts), len(counts[0])
    full = [[*line, sum(line)] for line in counts]
    full.append([sum(column) for column in zip(*full, strict=True)])
    cells = [
        (r, c) for r in range(rows + 1) for c in range(columns + 1) if full[r][c] > 0 and (r, c) != (rows, columns)
    ]
    hidden = data.draw(st.sets(st.sampled_from(cells), max_size=4)) if cells else set()
    values = possible(counts, hidden)
    assert computable(full, hidden) == sorted(cell for cell in hidden if len(values[cell]) == 1)


@pytest.mark.parametrize(
    ("counts", "grid"),
    [
        ([[4]], None),
        ([[5]], ((5, 5), (5, 5))),
        # One small count follows from its row and column: a rectangle is hidden.
        (
            [[3, 10, 20], [30, 12, 40]],
            ((None, None, 20, 33), (None, None, 40, 82), (33, 22, 60, 115)),
        ),
        # Five ones and their sum: everything follows, so nothing is shown.
        ([[1, 1, 1, 1, 1]], None),
        ([[0, 0], [0, 7]], ((0, 0, 0), (0, 7, 7), (0, 7, 7))),
    ],
)
def test_tables_that_one_can_follow_by_hand(counts: list[list[int]], grid: Grid | None) -> None:
    assert shown(counts, LEAST) == grid
