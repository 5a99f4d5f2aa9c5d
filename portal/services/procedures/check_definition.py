"""Checks a definition before publishing: lint and scenarios."""

from collections.abc import Collection

from forms.city.city import City
from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.guide.trial import try_scenarios
from forms.linting import lint


def check_definition(procedure: Procedure, city: City, titles: Collection[str] = ()) -> list[Complaint]:
    """`titles`: of all procedures that are offered."""
    return sorted([*lint(procedure, titles), *try_scenarios(procedure, city)])
