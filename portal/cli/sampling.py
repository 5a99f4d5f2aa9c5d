"""`procedures sample`: made-up answers to a procedure, for whoever tries another program against it."""

import json
import random
from datetime import date, datetime
from typing import Annotated, Any

import typer

from forms.binding import sentence
from forms.city import City, load_city
from forms.environment import Environment
from forms.fields.file import SAMPLES
from forms.known import Known, residents
from forms.messages import sentences
from forms.nested_answers import nested
from forms.path import Path
from forms.procedure import Procedure
from forms.sampling import Broken, NoSample, invalid_sample, valid_sample
from forms.speech import Speech
from integrations.banks.city_rows import CityRows as BankRows
from integrations.towns.city_rows import CityRows as TownRows
from portal.cli.definitions import folders
from portal.cli.printing import Definition, day_of, definition_of
from portal.cli.problem import AsJson, Problem

NOBODY = Known({})


def sample(
    definition: Definition,
    valid: Annotated[bool, typer.Option("--valid/--invalid", help="Whole and right, or with one mistake.")] = True,
    seed: Annotated[int, typer.Option(min=0, help="The same number gives the same answers, on the same day.")] = 0,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As of this day; none: today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make answers up: every question on the way of somebody of the fictional city, rows too; every rule is kept."""
    procedure, city, day = definition_of(definition), load_city(folders().city), day_of(on)
    person = person_of(procedure, city, seed)
    environment = environment_of(procedure, city, day, person)
    try:
        if valid:
            path, broken = valid_sample(procedure, environment, seed), None
        else:
            path, broken = invalid_sample(procedure, environment, seed)
    except NoSample as error:
        raise Problem(f"{error}.") from None
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
        _tell(procedure, header, path, broken)


def person_of(procedure: Procedure, city: City, seed: int) -> str:
    """Who signed in: one of those with a card, or "" where nobody has to."""
    holders = [person.id for person in city.people if person.card]
    return random.Random(seed).choice(holders) if procedure.sign_in == "card" and holders else ""


def environment_of(procedure: Procedure, city: City, day: date, person: str = "") -> Environment:
    """The city on that day, seen by that person; the files that samples speak of are there."""
    in_force = {name: one.default for name, one in procedure.settings.items()}
    known = residents(city).get(person, NOBODY) if person else NOBODY
    return Environment(
        today=day,
        calendar=city.calendar(),
        towns=TownRows(city.towns).towns,
        city=in_force | dict(city.settings_of(procedure.id, day)),
        principal=known.principal,
        applicant=known.applicant,
        household=known.household,
        banks=BankRows(city.branches).banks,
        facilities=lambda kind: city.facilities(kind, day),
        slots=lambda resource: city.slots(resource, day),
        files={file.id: file for file in SAMPLES}.get,
    )


def _mistake(procedure: Procedure, broken: Broken | None) -> dict[str, Any]:
    """What to expect of a program that looks at these answers as we do."""
    if broken is None:
        return {}
    return {
        "mistake": {
            "question": broken.field.id,
            "boxes": {box: list(texts) for box, texts in broken.boxes.items()},
            "key": broken.mistake.key,
            "say": _say(procedure, broken),
        }
    }


def _say(procedure: Procedure, broken: Broken) -> str:
    return sentence(broken.mistake, broken.field, _speech(procedure))


def _speech(procedure: Procedure) -> Speech:
    return Speech("ja", sentences("ja"), procedure.texts["ja"])


def _tell(procedure: Procedure, header: dict[str, Any], path: Path, broken: Broken | None) -> None:
    print("\t".join(str(said) for said in header.values()))
    speech = _speech(procedure)
    for field in path.fields:
        if field.id in path.answers:
            shown = field.type.show(path.answers[field.id], field.settings, speech, field.path)
            print(f"{field.id}\t{field.label}\t{shown}")
    if broken is not None:
        print(f"{broken.field.id}\t{broken.mistake.key}\t{_say(procedure, broken)}")
