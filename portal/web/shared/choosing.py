"""Eras, payment methods, facilities, times."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from forms.definition.procedure import Field
from forms.fields import slot
from forms.numbers.calendar import ERAS, Era, add_years, era_of
from forms.path.environment import Environment, Facility, Slot
from forms.path.scope import Row, Scope, keep_value
from forms.rules.expression import Expression
from forms.text.speech import Speech

_DAY = timedelta(days=1)
_CHILD, _NO_CHILD = "child", 40  # years: no day of a child's life is longer ago
_OF_DOOR = re.compile(r"door (?P<sign>[!=]=) (?P<name>\w+) or ")
_SEVERAL = re.compile(r"\b(and|or|not|in|if)\b")  # more than one comparison


@dataclass(frozen=True)
class Choosable:
    part: str  # input that posts `code` ("" = the field; `wish` = any select)
    code: str
    label: str
    group: str = ""  # heading
    day: str = ""  # ISO, of a time


def choosable(
    field: Field, speech: Speech, environment: Environment, beside: Mapping[str, Field] = MappingProxyType({})
) -> tuple[Choosable, ...]:
    # `beside`: by their names, the other questions that are asked and have to be answered.
    offer = _BY_CONTROL.get(field.type.control)
    return () if offer is None else offer(field, speech, environment, beside)


def _eras(*parts: str) -> "Offer":
    def offer(
        field: Field, speech: Speech, environment: Environment, beside: Mapping[str, Field]
    ) -> tuple[Choosable, ...]:
        if speech.language != "ja":
            return ()
        codes = ("western", *(era.id for era in _eras_of(field, environment, beside)))
        return tuple(Choosable(part, code, speech.message(f"era.{code}")) for part in parts for code in codes)

    return offer


def _eras_of(field: Field, environment: Environment, beside: Mapping[str, Field]) -> Iterator[Era]:
    now = era_of(environment.today).start
    for number, era in enumerate(ERAS):
        ended = era.start < now
        if not (ended and _excludes(field, ERAS[number - 1].start - _DAY, environment, beside, frozenset())):
            yield era


def _excludes(
    field: Field, day: date, environment: Environment, beside: Mapping[str, Field], seen: frozenset[str]
) -> bool:
    # By its own rules, `wish.day >= today` or `attains(birth, 18) > today`, no day of 明治 is looked for. What they compare grows with
    # the day: the last one of an era decides. A day that is not before that of another question (`birth >= child.birth`) has its bound.
    if field.role == _CHILD and add_years(day, _NO_CHILD) < environment.today:
        return True
    own = field.id.rpartition(".")[2]
    later = re.compile(rf"[^<>=]*\b{own}\b[^<>=]*>=?[^<>=]*\btoday\b[^<>=]*")
    after = re.compile(rf"(?:[\w.]+\.)?{own} >=? [\w.]+")
    for rule in (rule.that for rule in field.must):
        door = _OF_DOOR.match(rule.text)
        if door and (environment.door == door["name"]) == (door["sign"] == "=="):
            continue  # a rule of another door
        compared = rule.text[door.end() :] if door else rule.text
        if later.fullmatch(compared) and not _SEVERAL.search(compared) and _denies(rule, field, day, environment):
            return True
        others = [beside[name] for name in rule.names if name in beside and name != field.name]
        follows = after.fullmatch(compared) and len(others) == 1 and others[0].name not in seen
        if follows and _excludes(others[0], day, environment, beside, seen | {field.name}):
            return True
    return False


def _denies(rule: Expression, field: Field, day: date, environment: Environment) -> bool:
    iso, repeat = day.isoformat(), field.name.removesuffix(field.own).removesuffix(".") if field.own else ""
    stored = {"date": iso, "year_month": iso[:7], "period": {"from": iso, "to": iso}}.get(field.type.id)
    if stored is None:
        return False
    kind, settings, scope, row = field.type, field.settings, Scope(environment), Row()
    keep_value(row, field.name, kind.rule_value(stored, settings), kind.parts_of(stored, settings))
    scope.enter(repeat, row)
    return rule.evaluate(scope) is False


def _accounts(
    field: Field, speech: Speech, environment: Environment, _beside: Mapping[str, Field]
) -> tuple[Choosable, ...]:
    ways = (Choosable("way", way, speech.message(f"bank_account.way_{way}")) for way in field.settings.ways)
    kinds = (Choosable("kind", kind, speech.message(f"bank_account.{kind}")) for kind in field.settings.kinds)
    return (*ways, *kinds)


def _facilities(
    field: Field, speech: Speech, environment: Environment, _beside: Mapping[str, Field]
) -> tuple[Choosable, ...]:
    def label(row: Facility) -> str:
        about = "・".join(filter(None, (row.place, row.note, row.hours)))
        return f"{row.name}（{about}）" if about else row.name

    return tuple(Choosable("wish", row.id, label(row)) for row in environment.facilities(field.settings.kind))


def _slots(
    field: Field, speech: Speech, environment: Environment, _beside: Mapping[str, Field]
) -> tuple[Choosable, ...]:
    return tuple(
        Choosable(
            "",
            row.id,
            _slot(row, speech),
            slot.day_in_words(row.starts, speech),
            row.starts[:10],
        )
        for row in slot.offered(field.settings, environment)
    )


def _slot(row: Slot, speech: Speech) -> str:
    hours = slot.hours_at_place(row.starts, row.ends, row.place, speech)
    return speech.message("slot.won_by", hours=hours, number=row.won) if row.won else hours


Offer = Callable[[Field, Speech, Environment, Mapping[str, Field]], tuple[Choosable, ...]]

_BY_CONTROL: Mapping[str, Offer] = MappingProxyType(
    {
        "date": _eras("era"),
        "family": _eras("era"),
        "period": _eras("from_era", "to_era"),
        "bank_account": _accounts,
        "facility": _facilities,
        "slot": _slots,
    }
)
