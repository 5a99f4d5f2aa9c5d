from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from forms.answers import Answers
from forms.definition.field import Parsed, Value
from forms.definition.procedure import Field, Page, Procedure, Repeat, Rule, Step, Stop
from forms.definition.text_values import SpokenValue, TextValue
from forms.fields.choice import is_full, is_offered
from forms.mistakes import Mistake
from forms.path.asked_field import offered, worded
from forms.path.environment import Environment
from forms.path.filer import filer_rules
from forms.path.known_values import known_of, may_change, unnamed
from forms.path.row_numbers import next_row, taken_rows
from forms.path.scope import Row, Scope, keep_value
from forms.rules.expression import UNKNOWN, Expression

if TYPE_CHECKING:
    from forms.definition.sharing import Together

Offers = tuple[Mapping[str, Value], ...]
_NOTHING: Mapping[str, Value] = {}


@dataclass(frozen=True)
class RowPlace:
    repeat: Repeat
    key: str
    number: int


@dataclass(slots=True)  # one for each page of each walk: frozen, it takes four times as long to make
class AskedPage:
    # `open`: a required answer is missing or wrong. With `repeat` it lists rows; its id is the repeat's key.
    # `parts`: shown as this page. `only_if`: of a question, the answers beside it with which it is asked. `folded`:
    # known. `listed`: the list of rows that this page completes.

    page: Page
    step: Step
    fields: tuple[Field, ...]
    open: bool
    row: RowPlace | None = None
    repeat: Repeat | None = None
    parts: tuple["AskedPage", ...] = ()
    only_if: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    then_required: frozenset[str] = frozenset()
    folded: frozenset[str] = frozenset()
    listed: "AskedPage | None" = None

    @property
    def ids(self) -> frozenset[str]:
        more = (self, *self.parts) if self.listed is None else (self, *self.parts, self.listed)
        return frozenset(part.page.id for part in more)


@dataclass(frozen=True)
class Path:
    # `answers`: asked fields only: nothing else is sent. Ends at a page with a `stop` that holds (`stopped`).
    # `rows`: row numbers by key of the repeat; `offers`: rows that a register offers.

    pages: tuple[AskedPage, ...]
    answers: Answers
    mistakes: Mapping[str, tuple[Mistake, ...]]
    warnings: Mapping[str, tuple[Mistake, ...]]
    missing: tuple[str, ...]
    stopped: Stop | None
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offers: Mapping[str, Offers] = field(default_factory=dict)
    required: frozenset[str] = frozenset()  # asked questions that must be answered
    known: Mapping[str, Value] = field(default_factory=dict)  # of unanswered questions, to confirm
    as_known: frozenset[str] = frozenset()  # questions whose answer equals what is known
    kept: frozenset[str] = frozenset()  # inherited, and not to be changed here
    hidden: frozenset[str] = frozenset()  # answered, but hidden from the current reader
    unseen: Mapping[str, Value] = field(default_factory=dict)  # of hidden calculations; exported: in `answers` too
    scope: Scope | None = field(default=None, compare=False, repr=False)
    year: int | None = None  # 年度 of the application, if the definition has one and the answers give it
    together: "Together | None" = field(default=None, compare=False, repr=False)  # of the bundle it is cut from

    @property
    def complete(self) -> bool:
        return self.stopped is None and not any(asked.open for asked in self.pages)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field_ for asked in self.pages for field_ in asked.fields)

    @cached_property
    def asked(self) -> frozenset[str]:
        return frozenset(field_.id for field_ in self.fields) | (self.unseen.keys() & self.answers.keys())

    def page(self, name: str) -> AskedPage | None:
        return next((asked for asked in self.pages if asked.page.id == name), None)

    def next_page(self, seen: Set[str]) -> AskedPage | None:
        return next((asked for asked in self.pages if asked.open or asked.page.id not in seen), None)

    def before(self, name: str) -> AskedPage | None:
        ids = [asked.page.id for asked in self.pages]
        return self.pages[ids.index(name) - 1] if name in ids and ids.index(name) else None

    def after(self, name: str) -> AskedPage | None:
        ids = [asked.page.id for asked in self.pages]
        index = ids.index(name) + 1 if name in ids else len(ids)
        return self.pages[index] if index < len(ids) else None


Reader = Callable[[Field], Parsed]  # of stored or just posted values


