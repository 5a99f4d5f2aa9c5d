from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.registry import field_types
from forms.loading.tree import Node
from portal.errors import BadRequest, required
from portal.services.workshop import edit_questions
from portal.services.workshop.definition_text import DefinitionText, LeftToText, Path
from portal.services.workshop.edit_questions import BLOCK, PAGE, QUESTION, ROWS, STEP
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.question_form import (
    GROUPS,
    PART_WORDS,
    STEMS,
    TITLES,
    Boxes,
    keeps_options,
    needs_more,
    read_part,
    read_question,
    shown,
    type_words,
    written_boxes,
)  # fmt: skip
from portal.web.workshop.questions_page import (
    NAME,
    SAME,
    Page,
    Target,
    added,
    done,
    names_of_blocks,
    or_text,
    page_of,
    questions_context,
    ready_blocks,
    save_edit,
    target_of,
    word,
)  # fmt: skip
from portal.web.workshop.unfinished import unfinished_of

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions", access=staff("author"))


@router.get("/types")
@or_text
def types(request: Request, draft: int) -> Response:
    page, asked = page_of(request, draft, "write procedures"), request.query_params
    if asked.get("into") == "result":
        context = questions_context(request, page) | {"groups": GROUPS, "where": "keys?at=result&new=1", "label": ""}
        return render(request, "pages/workshop/question_types.html", context)
    path, _, node = target_of(page, asked.get("at", ""), "", asked.get("into", ""))
    where = f"question?at={asked['at']}" if path else f"question?into={asked.get('into', '')}"
    context = questions_context(request, page) | {"groups": GROUPS, "where": where, "label": word(node)}
    return render(request, "pages/workshop/question_types.html", context)


@router.get("/question")
@or_text
def question(request: Request, draft: int) -> Response:
    page, asked = page_of(request, draft, "write procedures"), request.query_params
    target = target_of(page, asked.get("at", ""), "", asked.get("into", ""))
    return _question(request, page, target, asked.get("type", ""))


def _question(
    request: Request, page: Page, target: Target, type_: str, boxes: Boxes | None = None,
    problem: str = "", posted: Posted | None = None,
) -> Response:  # fmt: skip
    path, into, node = target
    type_ = type_ or word(node, "type")
    if type_ not in field_types() or (node is not None and edit_questions.kind_of(node, path) != QUESTION):
        raise BadRequest("type")
    before, place = written_boxes(node), ".".join(map(str, path))
    here = f"at={place}&name={word(node, 'id')}" if path else f"into={'.'.join(map(str, into))}"
    unfinished = unfinished_of(request, page.member, page.draft, f"/questions/question?{here}&type={type_}", posted)
    if unfinished.boxes:
        boxes = Boxes(read_question(unfinished.boxes, type_, node)[2].typed, {})
    typed = before | dict(boxes.typed) if boxes is not None else before
    problems = dict(boxes.problems) if boxes is not None else {}
    context = questions_context(request, page, problem) | {
        "place": place, "into": ".".join(map(str, into)), "name_now": word(node, "id"),
        "type": type_, "type_words": type_words(type_), "typed": typed, "has": shown(type_),
        "kept_options": keeps_options(node), "rule_required": word(node, "required") if before["required"] == "rule" else "",
        "boxes_problems": problems, "problems": [(sentence, key) for key, sentence in problems.items()],
        "unfinished": unfinished, "read": first(unfinished.boxes, "read") if unfinished.boxes else page.draft.row.revision,
        "offered": type_ in dict(pair for _, group in GROUPS for pair in group), "label": word(node),
    }  # fmt: skip
    status = 409 if problem else 422 if problems else 200
    return render(request, "pages/workshop/question.html", context, status=status)


@router.post("/question")
@or_text
def save_question(request: Request, draft: int, posted: Post) -> Response:
    page = page_of(request, draft, "write procedures")
    type_, name, into = first(posted, "type"), first(posted, "name"), first(posted, "into")
    if type_ not in field_types():
        raise BadRequest("type")
    try:
        target = target_of(page, first(posted, "at"), name, into)
    except LeftToText as left:
        if str(left) != "gone" or page.known is None:
            raise
        # Somebody removed it meanwhile: what was typed is shown as a new question.
        steps = [path for path, _ in edit_questions.parts_of(page.known.tree) if len(path) == 2]
        if not steps:
            raise
        boxes = read_question(posted, type_, None)[2]
        return _question(request, page, ((), steps[0], None), type_, boxes, "gone", posted)
    path, place, node = target
    keys, labels, boxes = read_question(posted, type_, node)
    id_ = first(posted, "id").strip()
    if not path and id_ and page.known is not None and not edit_questions.is_name(page.known.tree, id_):
        boxes = Boxes({**boxes.typed, "id": id_}, {**boxes.problems, "id": NAME})
    if boxes.problems:
        return _question(request, page, target, type_, boxes, posted=posted)
    if path:
        change = partial(_changed, path=path, type_=type_, keys=keys, labels=labels)
    else:
        item = _new_question(request, page, type_, keys, labels, id_)
        change = partial(edit_questions.add, into=place, item=item)
    problem = save_edit(request, page, posted, change)
    if problem:
        return _again(request, draft, posted, type_, boxes, problem)
    return done(request, page, "saved", first(posted, "at")) if path else added(request, page, place, needs_more(type_))


