from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.desk.queue.keep_view import (
    Views,
    drop_view,
    keep_view,
    may_change,
    open_with,
    rename_view,
    view_to_change,
    views_of,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk.saved_views import ViewRow
from portal.web.desk.keepers import keepers, section
from portal.web.desk.queue_address import EVERYBODY, plain_query
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/desk/views")

_LONGEST_TYPED = 60
_DID = {
    "keep": "条件を保存しました。",
    "rename": "名前を変えました。",
    "first": "はじめに開く条件を変えました。",
    "drop": "条件を消しました。",
}


@dataclass(frozen=True)
class ViewLine:
    id: int
    name: str
    href: str
    whose: str
    duty: str
    first: bool
    changes: bool
    typed: str
    problem: str = ""


@router.get("", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def show(request: Request) -> Response:
    with changing(request, _reader) as (installation, unit, signed):
        views = views_of(installation.city, unit, signed)
    return _page(request, signed, views)


@router.post("", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def keep(request: Request, posted: Post) -> Response:
    installation = installation_of(request)
    name, duty = _name(posted), first(posted, "duty")
    query = plain_query(installation.catalogue, first(posted, "query"))
    with installation.database.change() as unit:
        signed = _reader(request, unit)
        if duty and duty not in installation.city.duties:
            raise NotAllowed("keep view")
        problem = keep_view(installation, unit, signed, name, query, duty)
        views = views_of(installation.city, unit, signed)
    if problem:
        return _page(request, signed, views, {"name": name, "query": query, "duty": duty, "problem": problem})
    return see(request, f"/desk?{query or EVERYBODY}")


@router.post("/{view:row_number}", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def rename(request: Request, view: int, posted: Post) -> Response:
    name = _name(posted)
    with changing(request, _reader) as (installation, unit, signed):
        problem = rename_view(installation, unit, signed, view, name)
        views = views_of(installation.city, unit, signed)
    if problem:
        return _page(request, signed, views, renamed=(view, name, problem))
    return see(request, "/desk/views?did=rename")


@router.post("/{view:row_number}/first", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def open_first(request: Request, view: int, _posted: Post) -> Response:
    with changing(request, _reader) as (installation, unit, signed):
        open_with(installation.city, unit, signed, view)
    return see(request, "/desk/views?did=first")


@router.post("/{view:row_number}/drop", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
def drop(request: Request, view: int, posted: Post) -> Response:
    with changing(request, _reader) as (installation, unit, signed):
        row = view_to_change(installation.city, unit, signed, view)
        if "confirmed" in posted:
            drop_view(installation, unit, signed, view)
    if "confirmed" in posted:
        return see(request, "/desk/views?did=drop")
    return render(request, "pages/desk/drop_view.html", {"view": _line(installation, signed, row, 0)})


def _reader(request: Request, unit: Unit) -> Member:
    installation = installation_of(request)
    signed = member(request, unit)
    if not signed.duties("see", tuple(installation.city.duties)):
        raise NotAllowed("see views")
    return signed


def _name(posted: Mapping[str, list[str]]) -> str:
    return " ".join(first(posted, "name")[:_LONGEST_TYPED].split())


def _line(
    installation: Installation, signed: Member, row: ViewRow, opens: int, renamed: tuple[int, str, str] = (0, "", "")
) -> ViewLine:
    whose = section(installation, row.duty) if row.duty else "自分だけ"
    is_renamed = renamed[0] == row.id
    return ViewLine(
        row.id, row.name, f"/desk?{row.query or EVERYBODY}", whose, row.duty, row.id == opens, may_change(signed, row),
        renamed[1] if is_renamed else row.name, renamed[2] if is_renamed else "",
    )  # fmt: skip


def _page(
    request: Request, signed: Member, views: Views, typed: Mapping[str, str] | None = None,
    renamed: tuple[int, str, str] = (0, "", ""),
) -> Response:  # fmt: skip
    installation = installation_of(request)
    problems = [(typed["problem"], "view-name")] if typed else []
    problems += [(renamed[2], f"name-{renamed[0]}")] if renamed[2] else []
    context = {
        "views": [_line(installation, signed, row, views.first, renamed) for row in views.rows],
        "typed": typed,
        "keeps": keepers(installation, signed),
        "problems": problems,
        "flash": _DID.get(request.query_params.get("did", "")),
    }
    return render(request, "pages/desk/views.html", context, wrong=problems)
