"""A procedure's rules on paper: the city's settings and the doors are known; the form prints what remains."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property

from forms.city.city import City
from forms.definition.procedure import Field, Page, Procedure, Repeat
from forms.definition.text_values import with_labels
from forms.fields.yes_no import CODES
from forms.path.consequences import due_day
from forms.path.environment import Environment
from forms.path.path import walk
from forms.rules.expression import Expression
from forms.rules.parse import parse
from forms.rules.specialise import TRUE, Known, is_always, is_never, specialise
from forms.rules.types import DATE, YES_NO
from portal.services.procedures.rule_words import rule_words, value_words

PAPER_DOORS = ("counter", "post")
# A longer way of counting a day would not be read: the form names the section instead.
_MOST_WORDS = 110
_CHOICE = "でなければ"
_NAMES = {"today": "出す日", "door": "出し方"}
_Rule = tuple[ast.expr, str]  # and the question or repeat that has it


class PaperRules:
    """`names`: full name → name on the form (問3)."""

    def __init__(self, procedure: Procedure, city: City, on: date, names: Mapping[str, str]) -> None:
        self.procedure = procedure
        self.names = {**_NAMES, **names}
        self.on = on
        self.calendar = city.calendar
        self.settings = {name: setting.default for name, setting in procedure.settings.items()}
        self.settings |= city.settings_of(procedure.id, on)

    def named(self, names: Mapping[str, str]) -> "PaperRules":
        """The same rules, without finding again what paper never asks."""
        renamed = copy(self)
        renamed.names = {**_NAMES, **names}
        return renamed

    @cached_property
    def known(self) -> Known:
        """Without questions that paper never asks, repeatedly: each may make others impossible."""
        known = self._settings()
        while True:
            never = [
                name for name, rules in self._conditions.items() if any(self._never(rule, known) for rule in rules)
            ]
            values = {**known.values, **dict.fromkeys(never, ())}
            if len(values) == len(known.values):
                return self._with_computed(known)
            known = replace(known, values=values)

    def _settings(self) -> Known:
        procedure = self.procedure
        doors = tuple(door for door in PAPER_DOORS if door in procedure.who) or PAPER_DOORS
        values: dict[str, Sequence[object]] = {"door": doors}
        codes: dict[str, Sequence[str]] = {"door": ("online", *PAPER_DOORS)}
        for name, setting in procedure.settings.items():
            if setting.type == "table":
                continue  # no single value to print
            values[f"city.{name}"] = (_value(setting.type, self.settings[name]),)
            codes[f"city.{name}"] = setting.options
        for field in procedure.fields:
            codes[field.name] = tuple(field.type.options(field.settings))
        names = {*procedure.by_name, *(repeat.id for repeat in procedure.repeats)}
        return Known(values, frozenset(names), codes)

    def _with_computed(self, known: Known) -> Known:
        computed: dict[str, ast.expr] = {}
        for field in self.procedure.fields:
            # Of rows there is a value in each: the form has no words for all of them.
            if field.compute is not None and field.own == "":
                within = replace(known, computed=computed).within(field.name)
                computed[field.name] = specialise(parse(field.compute.text), within)
        return replace(known, computed=computed)

    @cached_property
    def _conditions(self) -> Mapping[str, list[_Rule]]:
        conditions: dict[str, list[_Rule]] = {}
        for step in self.procedure.steps:
            around = _rule(step.when, "")
            conditions |= dict(_rules(step.items, around))
        return conditions

    @staticmethod
    def _never(rule: _Rule, known: Known) -> bool:
        return is_never(specialise(rule[0], known.within(rule[1])))

    def asks(self, field: Field) -> bool:
        return self.known.values.get(field.name) != ()

    def remains(self, rule: Expression, within: str) -> ast.expr:
        return specialise(parse(rule.text), self.known.within(within))

    def when(self, rule: Expression | None, within: str) -> str:
        """ "" if it always holds; あてはまる人だけ if the rule reads badly on paper."""
        remaining = TRUE if rule is None else self.remains(rule, within)
        if is_always(remaining):
            return ""
        saying = rule_words(self.procedure, remaining, within, self.names)
        return saying.when if saying.plain else "あてはまる人だけ"

    def is_needed(self, rule: Expression | None, within: str) -> bool:
        return rule is None or not is_never(self.remains(rule, within))

    def due(self) -> date | str:
        """Or how to count it; "" without words for it."""
        due = self.procedure.due
        if due is None:
            return ""
        environment = Environment(self.on, self.calendar, door=self.known.values["door"][0], city=self.settings)  # type: ignore[arg-type]
        day = due_day(self.procedure, walk(self.procedure, {}, environment))
        if day is not None:
            return day
        known = replace(self.known, values={**self.known.values, "today": (self.on,)})
        remaining = specialise(parse(due.on.text), known)
        saying = value_words(self.procedure, remaining, names=self.names)
        if not saying.plain or len(saying.words) > _MOST_WORDS or saying.words.count(_CHOICE) > 1:
            return ""
        return saying.words + ("の日" if isinstance(remaining, ast.Name | ast.Attribute) else "")

    def stops(self, field: Field) -> tuple[Mapping[str, str], str]:
        """Advice by code of the ending option, and advice on several options."""
        if field.stop is None:
            return {}, ""
        advice = with_labels(field.stop.say + field.stop.next, field.stop.values)
        rule = parse(field.stop.when.text)
        if is_never(self.remains(field.stop.when, field.name)):
            return {}, ""
        codes = tuple(field.type.options(field.settings))
        several = field.type.rule_type(field.settings).name == "choices"
        values: Mapping[str, object] = {code: [code] if several else code for code in codes}
        if field.type.rule_type(field.settings) == YES_NO:
            values = dict(zip(CODES, (True, False), strict=True))
        ended = [code for code, value in values.items() if is_always(self._assumed(rule, field, value))]
        if ended:
            return dict.fromkeys(ended, advice), ""
        saying = rule_words(self.procedure, self.remains(field.stop.when, field.name), field.name, self.names)
        return {}, f"{saying.when if saying.plain else 'あてはまる人'}：{advice}"

    def _assumed(self, rule: ast.expr, field: Field, value: object) -> ast.expr:
        known = replace(self.known, values={**self.known.values, field.name: (value,)})
        return specialise(rule, known.within(field.name))


def _value(type_: str, value: object) -> object:
    return date.fromisoformat(value) if type_ == DATE.name and isinstance(value, str) else value


def _rule(rule: Expression | None, within: str) -> list[_Rule]:
    return [] if rule is None else [(parse(rule.text), within)]


def _rules(items: Sequence[Page | Repeat], around: list[_Rule]) -> Iterator[tuple[str, list[_Rule]]]:
    for item in items:
        if isinstance(item, Page):
            yield from ((field.name, [*around, *_rule(field.when, field.name)]) for field in item.fields)
            continue
        outside = [*around, *_rule(item.when, item.id)]
        yield item.id, outside
        yield from _rules(item.items, outside)
