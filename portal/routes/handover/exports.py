from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from io import SEEK_END
from types import MappingProxyType
from typing import Any, BinaryIO

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.text.japanese import unusable
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.layout_socket import NUMBER_USE, Layout
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.logs import log_bug
from portal.services.desk.case.hold_hand_over import MOST_REASON
from portal.services.desk.queue.line import queue_lines
from portal.services.handover.character_queue import waiting_signs
from portal.services.handover.check_hand_over import MOST, HandOverCheck, check_hand_over
from portal.services.handover.hand_over import (
    batch_files,
    hand_over,
    layout_of,
    layout_then,
    listed_files,
    reissue,
    taken_as,
)
from portal.services.handover.hand_over_times import DAYS, read_hand_over_times
from portal.services.handover.leave_out import leave_out
from portal.services.handover.number_files import demand_number_use, may_take
from portal.services.handover.order_hand_over import order_hand_over
from portal.services.handover.pack_batch import pack_batch
from portal.services.handover.records import waiting_alone, waiting_counts
from portal.services.handover.release_batch import demand_release
from portal.services.handover.words import EVENTS, GROUNDS, HANDLINGS, PURPOSES
from portal.services.machines.machine import BY_API
from portal.services.residents.fresh_sign_in import USE_NUMBER, demand_fresh
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import STATES
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.spool import spool
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.handover import batch_steps, hand_over_orders, hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.machines import api_clients
from portal.web.handover.batch_page import batch_of_member, batch_page, step_words
from portal.web.handover.exporting import checking, exporting
from portal.web.handover.order_words import problem_words
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, reading, writing

router = Router("staff", prefix="/desk/exports", access=staff("exporter"))

_PIECE = 1 << 18
_LISTED_FOR = timedelta(days=1)  # orders without a batch
_LONGEST_REASON = 200
_LISTED_ALONE = _LISTED_READY = 50
_FREED = "。だれが、なぜ止めたかは、申請のページにあります。そこで「引渡しを止めるのをやめる」を押すと、次に渡ります"
_CLOSED = "取込先が受け取ったので、再発行できません。"


@router.get("")
def waiting(request: Request) -> Response:
    with reading(request, member) as (installation, unit, signed):
        duties = signed.demand_duties("export", installation.city.duties)
        sections = _sections(installation, unit, signed, duties)
        latest = hand_overs.latest(unit, duties)
        steps_of_batch = batch_steps.by_batch(unit, [row.id for row in latest])
        batches = [
            (row, from_micro(row.made_at), step_words(steps_of_batch.get(row.id, frozenset()))) for row in latest
        ]
        titles = {layout.id: layout.title for layout in installation.layouts.values()}
        orders = [
            (order, from_micro(order.ordered_at), problem_words(order))
            for order in hand_over_orders.latest(unit, duties, to_micro(installation.clock.now() - _LISTED_FOR))
        ]
        titles |= {f"{BY_API}{client.id}": f"API：{client.name}" for client in api_clients.everyone(unit)}
    context = {
        "sections": sections,
        "orders": orders,
        "batches": batches,
        "titles": titles,
        "times": _times(installation, duties, titles),
    }
    return render(request, "pages/exports/waiting.html", context)


