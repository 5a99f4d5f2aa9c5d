"""Which questions a person is asked, in what order, and what is still open. Decides nothing about pages on a screen."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

from forms.answers import TAKEN, Answers
from forms.environment import Environment
from forms.field import Parsed, Value
from forms.fitting import fits
from forms.mistakes import Mistake
from forms.procedure import Field, Page, Procedure, Repeat, Rule, Step, Stop
from forms.rules.expression import UNKNOWN, Expression
from forms.scope import Row, Scope, keep_value

Offers = tuple[Mapping[str, Value], ...]


@dataclass(frozen=True)
class RowPlace:
    """Where a page of rows belongs: the row's key (`children.1`), and its number among the rows, from 1."""

    repeat: Repeat
    key: str
    number: int


@dataclass(frozen=True)
class AskedPage:
    """A page on the path with those of its fields that are asked. `open`: an answer it needs is missing or wrong. `row` is
    the row it asks about. A page with `repeat` lists the rows of one, so that some can be added or taken away; its id is
    the key of the repeat."""

    page: Page
    step: Step
    fields: tuple[Field, ...]
    open: bool
    row: RowPlace | None = None
    repeat: Repeat | None = None


@dataclass(frozen=True)
class Path:
    """The way through a procedure for these answers. `answers` holds asked fields only: nothing unasked is ever sent.
    `stopped` is where the procedure ends with "not here, but there"; the path then ends at that page. `rows` are the
    numbers of the rows of each repeat that is asked, by its key, and `offers` what a register offers as rows there."""

    pages: tuple[AskedPage, ...]
    answers: Answers
    mistakes: Mapping[str, tuple[Mistake, ...]]
    warnings: Mapping[str, tuple[Mistake, ...]]
    missing: tuple[str, ...]
    stopped: Stop | None
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offers: Mapping[str, Offers] = field(default_factory=dict)
    required: frozenset[str] = frozenset()  # what is asked and must be answered
    known: Mapping[str, Value] = field(default_factory=dict)  # unanswered, but known: to be shown, never taken unseen
    hidden: frozenset[str] = frozenset()  # answered, and not for the eyes of whoever looks
    scope: Scope | None = field(default=None, compare=False, repr=False)
    year: int | None = None  # 年度 of what is asked for, where the definition says it and the answers tell it

    @property
    def complete(self) -> bool:
        """All that is needed is there and right, so that it may be sent."""
        return self.stopped is None and not any(asked.open for asked in self.pages)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """What is asked, in order, each row's questions by themselves."""
        return tuple(one for asked in self.pages for one in asked.fields)

    @cached_property
    def asked(self) -> frozenset[str]:
        return frozenset(one.id for one in self.fields)

    def page(self, name: str) -> AskedPage | None:
        return next((asked for asked in self.pages if asked.page.id == name), None)

    def next_page(self, seen: Set[str]) -> AskedPage | None:
        """The first page that was not seen yet or is open; None when only the check page is left. So a change that
        adds questions asks only those, and a change that adds none leads straight back."""
        return next((asked for asked in self.pages if asked.open or asked.page.id not in seen), None)

    def more_of(self, shown: AskedPage) -> AskedPage | None:
        """The page once more, where what was answered on it brings up questions there that may stay empty, or words to read: whoever
        sees one page at a time would never meet them. None where nothing came that was not `shown`."""
        now = self.page(shown.page.id)
        known = {one.id for one in shown.fields} | self.answers.keys()
        fresh = (one for one in (now.fields if now else ()) if one.id not in known and one.compute is None)
        return now if any(fresh) else None

    def before(self, name: str) -> AskedPage | None:
        """The page before `name`; None at the first."""
        ids = [asked.page.id for asked in self.pages]
        return self.pages[ids.index(name) - 1] if name in ids and ids.index(name) else None

    def after(self, name: str) -> AskedPage | None:
        """The page after `name`; None at the last, or where that one is not asked any more."""
        ids = [asked.page.id for asked in self.pages]
        at = ids.index(name) + 1 if name in ids else len(ids)
        return self.pages[at] if at < len(ids) else None


Reader = Callable[[Field], Parsed]


def walk(procedure: Procedure, answers: Answers, environment: Environment) -> Path:
    """The path for stored answers. Each value is taken as stored; rules are evaluated in the order of the file."""
    return trace(procedure, lambda field: Parsed(answers.get(field.id)), environment, answers)


