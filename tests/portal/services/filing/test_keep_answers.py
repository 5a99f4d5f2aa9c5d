"""Each revision of the answers is sealed separately."""

import pytest
from cryptography.exceptions import InvalidTag

from forms.definition.procedure import Procedure
from forms.path.path import walk
from portal.sealing import new_sealer
from portal.services.cases.cases import case_of_resident
from portal.services.filing.keep_answers import keep_answers, left_empty, sealed_answers
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.forms.loading.small import ENVIRONMENT, small
from tests.portal.world import ANSWERS, alice, file_application

MORE = """\
      - together: ほかのこと
        id: more
        ask:
          - {id: word, type: text, label: ひとこと, max: 20, required: false}
          - {id: detail, type: text, label: くわしく, max: 20, required: false, when: reason == lost}
          - {id: hint, type: note, label: 読むだけです。}
  - step: 家族
    id: family
    ask:
      - repeat: members
        label: 家族
        max: 3
        each: "{name}"
        ask:
          - {id: name, type: person_name, label: 氏名}
"""


@pytest.fixture(scope="module")
def asking() -> Procedure:
    return small(MORE)


def test_an_asked_question_without_answer_is_empty_and_one_that_was_not_asked_is_not(asking: Procedure) -> None:
    torn: dict[str, object] = {"reason": "torn", "members": []}
    lost: dict[str, object] = {"reason": "lost", "members": []}
    assert left_empty(walk(asking, torn, ENVIRONMENT), torn) == ["word"]
    assert left_empty(walk(asking, lost, ENVIRONMENT), lost) == ["detail", "word"]


def test_a_row_and_a_list_without_rows_are_among_the_empty(asking: Procedure) -> None:
    with_row = {"reason": "torn", "word": "はい", "members": ["1"]}
    without = {"reason": "torn", "word": "はい"}
    assert left_empty(walk(asking, with_row, ENVIRONMENT), with_row) == ["members.1.name"]
    assert left_empty(walk(asking, without, ENVIRONMENT), without) == ["members"]


def test_one_revision_is_never_taken_for_another(installation: Installation, asking: Procedure) -> None:
    box, _ = new_sealer(installation.keys, "application:test")
    answers = {"reason": "torn"}
    row = sealed_answers(box, 1, 2, answers, walk(asking, answers, ENVIRONMENT), 0)
    assert box.open("answers:2", row.sealed_answers) == answers
    for purpose in ("answers:1", "left:2"):
        with pytest.raises(InvalidTag):
            box.open(purpose, row.sealed_answers)


def test_a_new_revision_leaves_the_first_as_it_was(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        changed = {**case.answers, "phone": "000-0000-0009"}
        keep_answers(unit, case.sealer, case.row.id, 2, changed, case.path, 0)
        unit.commit()
        first, second = (
            case.sealer.open(f"answers:{revision}", applications.answers(unit, case.row.id, revision))
            for revision in (1, 2)
        )
    assert (first, second["phone"]) == (ANSWERS, "000-0000-0009")
