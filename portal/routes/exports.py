"""The desk's hand-overs: what waits, check, hand over, batches and their files. Every look and download is recorded."""

from collections.abc import Iterator, Mapping, Sequence
from io import SEEK_END
from typing import Any, BinaryIO

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from forms.complaints import Refused
from forms.japanese import unusable
from integrations.interfaces import AdapterError
from integrations.layout_socket import NUMBER_USE, Layout
from portal.clock import from_micro
from portal.errors import Conflict, NotAllowed, NotFound
from portal.logs import log_bug
from portal.services.check_hand_over import MOST, HandOverCheck, check_hand_over
from portal.services.export_records import waiting_count
from portal.services.export_words import EVENTS, GROUNDS, HANDLINGS, PURPOSES
from portal.services.fresh_sign_in import USE_NUMBER, demand_fresh
from portal.services.hand_over import (
    batch_files,
    hand_over,
    layout_of,
    layout_then,
    listed_files,
    reissue,
    taken_as,
)
from portal.services.hand_over_times import DAYS, read_hand_over_times
from portal.services.installation import Installation
from portal.services.machine import BY_API
from portal.services.number_files import demand_number_use, may_take
from portal.services.pack_batch import pack_batch
from portal.services.release_batch import demand_release
from portal.services.rights import Member
from portal.services.sign_queue import waiting_signs
from portal.services.spool import spool
from portal.services.write_audit import write_audit
from portal.store import api_clients, batch_steps, hand_overs
from portal.store.hand_overs import BatchRow
from portal.web.batch_page import batch_of_member, batch_page, stands
from portal.web.exporting import checking, exporting
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk/exports")

_PIECE = 1 << 18
_LONGEST_REASON = 200
_CLOSED = "取込先が受け取ったので、再発行できません。"


@router.get("")
def waiting(request: Request) -> Response:
    """Each layout with how many wait for it, by duty; the latest batches."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        signed = member(request, unit)
        duties = signed.duties("export", tuple(installation.city.duties))
        if not duties:
            raise NotAllowed("export")
        rows = [
            _layout_view(installation, layout, duty) | {"count": count}
            for layout in installation.layouts.values()
            for duty in duties
            if may_take(layout, signed, duty)
            and ((count := waiting_count(unit, layout, duty)) or _offered(installation, layout, duty))
        ]
        latest = hand_overs.latest(unit, duties)
        stood = batch_steps.standing(unit, [row.id for row in latest])
        batches = [(row, from_micro(row.made_at), stands(stood.get(row.id, frozenset()))) for row in latest]
        titles = {layout.id: layout.title for layout in installation.layouts.values()}
        titles |= {f"{BY_API}{one.id}": f"API：{one.name}" for one in api_clients.everyone(unit)}
    context = {"rows": rows, "batches": batches, "titles": titles, "times": _times(installation, duties, titles)}
    return render(request, "pages/exports/waiting.html", context)


def _times(installation: Installation, duties: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    """When something is handed over without a press, in words; nothing of a file that is faulty: the log tells it."""
    today = installation.clock.today()
    try:
        every = read_hand_over_times(installation.settings.city).hand_overs
    except (Refused, OSError):
        return []
    mine = [one for one in every if one.duty in duties and one.holds(today)]
    return [
        f"{titles.get(one.layout, one.layout)}（{installation.city.office(one.duty, today).office}）　{DAYS[one.days]}{one.at}"
        for one in mine
    ]


def _offered(installation: Installation, layout: Layout, duty: str) -> bool:
    """Whether any procedure of this duty fits."""
    return any(layout.fits(one.id, one.version) for one in installation.catalogue.all() if one.duty == duty)


def _layout_view(installation: Installation, layout: Layout, duty: str) -> dict[str, Any]:
    return {
        "title": layout.title,
        "purpose": PURPOSES[layout.purpose],
        "grounds": GROUNDS[layout.basis],
        "office": installation.city.office(duty, installation.clock.today()).office,
        "address": f"/desk/exports/layouts/{layout.id}/{duty}",
        "single": f"/desk/exports/cases/{layout.id}" if layout.purpose != NUMBER_USE else "",
    }


@router.get("/layouts/{layout}/{duty}")
def check(request: Request, layout: str, duty: str) -> Response:
    """The first pass: how many can go, which are held and why. Nothing is marked."""
    installation = installation_of(request)
    found = checking(request, layout, duty)
    try:
        return _check_page(request, found, duty, check_hand_over(installation, found, duty))
    except AdapterError as error:
        return _unfit(request, found, duty, error)


def _check_page(request: Request, layout: Layout, duty: str, result: HandOverCheck) -> Response:
    context = {
        "layout": _layout_view(installation_of(request), layout, duty),
        "ready": len(result.ready),
        "most": MOST,
        "held": result.held,
        "unlisted": result.unlisted,
        "unfit": False,
        "signs": len(waiting_signs(result.findings)),
        "findings": [
            (one.receipt_number, one.column, one.value, EVENTS[one.event], HANDLINGS[one.handling], one.replacement)
            for one in result.findings
        ],
    }
    return render(request, "pages/exports/check.html", context)


def _unfit(request: Request, layout: Layout, duty: str, error: AdapterError) -> Response:
    """The layout and the procedure do not fit: nobody at the desk can mend that, so say whom to tell."""
    log_bug(request.state.support_code, error)
    context = {"layout": _layout_view(installation_of(request), layout, duty), "unfit": True}
    return render(request, "pages/exports/check.html", context, status=409)


@router.post("/layouts/{layout}/{duty}")
def make(request: Request, layout: str, duty: str, _posted: Post) -> Response:
    """Makes the batch. Pressed twice, the second finds nothing left and shows the check again."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = exporting(request, unit, layout, duty)
        unit.commit()
    try:
        done = hand_over(installation, layout, duty, signed.actor, staff_id=signed.id, member=signed)
    except AdapterError as error:
        return _unfit(request, layout_of(installation, layout), duty, error)
    if done.batch is None:
        return see(request, f"/desk/exports/layouts/{layout}/{duty}")
    return see(request, f"/desk/exports/batches/{done.batch.number}")