def trace(procedure: Procedure, read: Reader, environment: Environment, rows: Answers) -> Path:
    """The path for whatever `read` gives for a field: stored values, or what was just typed. `rows` holds the numbers of
    rows by the key of their repeat, as answers do."""
    tracer = _Tracer(read, environment, rows)
    for step in procedure.steps:
        if tracer.stopped is None:
            tracer.step(step)
    year = tracer.year(procedure)
    return Path(
        tuple(tracer.pages), tracer.answers, tracer.mistakes, tracer.warnings, tuple(tracer.missing), tracer.stopped,
        tracer.rows, tracer.offers, frozenset(tracer.required), tracer.known, scope=tracer.scope,
        year=year,
    )  # fmt: skip


class _Tracer:
    def __init__(self, read: Reader, environment: Environment, stored: Answers) -> None:
        self.read = read
        self.stored = stored
        self.scope = Scope(environment)
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
            if self.may_ask(template) and self.holds(template.when):
                one = self.worded(template if place is None else template.at(place.key))
                asked.append(one)
                is_open = self.take(one, row) or is_open
        for one in asked:
            is_open = self.field_rules(one) or is_open
        if asked:
            if place is not None:
                page = replace(page, id=f"{place.key}.{page.id.removeprefix(f'{place.repeat.id}.')}")
            self.pages.append(AskedPage(page, step, tuple(asked), is_open, place))

    def may_ask(self, field: Field) -> bool:
        """個人番号 are asked for only where they can be kept; elsewhere the city fills them in."""
        return field.protection != "number" or self.scope.environment.numbers

    def worded(self, field: Field) -> Field:
        """The question in the words that an earlier choice wants."""
        wording = field.wording
        if wording is None:
            return field
        code = self.scope.value(wording.by, wording.row)
        if code not in wording.labels:
            return field
        return replace(field, label=wording.labels[str(code)], label_path=f"{field.path}.wording.{code}")

    def take(self, field: Field, row: Row) -> bool:
        """Reads one answer; True if it leaves the page open."""
        parsed = self.computed(field) if field.compute is not None else self.read(field)
        required = field.required is True or (field.required and field.required.evaluate(self.scope) is True)
        if required:
            self.required.add(field.id)
        if parsed.mistakes:
            self.mistakes[field.id] = parsed.mistakes
            return True
        if parsed.value is None:
            self.known |= self.known_of(field)
            if required:
                self.missing.append(field.id)
            return bool(required)
        self.answers[field.id] = parsed.value
        kind = field.type
        keep_value(
            row, field.name, kind.rule_value(parsed.value, field.settings), kind.parts_of(parsed.value, field.settings)
        )
        return False

    def known_of(self, field: Field) -> Mapping[str, Value]:
        """What is known of an unanswered question, only where the definition says so and its condition holds."""
        if not (field.known_from or field.known_by) or not self.holds(field.known_when):
            return {}
        if field.known_by is not None:
            value = field.known_by.evaluate(self.scope)
            return {} if value is UNKNOWN else {field.id: field.type.stored_of(value, field.settings)}
        told = self.scope.environment.applicant.get(field.known_from.partition(".")[2])
        return {field.id: told} if told is not None and fits(field, told) else {}

    def computed(self, field: Field) -> Parsed:
        """What the rule gives, never what was sent: unknown = no answer."""
        value = field.compute.evaluate(self.scope) if field.compute is not None else UNKNOWN
        return Parsed() if value is UNKNOWN else Parsed(field.type.stored_of(value, field.settings))

    def field_rules(self, field: Field) -> bool:
        if field.id not in self.answers:
            return False
        if field.stop is not None and self.stopped is None and field.stop.when.evaluate(self.scope) is True:
            self.stopped = field.stop
        said = field.type.hints(self.answers[field.id], field.settings) + self.said(field.warn)
        if said:
            self.warnings[field.id] = said
        broken = self.said(field.must)
        if broken:
            self.mistakes[field.id] = broken
        return bool(broken)

    def said(self, rules: tuple[Rule, ...]) -> tuple[Mistake, ...]:
        if not rules:  # most questions have none, and every post asks this of each of them twice
            return ()
        return tuple(_said(rule) for rule in rules if rule.that.evaluate(self.scope) is False)

    def broken_rules(self, rules: tuple[Rule, ...], first: int) -> None:
        """Rules of a step or a row, told at the last question they look at among the pages from `first` on."""
        for rule in rules:
            if rule.that.evaluate(self.scope) is False and (last := self.last_of(rule.that, first)) is not None:
                self.tell(*last, _said(rule))

    def last_of(self, rule: Expression, first: int) -> tuple[int, Field] | None:
        """The last question that a rule looks at, with the place of its page, else the last there is; None where nothing is asked."""
        fields = [(number, one) for number in range(first, len(self.pages)) for one in self.pages[number].fields]
        return next(
            (found for found in reversed(fields) if found[1].name in rule.names), fields[-1] if fields else None
        )

    def year(self, procedure: Procedure) -> int | None:
        """年度 of what is asked for. One that is not taken on this day is a mistake on line; who comes in person is only warned."""
        rule, here = procedure.year, self.scope.environment
        found = UNKNOWN if rule is None else rule.evaluate(self.scope)
        if rule is None or procedure.window is None or found is UNKNOWN:
            return None
        year = int(str(found))
        taken = not here.years or any(one.year == year and one.holds(here.today) for one in here.years)
        if not taken and (last := self.last_of(rule, 0)) is not None:
            said = Mistake("rule", arguments={"say": procedure.window.say}, place="time.window.say")
            if here.door == "online":
                self.tell(*last, said)
            else:
                self.warnings[last[1].id] = (*self.warnings.get(last[1].id, ()), said)
        return year

    def tell(self, number: int, field: Field, mistake: Mistake) -> None:
        self.mistakes[field.id] = (*self.mistakes.get(field.id, ()), mistake)
        self.pages[number] = replace(self.pages[number], open=True)

    def repeat(self, step: Step, repeat: Repeat, outer: Row, place: RowPlace | None) -> None:
        key = repeat.id if place is None else f"{place.key}.{repeat.id.removeprefix(f'{place.repeat.id}.')}"
        numbers = self.numbers(repeat, key)
        rows = outer.rows[repeat.id] = []
        first = len(self.pages)
        for count, number in enumerate(numbers, 1):
            row = Row(f"{key}.{number}")
            rows.append(row)
            before = self.scope.enter(repeat.id, row)
            start = len(self.pages)
            self.items(step, repeat.items, row, RowPlace(repeat, row.key, count))
            if self.stopped is None:
                self.broken_rules(repeat.must, start)
            self.scope.enter(repeat.id, before)
            if self.stopped is not None:
                return
        self.rows[key] = numbers
        if numbers:
            self.answers[key] = list(numbers)
        self.distinct(repeat, rows, first)
        if repeat.rows is None:
            listed = Page(key, repeat.label, repeat.path, ())
            self.pages.append(AskedPage(listed, step, (), len(numbers) < repeat.min, place, repeat))

    def numbers(self, repeat: Repeat, key: str) -> tuple[str, ...]:
        """Which rows there are. As many as are needed stand there from the first, unless a register offers some."""
        if repeat.rows is not None:
            count = repeat.rows.evaluate(self.scope)
            wanted = 0 if count is UNKNOWN else max(0, min(int(str(count)), repeat.max))
            return tuple(str(number) for number in range(1, wanted + 1))
        offered = repeat.rows_from.evaluate(self.scope) if repeat.rows_from is not None else ()
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
            said = [self.answers.get(f"{row.key}.{name}") for name in repeat.distinct.of]
            if any(value is None for value in said):
                continue
            if repr(said) in seen:
                self.tell_row(f"{row.key}.{repeat.distinct.of[0]}", first, repeat.distinct.say, repeat.distinct.place)
            seen.add(repr(said))

    def tell_row(self, name: str, first: int, say: str, place: str) -> None:
        for number in range(first, len(self.pages)):
            for one in self.pages[number].fields:
                if one.id == name:
                    self.tell(number, one, Mistake("rule", arguments={"say": say}, place=place))


def next_row(numbers: Sequence[str], taken: int = 0) -> str:
    """The number of one more row. `taken`: the highest that was ever given here. A number is never given twice: a window
    that still shows the row which had it would write into another."""
    return str(max(taken, *map(int, numbers), 0) + 1)


def taken_rows(answers: Answers, key: str) -> int:
    """The highest number that a row of `key` ever had and that none has now; 0 if none was removed."""
    return int(answers.get(TAKEN, {}).get(key, 0))


def _said(rule: Rule) -> Mistake:
    return Mistake("rule", arguments={"say": rule.say}, place=rule.place)
