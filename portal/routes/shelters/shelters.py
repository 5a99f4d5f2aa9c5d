"""避難所: counts, in and out, 安否."""

import secrets
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.path.environment import Facility
from forms.text.japanese import plain
from portal.db import Unit
from portal.errors import Conflict, Held, SignInFailed
from portal.services.cases.keep_book import csv_line
from portal.services.counter.use_card import ask_face, card_agent, use_up
from portal.services.filing.note_protected import asking_register
from portal.services.shared.write_audit import write_audit
from portal.services.shelters.stays import (
    COLUMNS,
    COUNT,
    KEEP,
    NEEDS,
    NO_BIRTH,
    SHELTERS,
    Person,
    Stay,
    as_rows,
    bring_back,
    change_stay,
    check_in,
    check_in_by_card,
    close_shelter,
    count_shelters,
    demand,
    find_safe,
    is_birth,
    may,
    open_shelter,
    places_in_use,
    present,
    read_birth,
    see_stay,
    shelter_of,
    stay_of,
    without_protected,
    wrong,
)
from portal.store.shelters import stays
from portal.web.counter.reader_words import reader_view
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, changing, installation_of, member, place_of, read_cookie, reading

router = Router("staff", prefix=SHELTERS, access=staff("clerk", "reviewer"))
_COUNTS = staff("clerk", "reviewer", "approver", "auditor")
_NO_STORE = {"Cache-Control": "no-store"}
_BOM = "\ufeff".encode()
_FULL = "まだ人がいます。全員が出たことを入れてから閉じてください。"
_AGAIN = "この人は、ほかの記録で、いま入っています。二重に数えるので、取り消しませんでした。人数がちがうときは、いまいる避難所の一覧から直してください。"
_EMPTY: Posted = {}


@router.get("", access=_COUNTS)
def every(request: Request) -> Response:
    return _board(request)


def _board(
    request: Request, sought: Posted = _EMPTY, *, safe: Any = None, problems: dict[str, str] | None = None, status: int = 200
) -> Response:  # fmt: skip
    problems = problems or {}
    with reading(request, member) as (installation, unit, signed):
        shelters = count_shelters(installation, unit, signed)
        news = str(stays.last_change(unit)) + "".join(sorted(stays.opened(unit)))
    context = {
        "shelters": shelters, "keeps": may(signed, KEEP), "sought": {name: first(sought, name) for name in ("name", "birth")}, "safe": safe,
        "wrong": problems, "problems": [(words, box) for box, words in problems.items()], "news": news, "all_people": sum(row.people for row in shelters), "all_groups": sum(row.groups for row in shelters),
    }  # fmt: skip
    return render(request, "pages/shelters/board.html", context, status=status)


@router.get("/news", access=_COUNTS)
def news(request: Request) -> Response:
    with reading(request) as (_, unit):
        demand(member(request, unit), COUNT)
        mark = str(stays.last_change(unit)) + "".join(sorted(stays.opened(unit)))
    return JSONResponse({"news": mark}, headers=_NO_STORE)


@router.post("/search")
def search(request: Request, posted: Post) -> Response:
    installation = installation_of(request)
    name, birth = plain(first(posted, "name")).strip(), read_birth(first(posted, "birth"))
    problems = {} if name else {"name": "氏名を入れてください。"}
    if not is_birth(birth, installation.clock.today()):
        problems["birth"] = NO_BIRTH
    if problems:
        with installation.database.read() as unit:
            demand(member(request, unit), KEEP)
        return _board(request, posted, problems=problems, status=422)
    with installation.database.change() as unit:
        matches = find_safe(installation, unit, member(request, unit), name, birth)
        names = {place.id: place.name for place in places_in_use(installation, unit)}
    safe = without_protected(installation.register, matches)
    return _board(request, posted, safe=[(names[stay.row.shelter], stay) for stay in safe])


