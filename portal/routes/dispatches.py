"""発送簿: what is to leave by paper, gathered by section; a day's batch as one PDF; what left, when, and what came back. Letters of
the delivery board are told here and sent there."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotAllowed
from portal.services import board_words
from portal.services.delivery_board import waiting_letters
from portal.services.dispatch_line import STOPPED
from portal.services.dispatch_list import PAGE, STATES, dispatch_csv, dispatch_lines
from portal.services.installation import Installation
from portal.services.pack_letters import MOST, batch_of_member, mark_sent, pack_letters, print_batch, read_day
from portal.services.print_dispatch import print_dispatch
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import dispatches
from portal.store.dispatches import CHECKED, PACKED, SENT, WAITING, BatchRow
from portal.web.csv_answer import csv_answer
from portal.web.page import render, see
from portal.web.pdf_answer import pdf_answer
from portal.web.period import period
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk")

BATCHES = 30
_DID = {
    "checked": "確かめました。束にして送れます。", "dropped": "送らないことにしました。", "sent": "発送したことを記録しました。",
    "packed": "束をつくりました。PDFをつくって印刷してください。",
}  # fmt: skip
_NOT_DONE = {
    "none": f"手紙を1通以上、{MOST}通まで選んでください。", "late": "ほかの人が先に変えました。いまの状態を見てください。",
}  # fmt: skip


@router.get("/dispatches")
def show(request: Request) -> Response:
    """`duty` and `state` stand in the address; without them the first section and what is to be checked."""
    installation, asked = installation_of(request), request.query_params
    with installation.database.write() as unit:
        signed = member(request, unit)
        every = _duties(installation, signed)
        duty = asked["duty"] if asked.get("duty") in every else every[0]
        counts = dispatches.counts(unit, duty)
        state = asked["state"] if asked.get("state") in STATES else WAITING
        after = _after(asked.get("after", ""))
        rows = [] if state == PACKED else dispatches.in_state(unit, duty, state, after=after, most=PAGE + 1)
        lines = dispatch_lines(installation, unit, rows[:PAGE])
        batches = dispatches.batches(unit, duty, BATCHES) if state == PACKED else []
        told = waiting_letters(unit, duty, PAGE + 1) if state == WAITING and not after else []
        detail = f"{duty} {state} {len(lines) + len(told[:PAGE])} letters"
        write_audit(installation, unit, signed.actor, "see dispatches", detail=detail)
        unit.commit()
    today = installation.clock.today()
    here = f"/desk/dispatches?duty={duty}"
    context = {
        "duty": duty, "duties": [(one, installation.city.office(one, today).office, one == duty) for one in every],
        "state": state, "states": STATES, "lines": lines, "batches": batches, "today": today, "most": MOST,
        "tabs": [(words, f"{here}&state={name}", name == state, counts.get(name, 0)) for name, words in STATES.items()],
        "delivers": signed.may("deliver", duty), "guards": signed.may("see protected", duty),
        "packs": state == CHECKED and signed.may("deliver", duty),
        "next": f"{here}&state={state}&after={after + PAGE}" if len(rows) > PAGE else "",
        "told": told[:PAGE], "more_told": len(told) > PAGE, "words": board_words, "told_sent": state == SENT,
        "csv": f"/desk/dispatches.csv?duty={duty}", "flash": _DID.get(asked.get("did", "")),
        "problem": _NOT_DONE.get(asked.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/dispatches/list.html", context)


@router.post("/dispatches/batches")
def pack(request: Request, posted: Post) -> Response:
    """A batch of the letters that were ticked."""
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


@router.get("/dispatches/batches/{batch:row_number}")
def show_batch(request: Request, batch: int) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = batch_of_member(unit, signed, batch, "see deliveries")
        answer = _batch_page(request, unit, signed, found)
        unit.commit()
    return answer


@router.post("/dispatches/batches/{batch:row_number}/letters")
def letters(request: Request, batch: int, _posted: Post) -> Response:
    """The PDF; or the page that tells which letters were stopped, and nothing is printed. Committed before it is set."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = batch_of_member(unit, signed, batch, "deliver")
        printed, stopped = print_batch(installation, unit, signed, found)
        answer = _batch_page(request, unit, signed, found, stopped=stopped) if printed is None else None
        unit.commit()
    if printed is None:
        assert answer is not None  # noqa: S101
        return answer
    return pdf_answer(print_dispatch(installation, printed).pdf, f"letters-{batch}")


