"""Corrections on the case's page."""

from datetime import date

import pytest

from portal.services.desk.case.describe_corrections import Change, CorrectionView, describe_corrections
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.services.desk.at_work import case_of, hidden
from tests.portal.services.desk.case.test_enter_correction import enter, number

__all__ = ["number"]


def corrections_on(installation: Installation, member: Member, number: str, day: str) -> tuple[CorrectionView, ...]:
    later_installation = at(installation, f"{day}T09:00:00+09:00")
    with later_installation.database.read() as unit:
        return describe_corrections(later_installation.clock, unit, case_of(later_installation, member, number))


@pytest.mark.parametrize(
    ("day", "left", "passed"),
    [("2026-12-04", "今日まで", False), ("2026-12-05", "1日すぎ", True)],
)
def test_an_unanswered_correction_has_passed_on_the_day_after_its_day(
    installation: Installation, reviewer: Member, number: str, day: str, left: str, passed: bool
) -> None:
    (correction,) = corrections_on(installation, reviewer, number, day)
    assert correction.left is not None
    assert (correction.due, correction.left.words, correction.passed) == (date(2026, 12, 4), left, passed)
    assert [label for label, _ in correction.asked] == ["どうして再交付が必要ですか"]
    assert (correction.changes, correction.unanswered, correction.came) == ((), False, "")


def test_what_staff_entered_says_how_it_came(installation: Installation, reviewer: Member, number: str) -> None:
    assert enter(installation, reviewer, number, {"reason": ["other"], "reason.tell": ["返した"]}, "reason")
    (correction,) = corrections_on(installation, reviewer, number, "2026-12-05")
    assert correction.came == "電話で聞いた（長女の見本花子さん、2026-11-20 09:30）：駅でなくしたとのこと"
    with installation.database.read() as unit:
        (withheld,) = describe_corrections(installation.clock, unit, hidden(case_of(installation, reviewer, number)))
    assert withheld.came == "電話で聞いた（長女の見本花子さん、2026-11-20 09:30）"
    assert (correction.left, correction.passed, correction.unanswered) == (None, False, False)
    assert ("どうして再交付が必要ですか", "変更") in [(change.label, change.word) for change in correction.changes]


@pytest.mark.parametrize(
    ("before", "after", "word"), [("", "新", "追加"), ("旧", "", "削除"), ("旧", "新", "変更")]
)  # fmt: skip
def test_a_change_is_an_addition_a_removal_or_another_value(before: str, after: str, word: str) -> None:
    assert Change("氏名", before, after).word == word
