"""Valid or with one mistake; deterministic for a seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.answers import Answers
from forms.definition.expressions import rules_by_sentence
from forms.definition.field import Raw, Value
from forms.definition.procedure import Field, Procedure, Repeat
from forms.mistakes import Mistake
from forms.numbers.draws import Draws, posted
from forms.path.binding import bind
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path, walk
from forms.path.rows import add_row, confirm_offers

_TRIES = 120  # for one page, before other pages are answered again
_STUCK = 40  # failed pages before a new start
_BEGINNINGS = 5
_MOST_ROWS = 3


class NoSample(Exception):
    pass


@dataclass(frozen=True)
class Broken:
    field: Field
    boxes: Raw
    mistake: Mistake


def valid_sample(procedure: Procedure, environment: Environment, seed: int) -> Path:
    """Raises NoSample."""
    source = random.Random(seed)
    last = ""
    for _ in range(_BEGINNINGS):
        search = Search(procedure, environment, source)
        if search.run():
            return search.path
        last = search.last
    raise NoSample(f"{procedure.id}: no answers were found for the page {last}")


def invalid_sample(procedure: Procedure, environment: Environment, seed: int) -> tuple[Path, Broken]:
    """Complete except for one mistake. Raises NoSample."""
    source = random.Random(seed)
    draws = Draws(procedure, environment, source)
    for _ in range(_BEGINNINGS):
        # Without rows a sample may have no questions, so each attempt draws a new one.
        valid_path = valid_sample(procedure, environment, source.getrandbits(32))
        fields = [field for field in valid_path.fields if field.type.asks]
        for field in source.sample(fields, len(fields)):
            ways = _ways(field, valid_path, draws, source)
            for boxes in source.sample(ways, len(ways)):
                path = bind(procedure, {field.id}, posted(field, boxes), valid_path.answers, environment)
                if _breaks_only(path, field.id):
                    return path, Broken(field, boxes, path.mistakes[field.id][0])
    raise NoSample(f"{procedure.id}: no question can be answered wrongly by itself")


def _ways(field: Field, valid_path: Path, draws: Draws, source: random.Random) -> Sequence[Raw]:
    against_rules = [draws.boxes(field, valid_path) for _ in range(20 if field.must else 0)]
    nothing: list[Raw] = [{}] if field.id in valid_path.required else []
    return [field.type.bad(field.settings, source)[0], *nothing, *against_rules]


def _breaks_only(path: Path, name: str) -> bool:
    opened = {field.id for asked in path.pages if asked.open for field in asked.fields}
    lists = any(asked.open and asked.repeat is not None for asked in path.pages)
    others = {*path.missing, *path.mistakes} - {name}
    return name in path.mistakes and name in opened and not others and not lists and path.stopped is None


class Search:
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
        stuck = 0
        while (asked := self.path.next_page(self.seen)) is not None:
            self.last = asked.page.id
            if asked.repeat is not None:
                self.list_rows(asked, asked.repeat)
            elif (failed_path := self.answer(asked)) is not None:
                stuck += 1
                if stuck > _STUCK:
                    return False
                self.forget(asked, failed_path)
            self.path = walk(self.procedure, self.answers, self.environment)
        return self.path.complete

    def answer(self, asked: AskedPage) -> Path | None:
        names = frozenset(field.id for field in asked.fields)
        path = self.path
        for attempt in range(_TRIES):
            typed = {box: texts for field in asked.fields for box, texts in self.typed(field, attempt).items()}
            path = bind(self.procedure, names, typed, self.answers, self.environment)
            if not path.mistakes and path.stopped is None:
                # Answers that are no longer asked are dropped: a sample has only what it sends.
                self.answers = {**path.answers, **self.lists(path)}
                self.seen |= {asked.page.id}
                return None
        return path

    def typed(self, field: Field, attempt: int) -> Mapping[str, tuple[str, ...]]:
        stored = self.answers.get(field.id)
        if stored is not None and attempt == 0 and field.id not in self.path.mistakes:
            return posted(field, field.type.typed(stored, field.settings))
        if field.id not in self.path.required and self.source.random() < 0.3:
            return {}
        return posted(field, self.draws.boxes(field, self.path))

    def lists(self, path: Path) -> dict[str, Value]:
        return {key: list(numbers) for key, numbers in path.rows.items() if numbers or key in self.answers}

    def list_rows(self, asked: AskedPage, repeat: Repeat) -> None:
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

    def forget(self, asked: AskedPage, failed_path: Path) -> None:
        rules = [
            self.rules[mistake.place]
            for mistakes in failed_path.mistakes.values()
            for mistake in mistakes
            if mistake.place in self.rules
        ]
        names = {name for rule in rules for name in rule.names}
        before = self.path.pages[: 1 + next(index for index, page in enumerate(self.path.pages) if page is asked)]
        looked_at = [
            page
            for page in before
            if (page.repeat is not None and page.repeat.id in names)
            or any(field.name in names for field in page.fields)
        ]
        for page in (asked, *looked_at, self.source.choice(before[-6:])):
            self.drop(page)

    def drop(self, asked: AskedPage) -> None:
        removed = {field.id for field in asked.fields}
        row_prefix = f"{asked.page.id}." if asked.repeat is not None else None
        removed |= {asked.page.id} if row_prefix else set()
        self.answers = {
            key: value
            for key, value in self.answers.items()
            if key not in removed and not (row_prefix and key.startswith(row_prefix))
        }
        self.seen = frozenset(
            page for page in self.seen - {asked.page.id} if not (row_prefix and page.startswith(row_prefix))
        )