@router.post("/{shelter}/open")
def open_here(request: Request, shelter: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        open_shelter(installation, unit, member(request, unit), shelter)
    return see(request, f"{SHELTERS}/{shelter}")


@router.post("/{shelter}/close")
def close_here(request: Request, shelter: str, _posted: Post) -> Response:
    try:
        with changing(request) as (installation, unit):
            close_shelter(installation, unit, member(request, unit), shelter)
    except Conflict:
        return _door(request, shelter, problems={"close": _FULL}, status=422)
    return see(request, SHELTERS)


@router.get("/{shelter}")
def door(request: Request, shelter: str) -> Response:
    return _door(request, shelter)


def _door(
    request: Request, shelter: str, posted: Posted = _EMPTY, *, problems: dict[str, str] | None = None, status: int = 200
) -> Response:  # fmt: skip
    with changing(request, member) as (installation, unit, signed):
        demand(signed, KEEP)
        place = shelter_of(installation, unit, shelter)
        listed = present(installation, unit, signed, shelter)
        is_open = shelter in stays.opened(unit)
        gone = request.query_params.get("left", "")
        left = stay_of(installation, unit, signed, gone) if gone else None
        shows_left = is_open and left is not None and left.row.shelter == shelter and left.row.left_at is not None
    problems = problems or {}
    context = {
        "place": place, "open": is_open, "stays": listed, "once": secrets.token_urlsafe(16), "reader": None,
        "left": left if shows_left else None,
        "all_people": sum(stay.row.people for stay in listed),
        **_boxes(_read(posted), first(posted, "people") or "1", problems),
    }  # fmt: skip
    if is_open and installation.card_agent is not None:
        request.state.card_agent = installation.card_agent.address
        context["reader"] = reader_view(installation.card_agent, proves=False, proved=False)
    return render(request, "pages/shelters/door.html", context, status=status)


def _boxes(person: Person, people: str, problems: dict[str, str]) -> dict[str, Any]:
    return {
        "person": person, "people": people, "needs": NEEDS, "wrong": problems,
        "problems": [(words, name) for name, words in problems.items()],
    }  # fmt: skip


def _read(posted: Posted) -> Person:
    return Person(
        first(posted, "name").strip(), read_birth(first(posted, "birth")), first(posted, "address").strip(),
        tuple(need for need in NEEDS if need in posted.get("need", ())), first(posted, "note").strip(), first(posted, "answers") == "yes",
    )  # fmt: skip


def _people(posted: Posted) -> int:
    return _number(plain(first(posted, "people")).strip(), 0)


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else otherwise


@router.post("/{shelter}")
def post_arrival(request: Request, shelter: str, posted: Post) -> Response:
    installation, person, people = installation_of(request), _read(posted), _people(posted)
    problems = wrong(person, people, installation.clock.today())
    if problems:
        return _door(request, shelter, posted, problems=problems, status=422)

    def store(looked: Any) -> None:
        with installation.database.change() as unit:
            signed = member(request, unit)
            check_in(installation, unit, signed, shelter, first(posted, "once"), person, people, looked)

    asking_register(installation.register, store)
    return see(request, f"{SHELTERS}/{shelter}#came")


@router.post("/{shelter}/card/ask")
def ask_card(request: Request, shelter: str, _posted: Post) -> Response:
    installation = installation_of(request)
    card_agent(installation.card_agent)
    with installation.database.change() as unit:
        _keeper(request, unit, shelter)
        number, address = ask_face(
            installation, unit, f"shelter {shelter}", read_cookie(request, STAFF), place_of(request)
        )
    return JSONResponse({"number": number, "address": address}, headers=_NO_STORE)


def _keeper(request: Request, unit: Unit, shelter: str) -> None:
    demand(member(request, unit), KEEP)
    shelter_of(installation_of(request), unit, shelter)


@router.post("/{shelter}/card")
def post_arrival_by_card(request: Request, shelter: str, posted: Post) -> Response:
    # JSON: where to, or a reason code.
    installation, number = installation_of(request), first(posted, "number")
    card_agent(installation.card_agent)

    def store(looked: Any) -> None:
        with installation.database.change() as unit:
            signed = member(request, unit)
            check_in_by_card(installation, unit, signed, shelter, number, first(posted, "answer"), looked)

    try:
        with installation.database.write() as unit:
            _keeper(request, unit, shelter)
            try:
                use_up(installation.clock, unit, f"shelter {shelter}", read_cookie(request, STAFF), number)
            finally:
                unit.commit()  # the request is used up, whatever the response is
        asking_register(installation.register, store)
    except SignInFailed as failed:
        record_refusal(request, "fail to read card", failed.code)
        return JSONResponse({"error": failed.code}, 422, headers=_NO_STORE)
    return JSONResponse({"see": f"{SHELTERS}/{shelter}#came"}, headers=_NO_STORE)


@router.get("/{shelter}/people.csv")
def as_csv(request: Request, shelter: str) -> Response:
    with changing(request, member) as (installation, unit, signed):
        rows = as_rows(shelter_of(installation, unit, shelter), present(installation, unit, signed, shelter))
        write_audit(installation, unit, signed.actor, "save who is at shelter", detail=f"{shelter} {len(rows)}")
    return csv_answer([_BOM, *(csv_line(row) for row in (COLUMNS, *rows))], f"{shelter}-{installation.clock.today()}")


@router.get("/stays/{stay}")
def show_stay(request: Request, stay: str) -> Response:
    return _show_stay(request, stay)


def _show_stay(request: Request, stay: str, problem: str = "", status: int = 200) -> Response:
    with changing(request) as (installation, unit):
        place, current = see_stay(installation, unit, member(request, unit), stay)
        is_open = current.row.shelter in stays.opened(unit)
    boxes = _boxes(current.person, str(current.row.people), {})
    return _stay(request, place, current, boxes | {"open": is_open, "message": problem}, status)


def _stay(request: Request, place: Facility, current: Stay, boxes: dict[str, Any], status: int = 200) -> Response:
    context = {"place": place, "stay": current, "message": "", **boxes}
    return render(request, "pages/shelters/stay.html", context, status=status)


def _bring_back(request: Request, stay: str, revision: int) -> Response:
    try:
        with changing(request, member) as (installation, unit, signed):
            left = stay_of(installation, unit, signed, stay)
            bring_back(installation, unit, signed, replace(left, row=replace(left.row, revision=revision)))
    except Held:
        return _show_stay(request, stay, _AGAIN, 409)
    return see(request, f"{SHELTERS}/{left.row.shelter}#came")


@router.post("/stays/{stay}")
def change(request: Request, stay: str, posted: Post) -> Response:
    if first(posted, "act") == "back":
        return _bring_back(request, stay, _number(first(posted, "revision"), -1))
    installation, person, people = installation_of(request), _read(posted), _people(posted)
    leaves = first(posted, "act") == "leave"
    with installation.database.change() as unit:
        place, current = see_stay(installation, unit, member(request, unit), stay)
    if leaves:
        person, people = current.person, current.row.people
    problems = wrong(person, people, installation.clock.today())
    if problems:
        return _stay(request, place, current, _boxes(person, first(posted, "people"), problems), 422)

    def store(looked: Any) -> None:
        with installation.database.change() as unit:
            signed = member(request, unit)
            seen = stay_of(installation, unit, signed, stay)
            seen = replace(seen, row=replace(seen.row, revision=_number(first(posted, "revision"), -1)))
            change_stay(installation, unit, signed, seen, person, people, looked, leaves=leaves)

    asking_register(installation.register, store)
    left = f"?left={stay}" if leaves else ""
    return see(request, f"{SHELTERS}/{current.row.shelter}{left}#came")
