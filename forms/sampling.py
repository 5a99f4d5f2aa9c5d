"""Answers to a whole procedure, made up: each page in its order, as somebody would go who answers well; or with one mistake.

A search, because rules join answers of different pages: what breaks one is drawn again, then the pages it looks at are.
Pure: the same seed and environment give the same answers.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.answers import Answers
from forms.binding import bind
from forms.draws import Draws, posted
from forms.environment import Environment
from forms.expressions import rules_by_sentence
from forms.field import Raw, Value
from forms.mistakes import Mistake
from forms.path import AskedPage, Path, walk
from forms.procedure import Field, Procedure, Repeat
from forms.rows import add_row, confirm_offers

_TRIES = 120  # of one page, before others are asked again
_STUCK = 40  # pages that would not do, before all begins anew
_BEGINNINGS = 5
_MOST_ROWS = 3


class NoSample(Exception):
    """No answers were found that keep every rule; says at which page the search ended."""


@dataclass(frozen=True)
class Broken:
    """The one question that is answered wrongly: what was typed, and what is said of it."""

    field: Field
    boxes: Raw
    mistake: Mistake


def valid_sample(procedure: Procedure, environment: Environment, seed: int) -> Path:
    """A path that is complete. NoSample."""
    source = random.Random(seed)
    last = ""
    for _ in range(_BEGINNINGS):
        search = Search(procedure, environment, source)
        if search.run():
            return search.path
        last = search.last
    raise NoSample(f"{procedure.id}: no answers were found for the page {last}")


def invalid_sample(procedure: Procedure, environment: Environment, seed: int) -> tuple[Path, Broken]:
    """A path that is complete but for one question, which has the one mistake. NoSample."""
    source = random.Random(seed)
    draws = Draws(procedure, environment, source)
    for _ in range(_BEGINNINGS):
        # One that has no rows may have no question at all.
        whole = valid_sample(procedure, environment, source.getrandbits(32))
        fields = [field for field in whole.fields if field.type.asks]
        for field in source.sample(fields, len(fields)):
            ways = _ways(field, whole, draws, source)
            for boxes in source.sample(ways, len(ways)):
                path = bind(procedure, {field.id}, posted(field, boxes), whole.answers, environment)
                if _breaks_only(path, field.id):
                    return path, Broken(field, boxes, path.mistakes[field.id][0])
    raise NoSample(f"{procedure.id}: no question can be answered wrongly by itself")


def _ways(field: Field, whole: Path, draws: Draws, source: random.Random) -> Sequence[Raw]:
    """Ways to answer wrongly: what the type does not read, nothing, and what a rule of the question may not like."""
    against_rules = [draws.boxes(field, whole) for _ in range(20 if field.must else 0)]
    nothing: list[Raw] = [{}] if field.id in whole.required else []
    return [field.type.bad(field.settings, source)[0], *nothing, *against_rules]


def _breaks_only(path: Path, name: str) -> bool:
    opened = {one.id for asked in path.pages if asked.open for one in asked.fields}
    lists = any(asked.open and asked.repeat is not None for asked in path.pages)
    others = {*path.missing, *path.mistakes} - {name}
    return name in path.mistakes and name in opened and not others and not lists and path.stopped is None


class Search:
    """One way through the procedure, from nothing. `path` is where it stands; `last` the page it looked at last."""

    def __init__(self, procedure: Procedure, environment: Environment, source: random.Random) -> None:
        self.procedure = procedure
        self.environment = environment
        self.source = source
        self.draws = Draws(procedure, environment, source)
        self.rules = rules_by_sentence(procedure)
        self.answers: Answers = {}
        self.seen: frozenset[str] = frozenset()
        self.last = ""
        self.path = walk(procedure, {}, environment)

    def run(self) -> bool:
        """Whether it came to the end with every rule kept."""
        stuck = 0
        while (asked := self.path.next_page(self.seen)) is not None:
            self.last = asked.page.id
            if asked.repeat is not None:
                self.list_rows(asked, asked.repeat)
            elif (wrong := self.answer(asked)) is not None:
                stuck += 1
                if stuck > _STUCK:
                    return False
                self.forget(asked, wrong)
            self.path = walk(self.procedure, self.answers, self.environment)
        return self.path.complete

    def answer(self, asked: AskedPage) -> Path | None:
        """Answers one page; None if that went well, else what its last answers came to."""
        names = frozenset(field.id for field in asked.fields)
        found = self.path
        for attempt in range(_TRIES):
            typed = {box: texts for field in asked.fields for box, texts in self.typed(field, attempt).items()}
            found = bind(self.procedure, names, typed, self.answers, self.environment)
            if not found.mistakes and found.stopped is None:
                # What is not asked any more is kept by nobody here: a sample has only what it sends.
                self.answers = {**found.answers, **self.lists(found)}
                self.seen |= {asked.page.id}
                return None
        return found

    def typed(self, field: Field, attempt: int) -> Mapping[str, tuple[str, ...]]:
        """What stands in the boxes of one question: what stood there already, something good, or nothing if it need not
        be answered."""
        stored = self.answers.get(field.id)
        if stored is not None and attempt == 0 and field.id not in self.path.mistakes:
            return posted(field, field.type.typed(stored, field.settings))
        if field.id not in self.path.required and self.source.random() < 0.3:
            return {}
        return posted(field, self.draws.boxes(field, self.path))

    def lists(self, path: Path) -> dict[str, Value]:
        """The numbers of rows, also of those that have none, so that nobody is offered rows twice."""
        return {key: list(numbers) for key, numbers in path.rows.items() if numbers or key in self.answers}

    def list_rows(self, asked: AskedPage, repeat: Repeat) -> None:
        """Takes what is offered, or some of it, and adds a few rows by hand."""
        key = asked.page.id
        offers = self.path.offers.get(key, ())
        if offers and key not in self.answers:
            chosen = self.source.sample(range(len(offers)), self.source.randint(0, len(offers)))
            self.answers = confirm_offers(self.procedure, self.path, self.answers, key, sorted(chosen))
            return
        count = len(self.path.rows[key])
        more = self.source.choice((0, 0, 1, 1, 2)) if count < _MOST_ROWS and key not in self.seen else 0
        if asked.open or (more and count < repeat.max):
            self.answers, _ = add_row(self.path, self.answers, key)
            self.seen -= {key}
            return
        self.answers = {**self.answers, key: list(self.path.rows[key])}
        self.seen |= {key}

    def forget(self, asked: AskedPage, wrong: Path) -> None:
        """Asks again what the broken rules look at, and some page before: its answer may have led here."""
        rules = [
            self.rules[mistake.place]
            for found in wrong.mistakes.values()
            for mistake in found
            if mistake.place in self.rules
        ]
        names = {name for rule in rules for name in rule.names}
        before = self.path.pages[: 1 + next(at for at, one in enumerate(self.path.pages) if one is asked)]
        looked_at = [
            one
            for one in before
            if (one.repeat is not None and one.repeat.id in names) or any(field.name in names for field in one.fields)
        ]
        for one in (asked, *looked_at, self.source.choice(before[-6:])):
            self.drop(one)

    def drop(self, asked: AskedPage) -> None:
        """Without the answers of a page; a list goes with its rows."""
        gone = {field.id for field in asked.fields}
        inside = f"{asked.page.id}." if asked.repeat is not None else None
        gone |= {asked.page.id} if inside else set()
        self.answers = {
            key: value
            for key, value in self.answers.items()
            if key not in gone and not (inside and key.startswith(inside))
        }
        self.seen = frozenset(page for page in self.seen - {asked.page.id} if not (inside and page.startswith(inside)))
