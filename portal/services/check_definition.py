"""Whether a definition is fit to be published by this city: what a careful reader says, and its scenarios."""

from forms.city import City
from forms.complaints import Complaint
from forms.linting import lint
from forms.procedure import Procedure
from forms.trial import try_scenarios


def check_definition(procedure: Procedure, city: City) -> list[Complaint]:
    """Errors and warnings in the order of the file."""
    return sorted([*lint(procedure), *try_scenarios(procedure, city)])
