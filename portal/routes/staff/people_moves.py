"""人事異動: a second administrator confirms grants."""

import re
from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.text.japanese import unusable
from portal.clock import from_micro, iso_day
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.add_staff import administrators
from portal.services.staff.plan_moves import GIVE, MOVE, RESET, Line, plan_moves
from portal.services.staff.propose_moves import confirm, may_confirm, proposal, propose, withdraw
from portal.services.staff.read_moves import COLUMNS, ReadMoves, read_moves
from portal.services.staff.words import ROLE_WORDS, duty_words, sections
from portal.store.staff import staff_members
from portal.store.staff.staff_proposals import CONFIRMED
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, writing
from portal.web.staff.administering import administering, person_of

router = Router("staff", prefix="/admin/people", access=staff("administrator"))

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")
_MESSAGES = {
    "login": "ログイン名を、英字と数字で入れてください。すでにある名前は使えません。",
    "name": "氏名を、100字までで入れてください。",
    "role": "役割を選んでください。",
    "duty": "事務を選んでください。",
    "from": "始めの日を、今日かあとの日で入れてください。例：2027-04-01",
    "to": "終わりの日を、始めの日かあとの日で入れてください。",
}


@router.get("/new")
def new(request: Request) -> Response:
    with reading(request) as (installation, unit):
        administering(request, unit)
    return _new_page(request, {"from": installation.clock.today().isoformat()}, [])


@router.post("/new")
def add(request: Request, posted: Post) -> Response:
    given = _given(posted)
    with writing(request, administering) as (installation, unit, signed):
        wrong = _wrong(installation, given)
        if not _LOGIN.fullmatch(given["login"]) or staff_members.by_login(unit, given["login"]):
            wrong.insert(0, "login")
        if not given["name"] or len(given["name"]) > 100 or unusable(given["name"]):
            wrong.insert(0, "name")
        if wrong:
            return _new_page(request, given, wrong)
        number = propose(installation, unit, signed, GIVE, [_line(given)])
        unit.commit()
    return see(request, f"/admin/people/changes/{number}")


def _new_page(request: Request, given: dict[str, str], wrong: Sequence[str]) -> Response:
    installation = installation_of(request)
    context = {
        "given": {name: given.get(name, "") for name in ("login", "name", "section", "role", "duty", "from", "to")},
        "wrong": {name: _MESSAGES[name] for name in wrong}, "problems": [(_MESSAGES[name], name) for name in wrong],
        "roles": ROLE_WORDS, "duties": duty_words(installation), "sections": sections(installation),
    }  # fmt: skip
    return render(request, "pages/people/new.html", context, wrong=wrong)


@router.post("/{person:row_number}/give")
def give(request: Request, person: int, posted: Post) -> Response:
    with writing(request, administering) as (installation, unit, signed):
        row = person_of(unit, person)
        given = _given(posted) | {"login": row.login, "name": row.name}
        wrong = _wrong(installation, given)
        if wrong:
            return _give_page(request, person, row.name, given, wrong)
        number = propose(installation, unit, signed, GIVE, [_line(given)])
        unit.commit()
    return see(request, f"/admin/people/changes/{number}")


@router.get("/{person:row_number}/give")
def giving(request: Request, person: int) -> Response:
    with reading(request, administering) as (installation, unit, _):
        row = person_of(unit, person)
    return _give_page(request, person, row.name, {"from": installation.clock.today().isoformat()}, [])


def _give_page(request: Request, person: int, name: str, given: dict[str, str], wrong: Sequence[str]) -> Response:
    context = {
        "person": person, "name": name, "given": {key: given.get(key, "") for key in ("role", "duty", "from", "to")},
        "wrong": {key: _MESSAGES[key] for key in wrong}, "problems": [(_MESSAGES[key], key) for key in wrong],
        "roles": ROLE_WORDS, "duties": duty_words(installation_of(request)),
    }  # fmt: skip
    return render(request, "pages/people/give.html", context, wrong=wrong)


