"""期限."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.services.workshop import edit_parts
from portal.services.workshop.definition_text import LeftToText
from portal.services.workshop.rules.build_condition import Comparables
from portal.services.workshop.rules.build_day import (
    OPEN,
    WAYS,
    DayRule,
    days_of,
    numbers_of,
    read_day,
    words_of_day,
    write_day,
    wrong_boxes,
)
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.keys_page import saved
from portal.web.workshop.questions_page import Page, or_text, page_of, questions_context, save_edit, word

router = Router(
    "staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions/day", access=staff("author", "publisher")
)

AT = ("time",)


def _known(page: Page) -> tuple[str, dict[str, str], dict[str, str]]:
    # The rule, and the days and numbers that it may name. Raises LeftToText.
    if page.known is None:
        raise LeftToText(page.problem)
    tree = page.known.tree
    return word(tree.get("time"), "due"), days_of(tree, Comparables(tree).before(AT)), numbers_of(tree)


@router.get("")
@or_text
def show(request: Request, draft: int) -> Response:
    return _page(request, page_of(request, draft))


def _page(
    request: Request, page: Page, chosen: DayRule | None = None, problem: str = "", wrong: dict[str, str] | None = None
) -> Response:
    rule, days, numbers = _known(page)
    stored = read_day(rule, days, numbers)
    context: dict[str, Any] = questions_context(request, page, problem) | {
        "rule": rule, "chosen": chosen or stored, "days": days, "numbers": numbers, "ways": WAYS, "opens": OPEN, "wrong": wrong or {},
        "sentence": words_of_day(stored, days, numbers) if rule and stored is not None else "",
        "problems": [(words, box) for box, words in (wrong or {}).items()],
    }  # fmt: skip
    return render(request, "pages/workshop/day.html", context, status=409 if problem else 422 if wrong else 200)


@router.post("")
@or_text
def save(request: Request, draft: int, posted: Post) -> Response:
    page = page_of(request, draft, "write procedures")
    _, days, numbers = _known(page)
    way, setting, typed = first(posted, "way"), first(posted, "setting"), first(posted, "number").strip()
    chosen = DayRule(first(posted, "base"), way, "" if way == "on" else typed or setting, first(posted, "closed"))
    wrong = wrong_boxes(chosen, days, numbers)
    if typed and setting and way != "on":
        wrong["number"] = "数か、市の設定の、どちらか1つにしてください。"
    if wrong:
        return _page(request, page, chosen, wrong=wrong)
    change = partial(edit_parts.rewrite, path=(*AT, "due"), wanted=write_day(chosen))
    problem = save_edit(request, page, posted, change)
    return _page(request, page_of(request, draft), chosen, problem) if problem else saved(request, page, AT)
