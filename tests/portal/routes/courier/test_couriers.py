"""The courier's ledger page for administrators of the inner zone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.cases.cases import case_of_member
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.ledger import note_lost
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.installation import Installation
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow
from tests.databases import Makers
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.courier.carrying import answer, correct, decide, examine
from tests.portal.services.filing.filing import ask_again
from tests.portal.two_zones import CARRIER, two_zones
from tests.portal.world import DUTY, add_member, alice, file_application


def test_the_ledger_says_what_is_missing_what_waits_and_what_came_late(makers: Makers, tmp_path: Path) -> None:
    with two_zones(makers, "sqlite", tmp_path) as zones:
        session = alice(zones.outer)
        reviewer = add_member(zones.inner, "reviewer", ("reviewer", DUTY))
        admin = at_desk(zones.inner, add_member(zones.inner, "kanri", ("administrator", "*")))
        number = file_application(zones.outer, session)
        zones.round()
        ask_again(zones.inner, reviewer, number, "phone")
        zones.round()
        correct(zones, session, number, "000-0000-0007")
        zones.pack("outer")  # lost
        with zones.inner.database.write() as unit:
            case = case_of_member(zones.inner, unit, reviewer, number)
            stop_waiting(zones.inner, unit, reviewer, case, case.row.revision)
            unit.commit()
        examine(zones, reviewer, number)
        decide(zones, reviewer, number, "refused")
        for package in zones.pack("outer", again=True):
            take_courier(zones.inner, package, CARRIER)
        answer(zones, reviewer, number, "お知らせします。")
        take_courier(zones.inner, b"x", CARRIER)
        zones.pack("inner")
        page = admin.get("/admin/courier")
        assert '届いていない番号</dt><dd class="row-value">4<' in page
        assert "補正の返事" in page
        assert "受け取りませんでした：持ち運びのパッケージではありません" in page
        assert page.count(number) == 2  # one entry is waiting, one arrived late
        assert "髙見本" not in page
        assert "廃棄したあと" not in page
        with zones.outer.database.write() as unit:
            note_lost(zones.outer, unit, CARRIER, 4, "落とした")
            unit.commit()
        file_application(zones.outer, session)
        zones.carry("outer")
        page = admin.get("/admin/courier")
        assert '届いていない番号</dt><dd class="row-value">ありません<' in page
        assert "途中でなくしました：向こうがそう書き、詰め直しました" in page
        with zones.inner.database.write() as unit:
            for key in ("gone/a", "gone/b", "purged/a"):
                courier_items.keep(unit, ItemRow(key))
            unit.commit()
        assert '廃棄したあと、インターネット側でも消えたもの</dt><dd class="row-value">2件のうち1件<' in admin.get(
            "/admin/courier"
        )
        case_page = at_desk(zones.inner, reviewer).get(f"/desk/{number}")
        assert "インターネット側から、あとから届いた：補正の返事。" in case_page
        assert "000-0000-0007" in case_page
        assert "持ち運び" not in at_desk(zones.inner, reviewer).get("/desk")
        assert at_desk(zones.inner, reviewer).client.get("/admin/courier").status_code == 403


def test_a_package_that_lies_in_the_folder_and_cannot_be_read_is_named(
    makers: Makers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two_zones(makers, "sqlite", tmp_path) as zones:
        in_ = tmp_path / "in"
        in_.mkdir()
        folders = {"courier_in": str(in_), "courier_out": str(tmp_path / "out")}
        inner = replace(zones.inner, settings=zones.inner.settings.model_copy(update=folders))
        admin = at_desk(inner, add_member(inner, "kanri", ("administrator", "*")))
        assert "まだ取り込んでいないファイル" not in admin.get("/admin/courier")
        for name in ("kakanai-outer-00000001", "kakanai-outer-00000002"):
            (in_ / f"{name}.courier").write_bytes(b"x")
        # Root, who runs the tests here and there, may read every file.
        monkeypatch.setattr("os.access", lambda path, _how: not str(path).endswith("2.courier"))
        page = admin.get("/admin/courier")
        assert re.findall(r"<li>(kakanai-\S+?)(?:<br><strong>(読めません。))?(?=<)", page) == [
            ("kakanai-outer-00000001.courier", ""), ("kakanai-outer-00000002.courier", "読めません。"),
        ]  # fmt: skip


def test_one_installation_for_all_says_that_nothing_is_carried(installation: Installation) -> None:
    admin = at_desk(installation, add_member(installation, "kanri", ("administrator", "*")))
    assert "持ち運びはありません" in admin.get("/admin/courier")
    assert "/admin/courier" not in admin.get("/admin/people")


def test_outside_a_page_of_staff_that_is_not_there_leads_to_no_other_one(makers: Makers, tmp_path: Path) -> None:
    with two_zones(makers, "sqlite", tmp_path) as zones:
        pages = [
            TestClient(make_app(zone, with_worker=False), base_url=zone.settings.base_url).get("/staff/nowhere")
            for zone in (zones.outer, zones.inner)
        ]
    assert [page.status_code for page in pages] == [404, 404]
    assert ['href="/desk"' in page.text for page in pages] == [False, True]
