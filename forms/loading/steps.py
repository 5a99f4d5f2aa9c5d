"""Turns drafts into frozen objects."""

from collections.abc import Collection, Mapping, Sequence, Set
from types import SimpleNamespace
from typing import Any

from forms.definition.predecessor import ANYONE
from forms.definition.procedure import Distinct, Field, Page, Repeat, Step, Wording
from forms.definition.sharing import SPOUSE
from forms.loading.predecessor import change_of, check_inherited, is_inherited
from forms.loading.questions import DraftField, DraftPage, DraftRepeat, DraftStep, Place, fields_in, repeats_in
from forms.loading.reading import Reading, key_place, place
from forms.loading.rules import APPLICANT, Rules, sourced
from forms.loading.tree import Node
from forms.loading.usual import usual_answer
from forms.rules.expression import Expression
from forms.rules.faults import did_you_mean
from forms.rules.functions import CHOOSE
from forms.rules.types import NUMBER, ROWS, YES_NO

# Keys that speak to who fills the form in.
_FOR_READERS = ("help", "why", "must", "warn", "wording")

_OF_SPOUSE = frozenset({"name", "kana", "birth", "sex", "january"})


class Steps:
    def __init__(self, reading: Reading, rules: Rules) -> None:
        self.reading = reading
        self.rules = rules
        self.always = set[str]()  # questions that everybody who comes to a later one has answered

    def read(self, drafts: Sequence[DraftStep]) -> tuple[Step, ...]:
        before: Set[str] = frozenset()
        steps = []
        for draft in drafts:
            within = before | _names(draft.items)
            path = f"steps.{draft.shape.id}"
            repeated = draft.node.get("repeat") is not None
            steps.append(
                Step(
                    draft.shape.id,
                    draft.shape.step,
                    path,
                    self.items(draft.items, before, within),
                    None if repeated else self.rules.expression(draft.node.get("when"), before, place=draft.place),
                    () if repeated else self.rules.rules(draft.node.get("must"), f"{path}.must", within, draft.place),
                    draft.place.prefixes[0].rstrip("."),
                )
            )
            before = within
            if draft.node.get("when") is not None:
                self.always -= _names(draft.items)
        return tuple(steps)

    def items(
        self, drafts: Sequence[DraftPage | DraftRepeat], before: Set[str], within: Set[str]
    ) -> tuple[Page | Repeat, ...]:
        parts: list[Page | Repeat] = []
        earlier = set(before)
        for draft in drafts:
            if isinstance(draft, DraftRepeat):
                parts.append(self.repeat(draft, earlier))
                earlier |= _names([draft])
                continue
            fields = []
            for question in draft.fields:
                fields.append(self.field(question, earlier, within))
                earlier.add(question.name)
            parts.append(Page(draft.id, draft.title, f"pages.{draft.id}", tuple(fields)))
        return tuple(parts)

    def repeat(self, draft: DraftRepeat, before: Set[str]) -> Repeat:
        shape, node, path = draft.shape, draft.node, f"repeats.{draft.name}"
        within = before | _names([draft])
        own = {field.name for field in fields_in(draft.items)}
        named: list[tuple[list[str | int], str]] = [(["order"], shape.order)] if shape.order else []
        distinct_of = shape.distinct.of if shape.distinct else ()
        named += [(["distinct", "of", number], name) for number, name in enumerate(distinct_of)]
        for steps, name in named:
            if draft.place.full(name) not in own:
                text = f"a row has no question {name}{did_you_mean(name, [name.rpartition('.')[2] for name in own])}"
                self.reading.complain(place(node, steps), "repeat.name", text)
        each = shape.each.partition("{")[2].partition("}")[0]
        if shape.each and draft.place.full(each) not in own:
            advice = "write one question of the row in braces: {name}"
            self.reading.complain(place(node, ["each"]), "repeat.each", advice)
        distinct = shape.distinct
        self.check_source(draft, before)
        return Repeat(
            id=draft.name,
            label=shape.label,
            path=path,
            items=self.items(draft.items, before | {draft.name}, within),
            each=each,
            unit=shape.unit,
            min=shape.min,
            max=shape.max,
            rows=self.rules.expression(node.get("rows"), before, NUMBER, draft.outside),
            rows_from=self.rules.expression(node.get("rows_from"), before, ROWS, draft.outside),
            rows_of=shape.rows_of or "",
            order=shape.order or "",
            when=self.rules.expression(node.get("when"), before, place=draft.outside),
            must=self.rules.rules(node.get("must"), f"{path}.must", within, draft.place),
            distinct=None if distinct is None else Distinct(distinct.of, distinct.say, f"{path}.distinct.say"),
            attach=self.rules.papers(node.get("attach"), "attach", draft.place),
        )

    def check_source(self, draft: DraftRepeat, before: Set[str]) -> None:
        source = draft.shape.rows_of
        known = self.rules.known.repeats & before
        if source is not None and source not in known:
            guess = did_you_mean(source, known)
            self.reading.complain(
                place(draft.node, ["rows_of"]), "repeat.rows_of", f"no earlier repeat {source}{guess}"
            )

    def field(self, draft: DraftField, before: Set[str], within: Set[str]) -> Field:
        shape, node, path, context = draft.shape, draft.node, f"ask.{draft.name}", draft.place
        required = self.rules.expression(node.get("required"), before, place=context)
        known_from, known_when, known_by = self.known(draft, before)
        change, until = self.change(draft, before)
        hidden = self.hidden(draft)
        asked = self.asked(node, before, context)
        if asked is None and self.required(draft):
            self.always.add(draft.name)
        return Field(
            id=draft.name,
            type=draft.type,
            settings=draft.settings,
            label=shape.label,
            path=path,
            help=shape.help,
            why=shape.why,
            required=self.required(draft) if required is None else required,
            when=asked,
            must=self.rules.rules(node.get("must"), f"{path}.must", within, context),
            warn=self.rules.rules(node.get("warn"), f"{path}.warn", within, context),
            stop=self.rules.stop(node.get("stop"), f"{path}.stop", {*before, draft.name}, context),
            known_from=known_from,
            known_when=known_when,
            known_by=known_by,
            known_answer=self.known_answer(draft),
            change=change,
            change_until=until,
            usual=self.usual(draft),
            protection=shape.protection,
            wording=self.wording(draft, before),
            compute=self.compute(draft, before),
            concept=shape.concept,
            role=context.role,
            source=sourced(node),
            own=draft.name.removeprefix(f"{context.row}.") if context.row else "",
            offered_when=self.offered(draft, before),
            hidden=hidden,
            exported=not hidden or draft.settings.exported,
        )

    def offered(self, draft: DraftField, before: Set[str]) -> Mapping[str, Expression]:
        """One option must be there for everybody, or some people cannot answer."""
        node = draft.node.get("options")
        rules = {}
        for code, option in node.mapping.items() if node is not None else ():
            rule = self.rules.expression(option.get("when"), before, place=draft.place)
            if rule is not None:
                rules[code] = rule
        if node is not None and rules and rules.keys() >= node.mapping.keys() and not self.covered(rules.values()):
            text = "no option is always there: leave one without `when`, or write the `when` of the question"
            self.reading.complain(key_place(draft.node, ["options"]), "option.when", text)
        return rules

    def covered(self, rules: Collection[Expression]) -> bool:
        """They read one question that is always answered, and each of its answers makes one of them true."""
        names = frozenset[str]().union(*(rule.names for rule in rules))
        if len(names) != 1 or not names <= self.always:
            return False
        kind = self.rules.known.types[next(iter(names))]
        answers = (True, False) if kind == YES_NO else kind.options if kind.name == "choice" else ()
        return bool(answers) and all(any(_holds(rule, answer) for rule in rules) for answer in answers)

    def hidden(self, draft: DraftField) -> bool:
        hidden = getattr(draft.settings, "hidden", False)
        for key in _FOR_READERS if hidden else ():
            if draft.node.get(key) is not None:
                text = f"a hidden calculation is on no page: leave `{key}` out, or write the rule at the step"
                self.reading.complain(key_place(draft.node, [key]), "compute.hidden", text)
        return hidden

    def required(self, draft: DraftField) -> bool:
        return draft.shape.required is True and draft.type.asks

    def asked(self, node: Node, before: Set[str], context: Place) -> Expression | None:
        when = self.rules.expression(node.get("when"), before, place=context)
        given = self.rules.expression(node.get("given"), before, place=context)
        if when is None or given is None:
            return when or given
        return given.both(when)

    def compute(self, draft: DraftField, before: Set[str]) -> Expression | None:
        node = draft.node.get("compute")
        if (node is None) == (draft.type.id == "computed"):
            mark = node.mark if node is not None else draft.node.mapping["type"].mark
            advice = "`compute` is required for the type computed and allowed for no other"
            self.reading.complain(mark, "compute.type", advice)
            return None
        return self.rules.expression(node, before, draft.type.rule_type(draft.settings), draft.place)

    def wording(self, draft: DraftField, before: Set[str]) -> Wording | None:
        labels = dict(draft.shape.wording)
        if not labels:
            return None
        named, known = labels.pop("by", ""), self.rules.known
        by = next((full for full in (prefix + named for prefix in draft.place.prefixes) if full in before), "")
        options = known.types[by].options if by in known.fields else ()
        if not options:
            mark = place(draft.node, ["wording", "by"])
            self.reading.complain(mark, "wording.by", "`by` must name an earlier choice question")
            return None
        for code in labels:
            if code not in options:
                mark = key_place(draft.node, ["wording", code])
                self.reading.complain(
                    mark, "wording.option", f"{named} has no option {code}{did_you_mean(code, options)}"
                )
        return Wording(by, known.row_of(by), labels)

    def usual(self, draft: DraftField) -> Any:
        node = draft.node.get("usual")
        answer = None if node is None else usual_answer(draft.type, draft.settings, draft.shape.usual)
        if node is not None and answer is None:
            advice = "write an option that the counter offers and that has no `tell`, or true or false for a yes_no"
            self.reading.complain(node.mark, "usual.answer", advice)
        return answer

    def change(self, draft: DraftField, before: Set[str]) -> tuple[str, Expression | None]:
        node = draft.node.get("known_from")
        if node is None or "from" not in node.mapping:
            return ANYONE, None
        return change_of(self.reading, self.rules, draft, node, before)

    def known(self, draft: DraftField, before: Set[str]) -> tuple[str, Expression | None, Expression | None]:
        node = draft.node.get("known_from")
        if node is None:
            return _of_spouse(draft), None, None
        source = node.mapping.get("from", node)
        when = self.rules.expression(node.get("when"), before, place=draft.place)
        text = str(source.value)
        if text.startswith(("register.", "principal.", "city.", f"{CHOOSE}(")):
            wanted = draft.type.rule_type(draft.settings)
            return "", when, self.rules.expression(source, before, wanted, draft.place)
        if self.known_answer(draft):
            return "", when, None
        if is_inherited(text):
            check_inherited(self.reading, draft, source, self.rules.follows)
            return text, when, None
        known = sorted(f"applicant.{name}" for name in APPLICANT)
        if text not in known:
            self.reading.complain(
                source.mark, "known_from.unknown", f"unknown source {text}{did_you_mean(text, known)}"
            )
        return text, when, None

    def known_answer(self, draft: DraftField) -> str:
        """An option that a rule makes known, or ""."""
        node = draft.node.get("known_from")
        source = node.mapping.get("from") if node is not None and node.get("when") is not None else None
        text = str(source.value) if source is not None else ""
        return text if text in draft.type.options(draft.settings) else ""


def _holds(rule: Expression, answer: object) -> bool:
    scope: Any = SimpleNamespace(environment=None, value=lambda *_: answer, answered=lambda *_: True)
    return rule.evaluate(scope) is True


def _of_spouse(draft: DraftField) -> str:
    # What is asked of the applicant's spouse is known as theirs, if it is a stable fact; an address is not.
    person, _, fact = draft.shape.concept.partition(".")
    known = person == "person" and fact in _OF_SPOUSE and draft.place.role == SPOUSE and not draft.place.row
    return f"applicant.{SPOUSE}.{fact}" if known else ""


def _names(drafts: Sequence[DraftPage | DraftRepeat]) -> frozenset[str]:
    return frozenset(field.name for field in fields_in(drafts)) | frozenset(
        repeat.name for repeat in repeats_in(drafts)
    )
