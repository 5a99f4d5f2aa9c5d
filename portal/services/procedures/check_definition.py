"""Checks before publishing; of a refused definition, what can be checked."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from forms.city.city import City
from forms.complaints import Complaint, Refused
from forms.definition.official_form import official_form
from forms.definition.procedure import Procedure
from forms.guide.trial import environment_of, try_scenarios
from forms.linting import lint, lint_part
from forms.scenarios.scenarios import answers_of_part
from forms.text.reading import complaint_at
from portal.services.procedures.fit_city import fit_procedure


def check_definition(procedure: Procedure, city: City, titles: Collection[str] = ()) -> list[Complaint]:
    # `titles`: of all offered procedures.
    return sorted([*lint(procedure, titles), *try_scenarios(procedure, city)])


def every_complaint(refused: Refused, city: City, today: date) -> list[Complaint]:
    # Also of the rest where no complaint is yet.
    part = refused.part
    if part is None:
        return list(refused.complaints)
    known = {(complaint.file, complaint.line) for complaint in refused.complaints}
    if part.meaning:
        further = check_definition(part, city)
    else:
        further = lint_part(part) + answers_of_part(part, environment_of(part, city, today))
    further += fit_procedure(city, part, today)
    return sorted([*refused.complaints, *(line for line in further if (line.file, line.line) not in known)])


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
