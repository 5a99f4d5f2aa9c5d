"""手続のこと."""

from collections.abc import Mapping
from functools import partial

from fastapi import Request
from fastapi.responses import Response

from portal.services.workshop import edit_questions
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.question_form import ABOUT, KINDS, Boxes, read_about, written_about
from portal.web.workshop.questions_page import Page, done, page_of, questions_context, refused, save_edit

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions/about", access=staff("author"))


@router.get("")
def show(request: Request, draft: int) -> Response:
    return _page(request, page_of(request, draft, "write procedures"))


def _page(request: Request, page: Page, boxes: Boxes | None = None, problem: str = "") -> Response:
    if page.known is None:
        return refused(request, page, page.problem)
    typed = boxes.typed if boxes is not None else written_about(page.known.tree)
    problems = dict(boxes.problems) if boxes is not None else {}
    context = questions_context(request, page, problem) | {
        "about": {key: words for key, words in ABOUT.items() if key in typed}, "kinds": KINDS, "typed": typed,
        "boxes_problems": problems, "problems": [(sentence, key) for key, sentence in problems.items()],
    }  # fmt: skip
    status = 409 if problem else 422 if problems else 200
    return render(request, "pages/workshop/question_about.html", context, status=status)


@router.post("")
def save(request: Request, draft: int, posted: Post) -> Response:
    page = page_of(request, draft, "write procedures")
    if page.known is None:
        return refused(request, page, page.problem)
    boxes = read_about(posted, written_about(page.known.tree))
    if boxes.problems:
        return _page(request, page, boxes)
    problem = save_edit(request, page, posted, partial(_changed, typed=boxes.typed))
    if problem:
        return _page(request, page_of(request, draft, "write procedures"), boxes, problem)
    return done(request, page, "saved")


def _changed(text: str, typed: Mapping[str, str]) -> str:
    for key, words in typed.items():
        *outer, inner = key.split(".")
        text = edit_questions.set_keys(text, tuple(outer), {inner: words})
    return text
