"""Answers as written in scenarios: as `nested_answers`, with `children[*]: {…}` for every row, names in one string and
files by their number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.fields.file import SAMPLES
from forms.path.nested_answers import Names, leaves

_NAMES = ("person_name", "kana")


@dataclass(frozen=True)
class Given:
    answers: dict[str, Value] = field(default_factory=dict)
    everywhere: dict[str, Value] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def get(self, field_: Field) -> Value | None:
        return self.answers.get(field_.id, self.everywhere.get(field_.name))

    @property
    def names(self) -> set[str]:
        return {full_name(name) for name in self.answers} | set(self.everywhere)


def read_answers(procedure: Procedure, written: Mapping[str, Any]) -> Given:
    given, names = Given(), Names.of(procedure)
    everywhere = {name: value for name, value in written.items() if name.endswith("[*]")}
    for name, value in everywhere.items():
        _everywhere(procedure, given, name.removesuffix("[*]").replace("[*]", ""), value)
    for key, value in leaves(names, {name: value for name, value in written.items() if name not in everywhere}):
        if full_name(key) in procedure.by_name:
            given.answers[key] = as_stored(procedure.field(key), value)
        elif names.lists(key, value):
            given.answers[key] = value
        else:
            given.unknown.add(full_name(key))
    return given


def _everywhere(procedure: Procedure, given: Given, repeat: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        given.unknown.add(f"{repeat}[*]")
        return
    for name, inner in value.items():
        full = f"{repeat}.{name}"
        if full in procedure.by_name:
            given.everywhere[full] = as_stored(procedure.by_name[full], inner)
        else:
            given.unknown.add(full)


def as_stored(field: Field, value: Any) -> Value:
    if field.type.id == "file" and type(value) is int:
        return [file.stored for file in SAMPLES if file.media in field.settings.accepted][:value]
    if field.type.id not in _NAMES or not isinstance(value, str):
        return value
    family, _, given = value.replace("\u3000", " ").partition(" ")
    return {"family": family, "given": given} if given else {"full": family}
