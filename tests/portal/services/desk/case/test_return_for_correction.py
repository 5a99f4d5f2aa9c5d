"""Repeated returns keep the arrival and every revision."""

from datetime import date

import pytest

from portal.errors import Conflict
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.describe_case import CaseView, describe_case
from portal.services.desk.case.return_for_correction import (
    Asked,
    default_due,
    read_return,
    reasons_for,
    return_for_correction,
)
from portal.services.my_cases.correct_application import open_mending, save_mended_page, send_correction
from portal.services.my_cases.state_line import timeline
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import ANSWERS, PLACE, file_application


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


def view_now(installation: Installation, member: Member, number: str) -> CaseView:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        return describe_case(installation, unit, case, member.id)


def ask(installation: Installation, member: Member, number: str, *asked: Asked, due: str = "2026-12-04") -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        wanted = read_return(installation.clock, case, asked, due)
        assert wanted.mistakes == ()
        return_for_correction(installation, unit, member, case, case.row.revision, wanted)
        unit.commit()


def mend_name(installation: Installation, session: Session, number: str, family: str) -> None:
    posted = {"name.family": [family], "name.given": ["太郎"], "kana.family": ["ミホン"], "kana.given": ["タロウ"]}
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        mending = open_mending(unit, case)
        (asked,) = mending.pages
        path, mending = save_mended_page(installation, unit, case, mending, asked, posted)
        assert not path.mistakes
        send_correction(installation, unit, case, mending, Actor("resident", session.person_id or "", place=PLACE))
        unit.commit()


def test_a_ready_reason_is_offered_and_taken_for_its_question_alone(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    offered = {field.id: "name_differs" in reasons_for(case, field) for field in case.path.fields}
    assert offered["name"]
    assert not offered["phone"]
    assert "unclear" in reasons_for(case, next(field for field in case.path.fields if field.id == "phone"))
    for field, words in (("name", "お名前が住民票と違うようです。"), ("phone", "")):
        wanted = read_return(installation.clock, case, (Asked(field, "name_differs", ""),), "2026-12-04")
        assert wanted.words[field].startswith(words)
        assert (wanted.mistakes == ()) is bool(words)


def test_what_is_asked_reaches_the_applicant_by_question(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask(installation, reviewer, number, Asked("name", "name_differs", " 住民票では高見本です。 "))
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        mending = open_mending(unit, case)
        last = timeline(unit, case)[-1]
    sentence = "お名前が住民票と違うようです。住民票のとおりに直してください。\n住民票では高見本です。"
    assert mending.words == {"name": sentence}
    assert mending.row.due == "2026-12-04"
    assert (last.key, last.words) == ("timeline.return", f"氏名：{sentence}")
    assert case.row.state == "returned"


def test_a_return_answered_and_returned_again_keeps_the_arrival_and_every_revision(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    arrived = case_of(installation, reviewer, number).row.arrived_at
    ask(installation, reviewer, number, Asked("name", "name_differs", ""))
    mend_name(installation, session, number, "高見本")
    ask(installation, reviewer, number, Asked("name", "", "字を確かめてください。"))
    mend_name(installation, session, number, "見本")

    case, view = case_of(installation, reviewer, number), view_now(installation, reviewer, number)
    assert (case.row.state, case.row.arrived_at, case.row.answers_revision) == ("screening", arrived, 3)
    assert view.name == "見本　太郎"
    newest, oldest = view.corrections
    assert [(change.label, change.word, change.before, change.after) for change in oldest.changes] == [
        ("氏名", "変更", "髙見本　太郎", "高見本　太郎"), ("ふりがな", "変更", "タカミホン　タロウ", "ミホン　タロウ"),
    ]  # fmt: skip
    assert [(change.before, change.after) for change in newest.changes] == [("高見本　太郎", "見本　太郎")]
    assert newest.left is None
    assert [happening.what for happening in view.history[:2]] == ["補正が届いた", "補正を求めた"]
    assert [happening.actor for happening in view.history[:2]] == ["申請した人", "reviewerさん"]


def test_a_change_shows_what_was_added_and_what_was_taken_away(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    ask(installation, reviewer, number, Asked("reason", "unclear", ""))
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        mending = open_mending(unit, case)
        for posted in ({"reason": ["damaged"]}, {"return_by": ["post"]}):
            asked = mending.next_page()
            assert asked is not None
            _, mending = save_mended_page(installation, unit, case, mending, asked, posted)
        send_correction(installation, unit, case, mending, Actor("resident", session.person_id or "", place=PLACE))
        unit.commit()
    (correction,) = view_now(installation, reviewer, number).corrections
    assert {change.label: change.word for change in correction.changes} == {
        "どうして再交付が必要ですか": "変更",
        "どのようになくしましたか": "削除",
        "破れた・よごれた証は、どうやって返しますか": "追加",
    }


def test_while_it_waits_the_clock_stands_and_says_why(
    installation: Installation, reviewer: Member, number: str
) -> None:
    ask(installation, reviewer, number, Asked("name", "name_differs", ""))
    view = view_now(installation, reviewer, number)
    assert view.deadline is not None
    assert (view.deadline.kind, view.deadline.why) == ("wait", "補正を待つ日は数えません")
    (correction,) = view.corrections
    assert correction.left is not None
    assert (correction.left.words, correction.ended_at) == ("あと14日", None)


def test_two_weeks_end_on_a_day_on_which_the_office_is_open(installation: Installation) -> None:
    assert default_due(installation) == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("asked", "due", "mistakes"),
    [
        ((), "2026-12-04", (("fields", "none_chosen"),)),
        ((Asked("not_a_question", "unclear", ""),), "2026-12-04", (("fields", "none_chosen"),)),
        ((Asked("return_by", "unclear", ""),), "2026-12-04", (("fields", "none_chosen"),)),
        ((Asked("name", "", " "),), "2026-12-04", (("name", "no_words"),)),
        ((Asked("name", "no_such_reason", ""),), "2026-12-04", (("name", "no_words"),)),
        ((Asked("name", "", "あ" * 501),), "2026-12-04", (("name", "too_long"),)),
        ((Asked("name", "unclear", ""),), "", (("due", "no_day"),)),
        ((Asked("name", "unclear", ""),), "いつか", (("due", "no_day"),)),
        ((Asked("name", "unclear", ""),), "2026-11-20", (("due", "too_early"),)),
        ((Asked("name", "unclear", ""),), "2099-12-20", (("due", "too_late"),)),
        ((Asked("name", "", ""),), "2026-11-31", (("name", "no_words"), ("due", "no_day"))),
    ],
)
def test_a_return_says_what_where_and_until_when(
    installation: Installation,
    reviewer: Member,
    number: str,
    asked: tuple[Asked, ...],
    due: str,
    mistakes: tuple[tuple[str, str], ...],
) -> None:
    case = case_of(installation, reviewer, number)
    wanted = read_return(installation.clock, case, asked, due)
    assert wanted.mistakes == mistakes
    with installation.database.write() as unit, pytest.raises(ValueError, match=mistakes[0][0]):
        return_for_correction(installation, unit, reviewer, case, case.row.revision, wanted)


def test_what_waits_for_the_applicant_is_not_returned_again(
    installation: Installation, reviewer: Member, number: str
) -> None:
    ask(installation, reviewer, number, Asked("name", "unclear", ""))
    with pytest.raises(Conflict):
        ask(installation, reviewer, number, Asked("kana", "unclear", ""))
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        assert len(applications.events(unit, case.row.id)) == 3
    assert case.answers == ANSWERS
