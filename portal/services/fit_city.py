"""Whether a city has what its procedures name: an office for each duty, and no setting that nobody reads."""

from collections.abc import Iterable
from datetime import date

from forms.city import City
from forms.complaints import Complaint
from forms.procedure import Procedure
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
    return complaints + _settings(city, {procedure.id: procedure for procedure in known})


def _settings(city: City, procedures: dict[str, Procedure]) -> list[Complaint]:
    return [
        Complaint(
            "city.yaml", 1, 1, "city.setting", f"{name} is no setting of {procedure}: take it out or mend its name"
        )
        for procedure, settings in city.settings.items()
        if procedure in procedures
        for name in settings
        if name not in procedures[procedure].settings
    ]
