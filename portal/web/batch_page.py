"""The page of one batch, as every act on it shows it again."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from integrations.layout_socket import NUMBER_USE
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.hand_over import listed_files, taken_as
from portal.services.lose_medium import loss_of
from portal.services.machine import BY_API
from portal.services.number_files import may_take
from portal.services.one_form import new_form
from portal.services.release_batch import made_it
from portal.services.rights import Member
from portal.store import batch_steps, hand_overs, staff_members
from portal.store.batch_steps import ACKNOWLEDGED, DELIVERED, DIFFERS, LOST, RELEASED, TO_DELIVER, TO_RELEASE, TWICE
from portal.store.hand_overs import BatchRow
from portal.web.page import render
from portal.web.signed_in import member
from portal.web.state import installation_of

STANDS: Mapping[str, str] = {
    TWICE: "2回受け取られた",
    ACKNOWLEDGED: "受け取り済み",
    LOST: "なくした",
    DIFFERS: "数が合わない",
    TO_RELEASE: "確認待ち",
}
_DID = {
    "acknowledged": "受け取られたことを記録しました。この引渡しは、これで終わりです。",
    "released": "ファイルを出せるようにしました。",
    "lost": "なくしたことを記録しました。監査の担当者も見られます。",
}


def stands(steps: frozenset[str]) -> str:
    """In words: what happened to a batch, the gravest first; "" where nothing did."""
    over = {DIFFERS: ACKNOWLEDGED, TO_RELEASE: RELEASED}
    return "、".join(words for what, words in STANDS.items() if what in steps and over.get(what) not in steps)


def batch_of_member(request: Request, unit: Unit, number: str) -> tuple[Member, BatchRow]:
    """NotFound, and NotYours shown as the same, unless a right of today covers its duty."""
    signed = member(request, unit)
    row = hand_overs.by_number(unit, number)
    if row is None:
        raise NotFound("batch")
    if not signed.may("export", row.duty):
        raise NotYours("batch")
    return signed, row


def batch_page(
    request: Request, unit: Unit, signed: Member, row: BatchRow, problems: Sequence[tuple[str, str]] = (),
    given: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """`problems`: (sentence, box), `given`: what was typed."""
    installation = installation_of(request)
    staff = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None else None
    layout = installation.layouts.get(row.layout)
    made_by = installation.former_layouts.get((row.layout, row.layout_version)) or layout
    steps = batch_steps.of_batch(unit, row.id)
    stood = {step.what for step in steps}
    context = {
        "batch": row,
        "made": from_micro(row.made_at),
        "layout": layout.title if layout else "API" if row.layout.startswith(BY_API) else row.layout,
        "office": installation.city.office(row.duty, installation.clock.today()).office,
        "staff_name": staff.name if staff else "コマンド",
        "count": hand_overs.count(unit, row.origin),
        "files": listed_files(row),
        "reissues": hand_overs.reissues(unit, row.origin),
        "steps": [(step, from_micro(step.at), loss_of(installation, step) if step.what == LOST else None) for step in steps],
        "stands": stands(frozenset(stood)), "closed": bool(taken_as(unit, row)), "told": ACKNOWLEDGED in stood or TWICE in stood,
        "undelivered": TO_DELIVER in stood and DELIVERED not in stood,
        "to_release": TO_RELEASE in stood and RELEASED not in stood,
        "mine": made_it(signed, row),
        "numbers": made_by is not None and made_by.purpose == NUMBER_USE, "takes": may_take(made_by, signed, row.duty),
        "problems": problems, "wrong": {box: words for words, box in problems}, "given": given or {},
        "once": new_form(), "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/exports/batch.html", context, status=422 if problems else 200)