@router.post("/dispatches/batches/{batch:row_number}/sent")
def sent(request: Request, batch: int, posted: Post) -> Response:
    installation = installation_of(request)
    on, chosen = first(posted, "on"), _ids(posted)
    try:
        with installation.database.write() as unit:
            signed = member(request, unit)
            found = batch_of_member(unit, signed, batch, "deliver")
            wrong = {} if chosen else {"line": "発送した手紙を1通以上選んでください。"}
            if read_day(installation, on) is None:
                wrong["on"] = "発送した日を、今日までの日付で入れてください。"
            if wrong:
                return _batch_page(request, unit, signed, found, wrong=wrong, on=on)
            mark_sent(installation, unit, signed, found, chosen, on)
            unit.commit()
    except Conflict:
        return see(request, f"/desk/dispatches/batches/{batch}?did=late")
    return see(request, f"/desk/dispatches/batches/{batch}?did=sent")


@router.get("/dispatches.csv")
def csv(request: Request) -> Response:
    """What left in the period: written whole before it is sent."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        every = _duties(installation, signed)
        duty = request.query_params.get("duty") or every[0]
        if duty not in every:
            raise NotAllowed(f"see deliveries {duty}")
        since, until, problem = period(request, installation.clock.today())
        if problem:
            raise BadRequest(problem)
        lines = list(dispatch_csv(installation, unit, duty, since, until))
        detail = f"{since} {until} {duty} {len(lines) - 2} letters"
        write_audit(installation, unit, signed.actor, "export dispatches", detail=detail)
        unit.commit()
    return csv_answer(lines, f"dispatches-{since}-{until}")


def _batch_page(
    request: Request, unit: Unit, signed: Member, batch: BatchRow, *, wrong: dict[str, str] | None = None,
    stopped: tuple[tuple[str, str], ...] = (), on: str = "",
) -> Response:  # fmt: skip
    installation, slips = installation_of(request), wrong or {}
    lines = dispatch_lines(installation, unit, dispatches.of_batch(unit, batch.id))
    write_audit(installation, unit, signed.actor, "see dispatches", detail=f"batch {batch.id} {len(lines)} letters")
    fresh = dispatches.batch(unit, batch.id) or batch
    context = {
        "batch": fresh, "lines": lines, "states": STATES, "delivers": signed.may("deliver", batch.duty), "wrong": slips,
        "problems": [(words, "on" if box == "on" else f"line-{lines[0].id}") for box, words in slips.items() if lines],
        "stopped": [(number, STOPPED[why]) for number, why in stopped], "on": on or installation.clock.today().isoformat(),
        "office": installation.city.office(batch.duty, installation.clock.today()).office,
        "open": [line for line in lines if line.state == PACKED], "flash": _DID.get(request.query_params.get("did", "")), "problem": _NOT_DONE.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/dispatches/batch.html", context, status=422 if slips or stopped else 200)


def _ids(posted: Posted) -> list[int]:
    return [int(one) for one in posted.get("line", ()) if one.isascii() and one.isdigit() and len(one) < 16]


def _after(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0


def _duties(installation: Installation, signed: Member) -> tuple[str, ...]:
    duties = signed.duties("see deliveries", tuple(installation.city.duties))
    if not duties:
        raise NotAllowed("see deliveries")
    return duties
