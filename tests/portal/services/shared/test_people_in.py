"""Facts of two people are never mixed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from forms.definition.procedure import Procedure
from forms.path.path import Path, walk
from portal.services.cases.cases import Case
from portal.services.desk.case.compare_register import written_in
from portal.services.notices.ask_by_letter import addressee_in
from portal.services.residents.known_people import known_people
from portal.services.shared.people_in import people_in, readings_in
from tests.definitions.shelf import shelf
from tests.forms.loading.small import ENVIRONMENT

TWO = shelf()["two-people"]
_SIGNS = st.text(st.sampled_from("見本花子太郎架空例"), min_size=1, max_size=4)
_NAMES = st.builds(lambda family, given: {"family": family, "given": given}, _SIGNS, _SIGNS)
_DAYS = st.dates().map(lambda day: day.isoformat())
_PEOPLE = st.fixed_dictionaries(
    {"name": _NAMES, "kana": _NAMES},
    optional={"birth": _DAYS, "address": _SIGNS.map(lambda town: {"town": town, "street": "1番"})},
)


@dataclass(frozen=True)
class _Filed:
    procedure: Procedure
    answers: Mapping[str, Any]
    path: Path


def full_name(name: Mapping[str, str]) -> str:
    return f"{name['family']}\u3000{name['given']}"


@given(st.data(), _PEOPLE, _PEOPLE)
def test_two_people_of_one_definition_keep_their_own_facts(
    data: st.DataObject, filer: Mapping[str, Any], own: Mapping[str, Any]
) -> None:
    answers = {f"filer_{fact}": value for fact, value in filer.items()} | dict(own)
    mixed = dict(data.draw(st.permutations(list(answers.items()))))
    born = [person for person in (filer, own) if "birth" in person]
    assert people_in(TWO, mixed) == {(full_name(person["name"]), person["birth"]) for person in born}
    assert readings_in(TWO, mixed) == {(full_name(person["kana"]), person["birth"]) for person in born}
    known = {(person.names[0], person.readings[0], person.birth) for person in known_people(TWO, mixed)}
    assert known == {
        (full_name(person["name"]), full_name(person["kana"]), person.get("birth", "")) for person in (filer, own)
    }
    case = cast(Case, _Filed(TWO, mixed, walk(TWO, mixed, ENVIRONMENT)))
    compared = [{key: person.values[key] for key in person.values} for person in written_in(case)]
    assert all(person in compared for person in born)
    assert len(compared) == len(born)
    if "address" in own:
        assert addressee_in(TWO, mixed, case.path).address[0] == own["address"]["town"]
