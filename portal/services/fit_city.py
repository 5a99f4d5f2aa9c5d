"""Whether a city has what its procedures and guides name: an office for each duty, what is booked and wished for, and settings that are read."""

from collections.abc import Iterable, Iterator
from datetime import date

from forms.city import City
from forms.complaints import Complaint
from forms.guide import Guide
from forms.identity_papers import FILE as IDENTITY_PAPERS
from forms.loading.terms import is_value
from forms.points import Reckoner
from forms.procedure import Procedure
from forms.reading import complaint_at
from forms.rules.faults import did_you_mean


def fit_city(city: City, procedures: Iterable[Procedure], on: date) -> list[Complaint]:
    """Complaints at the place in the definition. A duty without an office would be a page without a telephone."""
    known = list(procedures)
    complaints = []
    for procedure in known:
        line, column = procedure.marks.get("duty", (1, 1))
        rows = city.duties.get(procedure.duty, ())
        if not any(row.holds(on) for row in rows):
            guess = did_you_mean(procedure.duty, city.duties)
            text = f"no office of {city.name} holds the duty {procedure.duty} on {on}{guess}; write it into city.yaml"
            complaints.append(Complaint(procedure.source, line, column, "city.duty", text))
        complaints += _offered(city, procedure)
    by_id = {procedure.id: procedure for procedure in known}
    return [
        *complaints,
        *_settings(city, by_id),
        *_policies(city, by_id),
        *_by_two(city, by_id),
        *_years(city, by_id),
        *_points(city, known),
    ]


def fit_guides(city: City, guides: Iterable[Guide]) -> list[Complaint]:
    """What the city sets for guides, under `guide-<id>`."""
    return list(_settings(city, {one.questions.id: one.questions for one in guides}))


def _offered(city: City, procedure: Procedure) -> Iterator[Complaint]:
    """Questions that nobody could answer here, on any day."""
    resources = {row.id for row in city.times.resources} | {row.resource for row in city.times.slots}
    kinds = {row.kind for row in city.places.facilities}
    for field in procedure.fields:
        for kind, key, there, file in (
            ("slot", "resource", resources, "slots.yaml"),
            ("facility", "kind", kinds, "facilities.yaml"),
        ):
            wanted = getattr(field.settings, key) if field.type.id == kind else None
            if wanted is not None and wanted not in there:
                line, column = procedure.marks.get(f"{field.path}.{key}", (1, 1))
                text = f"{city.name} has no {key} {wanted}{did_you_mean(wanted, there)}; write it into {file}"
                yield Complaint(procedure.source, line, column, "city.offer", text)


def _settings(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    for procedure in procedures.values():
        for name, rows in city.settings.get(procedure.id, {}).items():
            said = procedure.settings.get(name)
            if said is None:
                guess = did_you_mean(name, procedure.settings)
                text = f"{name} is no setting of {procedure.id}{guess}; take it out or mend its name"
                yield complaint_at(city.folder / "city.yaml", ("settings", procedure.id, name), "city.setting", text)
                continue
            for at, row in enumerate(rows):
                if not is_value(row.value, said.type, said.options):
                    text = f"{name} of {procedure.id} is {said.type}, which {row.value} is not: mend it"
                    steps = ("settings", procedure.id, name, at, "value")
                    yield complaint_at(city.folder / "city.yaml", steps, "city.setting", text)


def _policies(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    """Of what has to be shown at a counter for procedures that there are not."""
    for name in sorted(city.identity.procedures.keys() - procedures.keys()):
        text = f"{name} is no procedure{did_you_mean(name, procedures)}: take it out or mend its name"
        yield complaint_at(city.folder / IDENTITY_PAPERS, ("procedures", name), "city.identity", text)


def _by_two(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    for at, row in enumerate(city.paper_by_two):
        if row.procedure not in procedures:
            text = f"{row.procedure} is no procedure{did_you_mean(row.procedure, procedures)}: take it out or mend its name"
            yield complaint_at(city.folder / "city.yaml", ("paper_by_two", at, "procedure"), "city.setting", text)


def _years(city: City, procedures: dict[str, Procedure]) -> Iterator[Complaint]:
    """Years of procedures that do not say which year they are for: nothing would look at them."""
    for at, row in enumerate(city.fiscal.years):
        found = procedures.get(row.procedure)
        if found is not None and found.year is None:
            text = f"{row.procedure} does not say which year it is for: write time.window.year there, or take this out"
            yield complaint_at(city.folder / "years.yaml", ("years", at, "procedure"), "city.years", text)


def _points(city: City, procedures: Iterable[Procedure]) -> Iterator[Complaint]:
    """Lines of points that look at what the definition does not ask."""
    for procedure in procedures:
        for at, table in enumerate(city.points.tables):
            if table.procedure == procedure.id:
                for steps, text in Reckoner(table, procedure).faults:
                    yield complaint_at(city.folder / "points.yaml", ("tables", at, *steps), "city.points", text)
