"""Equal letters, and acts on a batch."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.notices.check_letter import line_of_member
from portal.services.notices.check_stack import NOT_CHECKED, Stack, check_stack, chosen_lines, stacks
from portal.services.notices.dispatch_line import STOPPED
from portal.services.notices.pack_letters import batch_of_member, pack_letters, undo_batch, unpack_batch
from portal.services.notices.print_labels import A_SHEET, labels_of, print_labels
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.notices.dispatches import CHECKED, BatchRow
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, installation_of, member, writing

router = Router("staff", prefix="/desk/dispatches", access=staff("clerk", "reviewer", "approver"))

_WRONG = {
    "confirmed": "あて名と住所を見くらべたら、「くらべました」に印を付けてください。",
    "line": "確かめる手紙を、1通以上選んでください。",
}
Do = Callable[[Installation, Unit, Member, BatchRow], None]


@router.get("/stacks/{line:row_number}")
def show(request: Request, line: int) -> Response:
    """`line`: any letter of the stack."""
    with writing(request, member) as (_, unit, signed):
        duty, stack = _stack(request, unit, signed, line)
        if stack is None:
            return see(request, f"/desk/dispatches?duty={duty}&did=single")
        answer = _page(request, unit, signed, duty, stack)
        unit.commit()
    return answer


@router.post("/stacks/{line:row_number}")
def check(request: Request, line: int, posted: Post) -> Response:
    """Packs a batch at once unless `only` is pressed. Lists what was stopped."""
    chosen = chosen_lines(posted.get("line", ()))
    with writing(request, member) as (installation, unit, signed):
        duty, stack = _stack(request, unit, signed, line)
        wrong = {} if chosen else {"line": _WRONG["line"]}
        if first(posted, "confirmed") != "1":
            wrong["confirmed"] = _WRONG["confirmed"]
        if wrong and stack is not None:
            answer = _page(request, unit, signed, duty, stack, wrong=wrong, chosen=frozenset(chosen))
            unit.commit()
            return answer
        checked, stopped = ((), ()) if wrong else check_stack(installation, unit, signed, chosen)
        batch = pack_letters(installation, unit, signed, duty, checked) if checked and "only" not in posted else 0
        unit.commit()
    onward = (
        f"/desk/dispatches/batches/{batch}?did=packed"
        if batch
        else f"/desk/dispatches?duty={duty}&state={CHECKED}&did=stack"
    )
    if not checked and not stopped:
        return see(request, f"/desk/dispatches?duty={duty}&did=late")
    if not stopped:
        return see(request, onward)
    words = {**STOPPED, **NOT_CHECKED}
    context = {
        "duty": duty, "checked": len(checked), "stopped": [(number, words[why]) for number, why in stopped],
        "onward": onward if checked else "",
    }  # fmt: skip
    return render(request, "pages/dispatches/stack_done.html", context)


def _stack(request: Request, unit: Unit, signed: Member, line: int) -> tuple[str, Stack | None]:
    # The letter's duty, and its stack, if any. Raises NotFound, NotYours.
    installation = installation_of(request)
    row, _ = line_of_member(installation, unit, signed, line, "deliver")
    of_duty = stacks(installation, unit, signed, row.duty)
    return row.duty, next((stack for stack in of_duty if any(letter.id == line for letter in stack.lines)), None)


def _page(
    request: Request, unit: Unit, signed: Member, duty: str, stack: Stack, *, wrong: dict[str, str] | None = None,
    chosen: frozenset[int] | None = None,
) -> Response:  # fmt: skip
    installation, slips = installation_of(request), wrong or {}
    detail = f"{duty} stack {len(stack.lines)} letters"
    write_audit(installation, unit, signed.actor, "see dispatches", detail=detail)
    targets = {"confirmed": "confirmed", "line": f"line-{stack.first}"}
    context = {
        "stack": stack, "duty": duty, "wrong": slips, "problems": [(words, targets[box]) for box, words in slips.items()],
        "chosen": {letter.id for letter in stack.lines} if chosen is None else chosen,
    }  # fmt: skip
    return render(request, "pages/dispatches/stack.html", context, wrong=slips)


@router.post("/batches/{batch:row_number}/labels")
def labels(request: Request, batch: int, posted: Post) -> Response:
    typed = first(posted, "first")
    start = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1
    with changing(request, member) as (installation, unit, signed):
        demand_inside(request)
        chosen_batch = batch_of_member(unit, signed, batch, "deliver")
        to_print = labels_of(installation, unit, signed, chosen_batch)
    skip = start - 1 if 0 < start <= A_SHEET else 0
    paper = print_labels(installation.city, to_print, installation.clock.today(), skip)
    return pdf_answer(paper.pdf, f"labels-{batch}")


@router.post("/batches/{batch:row_number}/unpack")
def unpack(request: Request, batch: int, _posted: Post) -> Response:
    return _act(request, batch, unpack_batch, "unpacked")


@router.post("/batches/{batch:row_number}/undo")
def undo(request: Request, batch: int, _posted: Post) -> Response:
    return _act(request, batch, undo_batch, "undone")


def _act(request: Request, batch: int, do: Do, did: str) -> Response:
    try:
        with changing(request, member) as (installation, unit, signed):
            chosen_batch = batch_of_member(unit, signed, batch, "deliver")
            do(installation, unit, signed, chosen_batch)
    except Conflict:
        return see(request, f"/desk/dispatches/batches/{batch}?did=late")
    if did == "unpacked":
        return see(request, f"/desk/dispatches?duty={chosen_batch.duty}&state={CHECKED}&did=unpacked")
    return see(request, f"/desk/dispatches/batches/{batch}?did={did}")
