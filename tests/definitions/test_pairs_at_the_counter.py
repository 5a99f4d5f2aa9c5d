"""Pairs of shipped procedures through one visit: procedures first and second, beside one of each kind of `who`.
`make long` takes one of each set of shared questions (tests/long/register_pairs.py)."""

from collections.abc import Iterator

import pytest

from forms.definition.procedure import Procedure
from forms.path.filer import ANYONE, MANDATES
from portal.config import load_settings
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.definitions.pairs import Pairs, begun, of_each_kind
from tests.examples import some


@pytest.fixture(scope="module")
def pairs(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pairs]:
    url, folder = makers["sqlite"].offered(), tmp_path_factory.mktemp("pairs")
    settings = load_settings(env="test", data=folder, database_url=url, identity="none", now=NOW)
    installation = install(settings)
    yield begun(installation)
    installation.database.close()
    makers["sqlite"].take_back(url)


def kind(procedure: Procedure) -> str:
    who = procedure.who["counter"]
    if ANYONE in who:
        return "anyone"
    return "mandate" if MANDATES & set(who) else "own"


def test_procedures_of_the_counter_are_registered_before_and_after_one_of_each_kind(pairs: Pairs) -> None:
    procedures = [draft.procedure for draft in pairs.drafts.values()]
    shortest = sorted(procedures, key=lambda procedure: len(procedure.fields), reverse=True)
    beside = {kind(procedure): procedure.id for procedure in shortest}
    assert sorted(beside) == ["anyone", "mandate", "own"]
    ordered = {
        pair
        for name in some(pairs.drafts, 8)
        for other in beside.values()
        for pair in ((name, other), (other, name))
        if name != other
    }
    refused = {pair: refusal for pair in sorted(ordered) if (refusal := pairs.register(*pair))}
    assert refused == {}


def test_an_insurer_is_keyed_by_a_number_whose_check_digit_fits(pairs: Pairs) -> None:
    assert pairs.register("yokaigo-koshin", "zei-shomei") == ""


def test_each_procedure_is_first_and_second_beside_one_of_each_set_of_questions_that_two_share(pairs: Pairs) -> None:
    procedures = [draft.procedure for draft in pairs.drafts.values()]
    chosen = of_each_kind(procedures)
    assert {first for first, _ in chosen} == {second for _, second in chosen} == set(pairs.drafts)
    assert len(chosen) < len(procedures) ** 2 / 4