@router.post("/{person:row_number}/reset")
def reset(request: Request, person: int, _posted: Post) -> Response:
    """A new password grants access: its requester does not see it."""
    with changing(request, administering) as (installation, unit, signed):
        row = person_of(unit, person)
        today = installation.clock.today().isoformat()
        line = Line(row.login, row.name, "", "", "", today, None)
        number = propose(installation, unit, signed, RESET, [line])
    return see(request, f"/admin/people/changes/{number}")


@router.get("/moves")
def moves(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        administering(request, unit)
    return _moves_page(request, ReadMoves())


@router.post("/moves")
def upload(request: Request, sent: FilePost) -> Response:
    uploads = sent.uploads.get("moves", ())
    with writing(request, administering) as (installation, unit, signed):
        content = uploads[0].content if len(uploads) == 1 else None
        if content is None:
            return _moves_page(request, ReadMoves(), "名簿のファイルを選んでください。")
        known = frozenset(row.login for row in staff_members.everyone(unit))
        read = read_moves(installation, content, known)
        if read.faults:
            return _moves_page(request, read)
        if not plan_moves(unit, MOVE, read.lines):
            return _moves_page(request, read, "この名簿のとおりになっています。変わることはありません。")
        number = propose(installation, unit, signed, MOVE, read.lines)
        unit.commit()
    return see(request, f"/admin/people/changes/{number}")


def _moves_page(request: Request, read: ReadMoves, problem: str = "") -> Response:
    context = {
        "faults": read.faults, "problem": problem, "problems": [(problem, "moves")] if problem else [],
        "columns": list(COLUMNS), "roles": ROLE_WORDS, "duties": duty_words(installation_of(request)),
    }  # fmt: skip
    return render(request, "pages/people/moves.html", context, wrong=problem or read.faults)


@router.get("/changes/{change:row_number}")
def change(request: Request, change: int) -> Response:
    with reading(request, administering) as (installation, unit, signed):
        asked = proposal(unit, change)
        names = {row.login: row.name for row in staff_members.everyone(unit)}
        alone = set(administrators(unit, installation.clock.today().isoformat())) <= {signed.id}
    context = {
        "alone": alone, "command": installation.settings.command,
        "asked": asked, "names": names, "may": may_confirm(signed, asked), "confirmed": CONFIRMED,
        "at": from_micro(asked.row.proposed_at),
        "settled_at": from_micro(asked.row.settled_at) if asked.row.settled_at else None,
        "roles": ROLE_WORDS, "duties": duty_words(installation),
    }  # fmt: skip
    return render(request, "pages/people/change.html", context)


@router.post("/changes/{change:row_number}/confirm")
def confirmed(request: Request, change: int, posted: Post) -> Response:
    with changing(request, administering) as (installation, unit, signed):
        given = confirm(installation, unit, signed, change, first(posted, "mark"))
    if not given:
        return see(request, "/admin/people?did=confirmed")
    return render(request, "pages/people/credentials.html", {"given": given, "begun": ""})


@router.post("/changes/{change:row_number}/withdraw")
def withdrawn(request: Request, change: int, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        signed: Member = administering(request, unit)
        withdraw(installation, unit, signed, change)
    return see(request, "/admin/people?did=withdrawn")


def _given(posted: Posted) -> dict[str, str]:
    names = ("login", "name", "section", "role", "duty", "from", "to")
    return {name: " ".join(first(posted, name).split())[:200] for name in names}


def _wrong(installation: Installation, given: dict[str, str]) -> list[str]:
    wrong = []
    if given["role"] not in ROLE_WORDS:
        wrong.append("role")
    if given["duty"] not in duty_words(installation):
        wrong.append("duty")
    since = iso_day(given["from"])
    if since is None or since < installation.clock.today():
        wrong.append("from")
    until = iso_day(given["to"])
    if given["to"] and (until is None or (since and until < since)):
        wrong.append("to")
    return wrong


def _line(given: dict[str, str]) -> Line:
    return Line(
        given["login"],
        given["name"],
        given["section"],
        given["role"],
        given["duty"],
        given["from"],
        given["to"] or None,
    )