def walk(procedure: Procedure, answers: Answers, environment: Environment) -> Path:
    return trace(procedure, lambda field: Parsed(answers.get(field.id)), environment, answers)


def trace(procedure: Procedure, read: Reader, environment: Environment, rows: Answers) -> Path:
    tracer = Tracer(read, environment, rows)
    for step in procedure.steps:
        if tracer.stopped is None:
            tracer.step(step)
    tracer.broken_rules(filer_rules(procedure, tracer.answers, rows, environment), 0)
    return tracer.path(tracer.year(procedure))


class Tracer:
    def __init__(self, read: Reader, environment: Environment, stored: Answers) -> None:
        self.read, self.stored = read, stored
        self.scope = Scope(environment)
        self.left = {} if environment.sent else environment.left
        self.pages: list[AskedPage] = []
        self.answers: dict[str, Value] = {}
        self.mistakes: dict[str, tuple[Mistake, ...]] = {}
        self.warnings: dict[str, tuple[Mistake, ...]] = {}
        self.missing: list[str] = []
        self.stopped: Stop | None = None
        self.rows: dict[str, tuple[str, ...]] = {}
        self.offers: dict[str, Offers] = {}
        self.required: set[str] = set()
        self.known: dict[str, Value] = {}
        self.as_known: set[str] = set()
        self.kept: set[str] = set()
        self.unseen: dict[str, Value] = {}
        self.behind: dict[str, frozenset[str]] = {}  # what a hidden value was computed from
        self.early: Stop | None = None

    def path(self, year: int | None) -> Path:
        return Path(
            tuple(self.pages), self.answers, self.mistakes, self.warnings, tuple(self.missing), self.stopped,
            self.rows, self.offers, frozenset(self.required), self.known,
            frozenset(self.as_known), kept=frozenset(self.kept), unseen=self.unseen, scope=self.scope, year=year,
        )  # fmt: skip

    def holds(self, rule: Expression | None) -> bool:
        return rule is None or rule.evaluate(self.scope) is True

    def step(self, step: Step) -> None:
        if not self.holds(step.when):
            return
        first = len(self.pages)
        self.items(step, step.items, self.scope.whole, None)
        if step.must and self.stopped is None:
            self.broken_rules(step.must, first)

    def items(self, step: Step, items: Sequence[Page | Repeat], row: Row, place: RowPlace | None) -> None:
        for item in items:
            if self.stopped is not None:
                return
            if isinstance(item, Page):
                self.page(step, item, row, place)
            elif self.holds(item.when):
                self.repeat(step, item, row, place)

    def page(self, step: Step, page: Page, row: Row, place: RowPlace | None) -> None:
        asked: list[Field] = []
        is_open = False
        for template in page.fields:
            if template.plain:
                asked_field = template if place is None else template.at(place.key)
            elif (ruled := self.ruled(template, row, place)) is None:
                continue
            else:
                asked_field = ruled
            asked.append(asked_field)
            is_open = self.take(asked_field, row) or is_open
        for asked_field in asked:
            if asked_field.judged:
                is_open = self.field_rules(asked_field) or is_open
        if asked:
            if place is not None:
                page = replace(page, id=f"{place.key}.{page.id.removeprefix(f'{place.repeat.id}.')}")
            self.pages.append(AskedPage(page, step, tuple(asked), is_open, place))
            self.stopped = self.stopped or self.early

    def ruled(self, template: Field, row: Row, place: RowPlace | None) -> Field | None:
        # As it is asked here; None if it is not.
        if not self.holds(template.when) or (template.protection == "number" and not self.scope.environment.numbers):
            return None
        field = template if place is None else template.at(place.key)
        if template.hidden:
            self.calculate(field, row)
            return None
        if template.wording is not None:
            field = worded(field, template.wording, self.scope)
        return offered(field, self.scope) if template.offered_when else field

    def calculate(self, field: Field, row: Row) -> None:
        """A hidden value serves rules and its own `stop`, and is stored only if exported. A path ends at a page: a stop
        before the first waits for it."""
        value = self.computed(field).value
        if value is None:
            return
        self.unseen[field.id] = value
        self.keep(field, row, value)
        if field.exported:
            self.answers[field.id] = value
        names = field.compute.names if field.compute is not None else frozenset()
        self.behind[field.name] = names.union(*(self.behind.get(name, frozenset()) for name in names))
        if field.stop is not None and field.stop.when.evaluate(self.scope) is True:
            if self.pages:
                self.stopped = self.stopped or self.with_values(field.stop)
            else:
                self.early = self.early or self.with_values(field.stop)

    def take(self, field: Field, row: Row) -> bool:
        known = known_of(field, self.scope) if not field.plain and field.may_be_known else _NOTHING
        value, mistakes = self.read(field) if field.plain else self.entered(field, known)
        if self.left and value is not None and field.id in self.left and is_full(value, self.left[field.id]):
            mistakes = mistakes or (Mistake("choice.full"),)
        required = field.required is True or (field.required and field.required.evaluate(self.scope) is True)
        if required:
            self.required.add(field.id)
        if mistakes:
            self.mistakes[field.id] = mistakes
            return True
        if value is None:
            self.known |= known
            if required:
                self.missing.append(field.id)
            return bool(required)
        self.answers[field.id] = value
        if known and known.get(field.id) == value:
            self.as_known.add(field.id)
        self.keep(field, row, value)
        return False

    def entered(self, field: Field, known: Mapping[str, Value]) -> Parsed:
        kept = known.get(field.id) if known and not may_change(field, self.scope) else None
        if kept is not None:
            self.kept.add(field.id)
            parsed = Parsed(kept)
        else:
            parsed = self.read(field) if field.compute is None else self.computed(field)
        if field.offered_when and parsed.value is not None and not is_offered(parsed.value, field.settings):
            return Parsed(mistakes=(Mistake("choice.not_offered"),))  # chosen before an earlier answer changed
        return parsed

    def keep(self, field: Field, row: Row, value: Value) -> None:
        kind, settings = field.type, field.settings
        if kind.divided:
            keep_value(row, field.name, kind.rule_value(value, settings), kind.parts_of(value, settings))
        else:
            row.values[field.name] = kind.rule_value(value, settings)

    def computed(self, field: Field) -> Parsed:
        value = field.compute.evaluate(self.scope) if field.compute is not None else UNKNOWN
        return Parsed() if value is UNKNOWN else Parsed(field.type.stored_of(value, field.settings))

    def field_rules(self, field: Field) -> bool:
        value = self.answers.get(field.id)
        if value is None:
            return False
        if field.stop is not None and self.stopped is None and field.stop.when.evaluate(self.scope) is True:
            self.stopped = self.with_values(field.stop)
        warnings = field.type.hints(value, field.settings) + self.mistakes_of(field.warn)
        if warnings:
            self.warnings[field.id] = warnings
        broken = field.type.shortfalls(value, field.settings, self.scope.environment) + self.mistakes_of(field.must)
        if broken:
            self.mistakes[field.id] = broken
        return bool(broken)

    def mistakes_of(self, rules: tuple[Rule, ...]) -> tuple[Mistake, ...]:
        if not rules:  # fast path: most questions have no rules, and each post checks all of them twice
            return ()
        return tuple(self.mistake_of(rule) for rule in rules if rule.that.evaluate(self.scope) is False)

    def mistake_of(self, rule: Rule) -> Mistake:
        return Mistake("rule", arguments={"say": rule.say}, place=rule.place, values=self.spoken(rule.values))

    def with_values(self, stop: Stop) -> Stop:
        return replace(stop, spoken=self.spoken(stop.values)) if stop.values else stop

    def spoken(self, values: Sequence[TextValue]) -> tuple[SpokenValue, ...]:
        spoken = []
        for value in values:
            inner = value.name.removeprefix(f"{value.row}.")
            key = f"{self.scope.frames[value.row].key}.{inner}" if value.row else value.name
            spoken.append(SpokenValue(value, self.answers.get(key, self.unseen.get(key))))
        return tuple(spoken)

    def broken_rules(self, rules: tuple[Rule, ...], first: int) -> None:
        for rule in rules:
            if rule.that.evaluate(self.scope) is False and (last := self.last_of(rule.that, first)) is not None:
                self.report(*last, self.mistake_of(rule))

    def last_of(self, rule: Expression, first: int) -> tuple[int, Field] | None:
        fields = [(number, field_) for number in range(first, len(self.pages)) for field_ in self.pages[number].fields]
        names = rule.names.union(*(self.behind.get(name, frozenset()) for name in rule.names))
        return next(
            (candidate for candidate in reversed(fields) if candidate[1].name in names),
            fields[-1] if fields else None,
        )

    def year(self, procedure: Procedure) -> int | None:
        """A 年度 not open today is a mistake online, a warning at other doors."""
        rule, environment = procedure.year, self.scope.environment
        value = UNKNOWN if rule is None else rule.evaluate(self.scope)
        if rule is None or procedure.window is None or value is UNKNOWN:
            return None
        year = int(str(value))
        taken = not environment.years or any(
            open_year.year == year and open_year.holds(environment.today) for open_year in environment.years
        )
        if not taken and (last := self.last_of(rule, 0)) is not None:
            mistake = Mistake("rule", arguments={"say": procedure.window.say}, place="time.window.say")
            if environment.door == "online":
                self.report(*last, mistake)
            else:
                self.warnings[last[1].id] = (*self.warnings.get(last[1].id, ()), mistake)
        return year

    def report(self, number: int, field: Field, mistake: Mistake) -> None:
        self.mistakes[field.id] = (*self.mistakes.get(field.id, ()), mistake)
        self.pages[number] = replace(self.pages[number], open=True)

    def repeat(self, step: Step, repeat: Repeat, outer: Row, place: RowPlace | None) -> None:
        key = repeat.id if place is None else f"{place.key}.{repeat.id.removeprefix(f'{place.repeat.id}.')}"
        sources = {row.key.rpartition(".")[2]: row for row in self.scope.whole.rows.get(repeat.rows_of, ())}
        numbers = tuple(sources) if repeat.rows_of else self.numbers(repeat, key)
        rows = outer.rows[repeat.id] = []
        first = len(self.pages)
        for count, number in enumerate(numbers, 1):
            row = Row(f"{key}.{number}")
            rows.append(row)
            before = self.scope.enter(repeat.id, row)
            if repeat.rows_of:
                self.scope.enter(repeat.rows_of, sources[number])
            start = len(self.pages)
            self.items(step, repeat.items, row, RowPlace(repeat, row.key, count))
            if self.stopped is None:
                self.broken_rules(repeat.must, start)
            self.scope.enter(repeat.id, before)
            if repeat.rows_of:
                self.scope.enter(repeat.rows_of, None)
            if self.stopped is not None:
                return
        self.rows[key] = numbers
        if numbers:
            self.answers[key] = list(numbers)
        self.distinct(repeat, rows, first)
        if repeat.rows is None and not repeat.rows_of:
            listed = Page(key, repeat.label, repeat.path, ())
            self.pages.append(AskedPage(listed, step, (), len(numbers) < repeat.min, place, repeat))

    def numbers(self, repeat: Repeat, key: str) -> tuple[str, ...]:
        if repeat.rows is not None:
            count = repeat.rows.evaluate(self.scope)
            wanted = 0 if count is UNKNOWN else max(0, min(int(str(count)), repeat.max))
            return tuple(str(number) for number in range(1, wanted + 1))
        offered = repeat.rows_from.evaluate(self.scope) if repeat.rows_from is not None else ()
        if isinstance(offered, tuple) and repeat.rest:
            offered = unnamed(offered, self.answers)
        if isinstance(offered, tuple) and offered:
            self.offers[key] = offered
        stored = self.stored.get(key)
        if stored is None and key in self.offers:
            return ()
        numbers = [str(number) for number in stored or ()]
        while len(numbers) < repeat.min:
            numbers.append(next_row(numbers, taken_rows(self.stored, key)))
        return tuple(numbers)

    def distinct(self, repeat: Repeat, rows: Sequence[Row], first: int) -> None:
        if repeat.distinct is None:
            return
        seen: set[str] = set()
        for row in rows:
            values = [self.answers.get(f"{row.key}.{name}") for name in repeat.distinct.of]
            if any(value is None for value in values):
                continue
            if repr(values) in seen:
                self.report_row(f"{row.key}.{repeat.distinct.of[0]}", first, repeat.distinct.say, repeat.distinct.place)
            seen.add(repr(values))

    def report_row(self, name: str, first: int, message: str, place: str) -> None:
        for number in range(first, len(self.pages)):
            for field_ in self.pages[number].fields:
                if field_.id == name:
                    self.report(number, field_, Mistake("rule", arguments={"say": message}, place=place))
