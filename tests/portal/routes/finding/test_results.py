"""The public page of counted answers."""

import pytest

from portal.services.desk.queue import open_answers
from portal.services.shared.city_rules import CityRules
from portal.services.shared.installation import Installation
from tests.portal.routes.finding.test_drawings import page
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.queue.test_count_answers import DUTY, SURVEY
from tests.portal.services.desk.queue.test_open_answers import answer
from tests.portal.world import PROCEDURE, add_member

HERE = f"/procedures/{SURVEY}/results"


def test_charts_and_tables_show_the_counts_and_no_text(installation: Installation) -> None:
    answer(installation, 7, easy_to_live="very", free="だれかの文")
    answer(installation, 2, easy_to_live="rather")
    shown = page(installation, HERE)
    assert "までに届いた9件の答え" in shown
    assert '<svg class="door-bars"' in shown
    assert '<th scope="row">とても住みやすい</th><td class="number"><span aria-hidden="true">＊</span>' in shown
    assert "だれかの文" not in shown
    easy = page(installation, f"{HERE}?span=2026-2", language="easy")
    assert "みんなの" in easy
    assert f'href="{HERE}"' in page(installation, f"/procedures/{SURVEY}")
    browser = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    assert f'href="{HERE}"' in browser.get(f"/desk/answers/{SURVEY}")


def test_it_waits_says_when_there_are_few_and_is_there_only_where_the_definition_says_so(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "答えが少ないので" in page(installation, HERE)
    page(installation, f"{HERE}?span=2026-3", status=404)
    page(installation, f"/procedures/{PROCEDURE}/results", status=404)
    assert "/results" not in page(installation, f"/procedures/{PROCEDURE}")
    monkeypatch.setattr(open_answers, "settled_quarters", lambda today: ())
    assert "まだ出していません" in page(installation, HERE)


def test_a_window_that_is_changed_later_makes_no_second_table(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(installation, 7)
    about = page(installation, HERE).partition("<h1>")[2].partition("</p>\n<section")[0]
    assert "までに届いた7件の答え" in about
    for closes in ("2026-10-15", "2026-10-13"):
        days = {"opens": "2026-09-01", "closes": closes}
        monkeypatch.setattr(CityRules, "settings_in_force", lambda *_, days=days: days)
        assert about in page(installation, HERE)


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "一人ひとりの答えは出しません"), ("en", "counts are published")]
)
def test_who_answers_reads_on_the_form_that_counts_are_published(
    installation: Installation, language: str, words: str
) -> None:
    assert words in page(installation, f"/apply/{SURVEY}", language=language)
    other = page(installation, "/apply/event-moshikomi", language=language)
    assert "draft-line" in other
    assert words not in other
