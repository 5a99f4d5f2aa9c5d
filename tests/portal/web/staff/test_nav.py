"""The staff menu shows what today's rights allow and marks the current page."""

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.staff.nav import staff_menus, staff_nav
from tests.portal.web.asking import request
from tests.portal.world import DUTY, PLACE


def nav(installation: Installation, path: str, *rights: tuple[str, str]) -> list[tuple[str, bool]]:
    member = Member(1, "tanto", "", frozenset(rights), PLACE)
    return [(place.href, place.current) for place in staff_nav(request(installation, path, state={"staff": member}))]


def places(installation: Installation, *rights: tuple[str, str]) -> list[str]:
    return [href for href, _ in nav(installation, "/", *rights)]


def test_a_call_that_comes_while_a_case_is_open_is_about_it(installation: Installation) -> None:
    def call(path: str) -> str:
        return next(href for href, _ in nav(installation, path, ("clerk", "*")) if href.startswith("/desk/call"))

    assert call("/desk/26-123-456-789/messages") == "/desk/call?number=26-123-456-789"
    assert call("/desk/book") == "/desk/call"


def test_a_resident_has_no_menu(installation: Installation) -> None:
    assert staff_nav(request(installation)) == []
    assert staff_nav(request(installation, state={"staff": None})) == []


@pytest.mark.parametrize(
    ("role", "opened"),
    [
        (
            "clerk",
            [
                "/counter",
                "/desk",
                "/desk/call",
                "/desk/slots",
                "/desk/drawings",
                "/desk/budgets",
                "/desk/coupons",
                "/desk/lists",
                "/desk/book",
                "/counter/shelters",
                "/desk/deliveries",
                "/desk/dispatches",
            ],
        ),
        (
            "reviewer",
            [
                "/counter",
                "/desk",
                "/desk/call",
                "/desk/slots",
                "/desk/drawings",
                "/desk/budgets",
                "/desk/coupons",
                "/desk/lists",
                "/desk/book",
                "/counter/shelters",
                "/desk/deliveries",
                "/desk/dispatches",
                "/desk/campaigns",
                "/desk/imports",
            ],
        ),
        (
            "approver",
            [
                "/desk",
                "/desk/call",
                "/desk/slots",
                "/desk/drawings",
                "/desk/budgets",
                "/desk/coupons",
                "/desk/lists",
                "/desk/book",
                "/counter/shelters",
                "/desk/deliveries",
                "/desk/dispatches",
                "/desk/campaigns",
                "/desk/imports",
            ],
        ),
        (
            "exporter",
            [
                "/desk",
                "/desk/call",
                "/desk/slots",
                "/desk/drawings",
                "/desk/budgets",
                "/desk/coupons",
                "/desk/lists",
                "/desk/book",
                "/desk/exports",
            ],
        ),
        (
            "auditor",
            [
                "/desk",
                "/desk/call",
                "/desk/slots",
                "/desk/drawings",
                "/desk/budgets",
                "/desk/coupons",
                "/desk/lists",
                "/desk/book",
                "/counter/shelters",
                "/desk/deliveries",
                "/desk/dispatches",
                "/desk/audit",
            ],
        ),
        ("administrator", ["/desk/imports/mappings", "/admin", "/admin/people", "/admin/clients", "/admin/state"]),
    ],
)
def test_each_role_sees_what_it_may_open(installation: Installation, role: str, opened: list[str]) -> None:
    assert places(installation, (role, "*")) == opened
    # For one duty the same except for booking times, drawings, budgets, coupons and lists, which only some sections have, and for
    # what holds for the whole city.
    of_some = (
        "/desk/slots",
        "/desk/drawings",
        "/desk/budgets",
        "/desk/coupons",
        "/desk/lists",
        "/admin",
        "/counter/shelters",
    )
    assert places(installation, (role, DUTY)) == [href for href in opened if href not in of_some]


def test_a_right_for_a_duty_that_this_city_has_not_opens_nothing(installation: Installation) -> None:
    assert places(installation, ("reviewer", "no-such-duty")) == []


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/desk", ["/desk"]),
        ("/desk/26-123-456-789", ["/desk"]),
        ("/desk/book?month=2026-11", ["/desk/book"]),
        ("/counter", ["/counter"]),
        ("/staff/sign-in", []),
    ],
)
def test_one_place_at_most_is_here(installation: Installation, path: str, current: list[str]) -> None:
    assert [href for href, is_here in nav(installation, path, ("clerk", "*")) if is_here] == current


def test_the_menu_is_a_few_words_and_each_place_is_a_link_or_in_one_menu(installation: Installation) -> None:
    roles = ("clerk", "reviewer", "approver", "exporter", "auditor", "administrator")
    member = Member(1, "t", "", frozenset({(role, "*") for role in roles}), PLACE)
    asked = request(installation, "/desk/exports", state={"staff": member})
    menus = staff_menus(asked)
    assert [menu.label for menu in menus] == [
        "窓口入力", "申請管理", "電話", "枠と予算", "受付簿", "避難所", "送る・渡す", "管理",
    ]  # fmt: skip
    assert [menu.current for menu in menus if menu.current] == ["引渡し"]
    assert sorted(place.href for menu in menus for place in menu.places) == sorted(
        place.href for place in staff_nav(asked)
    )


def test_a_menu_of_one_place_is_its_link(installation: Installation) -> None:
    member = Member(1, "t", "", frozenset({("exporter", "*")}), PLACE)
    menus = staff_menus(request(installation, state={"staff": member}))
    assert [place.label for menu in menus for place in menu.places if len(menu.places) == 1] == [
        "申請管理", "電話", "受付簿", "引渡し",
    ]  # fmt: skip


def test_a_section_with_a_drawing_sees_it_in_its_menu(installation: Installation) -> None:
    assert "/desk/drawings" in places(installation, ("reviewer", "sports"))
    assert "/desk/drawings" not in places(installation, ("reviewer", DUTY))


def test_the_menu_has_budgets_for_the_sections_that_have_one(installation: Installation) -> None:
    assert "/desk/budgets" in places(installation, ("reviewer", "environment"))
    assert "/desk/budgets" not in places(installation, ("reviewer", DUTY))


def test_the_menu_has_lists_for_the_sections_that_keep_one(installation: Installation) -> None:
    assert "/desk/lists" in places(installation, ("clerk", "schools"))
    assert "/desk/lists" not in places(installation, ("reviewer", DUTY))


@pytest.mark.parametrize("role", ["author", "publisher"])
def test_who_makes_procedures_sees_the_workshop_and_others_do_not(installation: Installation, role: str) -> None:
    assert places(installation, (role, DUTY)) == ["/desk/workshop"]
    assert "/desk/workshop" not in places(installation, ("reviewer", "*"))
