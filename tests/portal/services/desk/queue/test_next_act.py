"""The most pressing act of a case."""

from dataclasses import replace

import pytest

from portal.services.cases.cases import open_case
from portal.services.desk.case.describe_case import CaseView, describe_case
from portal.services.desk.queue.next_act import NextAct, Waits, next_act
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.portal.world import alice, file_application

HERE = "/desk/26"


@pytest.fixture
def view(installation: Installation) -> CaseView:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return describe_case(installation, unit, open_case(installation, unit, row), 0)


def test_the_state_says_what_comes_next_where_nothing_is_in_the_way(view: CaseView) -> None:
    assert next_act(view, Waits(), HERE) == NextAct("形式審査をする", "#acts")
    assert next_act(replace(view, state="examining"), Waits(), HERE) == NextAct("結果を出す", "#acts")
    assert next_act(replace(view, state="returned"), Waits(), HERE) == NextAct("補正の返事を待っています")


@pytest.mark.parametrize(
    ("waits", "href"),
    [
        (Waits(unread=True, asked_to_stop=True), f"{HERE}/messages"),
        (Waits(asked_to_stop=True, held=True), f"{HERE}/stop"),
        (Waits(held=True, mandate=True), "#acts"),
        (Waits(match=True), f"{HERE}/match"),
    ],
)
def test_who_waits_for_an_answer_goes_first(view: CaseView, waits: Waits, href: str) -> None:
    act = next_act(view, waits, HERE)
    assert act is not None
    assert act.href == href


def test_of_a_case_that_is_over_only_a_message_is_left_to_read(view: CaseView) -> None:
    over = replace(view, deadline=None, state="approved")
    assert next_act(over, Waits(held=True, match=True), HERE) is None
    assert next_act(over, Waits(unread=True), HERE) == NextAct("メッセージを読む", f"{HERE}/messages")
