"""Permitted roles by door."""

import pytest

from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.filer import own_questions, role_of
from portal.config import TREE
from portal.services.procedures.who_files import (
    OWN_RIGHT,
    asked_on_line,
    doors_of,
    may_file,
    roles_of,
)
from tests.forms.first import first
from tests.forms.loading.small import small

CARED_FOR = small(who="{online: [self, agent], counter: [same_household, self]}")


@pytest.mark.parametrize(
    ("door", "role", "may"),
    [
        ("online", "agent", True), ("online", "same_household", False), ("counter", "same_household", True),
        ("counter", "agent", False), ("post", "agent", False), ("online", "self", True), ("online", "", True),
    ],
)  # fmt: skip
def test_a_role_may_file_only_through_the_doors_that_name_it(door: str, role: str, may: bool) -> None:
    assert may_file(CARED_FOR, door, role) == may


def test_a_door_open_to_anyone_takes_every_role() -> None:
    assert may_file(small(), "online", "care_manager")
    assert doors_of(CARED_FOR, "self") == ("online", "counter")
    assert roles_of(CARED_FOR) == ("self", "same_household", "agent")


def test_a_screen_asks_for_the_role_only_where_a_mandate_is_possible_and_the_form_does_not_ask() -> None:
    assert asked_on_line(CARED_FOR)
    assert not asked_on_line(small(who="{online: [self, same_household], counter: [agent]}"))
    assert not asked_on_line(first())
    rule = "who_when: {self: {when: reason == lost, say: 家族が出してください。}}"
    ruled = small(who=f"{{online: [self, same_household], counter: [agent]}}\n{rule}")
    assert asked_on_line(ruled)  # the rule has to know


def test_whoever_a_shipped_procedure_lets_choose_to_file_is_taken_at_a_door_or_told_to_stop() -> None:
    for procedure in load_folder(TREE / "forms" / "procedures", fields=field_types()).values():
        for name in own_questions(procedure):
            question = procedure.by_name[name]
            ends = question.stop.when.text if question.stop is not None else ""
            for code in question.type.options(question.settings):
                role = role_of(procedure, {name: code})
                taken = code in OWN_RIGHT or any(may_file(procedure, door, role) for door in procedure.who if role)
                assert taken or f"== {code}" in ends, code