def _times(installation: Installation, duties: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    today = installation.clock.today()
    try:
        every = read_hand_over_times(installation.city).hand_overs
    except (Refused, OSError):
        return []
    mine = [schedule for schedule in every if schedule.duty in duties and schedule.holds(today)]
    return [
        f"{titles.get(schedule.layout, schedule.layout)}（{installation.city.office(schedule.duty, today).office}）　{DAYS[schedule.days]}{schedule.at}"
        for schedule in mine
    ]


def _sections(
    installation: Installation, unit: Unit, signed: Member, duties: Sequence[str]
) -> list[tuple[str, tuple[int, int], list[dict[str, Any]]]]:
    """(office, the fewest and the most that wait for a layout, its layouts)."""
    layouts = [(layout, waiting_counts(unit, layout, duties)) for layout in installation.layouts.values()]
    offered: dict[str, list[Procedure]] = {}
    for procedure in installation.catalogue.all():
        offered.setdefault(procedure.duty, []).append(procedure)
    sections = []
    for duty in duties:
        rows = [
            _layout_view(installation, layout, duty) | {"count": counts[duty]}
            for layout, counts in layouts
            if may_take(layout, signed, duty)
            and (counts[duty] or any(layout.fits(row.id, row.version) for row in offered.get(duty, ())))
        ]
        if rows:
            waits = [row["count"] for row in rows if row["count"]] or [0]
            sections.append((rows[0]["office"], (min(waits), max(waits)), rows))
    return sections


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
    installation = installation_of(request)
    chosen_layout = checking(request, layout, duty)
    try:
        return _check_page(request, chosen_layout, duty, check_hand_over(installation, chosen_layout, duty))
    except AdapterError as error:
        return _unfit(request, chosen_layout, duty, error)


@router.post("/layouts/{layout}/{duty}/hold")
def hold(request: Request, layout: str, duty: str, posted: Post) -> Response:
    reason = first(posted, "reason").strip()
    with changing(request) as (installation, unit):
        signed = exporting(request, unit, layout, duty)
    numbers = [number for number in map(read, posted.get("case", ())[:_LISTED_READY]) if number is not None]
    problems = [] if numbers else [("外す申請に、印を付けてください。", "hold-reason")]
    if not reason or len(reason) > MOST_REASON or unusable(reason):
        problems.append((f"外す理由を、{MOST_REASON}字までで書いてください。", "hold-reason"))
    if problems:
        chosen = checking(request, layout, duty)
        typed = {"problems": problems, "ticked": numbers, "reason": reason}
        return _check_page(request, chosen, duty, check_hand_over(installation, chosen, duty), typed)
    lines = list(leave_out(installation, signed, numbers, reason))
    return see(request, f"/desk/exports/layouts/{layout}/{duty}?held={sum(line.done for line in lines)}")


def _check_page(
    request: Request, layout: Layout, duty: str, result: HandOverCheck, typed: Mapping[str, Any] = MappingProxyType({})
) -> Response:
    with reading(request, member) as (installation, unit, signed):
        alone = [item.receipt_number for item in waiting_alone(installation, unit, layout, duty)]
        rows = applications.by_ids(unit, [application for application, *_ in result.ready[:_LISTED_READY]])
        going = queue_lines(installation, unit, list(rows.values()), signed)
    context = {
        "layout": _layout_view(installation, layout, duty),
        "alone": alone[:_LISTED_ALONE],
        "alone_count": len(alone),
        "ready": len(result.ready),
        "going": going,
        "states": STATES,
        "most": MOST,
        "held": result.held,
        "unlisted": result.unlisted,
        "unfit": False,
        "signs": len(waiting_signs(result.findings)),
        "findings": [
            (
                finding.receipt_number,
                finding.column,
                finding.value,
                EVENTS[finding.event] + (_FREED if finding.event == "stopped" else ""),
                HANDLINGS[finding.handling],
                finding.replacement,
            )
            for finding in result.findings
        ],
    }
    problems: list[tuple[str, str]] = typed.get("problems", [])
    wrong = {box: words for words, box in reversed(problems)}
    context |= {"ticked": (), "reason": "", "problems": problems, "wrong": wrong, **typed}
    held = request.query_params.get("held", "")
    context["flash"] = f"{held}件を外しました。" if held.isdecimal() and len(held) < 3 and held != "0" else None
    return render(request, "pages/exports/check.html", context, wrong=problems)


def _unfit(request: Request, layout: Layout, duty: str, error: AdapterError) -> Response:
    log_bug(request.state.support_code, error)
    context = {"layout": _layout_view(installation_of(request), layout, duty), "unfit": True, "problems": []}
    return render(request, "pages/exports/check.html", context, status=409)


@router.post("/layouts/{layout}/{duty}")
def make(request: Request, layout: str, duty: str, _posted: Post) -> Response:
    with changing(request) as (installation, unit):
        signed = exporting(request, unit, layout, duty)
        order = order_hand_over(installation, unit, signed, layout_of(installation.layouts, layout), duty)
    if order is not None:
        installation.called.set()
        return see(request, f"/desk/exports/orders/{order}")
    try:
        done = hand_over(installation, layout, duty, signed.actor, staff_id=signed.id, member=signed, keep=True)
    except AdapterError as error:
        return _unfit(request, layout_of(installation.layouts, layout), duty, error)
    if done.batch is None:
        return see(request, f"/desk/exports/layouts/{layout}/{duty}")
    return see(request, f"/desk/exports/batches/{done.batch.number}?did=made")


@router.get("/batches/{number}")
def batch(request: Request, number: str) -> Response:
    with installation_of(request).database.read() as unit:
        signed, row = batch_of_member(request, unit, number)
        return batch_page(request, unit, signed, row)


@router.post("/batches/{number}/reissue")
def again(request: Request, number: str, posted: Post) -> Response:
    reason = " ".join(first(posted, "reason").split())
    with writing(request) as (installation, unit):
        signed, row = batch_of_member(request, unit, number)
        if not listed_files(row):
            raise NotFound("files")
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
    return see(request, f"/desk/exports/batches/{made}?did=made")


@router.get("/batches/{number}/zip")
def download_all(request: Request, number: str) -> Response:
    signed, row = _download(request, number, "zip")
    installation = installation_of(request)
    with spool(installation.settings.data) as bench:
        packed = pack_batch(row, batch_files(installation, row, bench, signed, kept=True), bench)
        return _attachment(packed, f"{number}.zip")


@router.get("/batches/{number}/files/{name}")
def download_file(request: Request, number: str, name: str) -> Response:
    signed, row = _download(request, number, name)
    installation = installation_of(request)
    with spool(installation.settings.data) as bench:
        made = batch_files(installation, row, bench, signed, kept=True)
        return _attachment(next(file.open() for file in made if file.name == name), name)


def _download(request: Request, number: str, name: str) -> tuple[Member, BatchRow]:
    with changing(request) as (installation, unit):
        signed, row = batch_of_member(request, unit, number)
        if name != "zip" and name not in {file["name"] for file in listed_files(row)}:
            raise NotFound("file")
        demand_release(unit, row)
        layout = layout_then(installation, row)
        demand_number_use(layout, signed, row.duty)
        if layout.purpose == NUMBER_USE:
            demand_fresh(installation, request.state.staff_session, USE_NUMBER)
        write_audit(installation, unit, signed.actor, "download export", detail=f"{row.layout} {number} {name}")
    return signed, row


def _attachment(source: BinaryIO, name: str) -> Response:
    # Opened before its folder is deleted.
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
