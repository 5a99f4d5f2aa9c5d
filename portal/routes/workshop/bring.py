"""A draft of a sheet, an XLSForm or the boxes of a form on paper."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import TooLarge
from portal.services.staff.words import office_words
from portal.services.workshop.begin_draft import Source, begin_new, propose_name
from portal.services.workshop.list_workshop import duties_of
from portal.services.workshop.outside_questions import Collected, Untaken
from portal.services.workshop.read_outside import read_outside
from portal.services.workshop.read_question_sheet import template
from portal.services.workshop.save_text import MOST
from portal.services.workshop.write_outside import write_outside
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.posting import first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading
from portal.web.shared.workbook_answer import workbook_answer
from portal.web.workshop.draft_page import BEGIN_PROBLEMS, HERE

router = Router("staff", prefix=f"{HERE}/bring", access=staff("author"))
_BOXES = ("procedure", "duty", "title", "boxes", "text")


@router.get("")
def show(request: Request) -> Response:
    return _page(request, dict.fromkeys(_BOXES, ""))


@router.get(".xlsx")
def save_template(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        duties_of(installation_of(request), member(request, unit), "write procedures")
    return workbook_answer(template(), "questions")


@router.post("")
def bring(request: Request, sent: FilePost) -> Response:
    """`text`: the definition that was made, sent back with what of it is not taken seen."""
    boxes = {name: first(sent.boxes, name).strip() for name in _BOXES}
    boxes["text"] = first(sent.boxes, "text").replace("\r\n", "\n")
    with reading(request) as (installation, unit):
        duties_of(installation, member(request, unit), "write procedures")
    collected = None
    if not boxes["text"]:
        upload = next((upload for upload in sent.uploads.get("questions", ()) if upload.name), None)
        if upload is None and not boxes["boxes"]:
            return _page(request, boxes, "ファイルを選ぶか、欄を書いてください。", at="questions")
        if upload is not None and upload.content is None:
            return _page(request, boxes, "ファイルが大きすぎます。", at="questions")
        collected = read_outside(upload.content if upload is not None else None, boxes["boxes"], boxes["title"])
        if not collected.questions:
            collected.untaken += [] if collected.untaken else [Untaken(0, "", "質問がありません。")]
            return _page(request, boxes, "取り込める質問がありません。何も作っていません。", collected, at="questions")
        boxes["text"] = write_outside(installation, collected)
    if len(boxes["text"]) > MOST:
        raise TooLarge("definition")
    if collected is not None and collected.untaken:
        return _page(request, boxes, "", collected)
    if not boxes["duty"]:
        return _page(request, boxes, BEGIN_PROBLEMS["duty"], collected, at="duty")
    with installation.database.write() as unit:
        source, name = Source(None, {"": boxes["text"]}), boxes["procedure"] or propose_name(unit, "")
        begun = begin_new(installation, unit, member(request, unit), name, boxes["duty"], source)
        if not begun.problem:
            unit.commit()
            return see(request, f"{HERE}/drafts/{begun.draft_id}/questions")
    return _page(request, boxes, BEGIN_PROBLEMS[begun.problem], collected)


def _page(
    request: Request,
    boxes: dict[str, str],
    problem: str = "",
    collected: Collected | None = None,
    at: str = "procedure",
) -> Response:
    with reading(request) as (installation, unit):
        duties = duties_of(installation, member(request, unit), "write procedures")
    words = office_words(installation)
    context = {
        "boxes": boxes, "problem": problem, "at": at, "collected": collected,
        "duties": [(duty, words[duty]) for duty in duties],
    }  # fmt: skip
    return render(request, "pages/workshop/bring.html", context, wrong=problem)
