"""The ledger of packages between the zones (持ち運び), for administrators: nothing of any application but its number."""

from collections.abc import Iterable

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.services.courier_ledger import MOST, ledger
from portal.services.courier_words import act_words, apart_words
from portal.services.pack_courier import ranges
from portal.web.administering import administering
from portal.web.page import render
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/admin/courier")
_WAYS = {"out": "送る", "in": "受ける"}


@router.get("")
def every(request: Request) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        administering(request, unit)
    found = ledger(installation)
    context = {
        "alone": installation.settings.zone == "single",
        "paired": installation.courier is not None and installation.courier.paired,
        "steps": [
            (from_micro(one.at), _WAYS[one.way], one.number or "", act_words(one.act, one.reason), one.items, one.left_over)
            for one in found.steps
        ],
        "missing": _numbers(found.missing), "on_the_way": _numbers(found.on_the_way),
        "waiting": [(one.receipt_number, one.sent_in, one.sent_at and from_micro(one.sent_at)) for one in found.waiting],
        "apart": [(number, apart_words(act), at) for number, act, at in found.apart], "most": MOST,
        "gone": found.gone, "purged": found.purged,
    }  # fmt: skip
    return render(request, "pages/couriers/list.html", context)


def _numbers(found: Iterable[int]) -> str:
    """1〜3、5."""
    return "、".join(f"{begin}〜{end}" if end > begin else f"{begin}" for begin, end in ranges(list(found)))
