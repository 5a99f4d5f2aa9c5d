"""One file's complaints with line and column."""

import re
from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from difflib import get_close_matches
from functools import reduce
from operator import getitem
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from forms.complaints import Complaint
from forms.definition.event import EVENTS
from forms.loading.misfit import advice, key_of, keys_at
from forms.loading.tree import Mark, Node, file_of
from forms.rules.faults import did_you_mean

M = TypeVar("M", bound=BaseModel)
_WORD = re.compile("'([^']+)'")


class Reading:
    def __init__(self, name: str) -> None:
        self.name = name
        self.complaints: list[Complaint] = []
        self._reported: set[tuple[Mark, str, str]] = set()

    def complain(self, mark: Mark, key: str, text: str, *, of: str = "") -> None:
        """Once per key and place: a union fails once per type; `of` distinguishes complaints of one key."""
        if (mark, key, of) not in self._reported:
            self._reported.add((mark, key, of))
            self.complaints.append(Complaint(file_of(mark, self.name), *mark, key, text))

    def pass_over(self, mark: Mark, key: str) -> None:
        """Suppresses this key here: the cause is reported already."""
        self._reported.add((mark, key, ""))

    def shape(self, model: type[M], node: Node) -> M | None:
        try:
            return model.model_validate(node.plain())
        except ValidationError as error:
            self.invalid(error, node, model)
            return None

    def mended_shape(self, model: type[M], node: Node) -> M | None:
        """A value or key that may not be written is reported, and taken for one that may: the rest is checked in the same run."""
        try:
            return model.model_validate(node.plain())
        except ValidationError as error:
            self.invalid(error, node, model)
            details = error.errors(include_url=False)
        if not all(_choices(detail) or _is_unknown(node, detail) for detail in details):
            return None
        plain = deepcopy(node.plain())
        for detail in details:
            *above, last = _known(node, detail["loc"])
            holder = reduce(getitem, above, plain)
            if choices := _choices(detail):
                holder[last] = (get_close_matches(str(holder[last]), choices, 1) or choices)[0]
            else:
                meant = get_close_matches(str(last), keys_at([model], detail["loc"][:-1]), 1)
                value = holder.pop(last)
                for name in meant:
                    holder.setdefault(name, value)
        with suppress(ValidationError):  # of values that do not fit each other
            return model.model_validate(plain)
        return None

    def invalid(self, error: ValidationError, node: Node, *models: type[BaseModel]) -> None:
        misfits: dict[tuple[int | str, ...], list[ErrorDetails]] = {}
        details = error.errors(include_url=False)
        places = [detail["loc"] for detail in details]
        for detail in details:
            steps = detail["loc"]
            if detail["type"] == "extra_forbidden":
                guess = did_you_mean(str(steps[-1]), keys_at(models, steps[:-1]))
                self.complain(key_place(node, steps), "key.unknown", f"unknown key {_name(steps)}{guess}")
            elif detail["type"] == "missing":
                # Below a value of a union type each type misses other keys: the first is enough.
                parent_exists = len(_known(node, steps[:-1])) == len(steps) - 1
                message = f"{_name(steps)} is missing: {_misspelt(node, steps, models) or 'write it here'}"
                self.complain(place(node, steps), "key.missing", message, of=_name(steps) if parent_exists else "")
            elif detail["type"] != "too_short" or not _has_below(places, steps):
                # A list that is too short because one of its items is wrong is reported at that item.
                misfits.setdefault(_known(node, steps), []).append(detail)
        for steps, details in misfits.items():
            mark = key_place(node, steps[:-1]) if steps[-1:] == ("[key]",) else place(node, steps)
            name = _name(steps)
            self.complain(mark, key_of(details), f"{name}: {advice(details)}" if name else advice(details))


def _choices(detail: ErrorDetails) -> list[str]:
    if detail["type"] != "literal_error" or "[key]" in detail["loc"]:
        return []
    return _WORD.findall(detail["ctx"]["expected"])


def _is_unknown(node: Node, detail: ErrorDetails) -> bool:
    return detail["type"] == "extra_forbidden" and len(_known(node, detail["loc"])) == len(detail["loc"])


def _misspelt(node: Node, steps: Sequence[int | str], models: Sequence[type[BaseModel]]) -> str:
    others = set(walk(node, steps[:-1]).keys) - set(keys_at(models, steps[:-1]))
    close = get_close_matches(str(steps[-1]), sorted(others), 1)
    return f"is {close[0]} meant to be it?" if close else ""


def _has_below(places: Sequence[tuple[int | str, ...]], steps: tuple[int | str, ...]) -> bool:
    return any(len(place) > len(steps) and place[: len(steps)] == steps for place in places)


def _known(node: Node, steps: Sequence[int | str]) -> tuple[int | str, ...]:
    known: list[int | str] = []
    for step in steps:
        child = node.get(step)
        if child is None:
            return (*known, step) if step == "[key]" else tuple(known)
        known.append(step)
        node = child
    return tuple(known)


def _name(steps: Sequence[int | str]) -> str:
    return ".".join(str(step) for step in steps if step != "[key]")


def names_of(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def walk(node: Node, steps: Sequence[int | str]) -> Node:
    for step in steps:
        child = node.get(step)
        if child is None:
            break
        node = child
    return node


def place(node: Node, steps: Sequence[int | str]) -> Mark:
    return walk(node, steps).mark


def key_place(node: Node, steps: Sequence[int | str]) -> Mark:
    parent = walk(node, steps[:-1])
    return parent.keys.get(str(steps[-1]), parent.mark)


def check_events(reading: Reading, root: Node, events: Sequence[str]) -> None:
    for number, event in enumerate(events):
        if event not in EVENTS:
            mark = place(root, ["events", number])
            reading.complain(mark, "event.unknown", f"no life event {event}{did_you_mean(event, EVENTS)}")
