"""One application shown in a layout's columns to be copied."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import draw
from portal.services.shared.rights import Member
from tests.portal.routes.handover.test_characters import LAYOUT, SIGNS, client, desk
from tests.portal.routes.handover.test_exports import GENERIC, Desk, at_desk, audited, examining
from tests.portal.routes.staff_browser import BASE, Acting
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application

__all__ = ["client", "desk"]

CASE = f"/desk/exports/cases/{LAYOUT}"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def test_a_case_is_shown_in_the_columns_of_the_layout_and_recorded(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    number = examining(installation, reviewer)
    page = desk.open(f"{CASE}?receipt={number}")
    assert page.index("保険者番号") < page.index("受付番号</th>") < page.index("氏名</th>")
    assert '<span class="copied-text" data-value>髙見本　太郎</span>' in page
    assert page.count("data-copy") > 5
    assert ("staff:exporter", "see case in layout", LAYOUT) in audited(installation)
    # Copying does not count as handing over.
    assert "渡せる申請 1件" in desk.open(SIGNS.removesuffix("/signs"))


def test_without_a_number_the_page_asks_for_one(desk: Desk) -> None:
    assert 'name="receipt"' in desk.open(CASE)


def test_a_case_that_is_held_shows_no_value_and_the_choice_of_a_sign_does(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    number = examining(installation, reviewer, "𠮷野")
    page = desk.open(f"{CASE}?receipt={number}")
    assert "留め置かれています" in page
    assert "data-value" not in page
    desk.press(SIGNS, SIGNS, number=number, sign="𠮷", instead="吉")
    page = desk.open(f"{CASE}?receipt={number}")
    assert "data-value>吉野　太郎" in page
    assert "（吉）" in page


def test_a_wide_table_says_that_it_is_one_and_not_that_the_case_is_held(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    number = examining(installation, reviewer)
    page = desk.open(f"/desk/exports/cases/generic.wide?receipt={number}")
    assert ("留め置かれています" in page, "ほかのレイアウトで見てください" in page) == (False, True)


def test_what_the_layout_does_not_take_is_not_found(installation: Installation, desk: Desk, reviewer: Member) -> None:
    early = file_application(installation, alice(installation), {})
    desk.open(f"{CASE}?receipt={early}", 404)
    late = examining(installation, reviewer)
    desk.open(f"/desk/exports/cases/kodomo.jidoteate.nintei?receipt={late}", 404)
    desk.open(f"/desk/exports/cases/none?receipt={late}", 404)


@pytest.mark.parametrize("dash", ["", "－", "‐", "ー", " "])
def test_a_number_is_read_however_it_was_typed(
    installation: Installation, desk: Desk, reviewer: Member, dash: str
) -> None:
    number = examining(installation, reviewer)
    for typed in (number.replace("-", dash), number.translate(WIDE).replace("-", dash)):
        assert "data-copy" in desk.open(f"{CASE}?receipt={quote(typed)}")


def test_a_number_that_was_mistyped_is_reported_above_its_form_and_stays_there(
    installation: Installation, desk: Desk, reviewer: Member
) -> None:
    number = examining(installation, reviewer)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    for typed in (wrong, "26-123", "あ"):
        page = desk.open(f"{CASE}?receipt={quote(typed)}", 422)
        assert page.index("11けたの数字で書いてください") < page.index(f'name="receipt" value="{typed}"')


def test_somebody_elses_case_looks_exactly_like_one_that_is_not_there(
    installation: Installation, client: TestClient, desk: Desk, reviewer: Member
) -> None:
    existing, missing = examining(installation, reviewer), draw(date(2026, 11, 20))
    charlie = at_desk(installation, client, add_member(installation, "charlie", ("exporter", "child-allowance")))
    pages = [charlie.open(f"{CASE}?receipt={number}", 404) for number in (existing, missing)]
    # Each page has its support code and form token.
    own = r'nonce="[^"]+"|value="[^"]{20,}"|class="number">[0-9]{8}<'
    bare = [re.sub(own, "", page) for page in pages]
    assert bare[0].replace(existing, missing) == bare[1]
    assert f'name="receipt" value="{existing}"' in pages[0]
    assert "渡せるものはありません" in pages[0]


def test_charlie_of_another_duty_sees_no_case(
    installation: Installation, client: TestClient, desk: Desk, reviewer: Member
) -> None:
    number = examining(installation, reviewer)
    charlie = at_desk(installation, client, add_member(installation, "charlie", ("exporter", "child-allowance")))
    charlie.open(f"{CASE}?receipt={number}", 404)
    assert not [record for record in audited(installation) if record[:2] == ("staff:charlie", "see case in layout")]
    not_allowed = at_desk(installation, client, add_member(installation, "nobody", ("reviewer", "child-allowance")))
    not_allowed.open(CASE, 403)
    not_allowed.open(GENERIC, 403)


def test_who_copies_one_by_one_hands_it_over_by_a_press_and_gets_the_next(
    installation: Installation, reviewer: Member, tmp_path: Path
) -> None:
    chosen = f"{{procedure: {PROCEDURE}, layout: {LAYOUT}, method: copy, from: 2026-04-01}}"
    (tmp_path / "hand_overs.yaml").write_text(f"methods:\n  - {chosen}\n", encoding="utf-8")
    site = replace(installation, city=installation.city.model_copy(update={"folder": tmp_path}))
    with Acting(make_app(site, with_worker=False), base_url=BASE, follow_redirects=False) as client:
        desk = at_desk(site, client, add_member(site, "exporter", ("exporter", DUTY)))
        first, second = examining(site, reviewer), examining(site, reviewer)
        check, layout = SIGNS.removesuffix("/signs"), f"{CASE}?receipt={first}"
        assert "1件ずつ写して渡す申請（2件）" in desk.open(check)
        assert f'href="{CASE}?receipt={second}"' in desk.open(check)
        mark = re.search(r'name="seen" value="([^"]+)"', desk.open(layout))
        assert mark
        changed = desk.press(layout, CASE, receipt=first, seen="0.examining.new")
        assert (changed.status_code, "見たあとで、申請が変わりました" in changed.text) == (409, True)
        moved = desk.press(layout, CASE, receipt=first, seen=mark[1])
        assert moved.headers["location"] == f"{CASE}?did={first}&receipt={second}"
        assert f"{first} を、渡したことにしました。" in desk.open(moved.headers["location"])
        again = desk.open(layout)
        assert ("もう渡しました" in again, 'name="seen"' in again) == (True, False)
        assert "1件ずつ写して渡す申請（1件）" in desk.open(check)
        assert "職員が1件ずつ写して渡しました" in desk.open(batch_of(desk))


def batch_of(desk: Desk) -> str:
    link = re.search(r'href="(/desk/exports/batches/C[^"]+)"', desk.open("/desk/exports"))
    assert link
    return link[1]
