"""A city's environment for samples and trials without an installation."""

import random
from datetime import date
from functools import cache

from forms.city.city import City
from forms.definition.known import Known, residents
from forms.definition.procedure import Procedure
from forms.fields.file import SAMPLES
from forms.path.environment import Environment
from integrations.banks.city_rows import CityRows as BankRows
from integrations.towns.city_rows import CityRows as TownRows

NOBODY = Known({})


def person_of(procedure: Procedure, city: City, seed: int) -> str:
    """With a card, or "" if the procedure needs no sign-in."""
    holders = [person.id for person in city.people if person.card]
    return random.Random(seed).choice(holders) if procedure.sign_in == "card" and holders else ""


def environment_of(procedure: Procedure, city: City, day: date, person: str = "") -> Environment:
    in_force = {name: setting.default for name, setting in procedure.settings.items()}
    known = residents(city).get(person, NOBODY) if person else NOBODY
    return Environment(
        today=day,
        calendar=city.calendar,
        towns=TownRows(lambda: city.towns).towns,
        city=in_force | dict(city.settings_of(procedure.id, day)),
        principal=known.principal,
        applicant=known.applicant,
        household=known.household,
        banks=BankRows(lambda: city.branches).banks,
        facilities=lambda kind: city.facilities(kind, day),
        slots=cache(lambda resource: city.slots(resource, day)),  # each answer that is a time looks them up
        lists=city.entries,
        files={file.id: file for file in SAMPLES}.get,
    )