def _again(request: Request, draft: int, posted: Posted, type_: str, boxes: Boxes, problem: str) -> Response:
    page = page_of(request, draft, "write procedures")
    target = target_of(page, first(posted, "at"), first(posted, "name"), first(posted, "into"))
    return _question(request, page, target, type_, boxes, problem, posted)


def _changed(text: str, path: Path, type_: str, keys: dict[str, Any], labels: list[str] | None) -> str:
    known = DefinitionText(text).node(path)
    if labels is not None and "options" in known.mapping:
        text = edit_questions.set_options(text, path, labels)
    elif labels is not None:
        keys = keys | {"options": edit_questions.with_codes({}, labels)}
    return edit_questions.set_keys(text, path, edit_questions.fits_type(known, type_) | {"type": type_} | keys)


def _new_question(
    request: Request, page: Page, type_: str, keys: dict[str, Any], labels: list[str] | None, id_: str
) -> dict[str, Any]:
    tree = page.known.tree if page.known is not None else Node({})
    stem = STEMS.get(type_, type_)
    item = {"id": id_ or edit_questions.new_name(tree, stem, names_of_blocks(request, page)), "type": type_}
    item |= {key: value for key, value in keys.items() if value is not None}
    return item | ({"options": edit_questions.with_codes({}, labels)} if labels is not None else {})


@router.get("/part")
@or_text
def part(request: Request, draft: int) -> Response:
    page, asked = page_of(request, draft, "write procedures"), request.query_params
    target = target_of(page, asked.get("at", ""), "", asked.get("into", ""))
    return _part(request, page, target, asked.get("kind", ""))


def _kind(target: Target, kind: str) -> str:
    path, into, node = target
    kind = edit_questions.kind_of(node, path) if node is not None else kind
    if kind not in TITLES or (not path and (kind in (STEP, BLOCK)) != (into == ("steps",))) or (path and kind == BLOCK):
        raise BadRequest("kind")
    return kind


def _part(
    request: Request, page: Page, target: Target, kind: str, boxes: Boxes | None = None,
    problem: str = "",
) -> Response:  # fmt: skip
    kind, (path, into, node) = _kind(target, kind), target
    typed = {"title": word(node, TITLES[kind]), "min": word(node, "min"), "max": word(node, "max"), "use": ""}
    problems = dict(boxes.problems) if boxes is not None else {}
    context = questions_context(request, page, problem) | {
        "place": ".".join(map(str, path)), "into": ".".join(map(str, into)), "kind": kind, "kind_words": PART_WORDS[kind],
        "name_now": edit_questions.name_of(node) if node is not None else "", "label": typed["title"],
        "typed": typed | (dict(boxes.typed) if boxes is not None else {}), "boxes_problems": problems,
        "problems": [(sentence, key) for key, sentence in problems.items()],
        "blocks": sorted((block.shape.title, name) for name, block in ready_blocks(request).items()) if kind == BLOCK else (),
    }  # fmt: skip
    status = 409 if problem else 422 if problems else 200
    return render(request, "pages/workshop/question_part.html", context, status=status)


@router.post("/part")
@or_text
def save_part(request: Request, draft: int, posted: Post) -> Response:
    page = page_of(request, draft, "write procedures")
    target = target_of(page, first(posted, "at"), first(posted, "name"), first(posted, "into"))
    kind, (path, into, _) = _kind(target, first(posted, "kind")), target
    keys, boxes = read_part(posted, kind)
    if boxes.problems or page.known is None:
        return _part(request, page, target, kind, boxes)
    if path:
        change = partial(edit_questions.set_keys, path=path, keys=keys)
    elif kind == BLOCK:
        use = first(posted, "use")
        block = required(ready_blocks(request).get(use), BadRequest("block"))
        if same := edit_questions.names_in(page.known.tree) & {*block.names}:
            boxes = Boxes({**boxes.typed, "use": use}, {"use": SAME.format("、".join(sorted(same)))})
            return _part(request, page, target, kind, boxes)
        name = edit_questions.new_name(page.known.tree, use.replace("-", "_"))
        change = partial(edit_questions.add, into=into, item=keys | {"id": f"{name}_step", "use": use, "as": name})
    else:
        stem = {STEP: "step", PAGE: "page", ROWS: "rows"}[kind]
        name = edit_questions.new_name(page.known.tree, stem, names_of_blocks(request, page))
        named = {"repeat": name} if kind == ROWS else {}
        item = named | {key: value for key, value in keys.items() if value is not None}
        item |= {"id": name} if kind != ROWS else {}
        change = partial(edit_questions.add, into=into, item=item | {"ask": []})
    problem = save_edit(request, page, posted, change)
    if not problem:
        return done(request, page, "saved", first(posted, "at")) if path else added(request, page, into)
    page = page_of(request, draft, "write procedures")
    target = target_of(page, first(posted, "at"), first(posted, "name"), first(posted, "into"))
    return _part(request, page, target, kind, boxes, problem)
