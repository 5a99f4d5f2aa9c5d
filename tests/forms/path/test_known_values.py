"""What is known of a question before it is answered."""

from dataclasses import replace

import pytest

from forms.path.known_values import known_of
from forms.path.path import walk
from forms.path.scope import Scope
from tests.forms.household import at_home
from tests.forms.loading.small import small
from tests.forms.story import procedure_of

SETTINGS = """\
settings:
  announced: {type: date, default: 2026-11-12, certainty: assumed}
"""


def scope(procedure: object) -> Scope:
    walked = walk(procedure, {}, at_home()).scope  # type: ignore[arg-type]
    assert walked is not None
    return walked


def test_nothing_is_known_of_a_question_that_names_no_source_and_an_option_may_be() -> None:
    procedure = small()
    question = procedure.field("reason")
    assert known_of(question, scope(procedure)) == {}
    assert known_of(replace(question, known_answer="lost"), scope(procedure)) == {"reason": "lost"}


def test_what_the_city_has_announced_is_known_to_everybody() -> None:
    procedure = small("      - {id: day, type: date, label: 日, known_from: city.announced}\n" + SETTINGS)
    assert known_of(procedure.field("day"), scope(procedure)) == {"day": "2026-11-12"}
    assert procedure.field("day").known_to_city
    assert not small().field("reason").known_to_city


@pytest.mark.parametrize(("age", "known"), [("adult", True), ("child", False)])
def test_where_no_card_is_demanded_one_that_was_used_still_answers_unless_a_child_is_meant(
    age: str, *, known: bool
) -> None:
    procedure = procedure_of("event-moshikomi")
    path = walk(procedure, {"age": age}, replace(at_home(), applicant={"name": {"full": "見本　太郎"}}))
    assert ("name" in path.known) is known
