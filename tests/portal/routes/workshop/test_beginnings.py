"""A clerk makes a questionnaire from its beginning and reads its results; what that takes is counted."""

import re
from typing import Any

from httpx2 import Response

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.routes.workshop.test_questions import HERE, Form
from tests.portal.routes.workshop.test_releases import release_of
from tests.portal.services.workshop.writing import DUTY, NAME, ask, checked, publisher, sign
from tests.portal.world import add_member, alice, file_application

TYPED, CHOSEN = ("procedure", "title", "label", "options", "min", "max", "unit"), ("duty", "template")


class Counted(Form):
    """Forms opened; links and buttons pressed (to the form, to send it) and options chosen; signs typed."""

    pages = clicks = keys = 0

    def send(self, address: str, page: str, **boxes: Any) -> Response:
        self.pages += 1
        self.clicks += 2 + sum(name in CHOSEN for name in boxes)
        self.keys += sum(len(boxes[name]) for name in TYPED if name in boxes)
        return super().send(address, page, **boxes)


def test_a_questionnaire_takes_few_pages_and_its_results_are_read_together(installation: Installation) -> None:
    clerk = add_member(installation, "clerk", ("author", DUTY), ("reviewer", DUTY))
    browser = at_desk(installation, clerk)
    assert '<input type="radio" name="template" value=":anketo"><span>アンケート</span>' in browser.get(f"{HERE}/new")
    form, title = Counted(browser, ""), "公園についてのアンケート"
    begun = form.send(f"{HERE}/new", f"{HERE}/new", procedure=NAME, duty=DUTY, template=":anketo", title=title)
    assert begun.status_code == 303, begun.text
    form.base = begun.headers["location"]
    form.here = f"{form.base}/questions"
    assert title in form.page()

    form.question("steps.0", "choice", label="公園に来る日", options="平日\n土日")
    form.question("steps.0", "integer", label="いっしょに来る人の数", min="0", max="20", unit="人")
    form.act("remove", "steps.0.ask.1")
    form.act("fill", "0", page="examples")
    boxes = {
        "title": title,
        "kana": "コウエンニツイテノアンケート",
        "summary": "公園のアンケートです。",
        "kind": "report",
    }
    written = Form.send(
        form, f"{form.here}/keys", f"{form.here}/keys", **boxes, **{"law.text": "要綱", "fee.text": "無料"}
    )
    assert written.status_code == 303, written.text
    form.pages, form.clicks, form.keys = form.pages + 1, form.clicks + 3, form.keys + len(boxes["kana"])
    draft_id = int(re.findall(r"/drafts/(\d+)", form.base)[0])
    draft, verdict, _ = checked(installation, clerk, draft_id)
    assert verdict.sound, verdict.complaints
    assert (form.pages, form.clicks, form.keys) == (6, 15, 60)

    sign(installation, clerk, draft_id)
    assert ask(installation, clerk, draft_id) == ""
    second = at_desk(installation, publisher(installation))
    second.post(form.base, f"{release_of(second.get(form.base))}/approve", {})

    for people in (0, 2, 5):
        answers = {"satisfied": "good", "choice": "option_2", "integer": people, "free": f"{people}人で来ました"}
        file_application(installation, alice(installation), of=NAME, answers=answers)
    page = browser.get(f"/desk/answers/{NAME}")
    for words in (title, "いちばん小さい答え：0人", "まん中の答え：2人", "土日", "100.0%", "自由に書いた文：3件"):
        assert words in page, words
    assert "5人で来ました" in browser.get(f"/desk/answers/{NAME}/texts/free")
    assert draft.row.procedure == NAME
