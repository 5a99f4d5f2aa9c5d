"""選択リスト: entries, changed one by one."""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict, required
from portal.services.courier.carry_lists import has_crossed
from portal.services.desk.lists.change_list import ListState, end_entry, lists_of, move_entry, open_list, put_entry
from portal.services.desk.lists.describe_list import COMING, ENDED, NOW, history_of, lines_of, state_on
from portal.services.desk.lists.read_entry import BOXES, Flaw, headings, read_entry, typed_of
from portal.services.shared.follow_lists import entry_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/desk/lists")

_SEES = staff("clerk", "reviewer", "approver", "exporter", "auditor")
_KEEPS = staff("reviewer", "approver")
_DID = {
    "added": "足しました。",
    "changed": "直しました。",
    "ended": "おわりの日を入れました。",
    "moved": "順番を変えました。",
    "file": "ファイルの内容を入れました。",
}
_STATES = {NOW: "いま選べる", COMING: "これから", ENDED: "おわった"}
_MOST_WORDS = 60


@router.get("", access=_SEES)
def all_lists(request: Request) -> Response:
    today = installation_of(request).clock.today()
    with changing(request, member) as (installation, unit, signed):
        signed.demand_duties("see", installation.city.duties)
        lines = []
        for kept in lists_of(installation, signed):
            state = open_list(installation, unit, signed, kept.id)
            history = history_of(unit, kept)[:1]
            open_now = sum(state_on(entry_of(row), today) == NOW for row in state.rows)
            lines.append({"kept": kept, "number": open_now, "last": history[0] if history else None})
    return render(request, "pages/lists/lists.html", {"lists": lines, "uses": _uses(installation)})


