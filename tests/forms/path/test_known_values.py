"""What is known of a question before it is answered."""

from dataclasses import replace

from forms.path.known_values import known_of
from forms.path.path import walk
from forms.path.scope import Scope
from tests.forms.household import at_home
from tests.forms.loading.small import small


def scope(procedure: object) -> Scope:
    walked = walk(procedure, {}, at_home()).scope  # type: ignore[arg-type]
    assert walked is not None
    return walked


def test_nothing_is_known_of_a_question_that_names_no_source_and_an_option_may_be() -> None:
    procedure = small()
    question = procedure.field("reason")
    assert known_of(question, scope(procedure)) == {}
    assert known_of(replace(question, known_answer="lost"), scope(procedure)) == {"reason": "lost"}
