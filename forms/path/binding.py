"""Posted data to answers and mistakes. Never raises."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import cast

from forms.answers import Answers
from forms.definition.field import Parsed, Raw
from forms.definition.procedure import Field, Procedure
from forms.definition.text_values import with_values
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.path.path import Path, trace
from forms.text.speech import Speech

Posted = Mapping[str, Sequence[str]]


def bind(procedure: Procedure, names: Set[str], posted: Posted, answers: Answers, environment: Environment) -> Path:
    """`names` are read from `posted`, others from `answers`. Missing answers are mistakes only among `names`: others
    were not shown yet."""

    posted_boxes = by_question(names, posted)

    def read(field: Field) -> Parsed:
        if field.id in names:
            return field.type.parse(posted_boxes.get(field.id, {}), field.settings, environment)
        return Parsed(answers.get(field.id))

    path = trace(procedure, read, environment, answers)
    required = {name: (Mistake(f"{procedure.field(name).type.id}.required"),) for name in path.missing if name in names}
    mistakes = {**path.mistakes, **required}
    return replace(path, mistakes={name: mistakes[name] for name in mistakes if name in names})


def boxes(name: str, posted: Posted) -> Raw:
    """Box `birth.year` is box `year` of field `birth`."""
    prefix = f"{name}."
    boxes_by_name = {key[len(prefix) :]: tuple(values) for key, values in posted.items() if key.startswith(prefix)}
    if name in posted:
        boxes_by_name[""] = tuple(posted[name])
    return boxes_by_name


def by_question(names: Set[str], posted: Posted) -> Mapping[str, Raw]:
    boxes_by_question: dict[str, dict[str, tuple[str, ...]]] = {}
    for box, values in posted.items():
        name = owner(box, names)
        if name:
            boxes_by_question.setdefault(name, {})[box[len(name) + 1 :]] = tuple(values)
    return boxes_by_question


def owner(box: str, names: Set[str]) -> str:
    """`children.1.name` for `children.1.name.family`, "" for an unknown box."""
    while box and box not in names:
        box = box.rpartition(".")[0]
    return box


def sentence(mistake: Mistake, field: Field, speech: Speech) -> str:
    if mistake.key == "rule":
        text = speech.text(mistake.place, cast(str, mistake.arguments["say"]))
        return with_values(text, mistake.values, speech)
    arguments = field.type.message_arguments(mistake.arguments, speech)
    return speech.message(mistake.key, label=speech.text(field.label_place, field.label), **arguments)
