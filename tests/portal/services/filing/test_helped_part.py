"""The steps that a helper sees."""

import pytest

from forms.definition.procedure import Procedure
from forms.path.path import Path, walk
from portal.services.filing.helped_part import helped_part, owners_alone
from tests.forms.loading.small import ENVIRONMENT, small

MORE = """\
  - step: 体のこと
    id: body
    ask:
      - together: 体
        id: body_page
        ask:
          - {id: walk, type: text, label: 歩けますか, max: 20}
          - {id: illness, type: text, label: 病気の名前, max: 20, protection: confidential}
      - {id: account, type: bank_account, label: 口座}
      - {id: agreed, type: consent, label: 同意します}
"""


@pytest.fixture(scope="module")
def asking() -> Procedure:
    return small(MORE)


def part(procedure: Procedure, *steps: str, **answers: object) -> Path:
    return helped_part(walk(procedure, answers, ENVIRONMENT), frozenset(steps))


def test_only_the_steps_of_the_invitation_are_shown_without_the_owners_questions(asking: Procedure) -> None:
    assert [field.id for field in part(asking, "body").fields] == ["walk"]
    assert [field.id for field in part(asking, "first").fields] == ["reason"]
    assert part(asking).pages == ()
    assert {field.id for field in asking.fields if owners_alone(field)} == {"illness", "account", "agreed"}


def test_a_page_is_done_when_the_helper_can_do_no_more(asking: Procedure) -> None:
    (page,) = part(asking, "body").pages
    (answered,) = part(asking, "body", walk="つえ").pages
    assert (page.open, answered.open) == (True, False)


def test_mistakes_of_hidden_questions_stay_hidden() -> None:
    rule = "must: [{that: reason == lost, say: だめです。}]"
    procedure = small(MORE.replace("max: 20", f"max: 20, {rule}"))
    complete = walk(procedure, {"reason": "torn", "walk": "つえ", "illness": "病気"}, ENVIRONMENT)
    assert set(complete.mistakes) == {"walk", "illness"}
    assert set(helped_part(complete, frozenset({"body"})).mistakes) == {"walk"}
    assert set(helped_part(complete, frozenset({"first"})).mistakes) == set()


def test_rules_still_see_the_answers_of_the_other_steps() -> None:
    procedure = small(
        "  - step: ほか\n    id: other\n    ask:\n"
        "      - {id: where, type: text, label: どこで, max: 20, when: reason == lost}\n"
    )
    assert [field.id for field in part(procedure, "other", reason="lost").fields] == ["where"]
    assert part(procedure, "other", reason="torn").pages == ()
