"""Never reused: an open window would write into the new row."""

from collections.abc import Sequence

from forms.answers import TAKEN, Answers


def next_row(numbers: Sequence[str], taken: int = 0) -> str:
    """`taken`: the highest number ever used."""
    return str(max(taken, *map(int, numbers), 0) + 1)


def taken_rows(answers: Answers, key: str) -> int:
    return int(answers.get(TAKEN, {}).get(key, 0))
