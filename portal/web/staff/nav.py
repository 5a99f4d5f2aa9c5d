"""The staff menu, by today's rights."""

import re

from fastapi import Request

from portal.services.shared.rights import Member

SLOTS = "/desk/slots"
DRAWINGS = "/desk/drawings"
BUDGETS = "/desk/budgets"
LISTS = "/desk/lists"
CALL = "/desk/call"
COURIER = "/admin/courier"
_CASE = re.compile(r"/desk/([0-9]{2}(?:-[0-9]{3}){3})(?:/|$)", re.ASCII)
_PLACES = (
    ("窓口入力", "/counter", "enter"),
    ("申請管理", "/desk", "see"),
    ("電話", CALL, "see"),
    ("予約の枠", SLOTS, "see"),
    ("抽選", DRAWINGS, "see"),
    ("予算", BUDGETS, "see"),
    ("選択リスト", LISTS, "see"),
    ("受付簿", "/desk/book", "see book"),
    ("お知らせ", "/desk/deliveries", "see deliveries"),
    ("発送簿", "/desk/dispatches", "see deliveries"),
    ("引渡し", "/desk/exports", "export"),
    ("案内", "/desk/campaigns", "invite"),
    ("取り込み", "/desk/imports", "import"),
    ("対応表", "/desk/imports/mappings", "administer"),
    ("手続きを作る", "/desk/workshop", "make procedures"),
    ("監査", "/desk/audit", "audit"),
    ("職員", "/admin/people", "administer"),
    ("連携", "/admin/clients", "administer"),
    ("状態", "/admin/state", "administer"),
    ("持ち運び", COURIER, "administer"),
)


def staff_nav(request: Request) -> list[tuple[str, str, bool, int]]:
    """(label, URL, current, count)."""
    member: Member | None = getattr(request.state, "staff", None)
    if member is None:
        return []
    city, catalogue = request.app.state.installation.city, request.app.state.installation.catalogue
    every = tuple(city.duties)
    # Shown to the sections that have any.
    some = {
        SLOTS: tuple({row.duty for row in city.times.resources}),
        DRAWINGS: tuple({procedure.duty for procedure in catalogue.all() if procedure.drawing is not None}),
        LISTS: tuple({kept.duty for kept in city.kept.lists}),
        BUDGETS: tuple({procedure.duty for procedure in catalogue.all() if procedure.budget is not None}),
    }
    available = [
        place for place in _PLACES if place[1] != COURIER or request.app.state.installation.settings.zone == "inner"
    ]
    allowed = [place for place in available if member.duties(place[2], some.get(place[1], every))]
    current = max((href for _, href, _ in allowed if request.url.path.startswith(href)), key=len, default="")
    about = _CASE.match(request.url.path)
    called = f"{CALL}?number={about[1]}" if about else CALL  # from a case, the call concerns it
    return [(label, called if href == CALL else href, href == current, 0) for label, href, _ in allowed]
