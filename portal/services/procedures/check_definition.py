"""Checks before publishing; of a refused definition, what can be checked."""

from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

from forms.city.city import City, load_city
from forms.complaints import Complaint, Refused
from forms.definition.official_form import official_form
from forms.definition.procedure import Procedure
from forms.guide.trial import environment_of, try_scenario
from forms.linting import lint, lint_part
from forms.scenarios.scenarios import answers_of_part
from forms.text.reading import complaint_at
from portal.config.settings import FICTIONAL
from portal.services.procedures.fit_city import fit_procedure

_city_of_examples = cache(lambda: load_city(FICTIONAL))


def check_definition(procedure: Procedure, city: City, titles: Collection[str] = ()) -> list[Complaint]:
    # `titles`: of all offered procedures.
    tried = [fault for number in range(len(procedure.scenarios)) for fault in try_example(procedure, number, city)]
    return sorted([*lint(procedure, titles), *tried])


def try_example(procedure: Procedure, number: int, city: City) -> list[Complaint]:
    # Examples judge the definition. Shipped ones name offices, times and list entries of the fictional city and count its
    # open days: a city that has others offers these procedures nevertheless.
    here = try_scenario(procedure, number, city)
    return here if here and try_scenario(procedure, number, _city_of_examples()) else []


def every_complaint(refused: Refused, city: City, today: date) -> list[Complaint]:
    # Also of the rest where no complaint is yet.
    part = refused.part
    if part is None:
        return list(refused.complaints)
    known = {(complaint.file, complaint.line) for complaint in refused.complaints}
    further = check_definition(part, city) if part.meaning else lint_part(part) + _impossible_answers(part, city, today)
    further += fit_procedure(city, part, today)
    return sorted([*refused.complaints, *(line for line in further if (line.file, line.line) not in known)])


def _impossible_answers(part: Procedure, city: City, today: date) -> list[Complaint]:
    here = answers_of_part(part, environment_of(part, city, today))
    if not here:
        return []
    examples = _city_of_examples()
    there = answers_of_part(part, environment_of(part, examples, today))
    return [fault for fault in here if fault in there]


def box_complaints(folder: Path, procedure: Procedure) -> list[Complaint]:
    # A question or a paper may fill a box of the official form.
    try:
        form = official_form(folder, procedure.id)
    except Refused as refused:
        return list(refused.complaints)
    known = {*procedure.by_name, *(paper.id for paper in procedure.papers)}
    path = folder / "boxes" / f"{procedure.id}.yaml"
    return [
        complaint_at(path, ("boxes", number), "value.unfit", f"{box.box}: no question or paper is called {box.from_}")
        for number, box in enumerate(form.boxes if form is not None else ())
        if box.from_ and box.from_ not in known
    ]
