"""条件."""

from functools import partial

from fastapi import Request
from fastapi.responses import Response

from forms.loading.tree import Node
from portal.errors import BadRequest
from portal.services.workshop import edit_parts, edit_questions
from portal.services.workshop.definition_text import Path
from portal.services.workshop.edit_questions import BLOCK, PAGE
from portal.services.workshop.format_keys import CONDITIONS
from portal.services.workshop.rules.build_condition import (
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
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.workshop.condition_form import boxes_of, problems_of, read_boxes
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.key_form import CONDITION_WORDS, about, title_of
from portal.web.workshop.keys_page import located, saved, trail
from portal.web.workshop.questions_page import Page, done, or_text, page_of, questions_context, save_edit, word

router = Router(
    "staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions/condition", access=staff("author", "publisher")
)

Ruled = tuple[Path, Node, str, dict[str, Comparable]]


def _ruled(page: Page, at: str, key: str, trail_: str = "") -> Ruled:
    # Raises BadRequest, LeftToText.
    path, node = located(page, at, trail_)
    asked = path[0] == "steps" and path[-1] != "stop" and isinstance(path[-1], int) and path[-2] in ("steps", "ask")
    if key not in CONDITIONS or node is None or page.known is None:
        raise BadRequest("condition")
    if asked and edit_questions.kind_of(node, path) in (PAGE, BLOCK):
        raise BadRequest("condition")
    return path, node, key, Comparables(page.known.tree).before(path)


@router.get("")
@or_text
def show(request: Request, draft: int) -> Response:
    page, asked = page_of(request, draft), request.query_params
    ruled = _ruled(page, asked.get("at", ""), asked.get("key", "") or "when")
    return _page(request, page, ruled, read_condition(word(ruled[1], ruled[2]), ruled[3]))


def _page(
    request: Request, page: Page, ruled: Ruled, condition: Condition | None, problem: str = "", check: bool = False
) -> Response:
    path, node, key, known = ruled
    wrong = problems_of(condition, known) if condition is not None and check else {}
    rule, (question, end, always) = word(node, key), CONDITION_WORDS[about(path, key)]
    whole = condition is not None and bool(condition.clauses) and not problems_of(condition, known)
    context = questions_context(request, page, problem) | {
        "place": ".".join(map(str, path)), "key": key, "trail": trail(page, path),
        "part": "" if about(path, key) == "asked" else f"/keys?at={'.'.join(map(str, path))}",
        "question": question, "always": always, "may_be_empty": key != "that" and path[-1] not in ("stop", "exempt"),
        "label": title_of(node.plain()), "rule": rule, "condition": condition,
        "clauses": boxes_of(condition, known) if condition is not None else (), "wrong": wrong,
        "known": list(known.values()), "more": condition is not None and len(condition.clauses) < MOST,
        "sentence": words_of(condition, known, end) if condition is not None and whole else "",
        "problems": [(sentence, f"clause-{number}") for number, sentence in wrong.items()],
    }  # fmt: skip
    return render(request, "pages/workshop/condition.html", context, status=409 if problem else 422 if wrong else 200)


@router.post("")
@or_text
def save(request: Request, draft: int, posted: Post) -> Response:
    # `act`: add, drop and which, save, or none, which stores that there is none. The first two store nothing.
    page, key = page_of(request, draft, "write procedures"), first(posted, "key") or "when"
    ruled = _ruled(page, first(posted, "at"), key, first(posted, "trail"))
    path, node, _, known = ruled
    condition, (how, _, which) = read_boxes(posted, known), first(posted, "act").partition(" ")
    if how == "add":
        question = known.get(first(posted, "chosen"))
        if question is not None and len(condition.clauses) < MOST:
            clause = Clause(question.name, next(iter(COMPARISONS[question.kind])))
            condition = Condition((*condition.clauses, clause), condition.any)
        return _page(request, page, ruled, condition)
    if how == "drop":
        kept = tuple(clause for number, clause in enumerate(condition.clauses) if str(number) != which)
        return _page(request, page, ruled, Condition(kept, condition.any))
    condition = Condition() if how == "none" else condition
    if problems_of(condition, known):
        return _page(request, page, ruled, condition, check=True)
    before = read_condition(word(node, key), known)
    if before is None or (not condition.clauses and (key == "that" or path[-1] in ("stop", "exempt"))):
        raise BadRequest("condition")
    try:
        rule = word(node, key) if before == condition else write_condition(condition, known)
    except OverflowError:
        return _page(request, page, ruled, condition, "long")
    plain = node.plain()
    wanted = {**(plain if isinstance(plain, dict) else {"label": plain}), key: rule}
    wanted = wanted if rule else {name: value for name, value in wanted.items() if name != key}
    problem = save_edit(request, page, posted, partial(edit_parts.rewrite, path=path, wanted=wanted))
    if not problem:
        at = ".".join(map(str, path))
        return done(request, page, "condition", at) if about(path, key) == "asked" else saved(request, page, path)
    page = page_of(request, draft, "write procedures")
    ruled = _ruled(page, first(posted, "at"), key, first(posted, "trail"))
    return _page(request, page, ruled, read_boxes(posted, ruled[3]), problem)