@router.get("/batches/{number}")
def batch(request: Request, number: str) -> Response:
    with installation_of(request).database.read() as unit:
        signed, row = batch_of_member(request, unit, number)
        return batch_page(request, unit, signed, row)


@router.post("/batches/{number}/reissue")
def again(request: Request, number: str, posted: Post) -> Response:
    """The same applications once more, under a number of their own and with a reason. Pressed twice, or by two, it is made once."""
    installation = installation_of(request)
    reason = " ".join(first(posted, "reason").split())
    with installation.database.write() as unit:
        signed, row = batch_of_member(request, unit, number)
        if not reason or len(reason) > _LONGEST_REASON or unusable(reason):
            problem = f"理由を{_LONGEST_REASON}字までで書いてください。"
            return batch_page(request, unit, signed, row, [(problem, "reason")], {"reason": reason})
        if taken_as(unit, row):
            return batch_page(request, unit, signed, row, [(_CLOSED, "reason")], {"reason": reason})
        unit.commit()
    seen = first(posted, "seen")
    turn = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 4 else 0
    try:
        made = reissue(installation, row, reason, signed.actor, signed.id, turn, member=signed).number
    except Conflict:
        made = f"{row.number.partition('-R')[0]}-R{turn + 1}"
        with installation.database.read() as unit:
            if hand_overs.by_number(unit, made) is None:
                raise
    return see(request, f"/desk/exports/batches/{made}")


@router.get("/batches/{number}/zip")
def download_all(request: Request, number: str) -> Response:
    signed, row = _download(request, number, "zip")
    installation = installation_of(request)
    with spool(installation.settings.data) as bench:
        packed = pack_batch(row, batch_files(installation, row, bench, signed), bench)
        return _attachment(packed, f"{number}.zip")


@router.get("/batches/{number}/files/{name}")
def download_one(request: Request, number: str, name: str) -> Response:
    signed, row = _download(request, number, name)
    installation = installation_of(request)
    with spool(installation.settings.data) as bench:
        made = batch_files(installation, row, bench, signed)
        return _attachment(next(file.open() for file in made if file.name == name), name)


def _download(request: Request, number: str, name: str) -> tuple[Member, BatchRow]:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, row = batch_of_member(request, unit, number)
        if name != "zip" and name not in {file["name"] for file in listed_files(row)}:
            raise NotFound("file")
        demand_release(unit, row)
        layout = layout_then(installation, row)
        demand_number_use(layout, signed, row.duty)
        if layout.purpose == NUMBER_USE:
            demand_fresh(installation, request.state.staff_session, USE_NUMBER)
        write_audit(installation, unit, signed.actor, "download export", detail=f"{row.layout} {number} {name}")
        unit.commit()
    return signed, row


def _attachment(source: BinaryIO, name: str) -> Response:
    """Opened before and sent later, a piece at a time: its folder is gone by then, so that nothing stays where a download breaks off."""
    length = source.seek(0, SEEK_END)
    source.seek(0)

    def pieces() -> Iterator[bytes]:
        with source:
            while piece := source.read(_PIECE):
                yield piece

    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(length),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces(), media_type="application/octet-stream", headers=headers)
