"""受付の窓口 of an application: chosen by the applicant, or of the counter that took it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.city.city import City
from forms.definition.procedure import Procedure
from forms.path.environment import Facility
from forms.path.offers import FacilityRow


def offices_for(city: City, procedure: Procedure, on: date) -> tuple[Facility, ...]:
    """() if the procedure asks for none."""
    if procedure.receiving is None:
        return ()
    return city.facilities(procedure.by_name[procedure.receiving.question].settings.kind, on)


def office_of_arrival(city: City, procedure: Procedure, answers: Mapping[str, Any], place: str, on: date) -> str:
    """The one of the answers; where it was not asked, of the counter `place`. "" = none."""
    if procedure.receiving is None:
        return ""
    chosen = procedure.receiving.chosen(answers)
    return chosen or next(
        (row.id for row in offices_for(city, procedure, on) if row.counter and row.counter == place), ""
    )


def office_of_correction(procedure: Procedure, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Of a correction that chooses another one; "" = as it is, also where a clerk has moved it."""
    if procedure.receiving is None:
        return ""
    chosen = procedure.receiving.chosen(after)
    return chosen if chosen != procedure.receiving.chosen(before) else ""


def office_named(city: City, office: str, on: date) -> FacilityRow | None:
    """As it is called on that day. None without one, or if the city has struck it out."""
    return city.places.named(office, on) if office else None


def office_title(city: City, office: str, on: date) -> str:
    row = office_named(city, office, on)
    return row.name if row is not None else office


def office_line(city: City, office: str, on: date) -> str:
    """港町支所（港町二丁目、電話 000-000-1200、月曜から金曜 8時30分から17時15分）; "" without one."""
    row = office_named(city, office, on)
    if row is None:
        return office
    about = "、".join(filter(None, (row.place, row.telephone and f"電話 {row.telephone}", row.hours)))
    return f"{row.name}（{about}）" if about else row.name
