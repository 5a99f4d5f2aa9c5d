"""手続と質問の、くわしい決まり."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.complaint_lines import japanese
from forms.loading.tree import Node
from portal.errors import BadRequest
from portal.services.workshop import edit_parts
from portal.services.workshop.definition_text import LeftToText, Path
from portal.services.workshop.edit_questions import QUESTION, ROWS, kind_of, new_name
from portal.services.workshop.format_keys import CONDITIONS, LIST, NAMED, PART, Key, Place, place_at
from portal.services.workshop.rules.build_condition import Comparables, read_condition, words_of
from portal.services.workshop.rules.build_day import days_of, numbers_of, read_day, words_of_day
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.undo import Undo
from portal.web.workshop.draft_page import HERE
from portal.web.workshop.key_form import (
    CONDITION_WORDS,
    about,
    boxes_of,
    is_name,
    label_of,
    parts_of,
    read_keys,
    title_of,
)
from portal.web.workshop.keys_page import located, saved, trail
from portal.web.workshop.question_form import STEMS
from portal.web.workshop.questions_page import Page, or_text, page_of, questions_context, save_edit, word

router = Router("staff", prefix=f"{HERE}/drafts/{{draft:row_number}}/questions/keys", access=staff("author"))


@router.get("")
@or_text
def show(request: Request, draft: int) -> Response:
    # `new`: of the list or of the named parts at `at`; `type`: of a new question.
    page, asked = page_of(request, draft, "write procedures"), request.query_params
    path, _ = located(page, asked.get("at", ""))
    return _page(request, page, path, asked.get("new") == "1", asked.get("type", ""))


def _target(page: Page, path: Path, new: bool, type_: str, name: str = "new") -> tuple[Place, str]:
    # And the kind of what holds it. Raises LeftToText.
    if page.known is None:
        raise LeftToText(page.problem)
    tree = page.known.tree
    if not path:
        return place_at(tree, ()), ""
    above = path if new else path[:-1]
    holder: str = ""
    if new:
        keys = {key.name: key.kind for key in place_at(tree, path[:-1]).keys}
        holder = keys.get(str(path[-1]), "")
        node = next((node for node in [_node(page, above)] if node is not None), None)
        number = len(node.value) if node is not None and isinstance(node.value, tuple) else 0
        if holder not in (LIST, NAMED):
            raise LeftToText("path")
        path = (*path, number) if holder == LIST else (*path, name)
    return place_at(tree, path, type_), holder


def _node(page: Page, path: Path) -> Any:
    node: Any = page.known.tree if page.known is not None else None
    for step in path:
        node = node.get(step) if node is not None else None
    return node


def _page(
    request: Request, page: Page, path: Path, new: bool, type_: str = "", posted: Posted | None = None,
    problems: dict[str, str] | None = None, problem: str = "",
) -> Response:  # fmt: skip
    place, holder = _target(page, path, new, type_)
    wrong = problems or {}
    boxes = boxes_of(place, posted, wrong)
    context = questions_context(request, page, problem) | {
        "place": ".".join(map(str, path)), "part_path": ".".join(map(str, place.path)), "new": new, "type": type_,
        "named": holder == NAMED and new, "name_typed": first(posted, "name") if posted else "",
        "name_problem": wrong.get("name", ""), "trail": trail(page, path), "title": _title(page, path, new),
        "boxes": boxes, "parts": list(parts_of(place)) if not new else [], "sentences": _sentences(page, place),
        "due": _due(page, place),
        "above": _back(page, path), "listed": bool(path) and isinstance(path[-1], int) and not new,
        "renames": _renamed(place), "worded": not place.path or bool(_renamed(place)),
        "removable": not new and _removable(page, path),
        "problems": [(f"{box.label}：{box.problem}", box.key.name) for box in boxes if box.problem],
    }  # fmt: skip
    if "name" in wrong:
        context["problems"].insert(0, (wrong["name"], "name"))
    _add_complaints(context, page, place)
    before = request.query_params.get("before", "")
    if request.query_params.get("did") == "saved" and not problem and not wrong:
        context["flash"] = "直しました。"
        if before.isascii() and before.isdigit():
            undo = {"revision": before, "read": str(page.draft.row.revision), "to": "questions"}
            context["undo"] = Undo(f"{context['base']}/history", "直したこと", boxes=undo)
    status = 409 if problem else 422 if wrong else 200
    return render(request, "pages/workshop/question_keys.html", context, status=status)


def _title(page: Page, path: Path, new: bool) -> str:
    key = _key_of(page, path)
    words = label_of(key)[0] if key is not None else ""
    if not path or new or (key is not None and key.kind == PART):
        return f"{words}：足す" if new else words or "手続のこと"
    return f"「{title_of(_node(page, path).plain())}」のくわしい決まり" if _node(page, path) is not None else words


def _key_of(page: Page, path: Path) -> Key | None:
    # The key of the part above that holds it.
    if page.known is None or not path or _is_asked(path):
        return None
    above = _above(page, path)
    keys = {key.name: key for key in place_at(page.known.tree, above).keys}
    return keys.get(str(path[len(above)]))


def _is_asked(path: Path) -> bool:
    # A step, a page, a repeat or a question.
    return bool(path) and path[0] == "steps" and isinstance(path[-1], int) and path[-2] in ("steps", "ask")


def _above(page: Page, path: Path) -> Path:
    # The part whose page leads here; () for the definition.
    for end in range(len(path) - 1, 0, -1):
        try:
            if page.known is not None and place_at(page.known.tree, path[:end]).node is not None:
                return path[:end]
        except LeftToText:
            continue  # a list, or names
    return ()


def _back(page: Page, path: Path) -> str:
    if not path or _is_asked(path):
        return ""
    return f"/keys?at={'.'.join(map(str, _above(page, path)))}"


def _renamed(place: Place) -> str:
    # The name of a question or a repeat.
    kind = kind_of(place.node, place.path) if place.node is not None and _is_asked(place.path) else ""
    return word(place.node, {QUESTION: "id", ROWS: "repeat"}[kind]) if kind in (QUESTION, ROWS) else ""


def _removable(page: Page, path: Path) -> bool:
    # A question goes on the page of questions.
    key = _key_of(page, path)
    return key is not None and _node(page, path) is not None and not (key.needed and key.kind == PART)


def _sentences(page: Page, place: Place) -> dict[str, str]:
    sentences: dict[str, str] = {}
    if page.known is None or place.node is None:
        return sentences
    for key in CONDITIONS:
        rule = word(place.node, key)
        if rule:
            known = Comparables(page.known.tree).before(place.path)
            condition = read_condition(rule, known)
            sentences[key] = (
                words_of(condition, known, CONDITION_WORDS[about(place.path, key)][1])
                if condition is not None and condition.clauses
                else ""
            )
    return sentences


def _due(page: Page, place: Place) -> str:
    if page.known is None or place.path != ("time",):
        return ""
    known = Comparables(page.known.tree).before(place.path)
    days, numbers = days_of(page.known.tree, known), numbers_of(page.known.tree)
    rule = read_day(word(place.node, "due"), days, numbers)
    return words_of_day(rule, days, numbers) if rule is not None and rule.base else ""


def _add_complaints(context: dict[str, Any], page: Page, place: Place) -> None:
    own = f"{page.draft.row.procedure}.yaml"
    context["complaints"] = []
    if page.known is not None and place.node is not None and place.path:
        begin, end = page.known.lines_of(place.path)
        context["complaints"] = [
            (japanese(complaint) or " ".join(complaint.text.split()), complaint.warning)
            for complaint in context["checked"].complaints
            if complaint.file == own and begin <= complaint.line <= end
        ]


@router.post("")
@or_text
def save(request: Request, draft: int, posted: Post) -> Response:
    # `act`: save, remove, up or down.
    page, act = page_of(request, draft, "write procedures"), first(posted, "act")
    new, name = first(posted, "new") == "1", first(posted, "name").strip()
    type_ = first(posted, "of_type")  # not "type": a setting has a box of that name
    try:
        path, _ = located(page, first(posted, "at"), first(posted, "trail"))
    except LeftToText as left:
        path = path_of_list(first(posted, "at"))
        if str(left) != "gone" or not path:
            raise
        # Somebody removed it meanwhile: what was typed is shown as a new part.
        return _page(request, page, path, True, type_, posted, problem="gone")
    if act in ("remove", "up", "down"):
        return _act(request, page, posted, path, act)
    place, holder = _target(page, path, new, type_, name if is_name(name) else "new")
    if holder == LIST and not first(posted, "id").strip():
        posted = {**posted, "id": [_named(page, path, type_)]}
    wanted, problems = read_keys(place, posted)
    if holder == NAMED and new and (not is_name(name) or place.node is not None):
        problems["name"] = "英字の小文字、数字、_ で、ほかとちがう名前にしてください。例：approved"
    if problems:
        return _page(request, page, path, new, type_, posted, problems)
    wanted = _filled(page, place, wanted, type_ if new else "")
    problem = save_edit(request, page, posted, partial(edit_parts.rewrite, path=place.path, wanted=wanted))
    if problem:
        page = page_of(request, draft, "write procedures")
        path, _ = located(page, first(posted, "at"), first(posted, "trail"))
        return _page(request, page, path, new, type_, posted, problem=problem)
    return saved(request, page, place.path)


def _named(page: Page, path: Path, type_: str) -> str:
    # For a new item of a list whose author gave none.
    items = _node(page, path)
    taken = [word(item, "id") for item in (items.value if items is not None else ())]
    stem = "paper" if path == ("attach",) else STEMS.get(type_, type_ or str(path[-1]))
    return new_name(page.known.tree if page.known is not None else Node({}), stem, taken)


def path_of_list(at: str) -> Path:
    steps = at.split(".")
    end = next((end for end in range(len(steps), 0, -1) if steps[end - 1].isdigit()), 0)
    return tuple(int(step) if step.isdigit() else step for step in steps[: end - 1]) if end == len(steps) > 1 else ()


def _filled(page: Page, place: Place, wanted: Any, type_: str) -> Any:
    # A new rule begins with an answer; its page of choices makes it the right one.
    if place.node is not None or not isinstance(wanted, dict) or page.known is None:
        return wanted
    needed = [key.name for key in place.keys if key.needed and key.name in CONDITIONS and key.name not in wanted]
    known = Comparables(page.known.tree).before(place.path)
    rule = {key: f"{list(known)[-1]}.answered" for key in needed if known}
    question = {"id": wanted["id"], "type": type_} if type_ else {}
    return {**question, **rule, **wanted}


def _act(request: Request, page: Page, posted: Posted, path: Path, act: str) -> Response:
    if not _removable(page, path):
        raise BadRequest("act")
    change = partial(edit_parts.remove, path=path)
    if act != "remove":
        change = partial(edit_parts.move, path=path, down=act == "down")
    problem = save_edit(request, page, posted, change)
    if problem:
        return _page(request, page_of(request, page.draft.row.id), path, False, posted=posted, problem=problem)
    now = page_of(request, page.draft.row.id)
    return saved(request, page, _above(now, path))
