"""Walking a guide, without storage."""

from typing import Any

import pytest

from portal.errors import NotFound
from portal.services.finding.follow_guide import Days, GuideProgress, follow_guide, guide_of, known_days
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, REGISTER
from portal.services.shared.write_audit import Actor

MOVED = {"direction": "moved_within", "moved_on": "2026-11-10"}
GRANDPARENTS = {
    "source": REGISTER, "birth": "1949-04-03", "household": ["1949-04-03", "1980-01-01"], "events": {},
}  # fmt: skip


def progress(installation: Installation, answers: dict[str, Any], days: Days) -> GuideProgress:
    return follow_guide(installation, guide_of(installation.guides, "moving"), answers, days)


def test_an_unknown_guide_is_not_found(installation: Installation) -> None:
    with pytest.raises(NotFound):
        guide_of(installation.guides, "nothing")


def test_what_the_register_knows_is_not_asked_and_can_be_answered_otherwise(installation: Installation) -> None:
    followed = progress(installation, MOVED, GRANDPARENTS)
    assert {name: followed.path.answers[name] for name in ("child", "age65", "age75")} == {
        "child": False, "age65": True, "age75": True,
    }  # fmt: skip
    assert {"child", "age65", "age75"} <= followed.known
    changed = progress(installation, {**MOVED, "child": True}, GRANDPARENTS)
    assert changed.path.answers["child"] is True
    assert "child" not in changed.known


def test_without_days_nothing_is_known_and_the_first_open_page_comes_next(installation: Installation) -> None:
    followed = progress(installation, {}, {})
    assert (followed.known, followed.source) == (frozenset(), "")
    page = followed.next_page(frozenset())
    assert page is not None
    assert page.page.id == "direction"


def test_a_guide_that_is_answered_has_no_next_page_and_its_acts_by_their_last_day(installation: Installation) -> None:
    guide = guide_of(installation.guides, "moving")
    case = guide.cases[0]
    followed = follow_guide(installation, guide, case.answers, {})
    assert followed.next_page(frozenset(asked.page.id for asked in followed.path.pages)) is None
    days = [act.until for act in followed.acts if act.until is not None]
    assert days == sorted(days)
    assert len(days) > 1


def test_a_question_about_an_age_shows_the_day_of_birth_that_follows_this_year(installation: Installation) -> None:
    followed = progress(installation, MOVED, GRANDPARENTS)
    asked = speech_of(followed.guide.questions, "ja").text("ask.child.label", "")
    assert asked == "18歳になる年度の終わりまでの子ども（平成20年（2008年）4月2日からあとに生まれた子）がいますか"
    assert "{" not in speech_of(followed.guide.questions, "easy").text("ask.child.label", "")


def test_of_a_card_only_the_birth_is_kept(installation: Installation) -> None:
    four = {"name": "髙見本　太郎", "address": "見本県見本市見本町一丁目2番3号", "birth": "1949-04-03", "sex_raw": "1"}
    with installation.database.write() as unit:
        days = known_days(installation, unit, {"attributes": four}, None, Actor("resident", "taro"))
    assert days == {"source": CARD, "birth": "1949-04-03", "household": [], "events": {}}
