"""The small world in which scenarios are tried: one city's own rows and people, sample files, and nothing from outside."""

from datetime import date

from forms.city import City
from forms.complaints import Complaint
from forms.environment import Branch, Environment, Town
from forms.fields.file import SAMPLES
from forms.known import residents
from forms.procedure import Procedure
from forms.scenarios import run_scenario


def try_scenarios(procedure: Procedure, city: City) -> list[Complaint]:
    """What does not come out, of all of them."""
    return [said for number in range(len(procedure.scenarios)) for said in try_scenario(procedure, number, city)]


def try_scenario(procedure: Procedure, number: int, city: City) -> list[Complaint]:
    """What does not come out of one, by its number in the file from 0. It runs on the definition's own settings: what
    the city set since is no fault of the definition."""
    day = date.fromisoformat(procedure.scenarios[number]["today"])
    return run_scenario(procedure, number, environment_of(procedure, city, day), residents(city))


def environment_of(procedure: Procedure, city: City, on: date) -> Environment:
    """The look-ups as they are on that day."""

    def towns(postal: str) -> tuple[Town, ...]:
        return tuple(town for town in city.towns if town.postal == postal)

    def banks(bank: str, branch: str) -> tuple[Branch, ...]:
        rows = (row for row in city.branches if bank in (row.bank, row.bank_name))
        return tuple(row for row in rows if branch in ("", row.branch, row.branch_name))

    return Environment(
        on,
        city.calendar(),
        towns=towns,
        city={name: setting.default for name, setting in procedure.settings.items()},
        banks=banks,
        facilities=lambda kind: city.facilities(kind, on),
        slots=lambda resource: city.slots(resource, on),
        files={file.id: file for file in SAMPLES}.get,
    )
