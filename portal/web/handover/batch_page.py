from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.layout_socket import NUMBER_USE
from portal.clock import from_micro
from portal.db import Unit
from portal.errors import NotFound, NotYours, required
from portal.services.handover.hand_over import listed_files, taken_as
from portal.services.handover.lose_medium import loss_of
from portal.services.handover.number_files import may_take
from portal.services.handover.release_batch import made_it
from portal.services.machines.machine import BY_API
from portal.services.shared.form_mark import new_form
from portal.services.shared.rights import Member
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.batch_steps import (
    ACKNOWLEDGED,
    DELIVERED,
    DIFFERS,
    LOST,
    RELEASED,
    TO_DELIVER,
    TO_RELEASE,
    TWICE,
)
from portal.store.handover.hand_overs import BatchRow
from portal.store.staff import staff_members
from portal.web.shared.page import render
from portal.web.shared.state import installation_of, member

STEP_WORDS: Mapping[str, str] = {
    TWICE: "2回受け取られた",
    ACKNOWLEDGED: "受け取り済み",
    LOST: "なくした",
    DIFFERS: "数が合わない",
    TO_RELEASE: "確認待ち",
}
_DID = {
    "made": "ファイルができました。保存して、取込先に入れてください。",
    "made_to_release": "ファイルができました。もう1人が確かめると、保存できます。",
    "acknowledged": "受け取られたことを記録しました。この引渡しは、これで終わりです。",
    "released": "ファイルを出せるようにしました。",
    "lost": "なくしたことを記録しました。監査の担当者も見られます。",
}


def step_words(steps: frozenset[str]) -> str:
    over = {DIFFERS: ACKNOWLEDGED, TO_RELEASE: RELEASED}
    return "、".join(words for step, words in STEP_WORDS.items() if step in steps and over.get(step) not in steps)


def batch_of_member(request: Request, unit: Unit, number: str) -> tuple[Member, BatchRow]:
    """Raises NotFound, NotYours."""
    signed = member(request, unit)
    row = required(hand_overs.by_number(unit, number), NotFound("batch"))
    if not signed.may("export", row.duty):
        raise NotYours("batch")
    return signed, row


def batch_page(
    request: Request, unit: Unit, signed: Member, row: BatchRow, problems: Sequence[tuple[str, str]] = (),
    given: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """`problems`: (sentence, input); `given`: typed."""
    installation = installation_of(request)
    staff = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None else None
    layout = installation.layouts.get(row.layout)
    made_by = installation.former_layouts.get((row.layout, row.layout_version)) or layout
    steps = batch_steps.of_batch(unit, row.id)
    step_kinds = {step.what for step in steps}
    to_release, did = TO_RELEASE in step_kinds and RELEASED not in step_kinds, request.query_params.get("did", "")
    context = {
        "batch": row,
        "made": from_micro(row.made_at),
        "layout": layout.title if layout else "API" if row.layout.startswith(BY_API) else row.layout,
        "office": installation.city.office(row.duty, installation.clock.today()).office,
        "staff_name": staff.name if staff else "コマンド",
        "count": hand_overs.count(unit, row.origin),
        "files": listed_files(row),
        "copied": not row.layout.startswith(BY_API),
        "reissues": hand_overs.reissues(unit, row.origin),
        "steps": [(step, from_micro(step.at), loss_of(installation.keys, step) if step.what == LOST else None) for step in steps],
        "stands": step_words(frozenset(step_kinds)), "closed": bool(taken_as(unit, row)), "acknowledged": ACKNOWLEDGED in step_kinds or TWICE in step_kinds,
        "undelivered": TO_DELIVER in step_kinds and DELIVERED not in step_kinds,
        "to_release": to_release,
        "mine": made_it(signed, row),
        "numbers": made_by is not None and made_by.purpose == NUMBER_USE, "takes": may_take(made_by, signed, row.duty),
        "problems": problems, "wrong": {box: words for words, box in problems}, "given": given or {},
        "once": new_form(), "flash": _DID.get("made_to_release" if did == "made" and to_release else did),
    }  # fmt: skip
    return render(request, "pages/exports/batch.html", context, wrong=problems)
