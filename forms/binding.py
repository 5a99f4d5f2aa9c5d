"""From what was posted to answers and mistakes. Mistakes are values; a post can be anything and nothing is raised."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from forms.answers import Answers
from forms.environment import Environment
from forms.field import Parsed, Raw
from forms.mistakes import Mistake
from forms.path import Path, trace
from forms.procedure import Field, Procedure
from forms.speech import Speech

Posted = Mapping[str, Sequence[str]]


def bind(procedure: Procedure, names: Set[str], posted: Posted, answers: Answers, environment: Environment) -> Path:
    """The path when the fields `names` are read from `posted` and all others from `answers`.

    An answer that is required and missing is a mistake only among `names`: nobody is told off for a question they
    have not seen yet."""

    found = by_question(names, posted)

    def read(field: Field) -> Parsed:
        if field.id in names:
            return field.type.parse(found.get(field.id, {}), field.settings, environment)
        return Parsed(answers.get(field.id))

    path = trace(procedure, read, environment, answers)
    required = {name: (Mistake(f"{procedure.field(name).type.id}.required"),) for name in path.missing if name in names}
    mistakes = {name: found for name, found in {**path.mistakes, **required}.items() if name in names}
    return replace(path, mistakes=mistakes)


def boxes(name: str, posted: Posted) -> Raw:
    """The boxes of field `name` in a post: `birth.year` is box `year` of field `birth`, `birth` its only box."""
    prefix = f"{name}."
    found = {key[len(prefix) :]: tuple(values) for key, values in posted.items() if key.startswith(prefix)}
    if name in posted:
        found[""] = tuple(posted[name])
    return found


def by_question(names: Set[str], posted: Posted) -> Mapping[str, Raw]:
    """The boxes of each question of `names` that has any. Each box is looked at once: a screen may have thousands."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for box, values in posted.items():
        name = owner(box, names)
        if name:
            found.setdefault(name, {})[box[len(name) + 1 :]] = tuple(values)
    return found


def owner(box: str, names: Set[str]) -> str:
    """Which of the questions `names` a box belongs to: `children.1.name.family` to `children.1.name`. "" for none."""
    while box and box not in names:
        box = box.rpartition(".")[0]
    return box


def sentence(mistake: Mistake, field: Field, speech: Speech) -> str:
    """The mistake in words. A rule's own sentence comes from the definition, all others from the engine's messages."""
    if mistake.key == "rule":
        return speech.text(mistake.place, str(mistake.arguments["say"]))
    arguments = field.type.said(mistake.arguments, speech)
    return speech.message(mistake.key, label=speech.text(field.label_place, field.label), **arguments)
