"""Rows of repeats in an application's answers."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

Rows = Mapping[str, str]


def around(repeats: Mapping[str, str], repeat: str) -> tuple[str, ...]:
    """Outermost first, with `repeat`."""
    return tuple(sorted((outer for outer in repeats if f"{repeat}.".startswith(f"{outer}.")), key=len))


@lru_cache(4096)
def place(key: str) -> str:
    """`2.1` for the row `people.2.schools.1`."""
    return ".".join(part for part in key.split(".") if part.isdigit())


def rows_of(answers: Mapping[str, object], chain: Sequence[str]) -> Iterator[tuple[str, Rows]]:
    """(number, {repeat: key}) per row."""
    yield from _inside(answers, chain, "", {})


def _inside(answers: Mapping[str, object], chain: Sequence[str], outer: str, rows: Rows) -> Iterator[tuple[str, Rows]]:
    repeat = chain[0]
    key = f"{rows[outer]}{repeat[len(outer) :]}" if outer else repeat
    numbers = answers.get(key)
    for number in numbers if isinstance(numbers, list) else ():
        inner = {**rows, repeat: f"{key}.{number}"}
        if len(chain) == 1:
            yield str(number), inner
        else:
            yield from _inside(answers, chain[1:], repeat, inner)
