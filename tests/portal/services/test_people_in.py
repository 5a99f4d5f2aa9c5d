"""Two people whom one definition asks about, with nothing before their names that would part them: no fact of the one is the other's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from forms.path import Path, walk
from forms.procedure import Procedure
from portal.services.ask_by_letter import addressee_of
from portal.services.cases import Case
from portal.services.compare_register import written_in
from portal.services.known_people import known_people
from portal.services.people_in import people_in, readings_in
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
    """What of a case these readers look at."""

    procedure: Procedure
    answers: Mapping[str, Any]
    path: Path


def whole(name: Mapping[str, str]) -> str:
    return f"{name['family']}\u3000{name['given']}"


@given(st.data(), _PEOPLE, _PEOPLE)
def test_two_people_of_one_definition_keep_their_own_facts(
    data: st.DataObject, filer: Mapping[str, Any], own: Mapping[str, Any]
) -> None:
    answers = {f"filer_{fact}": value for fact, value in filer.items()} | dict(own)
    mixed = dict(data.draw(st.permutations(list(answers.items()))))
    born = [one for one in (filer, own) if "birth" in one]
    assert people_in(TWO, mixed) == {(whole(one["name"]), one["birth"]) for one in born}
    assert readings_in(TWO, mixed) == {(whole(one["kana"]), one["birth"]) for one in born}
    known = {(one.names[0], one.readings[0], one.birth) for one in known_people(TWO, mixed)}
    assert known == {(whole(one["name"]), whole(one["kana"]), one.get("birth", "")) for one in (filer, own)}
    case = cast(Case, _Filed(TWO, mixed, walk(TWO, mixed, ENVIRONMENT)))
    compared = [{what: one.values[what] for what in one.values} for one in written_in(case)]
    assert all(one in compared for one in born)
    assert len(compared) == len(born)
    if "address" in own:
        assert addressee_of(cast(Any, None), case).address[0] == own["address"]["town"]
