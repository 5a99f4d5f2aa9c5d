"""Questions that an answer on the same page asks are on that page, hidden until it is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure
from forms.path.joining import MOST_QUESTIONS, may_join
from forms.path.path import AskedPage, Path

Try = Callable[[Mapping[str, Value], range], Path]
_YES_NO = {"yes": True, "no": False}


@dataclass
class _Extended:
    parts: list[AskedPage]
    # by question, the boxes of each controlling question with which it is asked
    shown: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)


def with_follow_ups(procedure: Procedure, path: Path, asked: AskedPage, attempt: Try) -> AskedPage:
    """`attempt`: the pages of some steps (by index) with other answers."""
    extended = _Extended(list(asked.parts or (asked,)))
    tried: dict[str, list[str]] = {}
    for question, (box, value), steps in _deciding(asked, _read(procedure, path, extended.parts)):
        after = attempt({question: value}, steps)
        if after.stopped is not None:
            continue
        tried.setdefault(question, []).append(box)
        _take(extended, path, after, question, box)
    return _drawn(asked, extended, tried)


def _deciding(asked: AskedPage, read: Mapping[str, range]) -> Iterator[tuple[str, tuple[str, Value], range]]:
    for field_ in asked.fields:
        if field_.name in read:
            codes: Mapping[str, Value] = _YES_NO if field_.type.id == "yes_no" else {}
            if field_.type.control == "choice" and not codes:
                codes = {code: code for code in field_.type.options(field_.settings)}
            yield from ((field_.id, pair, read[field_.name]) for pair in codes.items())


def _read(procedure: Procedure, path: Path, parts: Sequence[AskedPage]) -> Mapping[str, range]:
    # What decides whether these pages, and those directly behind, are asked: from their first step to the last that reads it.
    asked, shown = {page.page.path for page in path.pages}, {part.page.path for part in parts}
    names, behind, first = dict[str, range](), False, len(procedure.steps)
    for number, step in enumerate(procedure.steps):
        for page in step.pages:
            behind = page.path in shown or (behind and page.path not in asked)
            if behind:
                first = min(first, number)
                rules = (step.when, *(field_.when for field_ in page.fields))
                steps = range(first, number + 1)
                names.update((name, steps) for rule in rules if rule is not None for name in rule.names)
    return names


def _take(extended: _Extended, path: Path, after: Path, question: str, box: str) -> None:
    # Whole pages follow only if they are small, and directly behind one that is shown.
    before = ""
    for asked in after.pages:
        place = next((n for n, part in enumerate(extended.parts) if part.page.id == asked.page.id), None)
        if place is None and path.page(asked.page.id) is None:
            place = _place_behind(extended, before, after, asked)
        if place is not None:
            _merge(extended, place, asked, after, question, box)
        before = asked.page.id


def _place_behind(extended: _Extended, before: str, after: Path, asked: AskedPage) -> int | None:
    place = next((n for n, part in enumerate(extended.parts, 1) if part.page.id == before), None)
    count = sum(field_.compute is None for part in extended.parts for field_ in part.fields)
    more = sum(field_.compute is None for field_ in asked.fields)
    if place is None or not more or count + more > MOST_QUESTIONS or not may_join(after, asked):
        return None
    extended.parts.insert(place, replace(asked, fields=()))
    return place


def _merge(extended: _Extended, place: int, asked: AskedPage, after: Path, question: str, box: str) -> None:
    part = extended.parts[place]
    present = [field_.id for field_ in part.fields]
    fields = list(part.fields)
    for field_ in asked.fields:
        if field_.compute is not None:
            continue
        extended.shown.setdefault(field_.id, {}).setdefault(question, []).append(box)
        if field_.id not in present:
            extended.required |= {field_.id} & after.required
            fields.append(field_)
    order = [template.own or template.id for template in asked.page.fields]
    fields.sort(key=lambda field_: order.index(field_.own or field_.id))
    extended.parts[place] = replace(part, fields=tuple(fields))


def _drawn(asked: AskedPage, extended: _Extended, tried: Mapping[str, list[str]]) -> AskedPage:
    fields = tuple(field_ for part in extended.parts for field_ in part.fields)
    only_if = {
        field_.id: conditions
        for field_ in fields
        if (conditions := _conditions(field_, extended.shown.get(field_.id, {}), tried))
    }
    if not only_if:
        return asked
    parts = tuple(extended.parts) if asked.parts or len(extended.parts) > 1 else ()
    page = replace(asked.page, fields=fields)
    return replace(
        asked, page=page, fields=fields, parts=parts, only_if=only_if, then_required=frozenset(extended.required)
    )


def _conditions(
    field_: Field, shown: Mapping[str, list[str]], tried: Mapping[str, list[str]]
) -> dict[str, tuple[str, ...]]:  # fmt: skip
    return {
        question: tuple(boxes)
        for question, boxes in shown.items()
        if field_.id != question and boxes != tried[question]
    }
