"""持ち運び: the ledger, with receipt numbers only."""

import os
from collections.abc import Iterable, Iterator

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.services.courier.carry_folder import folders_of
from portal.services.courier.folder import packages_in
from portal.services.courier.ledger import MOST, ledger
from portal.services.courier.pack import ranges
from portal.services.courier.words import act_words, apart_words
from portal.services.shared.needs import Basics
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import reading
from portal.web.staff.administering import administering

router = Router("staff", prefix="/admin/courier", access=staff("administrator"))
_WAYS = {"out": "送る", "in": "受ける"}


@router.get("")
def every(request: Request) -> Response:
    with reading(request) as (installation, unit):
        administering(request, unit)
    summary = ledger(installation)
    context = {
        "alone": installation.settings.zone == "single",
        "laptops": [(line, _numbers(line.missing)) for line in summary.laptops],
        "paired": installation.courier is not None and installation.courier.paired,
        "steps": [
            (from_micro(step.at), _WAYS[step.way] + (f"（出張の端末 {step.peer}）" if step.peer else ""), step.number or "", act_words(step.act, step.reason), step.items, step.left_over)
            for step in summary.steps
        ],
        "missing": _numbers(summary.missing), "on_the_way": _numbers(summary.on_the_way),
        "waiting": [(case.receipt_number, case.sent_in, case.sent_at and from_micro(case.sent_at)) for case in summary.waiting],
        "apart": [(number, apart_words(act), at) for number, act, at in summary.apart], "most": MOST,
        "gone": summary.disposed, "purged": summary.purged, "left_there": list(_left_there(installation)),
    }  # fmt: skip
    return render(request, "pages/couriers/list.html", context)


def _left_there(installation: Basics) -> Iterator[tuple[str, bool]]:
    # Packages in the folder, and whether they can be read: one that root copied stays, and only a log says so.
    if (folders := folders_of(installation)) and folders.in_.is_dir():
        for path in packages_in([folders.in_]):
            yield path.name, os.access(path, os.R_OK)


def _numbers(numbers: Iterable[int]) -> str:
    # 1〜3、5.
    return "、".join(f"{begin}〜{end}" if end > begin else f"{begin}" for begin, end in ranges(list(numbers)))
