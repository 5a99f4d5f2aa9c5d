"""The first procedure there is, a morning on which it is filled in, and people who type what is right."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path as Folder

from forms.binding import bind
from forms.calendar import ClosedDays
from forms.environment import Environment
from forms.loading import load
from forms.path import AskedPage, Path
from forms.procedure import Procedure
from forms.registry import field_types

PROCEDURES = Folder(__file__).resolve().parents[2] / "forms" / "procedures"
ENVIRONMENT = Environment(date(2026, 11, 20), ClosedDays(), city={"standard_days": 7})
TRIES = 60


@cache
def first() -> Procedure:
    return load(PROCEDURES / "kaigo-hihokenshasho-saikofu.yaml", fields=field_types())


def good_post(asked: AskedPage, source: random.Random) -> dict[str, Sequence[str]]:
    """What somebody types who makes no mistake, box by box, as a browser posts it."""
    return {
        f"{field.id}.{box}" if box else field.id: values
        for field in asked.fields
        for box, values in field.type.good(field.settings, source).items()
    }


def fill(asked: AskedPage, answers: Mapping[str, object], source: random.Random) -> Path:
    """The path after this page was answered well. A good day may still break a rule of the definition (40 years old):
    then another is typed."""
    names = frozenset(field.id for field in asked.fields)
    for _ in range(TRIES):
        path = bind(first(), names, good_post(asked, source), answers, ENVIRONMENT)
        if not path.mistakes:
            return path
    raise AssertionError(f"{asked.page.id} takes no good answer: {path.mistakes}")
