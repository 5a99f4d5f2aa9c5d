"""The office that serves an address, proposed where the applicant chooses the receiving office."""

from collections.abc import Iterable, Mapping
from typing import Any

from forms.definition.field import Value
from forms.definition.procedure import Procedure
from forms.path.environment import Environment, Facility


def near_office(procedure: Procedure, answers: Mapping[str, Any], environment: Environment) -> Mapping[str, Value]:
    """{question: its value}; {} if there is an answer, or no office serves the address."""
    receiving = procedure.receiving
    if receiving is None or not receiving.near or receiving.question in answers:
        return {}
    address = answers.get(receiving.near)
    if not isinstance(address, Mapping):
        return {}
    kind = procedure.by_name[receiving.question].settings.kind
    office = serving(environment.facilities(kind), f"{address.get('town', '')}{address.get('street', '')}")
    return {} if office is None else {receiving.question: [{"id": office.id, "name": office.name}]}


def serving(offices: Iterable[Facility], address: str) -> Facility | None:
    """The longest area wins: 港町二丁目 before 港町."""
    fitting = [(len(area), office) for office in offices for area in office.areas if address.startswith(area)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None