@router.get("/{name}", access=_SEES)
def show(request: Request, name: str) -> Response:
    """`q`: words; `state`: now, coming, ended or "" for all."""
    asked = request.query_params
    words, shown = asked.get("q", "")[:_MOST_WORDS], asked.get("state", NOW)
    with changing(request, member) as (installation, unit, signed):
        state = open_list(installation, unit, signed, name)
        crossed = installation.settings.zone != "inner" or not state.revision or has_crossed(unit, name)
    context = {
        "kept": state.kept, "heads": [(column.label, "", "") for column in state.kept.columns.values()],
        "revision": state.revision, "words": words, "shown": shown if shown in _STATES else "",
        "lines": lines_of(state, installation.clock.today(), words, shown if shown in _STATES else ""), "whole": len(state.rows),
        "states": _STATES, "may_keep": signed.may("keep list", state.kept.duty), "crossed": crossed,
        "may_move": not words and shown not in _STATES, "procedures": _uses(installation).get(name, []),
        "flash": _DID.get(asked.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/lists/list.html", context)


@router.get("/{name}/history", access=_SEES)
def history(request: Request, name: str) -> Response:
    with changing(request) as (installation, unit):
        state = open_list(installation, unit, member(request, unit), name)
        lines = history_of(unit, state.kept)
    return render(request, "pages/lists/history.html", {"kept": state.kept, "lines": lines})


@router.get("/{name}/entry", access=_KEEPS)
def entry(request: Request, name: str) -> Response:
    """`key`: the entry; without it a new one."""
    key = request.query_params.get("key", "")
    with changing(request, member) as (installation, unit, signed):
        state = open_list(installation, unit, signed, name)
        signed.demand("keep list", state.kept.duty)
        typed = typed_of(state.entry(key)) if key else {"starts": installation.clock.today().isoformat()}
    return _entry_page(request, state, key, typed)


@router.post("/{name}/entry", access=_KEEPS)
def save(request: Request, name: str, posted: Post) -> Response:
    """`was`: the key of the entry that is changed; it stays."""
    installation, was = installation_of(request), first(posted, "was")
    typed = {box: first(posted, f"entry.{box}") for box in (*BOXES, *_own(posted))}
    with installation.database.write() as unit:
        signed, state = _keeping(request, unit, name)
        seen = _seen(first(posted, "seen"))
        made, flaws = read_entry(state.kept, {**typed, "key": was or typed["key"]})
        if not was and state.row(made.key) is not None:
            flaws = (*flaws, Flaw("key", "このキーは、もうあります。"))
        if flaws:
            return _entry_page(request, state, was, typed, flaws=flaws, seen=seen, status=422)
        try:
            put_entry(installation, unit, signed, state, made, seen=seen, new=not was)
        except Conflict:
            return _overtaken(request, unit, state, was, typed)
        unit.commit()
    return see(request, f"/desk/lists/{name}?did={'changed' if was else 'added'}")


@router.post("/{name}/end", access=_KEEPS)
def end(request: Request, name: str, posted: Post) -> Response:
    installation, key = installation_of(request), first(posted, "key")
    with installation.database.write() as unit:
        signed, state = _keeping(request, unit, name)
        seen, before = _seen(first(posted, "seen")), typed_of(state.entry(key))
        made, flaws = read_entry(state.kept, {**before, "ends": first(posted, "entry.ends")})
        if not made.ends and not flaws:
            flaws = (Flaw("ends", "おわりの日を書いてください。"),)
        if flaws:
            typed = {**before, "ends": first(posted, "entry.ends")}
            return _entry_page(request, state, key, typed, flaws=flaws, seen=seen, status=422)
        try:
            end_entry(installation, unit, signed, state, key, date.fromisoformat(made.ends), seen=seen)
        except Conflict:
            return _overtaken(request, unit, state, key, {**before, "ends": made.ends})
        unit.commit()
    return see(request, f"/desk/lists/{name}?did=ended")


@router.post("/{name}/move", access=_KEEPS)
def move(request: Request, name: str, posted: Post) -> Response:
    installation, way = installation_of(request), first(posted, "way")
    with installation.database.change() as unit:
        signed, state = _keeping(request, unit, name)
        if way not in ("up", "down"):
            raise BadRequest("way")
        move_entry(
            installation, unit, signed, state, first(posted, "key"), up=way == "up", seen=_seen(first(posted, "seen"))
        )
    return see(request, f"/desk/lists/{name}?state=&did=moved")


def _keeping(request: Request, unit: Unit, name: str) -> tuple[Member, ListState]:
    signed = member(request, unit)
    state = open_list(installation_of(request), unit, signed, name)
    signed.demand("keep list", state.kept.duty)
    return signed, state


def _seen(posted: str) -> int:
    return required(whole(posted), BadRequest("seen"))


def _own(posted: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(name.removeprefix("entry.") for name in posted if name.startswith("entry.column_"))


def _uses(installation: Installation) -> dict[str, list[tuple[str, str]]]:
    # List → (procedure, its title).
    uses: dict[str, list[tuple[str, str]]] = {}
    for procedure in installation.catalogue.all():
        for name in dict.fromkeys(field.settings.list for field in procedure.fields if field.type.id == "listed"):
            uses.setdefault(name, []).append((procedure.id, procedure.title))
    return uses


def _overtaken(request: Request, unit: Unit, state: ListState, was: str, typed: Mapping[str, str]) -> Response:
    # As it is now beside what was typed; pressed again, it counts.
    latest = history_of(unit, state.kept)[:1]
    return _entry_page(request, state, was, typed, overtaken=latest, status=409)


def _entry_page(
    request: Request, state: ListState, was: str, typed: Mapping[str, str], *, flaws: Sequence[Flaw] = (),
    overtaken: Sequence[object] = (), seen: int | None = None, status: int = 200,
) -> Response:  # fmt: skip
    kept, wrong = state.kept, {flaw.box: flaw.words for flaw in flaws}
    heads = headings(kept)
    context = {
        "kept": kept, "was": was, "typed": typed, "wrong": wrong, "heads": heads, "overtaken": overtaken,
        "seen": state.revision if seen is None else seen, "label": state.entry(was).label if was else "",
        "current": [(heads[box], cell) for box, cell in typed_of(state.entry(was)).items() if cell] if was and overtaken else [],
        "today": installation_of(request).clock.today().isoformat(),
        "problems": [(f"{heads[flaw.box]}：{flaw.words}", f"entry-{flaw.box}") for flaw in flaws],
    }  # fmt: skip
    return render(request, "pages/lists/entry.html", context, status=status)
