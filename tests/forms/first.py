"""The first procedure, and valid input for it."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path as Folder

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.numbers.calendar import ClosedDays
from forms.path.binding import bind
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path

PROCEDURES = Folder(__file__).resolve().parents[2] / "forms" / "procedures"
ENVIRONMENT = Environment(date(2026, 11, 20), ClosedDays(), city={"standard_days": 7})
TRIES = 60


@cache
def first() -> Procedure:
    return load(PROCEDURES / "kaigo-hihokenshasho-saikofu.yaml", fields=field_types())


def next_number(text: str) -> str:
    """The same definition under the number that follows."""
    return re.sub(r"^version: (\d+)$", lambda line: f"version: {int(line[1]) + 1}", text, count=1, flags=re.MULTILINE)


def good_post(asked_page: AskedPage, source: random.Random) -> dict[str, Sequence[str]]:
    return {
        f"{field.id}.{box}" if box else field.id: values
        for field in asked_page.fields
        for box, values in field.type.good(field.settings, source).items()
    }


def fill(asked_page: AskedPage, answers: Mapping[str, object], source: random.Random) -> Path:
    """Redraws if the input breaks a rule of the definition."""
    names = frozenset(field.id for field in asked_page.fields)
    for _ in range(TRIES):
        path = bind(first(), names, good_post(asked_page, source), answers, ENVIRONMENT)
        if not path.mistakes:
            return path
    raise AssertionError(f"{asked_page.page.id} takes no good answer: {path.mistakes}")
