"""A part of the city's files as a form, made from the shape that the loader reads (D284)."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from portal.errors import BadRequest, Conflict, required
from portal.services.administration.begin_city import left_blank
from portal.services.administration.edit_city import judge, save_edition
from portal.services.workshop import edit_parts
from portal.services.workshop.definition_text import DefinitionText, LeftToText, Path
from portal.services.workshop.edit_questions import new_name
from portal.services.workshop.format_keys import LIST, NAMED, Place, place_at
from portal.store.administration.city_editions import EditionRow
from portal.web.administration.part_page import (
    HERE,
    PartPage,
    context_of,
    duties_named,
    format_of,
    lines_of,
    names_of_city,
    notices_named,
    of_city,
    part_page,
    settings_named,
    text_for_form,
    titled,
    without_procedures,
)
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of
from portal.web.workshop.key_form import NAMES, OPENED, boxes_of, parts_of, read_keys, title_in_city

router = Router("staff", prefix=f"{HERE}/{{part}}/keys", access=staff("administrator"))
_AT = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,59})(\.[A-Za-z0-9][A-Za-z0-9_-]{0,59}){0,9}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}", re.ASCII)
_LEFT = "ここは、フォームでは変えられない書きかたです。「文で直す」で直してください。"


@router.get("")
def show(request: Request, part: str) -> Response:
    page = _of_part(request, part)
    if page.edition is None or page.edition.to_file:
        return see(request, page.here)  # where it is begun
    try:
        known = text_for_form(page.edition.text)
        path = _path(first_of(request, "at"))
        return _form(request, page, known, path, first_of(request, "new") == "1")
    except (LeftToText, Refused):
        return see(request, f"{page.here}/text")


def first_of(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _of_part(request: Request, part: str) -> PartPage:
    with installation_of(request).database.read() as unit:
        return part_page(request, unit, part)


def _opened(request: Request, part: str) -> PartPage:
    page = _of_part(request, part)
    if page.edition is None or page.edition.to_file:
        raise Conflict("city edition")
    return page


def _path(at: str) -> Path:
    if at and not _AT.fullmatch(at):
        raise BadRequest("at")
    return tuple(int(step) if step.isdigit() else step for step in at.split(".")) if at else ()


def _target(page: PartPage, known: DefinitionText, path: Path, new: bool, names: tuple[str, ...]) -> tuple[Place, int]:
    # And how many names a new one needs. Raises LeftToText, BadRequest.
    if not new:
        return place_at(known.tree, path, of=format_of(page.part)), 0
    of, needed = format_of(page.part), 0
    holders = place_at(known.tree, path[:-1], of=of).keys if path else ()
    holder = required(next((key for key in holders if key.name == path[-1]), None), BadRequest("at"))
    if holder.kind not in (LIST, NAMED):
        return place_at(known.tree, path, of=of), 0
    needed = holder.deep - 1 if holder.kind == NAMED and holder.deep > 1 else int(holder.kind == NAMED)
    path = (*path, *(names or ("new",) * needed))
    there = known.tree.at(path)
    if holder.kind == LIST or holder.deep > needed:
        path = (*path, len(there.value) if there is not None and isinstance(there.value, tuple) else 0)
    return place_at(known.tree, path, of=of), needed


def _form(
    request: Request, page: PartPage, known: DefinitionText, path: Path, new: bool, posted: Posted | None = None,
    problems: dict[str, str] | None = None, problem: str = "",
) -> Response:  # fmt: skip
    place, names = _target(page, known, path, new, ())
    wrong, node = problems or {}, known.tree.at(path)
    judged = judge(installation_of(request), page.edition) if page.edition is not None else None
    begin, end = known.lines_of(path) if node is not None and path and not new else (1, known.text.count("\n") + 1)
    lines = lines_of(judged.complaints, settings_named(request, page.part)) if judged is not None else []
    # A fault of one value is at its box; what is typed now was not judged yet.
    by_box = {} if new or posted else _by_box(known, path, place, lines)
    boxes = boxes_of(place, posted, wrong | {name: each["words"] or each["detail"] for name, each in by_box.items()})
    lines = [each for each in lines if each not in by_box.values()]
    settings, duties = settings_named(request, page.part), duties_named(request, page.part)
    parts = [
        (key, words, help_, [(at, f"{titled(settings, at, title)}{_duty_at(duties, at)}") for at, title in items])
        for key, words, help_, items in (parts_of(place, title_in_city) if not new else ())
    ]
    known_names = (
        settings
        if names > 1
        else {"duties": duties, "notices": notices_named(page.part)}.get(".".join(map(str, path)), {})
    )
    here_named = title_in_city(node.plain()) if path and node is not None and not new else ""
    context = context_of(request, page) | {
        "title": titled(settings, ".".join(map(str, path)), here_named) or page.words.title, "known_names": known_names, "named_elsewhere": names_of_city(request),
        "name": "足す" if new else _duty_of(duties, path), "above": f"/keys?at={'.'.join(map(str, _above(page, known, path)))}" if path else "",
        "back_words": page.words.title, "place": ".".join(map(str, path)), "part_path": ".".join(map(str, path)), "new": new, "type": "",
        "trail": "", "boxes": boxes, "parts": parts, "sentences": {}, "worded": False, "renames": "",
        "named": names > 0, "name_typed": first(posted, "name") if posted else "", "name_problem": wrong.get("name", ""),
        "several_names": names > 1, "listed": bool(path) and isinstance(path[-1], int) and not new,
        "removable": bool(path) and node is not None and not new, "may_write": page.writes,
        "complaints": [
            *((each["words"] or each["detail"], each["warning"]) for each in lines if begin <= each["line"] <= end),
            *((words, True) for words in without_procedures(known, duties, path) if not new),
        ],
        "problems": [(f"{box.label}：{box.problem}", box.key.name) for box in boxes if box.problem],
        "newer": "", "begins": page.writes, "blanks": left_blank(known.text) if not new else [], "flash": "直しました。まだ使われていません。" if first_of(request, "did") == "saved" and not wrong else None, "problem": problem,
    }  # fmt: skip
    if "name" in wrong:
        context["problems"].insert(0, (f"名前：{wrong['name']}", "name"))
    return render(
        request, "pages/workshop/question_keys.html", context, status=409 if problem else 422 if wrong else 200
    )


def _duty_of(duties: Mapping[str, str], path: Path) -> str:
    # Offices have like names, and one may hold several duties.
    duty = str(path[1]) if len(path) > 1 else ""
    return f"事務：{duty}（{duties[duty]}）" if duty in duties else ""


def _duty_at(duties: Mapping[str, str], at: str) -> str:
    duty = [*at.split("."), ""][1]
    return f"　{duty}" if duty in duties else ""


def _by_box(known: DefinitionText, path: Path, place: Place, lines: list[dict[str, Any]]) -> dict[str, Any]:
    faults = dict[str, Any]()
    for key in place.keys:
        if key.kind not in OPENED and key.name not in NAMES and known.tree.at((*path, key.name)) is not None:
            begin, end = known.lines_of((*path, key.name))
            if fault := next((each for each in lines if begin <= each["line"] <= end), None):
                faults[key.name] = fault
    return faults


def _above(page: PartPage, known: DefinitionText, path: Path) -> Path:
    for end in range(len(path) - 1, 0, -1):
        try:
            if place_at(known.tree, path[:end], of=format_of(page.part)).node is not None:
                return path[:end]
        except LeftToText:
            continue  # a list, or names
    return ()


@router.post("")
def save(request: Request, part: str, posted: Post) -> Response:
    # `act`: save, remove, up or down.
    page = _opened(request, part)
    row = page.edition
    if row is None or not page.writes:
        raise Conflict("city edition")
    path = _path(first(posted, "at"))
    try:
        return _changed(request, page, row, path, posted)
    except (LeftToText, Refused):
        return see(request, f"{page.here}/text")


def _changed(request: Request, page: PartPage, row: EditionRow, path: Path, posted: Posted) -> Response:
    # Raises LeftToText, Refused, BadRequest.
    act, new = first(posted, "act"), first(posted, "new") == "1"
    names = tuple(first(posted, "name").strip().split("."))
    try:
        known = text_for_form(row.text)
        if str(row.revision) != first(posted, "read"):
            return _form(
                request,
                page,
                known,
                path,
                new,
                posted,
                problem="別の画面で先に保存しました。見くらべて、もう一度保存してください。",
            )
        if act in ("remove", "up", "down"):
            if not path or known.tree.at(path) is None or (act != "remove" and not isinstance(path[-1], int)):
                raise BadRequest("at")
            text = (
                edit_parts.remove(row.text, path) if act == "remove" else edit_parts.move(row.text, path, act == "down")
            )
            return _saved(request, page, text, _above(page, known, path))
        needed = _target(page, known, path, new, ())[1]
        fits = len(names) == needed and all(map(_NAME.fullmatch, names))
        place, _ = _target(page, known, path, new, names if needed and fits else ())
        wanted, problems = read_keys(place, _with_id(known, place, posted))
        if needed and not fits:
            problems["name"] = "英字の小文字、数字、ハイフンで書いてください。" + (
                "手続の名前と値の名前を、点でつなぎます。例：juminhyo-utsushi.copy_fee" if needed > 1 else "例：roads"
            )
        if problems:
            return _form(request, page, known, path, new, posted, problems)
        text = edit_parts.rewrite(row.text, place.path, wanted)
    except LeftToText:
        return _form(request, page, text_for_form(row.text), path, new, posted, problem=_LEFT)
    return _saved(request, page, text, _above(page, known, path) if new else path)


def _with_id(known: DefinitionText, place: Place, posted: Posted) -> Posted:
    # A row of a list is called as its list where its author leaves its name open.
    if place.node is not None or first(posted, "id").strip() or "id" not in {key.name for key in place.keys}:
        return posted
    *of, _ = place.path
    rows = known.tree.at(tuple(of))
    taken = {row["id"] for row in (rows.plain() if rows is not None else ())}
    # Some lists want hyphens and some underscores in names: letters and digits fit each.
    return {**posted, "id": [new_name(known.tree, str(of[-1]).replace("_", ""), taken, joint="")]}


def _saved(request: Request, page: PartPage, text: str, path: Path) -> Response:
    installation = installation_of(request)
    if page.edition is not None and text != page.edition.text:
        with installation.database.change() as unit:
            save_edition(installation, unit, of_city(request, unit), page.part.id, page.edition.revision, text)
    return see(request, f"{page.here}/keys?at={'.'.join(map(str, path))}&did=saved")
