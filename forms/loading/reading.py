"""One file while it is read: where complaints gather, each with its place. Knows shapes, not what they are for."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from forms.complaints import Complaint
from forms.loading.misfit import advice, key_of, keys_at
from forms.loading.tree import Mark, Node, file_of
from forms.rules.faults import did_you_mean

M = TypeVar("M", bound=BaseModel)


class Reading:
    """Complaints about the file `name`, in the order found."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.complaints: list[Complaint] = []
        self._told: set[tuple[Mark, str, str]] = set()

    def complain(self, mark: Mark, key: str, text: str, *, of: str = "") -> None:
        """Once of each kind at one place, for a value of several allowed types fails once for each of them; `of`: of several things that
        one place lacks, which."""
        if (mark, key, of) not in self._told:
            self._told.add((mark, key, of))
            self.complaints.append(Complaint(file_of(mark, self.name), *mark, key, text))

    def pass_over(self, mark: Mark, key: str) -> None:
        """Nothing of this kind is said at this place any more: what caused it has been told."""
        self._told.add((mark, key, ""))

    def shape(self, model: type[M], node: Node) -> M | None:
        """The node as `model`, or None after complaints."""
        try:
            return model.model_validate(node.plain())
        except ValidationError as error:
            self.invalid(error, node, model)
            return None

    def invalid(self, error: ValidationError, node: Node, *models: type[BaseModel]) -> None:
        """Complains about each thing that was found in `node`, which has the keys of all `models`."""
        misfits: dict[tuple[int | str, ...], list[ErrorDetails]] = {}
        details = error.errors(include_url=False)
        places = [detail["loc"] for detail in details]
        for detail in details:
            steps = detail["loc"]
            if detail["type"] == "extra_forbidden":
                guess = did_you_mean(str(steps[-1]), keys_at(models, steps[:-1]))
                self.complain(key_place(node, steps), "key.unknown", f"unknown key {_name(steps)}{guess}")
            elif detail["type"] == "missing":
                # Below a value of several allowed types each of them lacks something else: the first says enough.
                whole = len(_known(node, steps[:-1])) == len(steps) - 1
                said = f"{_name(steps)} is missing: write it here"
                self.complain(place(node, steps), "key.missing", said, of=_name(steps) if whole else "")
            elif detail["type"] != "too_short" or not _has_below(places, steps):
                # What is too short only because a part of it was wrong is complained about there.
                misfits.setdefault(_known(node, steps), []).append(detail)
        for steps, details in misfits.items():
            at = key_place(node, steps[:-1]) if steps[-1:] == ("[key]",) else place(node, steps)
            name = _name(steps)
            self.complain(at, key_of(details), f"{name}: {advice(details)}" if name else advice(details))


def _has_below(places: Sequence[tuple[int | str, ...]], steps: tuple[int | str, ...]) -> bool:
    return any(len(place) > len(steps) and place[: len(steps)] == steps for place in places)


def _known(node: Node, steps: Sequence[int | str]) -> tuple[int | str, ...]:
    """As far as the file has these steps: pydantic adds the types that it tried."""
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
    """The keys of a model as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


def walk(node: Node, steps: Sequence[int | str]) -> Node:
    """The part that `steps` lead to, or the last one on the way that the file has."""
    for step in steps:
        child = node.get(step)
        if child is None:
            break
        node = child
    return node


def place(node: Node, steps: Sequence[int | str]) -> Mark:
    return walk(node, steps).mark


def key_place(node: Node, steps: Sequence[int | str]) -> Mark:
    """Where the key stands that `steps` lead to."""
    parent = walk(node, steps[:-1])
    return parent.keys.get(str(steps[-1]), parent.mark)
