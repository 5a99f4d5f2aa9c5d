"""`procedures sample`: invented answers."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from forms.city.city import load_city
from forms.definition.procedure import Procedure
from forms.messages import sentences
from forms.path.binding import sentence
from forms.path.nested_answers import nested
from forms.path.path import Path
from forms.scenarios.sampling import Broken, NoSample, invalid_sample, valid_sample
from forms.text.speech import Speech
from integrations.city_environment import environment_of, person_of
from portal.cli.definitions import folders
from portal.cli.printing import Definition, day_of, definition_of
from portal.cli.problem import AsJson, Problem


def sample(
    definition: Definition,
    valid: Annotated[bool, typer.Option("--valid/--invalid", help="Whole and right, or with one mistake.")] = True,
    seed: Annotated[int, typer.Option(min=0, help="The same number gives the same answers, on the same day.")] = 0,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As of this day; none: today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make answers for a person of the fictional city, with rows, keeping every rule."""
    procedure, city, day = definition_of(definition), load_city(folders().city), day_of(on)
    person = person_of(procedure, city, seed)
    environment = environment_of(procedure, city, day, person)
    try:
        if valid:
            path, broken = valid_sample(procedure, environment, seed), None
        else:
            path, broken = invalid_sample(procedure, environment, seed)
    except NoSample as error:
        raise Problem.of("見本の答えを作れません。", f"{error}.") from None
    header = {
        "procedure": procedure.id,
        "version": procedure.version,
        "meaning": procedure.meaning,
        "today": day.isoformat(),
        "person": person,
    }
    if as_json:
        made = {"header": header, "answers": nested(procedure, path.answers), **_mistake(procedure, broken)}
        print(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        _print_sample(procedure, header, path, broken)


def _mistake(procedure: Procedure, broken: Broken | None) -> dict[str, Any]:
    if broken is None:
        return {}
    return {
        "mistake": {
            "question": broken.field.id,
            "boxes": {box: list(texts) for box, texts in broken.boxes.items()},
            "key": broken.mistake.key,
            "say": _describe(procedure, broken),
        }
    }


def _describe(procedure: Procedure, broken: Broken) -> str:
    return sentence(broken.mistake, broken.field, _speech(procedure))


def _speech(procedure: Procedure) -> Speech:
    return Speech("ja", sentences("ja"), procedure.texts["ja"])


def _print_sample(procedure: Procedure, header: dict[str, Any], path: Path, broken: Broken | None) -> None:
    print("\t".join(str(value) for value in header.values()))
    speech = _speech(procedure)
    for field in path.fields:
        if field.id in path.answers:
            text = field.type.show(path.answers[field.id], field.settings, speech, field.path)
            print(f"{field.id}\t{field.label}\t{text}")
    if broken is not None:
        print(f"{broken.field.id}\t{broken.mistake.key}\t{_describe(procedure, broken)}")
