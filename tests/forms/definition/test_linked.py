"""A later application is asked with the answers of the earlier one, in the shipped chain of 介護保険."""

from dataclasses import replace

import pytest

from forms.definition.linked import linked
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting.chains import check_chains
from forms.loading import load
from forms.loading.library import SHIPPED
from forms.path.path import walk
from tests.definitions.shelf import shelf
from tests.forms.first import ENVIRONMENT

CHAIN = ("yokaigo-nintei", "kaigo-futan-gendogaku", "kaigo-kogaku")
MOTHER = {"family": "髙見本", "given": "梅子"}


@pytest.fixture(scope="module")
def chain() -> dict[str, Procedure]:
    return {name: load(SHIPPED / "procedures" / f"{name}.yaml", fields=field_types()) for name in CHAIN}


def test_the_chain_is_sound_and_each_link_names_the_one_before(chain: dict[str, Procedure]) -> None:
    assert check_chains(chain.values(), chain) == []
    assert [step.follows.procedure if step.follows else "" for step in chain.values()] == ["", *CHAIN[:2]]


@pytest.mark.parametrize("name", CHAIN[1:])
def test_a_child_who_files_for_the_mother_need_not_write_her_again(chain: dict[str, Procedure], name: str) -> None:
    own = {"name": {"family": "髙見本", "given": "一郎"}}
    earlier = {"known": True, "answers.insured.name": MOTHER, "answers.insured.number": "0000000102"}
    environment = replace(ENVIRONMENT, applicant=own, earlier=earlier)
    given = {"application": "first", "filer.kind": "household"}
    known = walk(linked(chain[name]), given, environment).known
    assert (known["insured.name"], known["insured.number"]) == (MOTHER, "0000000102")
    assert known["filer.name"] == own["name"]
    assert "insured.name" not in walk(chain[name], given, environment).known


def test_only_questions_that_are_named_change(chain: dict[str, Procedure]) -> None:
    procedure = chain["kaigo-kogaku"]
    changed = [
        field.name for field, own in zip(linked(procedure).fields, procedure.fields, strict=True) if field != own
    ]
    assert procedure.follows is not None
    assert set(changed) == set(procedure.follows.answers)
    assert linked(chain["yokaigo-nintei"]) is chain["yokaigo-nintei"]
    assert linked(shelf()["chain-second"]) is shelf()["chain-second"]
