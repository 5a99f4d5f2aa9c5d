"""Which keys are in use since when, and how long each procedure is kept."""

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.sealing import ANSWERS, COURIER, NUMBERS, RECEIPTS
from portal.services.procedures.describe_keeping import describe_keeping
from portal.services.shared.check_key_rings import keys_answer
from portal.store.shared import key_checks
from portal.web.administration.part_page import day_of, of_city
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import reading

router = Router("staff", prefix="/admin", access=staff("administrator"))
_RINGS = {ANSWERS: "データの鍵", NUMBERS: "個人番号の鍵", RECEIPTS: "控えの鍵", COURIER: "持ち運びの鍵"}
_YEAR = 366  # days after which the page asks whether the city's rules say to change it


@router.get("/keys")
def keys(request: Request) -> Response:
    with reading(request, of_city) as (installation, unit, _):
        known = key_checks.known(unit)
    now, newest = installation.clock.now(), {key.ring: key for key in known}
    rows = [
        (_RINGS.get(key.ring, key.ring), key, day_of(key.stored_at), (now - from_micro(key.stored_at)).days, key is newest[key.ring])
        for key in known
    ]  # fmt: skip
    keeping = describe_keeping(installation, "ja")
    context = {
        "rows": rows,
        "year": _YEAR,
        "well": keys_answer(installation.keys),
        "keeping": keeping,
        "day_of": day_of,
    }
    return render(request, "pages/administration/keys.html", context)
