"""災害モード; one administrator requests, another confirms."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.declare_disaster import (
    MOST_DAYS,
    MOST_NAME,
    MOST_REASON,
    Declared,
    ask_for_disaster,
    confirm_disaster,
    disaster_of,
    end_disaster,
    for_disasters,
    read_declared,
    withdraw_disaster,
)
from portal.services.staff.plan_moves import TEMPORARY
from portal.services.staff.propose_moves import propose
from portal.services.staff.temporary_staff import HEADS, MOST_PEOPLE, ReadPeople, read_people, temporary_members
from portal.services.staff.words import staff_name
from portal.store.staff import disasters
from portal.store.staff.disasters import ASKED, ENDED, ON, WITHDRAWN, DisasterRow
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost, FilesPosted
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, writing
from portal.web.staff.administering import administering

router = Router("staff", prefix="/admin/disaster", access=staff("administrator"))

_HERE = "/admin/disaster"
_STATES = {ASKED: "確かめるのを待っています", ON: "災害モードです", ENDED: "終わりました", WITHDRAWN: "取りやめました"}
_MESSAGES = {
    "procedure": "手続を選んでください。",
    "name": f"災害の名前を、{MOST_NAME}字までで入れてください。",
    "reason": f"理由を、{MOST_REASON}字までで書いてください。",
    "from": "始めの日を、今日かあとの日で入れてください。",
    "to": f"終わりの日を、始めの日から{MOST_DAYS}日までで入れてください。",
}
_DID = {
    "asked": "ほかの管理者が確かめると、災害モードになります。", "on": "災害モードにしました。",
    "ended": "災害モードを終わらせました。臨時の職員は、もうサインインできません。", "withdrawn": "申し出を取りやめました。",
}  # fmt: skip


@router.get("")
def show(request: Request) -> Response:
    with reading(request, administering) as (installation, unit, signed):
        today = installation.clock.today().isoformat()
        return _page(request, unit, signed, Declared("", "", "", today, ""))


@router.post("")
def ask(request: Request, posted: Post) -> Response:
    typed = [first(posted, box) for box in ("procedure", "name", "reason", "from", "to")]
    with writing(request, administering) as (installation, unit, signed):
        wanted = read_declared(installation, signed, *typed)
        if wanted.wrong:
            return _page(request, unit, signed, wanted)
        ask_for_disaster(installation, unit, signed, wanted)
        unit.commit()
    return see(request, f"{_HERE}?did=asked")


@router.post("/{mode:row_number}/confirm")
def confirm(request: Request, mode: int, _posted: Post) -> Response:
    return _moved(request, mode, confirm_disaster, "on")


@router.post("/{mode:row_number}/withdraw")
def withdraw(request: Request, mode: int, _posted: Post) -> Response:
    return _moved(request, mode, withdraw_disaster, "withdrawn")


@router.post("/{mode:row_number}/end")
def end(request: Request, mode: int, _posted: Post) -> Response:
    return _moved(request, mode, end_disaster, "ended")


def _moved(
    request: Request, mode: int, move: Callable[[Installation, Unit, Member, int], object], did: str
) -> Response:
    with changing(request) as (installation, unit):
        move(installation, unit, administering(request, unit), mode)
    return see(request, f"{_HERE}?did={did}")


@router.post("/{mode:row_number}/people")
def bring(request: Request, mode: int, sent: FilePost) -> Response:
    with writing(request, administering) as (installation, unit, signed):
        row = disaster_of(installation.catalogue, unit, signed, mode)
        if row.state != ON or row.to_day < installation.clock.today().isoformat():
            raise Conflict("disaster")
        read = read_people(installation, unit, row, _people(sent))
        if read.faults:
            today = installation.clock.today().isoformat()
            return _page(request, unit, signed, Declared("", "", "", today, ""), read, first(sent.boxes, "people"))
        number = propose(installation, unit, signed, TEMPORARY, read.lines)
        unit.commit()
    return see(request, f"/admin/people/changes/{number}")


def _people(sent: FilesPosted) -> bytes:
    uploads = [upload for upload in sent.uploads.get("list", ()) if upload.name and upload.content]
    return (uploads[0].content or b"") if uploads else first(sent.boxes, "people").encode()


def _page(
    request: Request, unit: Unit, signed: Member, given: Declared, read: ReadPeople | None = None, people: str = ""
) -> Response:  # fmt: skip
    installation = installation_of(request)
    wrong = {name: _MESSAGES[name] for name in given.wrong}
    faults = [
        f"{fault.line}行目：{fault.words}" if fault.line else fault.words for fault in (read.faults if read else ())
    ]
    today = installation.clock.today().isoformat()
    rows = [row for row in disasters.latest(unit) if _may(installation, signed, row)]
    standing = [row for row in rows if row.state == ON and row.to_day >= today]
    context = {
        "given": given, "wrong": wrong, "problems": [(words, name) for name, words in wrong.items()] + [(message, "people") for message in faults],
        "faults": faults, "people": people, "heads": HEADS, "most": MOST_PEOPLE, "today": today,
        "procedures": for_disasters(installation.catalogue, signed), "states": _STATES,
        "titles": {procedure.id: procedure.title for procedure in installation.catalogue.all()},
        "closed": {row.id: _closed(installation, row) for row in standing},
        "waiting": [row for row in rows if row.state == ASKED], "standing": standing,
        "came": {row.id: list(temporary_members(unit, row.id)) for row in standing},
        "past": [row for row in rows if row not in standing and row.state != ASKED],
        "names": {login: staff_name(unit, login) for row in rows for login in (row.asked_by, row.settled_by, row.ended_by) if login},
        "me": signed.login, "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/disasters/page.html", context, wrong=wrong or faults)


def _may(installation: Installation, signed: Member, row: DisasterRow) -> bool:
    return signed.may("administer", installation.catalogue.current(row.procedure).duty)


def _closed(installation: Installation, row: DisasterRow) -> bool:
    current = installation.catalogue.current(row.procedure)
    return bool(installation.rules.closed_words(current, speech_of(current, "ja"), installation.clock.today()))
