"""The search box: a receipt number, or a person with a ground."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.bundles.filed_together import find_by_number
from portal.services.cases.find_applications import ResultPage, find_applications
from portal.services.cases.read_search import MOST_SIGNS, read_search
from portal.services.cases.search_ground import GROUNDS, LONGEST, OTHER, state_ground
from portal.services.desk.queue.line import QueueLine, queue_lines
from portal.services.shared.official_words import DOORS, STATES
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.web.desk.sealed_search import open_search, seal_search
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/desk", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))
_NOTHING = ResultPage((), 0, False)


@router.post("/find")
def find(request: Request, posted: Post) -> Response:
    typed = first(posted, "find").strip()[:MOST_SIGNS]
    search = read_search(typed)
    with changing(request, _reader) as (installation, unit, signed):
        problem = _no_such_case(unit, signed, search.number) if search.number else search.problem
        parts = find_by_number(installation, unit, signed, search.number) if search.number and problem else []
        lines = queue_lines(installation, unit, parts, signed)
    if lines:
        return _page(request, typed, "", lines=lines)
    if problem and typed:
        return _page(request, typed, problem)
    if search.number:
        return see(request, f"/desk/{search.number}")
    chosen = first(posted, "ground")
    ground = state_ground(installation.keys, chosen, first(posted, "ground_words"))
    if typed and not ground:
        return _ask_ground(request, typed, problem="理由を書いてください。" if chosen == OTHER else "")
    return see(request, _address(request, signed, typed, ground) if typed else "/desk")


def _ask_ground(request: Request, typed: str, problem: str) -> Response:
    context = {"typed": typed, "grounds": GROUNDS, "other": OTHER, "longest": LONGEST, "problem": problem}
    return render(request, "pages/desk/ground.html", context, wrong=problem)


@router.get("/found")
def show_matches(request: Request) -> Response:
    page = _NOTHING
    lines: Sequence[QueueLine] = ()
    with changing(request, _reader) as (installation, unit, signed):
        typed, ground = open_search(installation, signed, request.query_params.get("find", ""))
        search = read_search(typed)
        if typed and not search.problem and not search.number:
            page = find_applications(installation, unit, signed, search, ground=ground, before=_position(request))
            lines = queue_lines(installation, unit, page.rows, signed)
    following = f"{_address(request, signed, typed, ground)}&before={page.before}" if page.before else ""
    return _page(request, typed, search.problem if typed else "", page, lines, following)


def _reader(request: Request, unit: Unit) -> Member:
    installation = installation_of(request)
    signed = member(request, unit)
    if not signed.duties("see", tuple(installation.city.duties)):
        raise NotAllowed("find people")
    return signed


def _address(request: Request, signed: Member, typed: str, ground: str) -> str:
    return f"/desk/found?find={seal_search(installation_of(request), signed, typed, ground)}"


def _no_such_case(unit: Unit, signed: Member, number: str) -> str:
    # Also for another section's case, to hide its existence.
    row = applications.by_number(unit, number)
    if row is None or not signed.may("see", row.duty):
        return f"{number} の申請は、あなたの担当する手続にはありません。"
    return ""


def _position(request: Request) -> int:
    before = request.query_params.get("before", "")
    return int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0


def _page(
    request: Request,
    typed: str,
    problem: str,
    page: ResultPage = _NOTHING,
    lines: Sequence[QueueLine] = (),
    following: str = "",
) -> Response:
    context = {
        "typed": typed,
        "problem": problem,
        "lines": lines,
        "partly": page.partly,
        "next": following,
        "states": STATES,
        "doors": DOORS,
    }
    return render(request, "pages/desk/found.html", context, wrong=problem)
