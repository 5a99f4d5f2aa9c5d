"""What an agent was asked belongs to one application."""

from forms.definition.mandate import acts_question, is_of_mandate
from forms.definition.sharing import Together
from forms.path.path import walk
from tests.forms.definition.test_sharing import OWN, TARO, asked_ids, prefixed, small
from tests.forms.loading.small import ENVIRONMENT

ASKED = """\
  - {step: 頼まれたこと, id: asked_step, role: principal, ask: [{id: acts, type: multiple_choice, concept: mandate.acts, label: 頼まれたこと, options: {file: 出す, mend: 直す}}]}
"""
PERSON = "  - {step: あなた, id: own_step, use: person, as: own, role: principal, with: {sex: false, address: false, phone: required}}\n"


def test_the_question_of_what_an_agent_was_asked_is_known_by_its_concept() -> None:
    procedure = small(PERSON + ASKED)
    question = acts_question(procedure)
    assert question is not None
    assert (question.name, is_of_mandate(question)) == ("acts", True)
    assert acts_question(OWN) is None
    assert not any(map(is_of_mandate, OWN.fields))


def test_each_part_of_a_bundle_asks_what_the_agent_was_asked_for_it() -> None:
    procedure, answers = small(PERSON + ASKED), prefixed("own", TARO)
    both = Together((walk(procedure, answers, ENVIRONMENT), walk(procedure, answers, ENVIRONMENT)))
    assert {"own.name", "acts"} - asked_ids(both.cut(1)) == {"own.name"}
