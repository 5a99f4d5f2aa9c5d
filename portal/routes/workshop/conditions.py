"""条件."""

from functools import partial

from fastapi import Request
from fastapi.responses import Response

from forms.loading.tree import Node
from portal.errors import BadRequest
from portal.services.workshop import edit_questions
from portal.services.workshop.build_condition import (
    COMPARISONS,
    MOST,
    Clause,
    Comparable,
    Comparables,
    Condition,
    read_condition,
    words_of,
    write_condition,
)  # fmt: skip
from portal.services.workshop.definition_text import LeftToText, Path
from portal.services.workshop.edit_questions import BLOCK, PAGE
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.workshop.condition_form import boxes_of, problems_of, read_boxes
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.questions_page import (
    Page,
    done,
    page_of,
    questions_context,
    refused,
    save_edit,
    target_of,
    word,
)

router = Router(
    "staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions/condition", access=staff("author", "publisher")
)


def _ruled(page: Page, at: str, name: str = "") -> tuple[Path, Node, dict[str, Comparable]]:
    # Raises BadRequest, LeftToText.
    path, _, node = target_of(page, at, name, "steps")
    if node is None or page.known is None or edit_questions.kind_of(node, path) in (PAGE, BLOCK):
        raise BadRequest("condition")
    return path, node, Comparables(page.known.tree).before(path)


def _rule(node: Node) -> str:
    return word(node, "when")


@router.get("")
def show(request: Request, draft: int) -> Response:
    page = page_of(request, draft)
    try:
        path, node, known = _ruled(page, request.query_params.get("at", ""))
    except LeftToText as left:
        return refused(request, page, str(left))
    return _page(request, page, path, node, known, read_condition(_rule(node), known))


def _page(
    request: Request, page: Page, path: Path, node: Node, known: dict[str, Comparable], condition: Condition | None,
    problem: str = "", check: bool = False,
) -> Response:  # fmt: skip
    wrong = problems_of(condition, known) if condition is not None and check else {}
    rule = _rule(node)
    whole = condition is not None and bool(condition.clauses) and not problems_of(condition, known)
    context = questions_context(request, page, problem) | {
        "place": ".".join(map(str, path)), "name_now": edit_questions.name_of(node),
        "label": word(node, "label") or word(node, "step"), "rule": rule, "condition": condition,
        "clauses": boxes_of(condition, known) if condition is not None else (), "wrong": wrong,
        "known": list(known.values()), "more": condition is not None and len(condition.clauses) < MOST,
        "sentence": words_of(condition, known, "聞く") if condition is not None and whole else "",
        "problems": [(sentence, f"clause-{number}") for number, sentence in wrong.items()],
    }  # fmt: skip
    return render(request, "pages/workshop/condition.html", context, status=409 if problem else 422 if wrong else 200)


@router.post("")
def save(request: Request, draft: int, posted: Post) -> Response:
    # `act`: add, drop and which, or save. Only save stores.
    page = page_of(request, draft, "write procedures")
    try:
        path, node, known = _ruled(page, first(posted, "at"), first(posted, "name"))
    except LeftToText as left:
        return refused(request, page, str(left))
    condition, (how, _, which) = read_boxes(posted, known), first(posted, "act").partition(" ")
    if how == "add":
        question = known.get(first(posted, "chosen"))
        if question is not None and len(condition.clauses) < MOST:
            clause = Clause(question.name, next(iter(COMPARISONS[question.kind])))
            condition = Condition((*condition.clauses, clause), condition.any)
        return _page(request, page, path, node, known, condition)
    if how == "drop":
        kept = tuple(clause for number, clause in enumerate(condition.clauses) if str(number) != which)
        return _page(request, page, path, node, known, Condition(kept, condition.any))
    if problems_of(condition, known):
        return _page(request, page, path, node, known, condition, check=True)
    before = read_condition(_rule(node), known)
    if before is None:
        raise BadRequest("condition")
    try:
        rule = _rule(node) if before == condition else write_condition(condition, known)
    except OverflowError:
        return _page(request, page, path, node, known, condition, "long")
    problem = save_edit(request, page, posted, partial(edit_questions.set_keys, path=path, keys={"when": rule or None}))
    if not problem:
        return done(request, page, "condition", first(posted, "at"))
    page = page_of(request, draft, "write procedures")
    try:
        path, node, known = _ruled(page, first(posted, "at"), first(posted, "name"))
    except LeftToText as left:
        return refused(request, page, str(left))
    return _page(request, page, path, node, known, read_boxes(posted, known), problem)
