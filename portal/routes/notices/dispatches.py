"""発送簿. The delivery board sends its own letters."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotAllowed
from portal.services.notices import delivery_words
from portal.services.notices.delivery_board import waiting_letters
from portal.services.notices.dispatch_line import STOPPED, TITLES
from portal.services.notices.dispatch_list import PAGE, STATES, DispatchLine, dispatch_csv, dispatch_lines
from portal.services.notices.pack_letters import (
    MOST,
    batch_of_member,
    mark_sent,
    may_undo,
    pack_letters,
    print_batch,
    read_day,
)
from portal.services.notices.print_dispatch import print_dispatch
from portal.services.notices.print_labels import A_SHEET
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.notices import dispatches
from portal.store.notices.dispatches import CHECKED, PACKED, SENT, WAITING, BatchRow
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.period import period
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, installation_of, member, writing
from portal.web.shared.undo import Undo

router = Router("staff", prefix="/desk")

BATCHES = 30
_DID = {
    "checked": "確かめました。束にして送れます。", "dropped": "送らないことにしました。", "sent": "発送したことを記録しました。",
    "packed": "束をつくりました。PDFをつくって印刷してください。", "stack": "確かめました。束にして送れます。",
    "unpacked": "束をやめました。手紙は「送る用意ができた」にもどりました。", "undone": "発送の記録を取り消しました。",
}  # fmt: skip
_NOT_DONE = {
    "single": "まとめて確かめられる手紙は、ありません。1通ずつ確かめてください。", "none": f"手紙を1通以上、{MOST}通まで選んでください。", "late": "ほかの人が先に変えました。いまの状態を見てください。",
}  # fmt: skip


@router.get("/dispatches", access=staff("clerk", "reviewer", "approver", "auditor"))
def show(request: Request) -> Response:
    asked = request.query_params
    with changing(request, member) as (installation, unit, signed):
        every = _duties(installation, signed)
        waiting = dispatches.waiting_of(unit, every)
        duty = (
            asked["duty"] if asked.get("duty") in every else next((name for name in every if name in waiting), every[0])
        )
        counts = dispatches.counts(unit, duty)
        state = asked["state"] if asked.get("state") in STATES else WAITING
        after = _after(asked.get("after", ""))
        rows = [] if state == PACKED else dispatches.in_state(unit, duty, state, after=after, most=PAGE + 1)
        lines = dispatch_lines(installation, unit, rows[:PAGE], signed)
        batches = dispatches.batches(unit, duty, BATCHES) if state == PACKED else []
        board_letters = waiting_letters(unit, duty, PAGE + 1) if state == WAITING and not after else []
        detail = f"{duty} {state} {len(lines) + len(board_letters[:PAGE])} letters"
        write_audit(installation, unit, signed.actor, "see dispatches", detail=detail)
    today = installation.clock.today()
    address = f"/desk/dispatches?duty={duty}"
    context = {
        "duty": duty, "duties": [
            (name, f"{installation.city.office(name, today).office}{f'（{waiting[name]}通）' if name in waiting else ''}", name == duty)
            for name in every
        ],
        "state": state, "states": STATES, "lines": lines, "batches": batches, "today": today, "most": MOST,
        "tabs": [(words, f"{address}&state={name}", name == state, counts.get(name, 0)) for name, words in STATES.items()],
        "delivers": signed.may("deliver", duty), "guards": signed.may("see protected", duty),
        "packs": state == CHECKED and signed.may("deliver", duty),
        "next": f"{address}&state={state}&after={after + PAGE}" if len(rows) > PAGE else "",
        "board_letters": board_letters[:PAGE], "more_board_letters": len(board_letters) > PAGE, "words": delivery_words, "told_sent": state == SENT,
        "csv": f"/desk/dispatches.csv?duty={duty}", "flash": _DID.get(asked.get("did", "")),
        "problem": _NOT_DONE.get(asked.get("did", "")), "undo": _undo_check(asked),
        "stacks": _stacks(lines) if state == WAITING and signed.may("deliver", duty) else (),
    }  # fmt: skip
    return render(request, "pages/dispatches/list.html", context)


def _stacks(lines: list[DispatchLine]) -> list[tuple[str, int]]:
    # (title, first letter) of notices that may be equal: their page decides.
    firsts: dict[str, list[int]] = {}
    for line in lines:
        if not (line.protected or line.registered or line.why or line.title in TITLES.values()):
            firsts.setdefault(line.title, []).append(line.id)
    return [(title, ids[0]) for title, ids in firsts.items() if len(ids) > 1]


def _undo_check(asked: Mapping[str, str]) -> Undo | None:
    line = asked.get("of", "")
    if asked.get("did") != "checked" or not (line.isascii() and line.isdigit() and len(line) < 16):
        return None
    return Undo(f"/desk/dispatches/{line}/uncheck", "確かめた手紙")


@router.post("/dispatches/batches", access=staff("clerk", "reviewer", "approver"))
def pack(request: Request, posted: Post) -> Response:
    installation, duty = installation_of(request), first(posted, "duty")
    chosen = _ids(posted)
    try:
        with installation.database.write() as unit:
            signed = member(request, unit)
            mine = signed.duties("deliver", tuple(installation.city.duties))
            if not mine or (duty and duty not in mine):
                raise NotAllowed("pack")
            if not duty or not 0 < len(chosen) <= MOST:
                return see(request, f"/desk/dispatches?duty={duty}&state={CHECKED}&did=none")
            batch = pack_letters(installation, unit, signed, duty, chosen)
            unit.commit()
    except Conflict:
        return see(request, f"/desk/dispatches?duty={duty}&state={CHECKED}&did=late")
    return see(request, f"/desk/dispatches/batches/{batch}?did=packed")


@router.get("/dispatches/batches/{batch:row_number}", access=staff("clerk", "reviewer", "approver", "auditor"))
def show_batch(request: Request, batch: int) -> Response:
    with changing(request, member) as (_, unit, signed):
        chosen_batch = batch_of_member(unit, signed, batch, "see deliveries")
        return _batch_page(request, unit, signed, chosen_batch)


@router.post("/dispatches/batches/{batch:row_number}/letters", access=staff("clerk", "reviewer", "approver"))
def letters(request: Request, batch: int, _posted: Post) -> Response:
    with changing(request, member) as (installation, unit, signed):
        demand_inside(request)
        chosen_batch = batch_of_member(unit, signed, batch, "deliver")
        printed, stopped = print_batch(installation, unit, signed, chosen_batch)
        answer = _batch_page(request, unit, signed, chosen_batch, stopped=stopped) if printed is None else None
    if printed is None:
        assert answer is not None  # noqa: S101
        return answer
    return pdf_answer(print_dispatch(installation.city, printed).pdf, f"letters-{batch}")


@router.post("/dispatches/batches/{batch:row_number}/sent", access=staff("clerk", "reviewer", "approver"))
def sent(request: Request, batch: int, posted: Post) -> Response:
    on, chosen = first(posted, "on"), _ids(posted)
    try:
        with writing(request, member) as (installation, unit, signed):
            chosen_batch = batch_of_member(unit, signed, batch, "deliver")
            wrong = {} if chosen else {"line": "発送した手紙を1通以上選んでください。"}
            if chosen_batch.printed_at is None:
                wrong["line"] = (
                    "先に「PDFをつくる」を押して、印刷してください。まだ印刷していない手紙は、発送できません。"
                )
            if read_day(installation.clock, on) is None:
                wrong["on"] = "発送した日を、今日までの日付で入れてください。"
            if wrong:
                return _batch_page(request, unit, signed, chosen_batch, wrong=wrong, on=on)
            mark_sent(installation, unit, signed, chosen_batch, chosen, on)
            unit.commit()
    except Conflict:
        return see(request, f"/desk/dispatches/batches/{batch}?did=late")
    return see(request, f"/desk/dispatches/batches/{batch}?did=sent")


@router.get("/dispatches.csv", access=staff("clerk", "reviewer", "approver", "auditor"))
def csv(request: Request) -> Response:
    with changing(request, member) as (installation, unit, signed):
        every = _duties(installation, signed)
        duty = request.query_params.get("duty") or every[0]
        if duty not in every:
            raise NotAllowed(f"see deliveries {duty}")
        since, until, problem = period(request, installation.clock.today())
        if problem:
            raise BadRequest(problem)
        lines = list(dispatch_csv(installation, unit, duty, since, until, signed))
        detail = f"{since} {until} {duty} {len(lines) - 2} letters"
        write_audit(installation, unit, signed.actor, "export dispatches", detail=detail)
    return csv_answer(lines, f"dispatches-{since}-{until}")


def _batch_page(
    request: Request, unit: Unit, signed: Member, batch: BatchRow, *, wrong: dict[str, str] | None = None,
    stopped: tuple[tuple[str, str], ...] = (), on: str = "",
) -> Response:  # fmt: skip
    installation, slips = installation_of(request), wrong or {}
    rows, did = dispatches.of_batch(unit, batch.id), request.query_params.get("did", "")
    lines = dispatch_lines(installation, unit, rows, signed)
    delivers, address = signed.may("deliver", batch.duty), f"/desk/dispatches/batches/{batch.id}"
    sent_today = delivers and any(may_undo(installation.clock, row) for row in rows)
    write_audit(installation, unit, signed.actor, "see dispatches", detail=f"batch {batch.id} {len(lines)} letters")
    fresh = dispatches.batch(unit, batch.id) or batch
    context = {
        "batch": fresh, "lines": lines, "states": STATES, "delivers": delivers, "wrong": slips,
        "problems": [(words, "on" if box == "on" else f"line-{lines[0].id}") for box, words in slips.items() if lines],
        "stopped": [(number, STOPPED[why]) for number, why in stopped], "on": on or installation.clock.today().isoformat(),
        "office": installation.city.office(batch.duty, installation.clock.today()).office,
        "open": [line for line in lines if line.state == PACKED], "flash": _DID.get(did), "problem": _NOT_DONE.get(did),
        "sent_today": sent_today, "label_places": range(1, A_SHEET + 1),
        "undo": Undo(f"{address}/undo", "発送の記録") if did == "sent" and sent_today else Undo(f"{address}/unpack", "束", "束をやめる") if did == "packed" else None,
    }  # fmt: skip
    return render(request, "pages/dispatches/batch.html", context, wrong=slips or stopped)


def _ids(posted: Posted) -> list[int]:
    return [int(value) for value in posted.get("line", ()) if value.isascii() and value.isdigit() and len(value) < 16]


def _after(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0


def _duties(installation: Installation, signed: Member) -> tuple[str, ...]:
    return signed.demand_duties("see deliveries", installation.city.duties)
