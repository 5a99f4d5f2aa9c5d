"""質問."""

from collections.abc import Iterator
from functools import partial

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest
from portal.services.workshop import edit_questions
from portal.services.workshop.check_texts import shared_library
from portal.services.workshop.definition_text import Path
from portal.services.workshop.fill_examples import NoExample, fill_answers, new_example
from portal.services.workshop.list_questions import Entry, QuestionList, list_questions, targets
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of
from portal.web.shared.undo import Undo
from portal.web.workshop.draft_page import HERE, check_of
from portal.web.workshop.question_form import PART_WORDS, type_words
from portal.web.workshop.questions_page import (
    PROBLEMS,
    Page,
    done,
    names_of_blocks,
    page_of,
    path_of,
    questions_context,
    save_edit,
)

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions", access=staff("author", "publisher"))

_DID = {
    "added": "足しました。", "saved": "直しました。", "removed": "消しました。", "moved": "移しました。", "copied": "写しました。",
    "condition": "条件を変えました。", "examples": "例を変えました。", "undone": "取り消しました。",
}  # fmt: skip

_ACTS = {"up": "moved", "down": "moved", "copy": "copied", "remove": "removed"}


@router.get("")
def show(request: Request, draft: int) -> Response:
    return _list(request, page_of(request, draft))


def _list(request: Request, page: Page, problem: str = "") -> Response:
    context = questions_context(request, page, problem)
    checked, own = context["checked"], f"{page.draft.row.procedure}.yaml"
    did, before = request.query_params.get("did", ""), request.query_params.get("before", "")
    if did in _DID and not problem:
        context["flash"] = _DID[did]
        if before.isascii() and before.isdigit() and context["may_write"]:
            boxes = {"revision": before, "read": str(page.draft.row.revision), "to": "questions"}
            words = "やり直す" if did == "undone" else "取り消す"
            context["undo"] = Undo(f"{context['base']}/history", "質問を変えたこと", words, boxes)
    listed = QuestionList((), (), ())
    if page.known is not None:
        about = [complaint for complaint in checked.complaints if complaint.file == own]
        listed = list_questions(page.known, about, checked.procedure)
    context |= {
        "listed": listed,
        "unread": PROBLEMS.get(page.problem, ""),
        "opened": request.query_params.get("open", ""),
        "elsewhere": sum(complaint.file != own for complaint in checked.complaints),
        "type_words": type_words,
        "part_words": PART_WORDS,
        "blocks": {
            name: block.shape.title
            for name, block in shared_library(installation_of(request).settings.procedures).blocks.items()
        },
    }
    return render(request, "pages/workshop/questions.html", context, status=409 if problem else 200)


@router.post("")
def act(request: Request, draft: int, posted: Post) -> Response:
    # `act`: what to do, and where.
    page = page_of(request, draft, "write procedures")
    how, _, at = first(posted, "act").partition(" ")
    path, after = path_of(at), ""
    if how not in _ACTS or len(path) < 2:
        raise BadRequest("act")
    if how in ("up", "down"):
        problem = save_edit(request, page, posted, lambda text: edit_questions.move(text, path, how == "down"))
        after = ".".join(map(str, (*path[:-1], int(path[-1]) + (1 if how == "down" else -1))))
    elif how == "copy":
        names = names_of_blocks(request, page)
        problem = save_edit(request, page, posted, lambda text: edit_questions.copy(text, path, names))
        after = ".".join(map(str, (*path[:-1], int(path[-1]) + 1)))
    else:
        problem = save_edit(request, page, posted, lambda text: edit_questions.remove(text, path))
    return _list(request, page_of(request, draft), problem) if problem else done(request, page, _ACTS[how], after)


@router.get("/move", access=staff("author"))
def choose_place(request: Request, draft: int) -> Response:
    page, path = page_of(request, draft, "write procedures"), path_of(request.query_params.get("at", ""))
    if page.known is None or len(path) < 4:
        return _list(request, page, page.problem or "path")
    node = page.known.node(path)
    kind = edit_questions.kind_of(node, path)
    listed = list_questions(page.known, (), None)
    places = [
        (at, words) for at, words, holder in targets(listed.entries)
        if edit_questions.holds(holder, kind) and path_of(at) != path[:-2] and path_of(at)[: len(path)] != path
    ]  # fmt: skip
    context = questions_context(request, page) | {
        "place": ".".join(map(str, path)), "places": places, "label": edit_questions.name_of(node),
        "words": next((entry.label for entry in _every(listed.entries) if entry.path == path), ""),
    }  # fmt: skip
    return render(request, "pages/workshop/question_move.html", context)


def _every(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _every(entry.entries)


@router.post("/move")
def move(request: Request, draft: int, posted: Post) -> Response:
    # `number`: the place in the list, where it was dragged; else its end.
    page = page_of(request, draft, "write procedures")
    path, into = path_of(first(posted, "at")), path_of(first(posted, "into"))
    place = first(posted, "number")
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else None
    if len(path) < 4 or len(into) < 2:
        raise BadRequest("path")
    problem = save_edit(request, page, posted, lambda text: edit_questions.move_to(text, path, into, number))
    now = page_of(request, draft)
    return _list(request, now, problem) if problem else done(request, page, "moved", _place(page, path, now))


def _place(page: Page, path: Path, now: Page) -> str:
    # Where the part at `path` is now.
    if page.known is None or now.known is None:
        return ""
    name = edit_questions.name_of(page.known.node(path))
    places = [place for place, node in edit_questions.parts_of(now.known.tree) if edit_questions.name_of(node) == name]
    return ".".join(map(str, places[0])) if len(places) == 1 else ""


@router.post("/examples")
def examples(request: Request, draft: int, posted: Post) -> Response:
    # `act`: fill or remove, and which; add, and whether it is complete.
    page, installation = page_of(request, draft, "write procedures"), installation_of(request)
    how, _, which = first(posted, "act").partition(" ")
    procedure = check_of(installation, page.draft).procedure
    number = int(which) if which.isascii() and which.isdigit() and len(which) < 5 else -1
    try:
        if how == "remove" and number >= 0:
            change = partial(edit_questions.remove, path=("scenarios", number))
        elif procedure is None:
            return _list(request, page, "unsound")
        elif how == "add":
            example = new_example(procedure, installation.city, installation.clock.today(), which == "complete")
            change = partial(edit_questions.add, into=("scenarios",), item=example)
        elif how == "fill" and 0 <= number < len(procedure.scenarios):
            answers = fill_answers(procedure, installation.city, procedure.scenarios[number])
            change = partial(edit_questions.set_keys, path=("scenarios", number), keys={"answers": answers})
        else:
            raise BadRequest("act")
    except NoExample:
        return _list(request, page, "example")
    problem = save_edit(request, page, posted, change)
    return _list(request, page_of(request, draft), problem) if problem else done(request, page, "examples", "examples")
