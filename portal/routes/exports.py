"""The desk's hand-overs: what waits, check, hand over, batches and their files. Every look and download is recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from forms.japanese import unusable
from integrations.interfaces import AdapterError, ExportFile, Layout
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NotAllowed, NotFound, NotYours
from portal.logs import log_bug
from portal.services.check_hand_over import MOST, HandOverCheck, check_hand_over
from portal.services.export_records import waiting_count
from portal.services.export_words import EVENTS, GROUNDS, HANDLINGS, PURPOSES
from portal.services.hand_over import batch_files, hand_over, layout_of, listed_files, reissue
from portal.services.installation import Installation
from portal.services.machine import BY_API
from portal.services.pack_batch import pack_batch
from portal.services.rights import Member
from portal.services.sign_queue import waiting_signs
from portal.services.spool import spool
from portal.services.write_audit import write_audit
from portal.store import api_clients, hand_overs, staff_members
from portal.store.hand_overs import BatchRow
from portal.web.exporting import checking, exporting
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk/exports")

_PIECE = 1 << 18
_LONGEST_REASON = 200


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
            if (count := waiting_count(unit, layout, duty)) or _offered(installation, layout, duty)
        ]
        batches = [(row, from_micro(row.made_at)) for row in hand_overs.latest(unit, duties)]
        titles = {layout.id: layout.title for layout in installation.layouts.values()}
        titles |= {f"{BY_API}{one.id}": f"API：{one.name}" for one in api_clients.everyone(unit)}
    context = {"rows": rows, "batches": batches, "titles": titles}
    return render(request, "pages/exports/waiting.html", context)


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
        "single": f"/desk/exports/cases/{layout.id}",
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
        signed = exporting(request, unit, duty)
        unit.commit()
    try:
        done = hand_over(installation, layout, duty, signed.actor, staff_id=signed.id)
    except AdapterError as error:
        return _unfit(request, layout_of(installation, layout), duty, error)
    if done.batch is None:
        return see(request, f"/desk/exports/layouts/{layout}/{duty}")
    return see(request, f"/desk/exports/batches/{done.batch.number}")


def _batch(request: Request, unit: Unit, number: str) -> tuple[Member, BatchRow]:
    """NotFound, and NotYours shown as the same, unless a right of today covers its duty."""
    signed = member(request, unit)
    row = hand_overs.by_number(unit, number)
    if row is None:
        raise NotFound("batch")
    if not signed.may("export", row.duty):
        raise NotYours("batch")
    return signed, row


@router.get("/batches/{number}")
def batch(request: Request, number: str) -> Response:
    with installation_of(request).database.read() as unit:
        _, row = _batch(request, unit, number)
        return _batch_page(request, unit, row)


def _batch_page(request: Request, unit: Unit, row: BatchRow, *, problem: str = "", reason: str = "") -> Response:
    installation = installation_of(request)
    staff = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None else None
    layout = installation.layouts.get(row.layout)
    context = {
        "batch": row,
        "made": from_micro(row.made_at),
        "layout": layout.title if layout else "API" if row.layout.startswith(BY_API) else row.layout,
        "office": installation.city.office(row.duty, installation.clock.today()).office,
        "staff_name": staff.name if staff else "コマンド",
        "count": hand_overs.count(unit, row.origin),
        "files": listed_files(row),
        "reissues": hand_overs.reissues(unit, row.origin),
        "problem": problem,
        "given": reason,
    }
    return render(request, "pages/exports/batch.html", context, status=422 if problem else 200)


@router.post("/batches/{number}/reissue")
def again(request: Request, number: str, posted: Post) -> Response:
    """The same applications once more, under a number of their own and with a reason."""
    installation = installation_of(request)
    reason = " ".join(first(posted, "reason").split())
    with installation.database.write() as unit:
        signed, row = _batch(request, unit, number)
        if not reason or len(reason) > _LONGEST_REASON or unusable(reason):
            problem = f"理由を{_LONGEST_REASON}字までで書いてください。"
            return _batch_page(request, unit, row, problem=problem, reason=reason)
        unit.commit()
    made = reissue(installation, row, reason, signed.actor, signed.id)
    return see(request, f"/desk/exports/batches/{made.number}")


@router.get("/batches/{number}/zip")
def download_all(request: Request, number: str) -> Response:
    row = _download(request, number, "zip")
    with spool(installation_of(request)) as folder:
        path = pack_batch(row, batch_files(installation_of(request), row, folder), folder)
        return _attachment(path, f"{number}.zip")


@router.get("/batches/{number}/files/{name}")
def download_one(request: Request, number: str, name: str) -> Response:
    row = _download(request, number, name)
    with spool(installation_of(request)) as folder:
        files: dict[str, ExportFile] = {file.name: file for file in batch_files(installation_of(request), row, folder)}
        return _attachment(files[name].path, name)


def _download(request: Request, number: str, name: str) -> BatchRow:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, row = _batch(request, unit, number)
        if name != "zip" and name not in {file["name"] for file in listed_files(row)}:
            raise NotFound("file")
        write_audit(installation, unit, signed.actor, "download export", detail=f"{row.layout} {number} {name}")
        unit.commit()
    return row


def _attachment(path: Path, name: str) -> Response:
    """Opened now and sent later: its folder is gone by then, so that nothing stays where a download breaks off."""
    length = path.stat().st_size
    source = path.open("rb")

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
