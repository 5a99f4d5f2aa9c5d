"""The staff menu, by today's rights."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from forms.definition.procedure import Procedure
from portal.services.fees.keep_coupons import with_coupons
from portal.services.shared.rights import Member
from portal.services.shelters.stays import DUTIES, SHELTERS, places

SLOTS = "/desk/slots"
DRAWINGS = "/desk/drawings"
BUDGETS = "/desk/budgets"
COUPONS = "/desk/coupons"
LISTS = "/desk/lists"
CALL = "/desk/call"
COURIER = "/admin/courier"
BRING_BACK = "/counter/bring-back"
CITY = "/admin"
_CASE = re.compile(r"/desk/([0-9]{2}(?:-[0-9]{3}){3})(?:/|$)", re.ASCII)
_SLOTS, _SENT, _ADMINISTERED = "枠と予算", "送る・渡す", "管理"
_PLACES = (
    ("窓口入力", "/counter", "enter", ""),
    ("持ち帰り", BRING_BACK, "enter", ""),
    ("申請管理", "/desk", "see", ""),
    ("電話", CALL, "see", ""),
    ("予約の枠", SLOTS, "see", _SLOTS),
    ("抽選", DRAWINGS, "see", _SLOTS),
    ("予算", BUDGETS, "see", _SLOTS),
    ("利用券", COUPONS, "see", _SLOTS),
    ("選択リスト", LISTS, "see", _SLOTS),
    ("受付簿", "/desk/book", "see book", ""),
    ("避難所", SHELTERS, "count shelters", ""),
    ("お知らせ", "/desk/deliveries", "see deliveries", _SENT),
    ("発送簿", "/desk/dispatches", "see deliveries", _SENT),
    ("引渡し", "/desk/exports", "export", _SENT),
    ("案内", "/desk/campaigns", "invite", _SENT),
    ("取り込み", "/desk/imports", "import", _SENT),
    ("対応表", "/desk/imports/mappings", "administer", _ADMINISTERED),
    ("手続を作る", "/desk/workshop", "make procedures", _ADMINISTERED),
    ("翻訳", "/desk/translations", "translate", _ADMINISTERED),
    ("監査", "/desk/audit", "audit", _ADMINISTERED),
    ("市の設定", CITY, "administer", _ADMINISTERED),
    ("職員", "/admin/people", "administer", _ADMINISTERED),
    ("連携", "/admin/clients", "administer", _ADMINISTERED),
    ("状態", "/admin/state", "administer", _ADMINISTERED),
    ("持ち運び", COURIER, "administer", _ADMINISTERED),
)


@dataclass(frozen=True)
class Place:
    label: str
    href: str
    current: bool
    menu: str = ""


@dataclass(frozen=True)
class Menu:
    label: str
    places: tuple[Place, ...]

    @property
    def current(self) -> str:
        return next((place.label for place in self.places if place.current), "")


def staff_menus(request: Request) -> list[Menu]:
    menus: dict[str, list[Place]] = {}
    for place in staff_nav(request):
        menus.setdefault(place.menu or place.label, []).append(place)
    return [Menu(label, tuple(places)) for label, places in menus.items()]


def _drawing(procedures: Sequence[Procedure]) -> tuple[str, ...]:
    return tuple({procedure.duty for procedure in procedures if procedure.drawing is not None})


def _budgeted(procedures: Sequence[Procedure]) -> tuple[str, ...]:
    return tuple({procedure.duty for procedure in procedures if procedure.budget is not None})


def _issuing(procedures: Sequence[Procedure]) -> tuple[str, ...]:
    return tuple({procedure.duty for procedure in with_coupons(tuple(procedures))})


def staff_nav(request: Request) -> list[Place]:
    member: Member | None = getattr(request.state, "staff", None)
    if member is None:
        return []
    city, catalogue = request.app.state.installation.city, request.app.state.installation.catalogue
    every = tuple(city.duties)
    # Shown to the sections that have any.
    some = {
        SLOTS: tuple({row.duty for row in city.times.resources}),
        DRAWINGS: catalogue.of_all(_drawing),
        LISTS: tuple({kept.duty for kept in city.kept.lists}),
        CITY: ("*",),  # what holds for every duty
        SHELTERS: DUTIES,
        BUDGETS: catalogue.of_all(_budgeted),
        COUPONS: catalogue.of_all(_issuing),
    }
    installation = request.app.state.installation
    here = {
        COURIER: installation.settings.zone == "inner" or bool(installation.laptops),
        SHELTERS: bool(places(city, installation.clock.today())),
        BRING_BACK: installation.settings.laptop > 0,
    }
    available = [place for place in _PLACES if here.get(place[1], True)]
    allowed = [place for place in available if member.duties(place[2], some.get(place[1], every))]
    current = max((href for _, href, _, _ in allowed if request.url.path.startswith(href)), key=len, default="")
    about = _CASE.match(request.url.path)
    called = f"{CALL}?number={about[1]}" if about else CALL  # from a case, the call concerns it
    return [Place(label, called if href == CALL else href, href == current, menu) for label, href, _, menu in allowed]
