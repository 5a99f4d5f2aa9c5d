"""Bulk acts: one transaction per case."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.outcome import usual_outcomes
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.tick_checks import check_items, tick_checks
from portal.services.desk.queue.act_in_bulk import (
    Chosen,
    act_in_bulk,
    act_words,
    in_own_transaction,
    read_act,
    without_ticks,
)
from portal.services.desk.queue.foresee_acts import PASS, TAKE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases.applications import ApplicationRow
from tests.portal.routes.desk.case.test_compare import TARO
from tests.portal.services.desk.at_work import acting, audited, case_of
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, add_member, alice, file_application

WORDS = "様式が違うためです。"

OUTCOMES = usual_outcomes("application", {})


@pytest.mark.parametrize(
    ("act", "words", "problem"),
    [
        (TAKE, "", ""), (PASS, "", ""), ("approved", "", ""), ("refused", WORDS, ""), ("refused", " ", ""), ("refused", "だめ", "short"),
        ("approved", "長" * 2001, "too_long"), ("withdrawn", "", "no_act"), ("", "", "no_act"),
    ],
)  # fmt: skip
def test_an_act_is_known_and_a_refusal_states_its_reasons(act: str, words: str, problem: str) -> None:
    assert read_act(act, words, OUTCOMES) == problem


def test_an_act_is_reported_in_official_words() -> None:
    assert [act_words(act, OUTCOMES) for act in (TAKE, "refused")] == [
        "自分の担当にする",
        "結果を「認められなかった」にする",
    ]


def test_a_case_that_cannot_be_done_leaves_the_others_done(
    installation: Installation, reviewer: Member, number: str
) -> None:
    other = file_application(installation, alice(installation))
    chosen = [Chosen(number, 0), Chosen("26-000-000-000", 0), Chosen(other, 7)]
    lines = list(act_in_bulk(installation, reviewer, chosen, PASS, ""))
    assert [(line.receipt_number, line.done) for line in lines] == [
        (number, True), ("26-000-000-000", False), (other, False),
    ]  # fmt: skip
    states = [case_of(installation, reviewer, receipt).row.state for receipt in (number, other)]
    assert states == ["examining", "received"]


def test_the_same_list_again_changes_nothing(installation: Installation, reviewer: Member, number: str) -> None:
    chosen = [Chosen(number, case_of(installation, reviewer, number).row.revision)]
    assert [line.done for _ in range(2) for line in act_in_bulk(installation, reviewer, chosen, TAKE, "")] == [
        True,
        False,
    ]
    assert len(audited(installation, "take case")) == 1


def test_an_outcome_that_the_state_forbids_says_so_line_by_line(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    chosen = [Chosen(number, case_of(installation, reviewer, number).row.revision)]
    for member, act, words in (
        (reviewer, "approved", "まだ「受付」です。先に実質審査に進めます"),
        (reviewer, "taken", "この手続には、この結果がありません"),
        (clerk, "refused", "この申請の審査はできません"),
    ):
        (line,) = act_in_bulk(installation, member, chosen, act, WORDS)
        assert (line.done, line.words) == (False, words)
    (line,) = act_in_bulk(installation, reviewer, chosen, "refused", WORDS)
    assert (line.done, line.words) == (True, "結果を出しました")
    assert case_of(installation, reviewer, number).row.state == "refused"


def test_each_refusal_names_what_is_in_the_way(installation: Installation, reviewer: Member, number: str) -> None:
    def done(act: str, revision: int) -> str:
        return next(act_in_bulk(installation, reviewer, [Chosen(number, revision)], act, WORDS)).words

    assert done(PASS, 7) == "この一覧を開いたあとに、変わっています（今は「受付」）"
    assert done(PASS, 0) == "実質審査に進めました"
    revision = case_of(installation, reviewer, number).row.revision
    assert done(PASS, revision) == "今の状態（実質審査）では、できません"
    assert done("refused", revision) == "結果を出しました"
    revision = case_of(installation, reviewer, number).row.revision
    assert done("refused", revision) == "もう「認められなかった」と決まっています"
    waiting = file_application(installation, alice(installation))
    ask_again(installation, reviewer, waiting, "phone")
    (line,) = act_in_bulk(installation, reviewer, [Chosen(waiting, 1)], "approved", WORDS)
    assert line.words == "補正を待っています。補正が届いてから決めます"


def test_cases_without_a_tick_are_named_for_approvals_only(
    installation: Installation, reviewer: Member, number: str
) -> None:
    chosen = [Chosen(number, 0), Chosen(file_application(installation, alice(installation)), 0)]
    with acting(installation, reviewer, number) as (unit, case):
        view = describe_case(installation, unit, case, reviewer.id)
        first = check_items(installation.clock, unit, case, view)[0].id
        tick_checks(installation, unit, reviewer, case, str(case.row.answers_revision), set(), {first})
        unticked = [without_ticks(unit, chosen, act, OUTCOMES) for act in ("approved", "refused", PASS)]
    assert unticked == [(chosen[1].receipt_number,), (), ()]


def test_who_is_not_in_the_register_is_left_for_the_page_of_the_case_unless_refused(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with acting(installation, reviewer, number) as (unit, case):
        pass_screening(installation, unit, reviewer, case, case.row.revision)
    chosen = [Chosen(number, case_of(installation, reviewer, number).row.revision)]
    site = replace(installation, register=FakeRegister(replace(TARO, birth=date(1950, 1, 1))))
    (line,) = act_in_bulk(site, reviewer, chosen, "approved", "", unchecked="書類で確かめたため。")
    assert (line.done, line.words) == (
        False,
        "髙見本　太郎さんが住民票に見つかりません。決めるときは、申請のページで決めます",
    )
    (line,) = act_in_bulk(site, reviewer, chosen, "refused", WORDS)
    assert line.done
    known = replace(installation, register=FakeRegister(TARO))
    other = file_application(installation, alice(installation))
    with acting(installation, reviewer, other) as (unit, case):
        pass_screening(installation, unit, reviewer, case, case.row.revision)
    chosen = [Chosen(other, case_of(installation, reviewer, other).row.revision)]
    (line,) = act_in_bulk(known, reviewer, chosen, "approved", "", unchecked="書類で確かめたため。")
    assert line.done
    assert len(audited(installation, "compare with register")) == 2


def test_a_case_is_opened_once_and_again_only_if_it_has_changed_meanwhile(
    installation: Installation, reviewer: Member, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting(installation, reviewer, number) as (unit, case):
        pass_screening(installation, unit, reviewer, case, case.row.revision)
    revision = case_of(installation, reviewer, number).row.revision
    opened = list[str]()

    def noted(installation: Installation, unit: Unit, row: ApplicationRow) -> Case:
        opened.append(row.receipt_number)
        return open_case(installation, unit, row)

    monkeypatch.setattr("portal.services.cases.cases.open_case", noted)
    site, old = replace(installation, register=FakeRegister(TARO)), case_of(installation, reviewer, number)
    opened.clear()
    (taken,) = act_in_bulk(installation, reviewer, [Chosen(number, revision)], TAKE, "")
    assert (taken.done, opened) == (True, [number])
    now = case_of(installation, reviewer, number).row.revision
    line = in_own_transaction(
        installation, reviewer, number, lambda _, case: (False, str(case.row.revision)), opened=old
    )
    assert line.words == str(now) != str(revision), "not what it was before it was taken"
    opened.clear()
    (line,) = act_in_bulk(site, reviewer, [Chosen(number, now)], "approved", "", unchecked="書類で確かめたため。")
    assert (line.done, opened) == (True, [number])
