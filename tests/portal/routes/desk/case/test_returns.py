"""The page on which staff choose what is corrected."""

import re

from portal.services.shared.installation import Installation
from tests.portal.results import examiner, sample_answers
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import alice, file_application

CLAIM = "jido-teate-nintei"


def test_each_question_says_under_a_heading_and_in_words_whose_it_is(installation: Installation) -> None:
    answers = sample_answers(installation, CLAIM)
    number = file_application(installation, alice(installation), of=CLAIM, answers=answers)
    page = at_desk(installation, examiner(installation, CLAIM)).get(f"/desk/{number}/return")
    headings = re.findall(r"<h2>([^<]*)</h2>", page.partition("return-form")[2].partition("</form>")[0])
    assert headings[:2] == ["はじめに", "請求する人"]
    assert [words for words in headings if words.startswith("子ども 1（")]  # the step, not the long label of the list
    assert '<span class="unseen">請求する人　</span>生年月日' in page
    assert re.search(r'<span class="unseen">子ども 1（[^<]*　</span>生年月日', page)
