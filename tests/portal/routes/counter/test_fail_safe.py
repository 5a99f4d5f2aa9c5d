"""The counter while neighbours are down."""

import re
from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from integrations.sockets.interfaces import AdapterError
from portal.services.counter import working_parts
from portal.services.paper import typeset
from portal.services.paper.find_fonts import NoJapaneseFont
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk import kept_desk_posts
from portal.store.statements import every, sql
from tests.portal.routes.counter.test_visits import begin as begin_visit
from tests.portal.routes.counter_form import VISIT, Screen, begin, boxes, receipt, typed
from tests.portal.routes.interviewing import with_sources
from tests.portal.routes.staff.test_kept_posts import press, sign_in
from tests.portal.routes.staff.test_session import after
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import PROCEDURE, add_member

STANDS = "受付はできます"


class SilentRegister:
    def ready(self) -> bool:
        return False

    def __getattr__(self, _name: str) -> object:
        def silent(*_args: object, **_kwargs: object) -> None:
            raise AdapterError("REGISTER_UNAVAILABLE", permanent=False)

        return silent


def filled(installation: Installation, browser: StaffBrowser) -> Screen:
    answers = typed(installation.catalogue.current(PROCEDURE))
    screen = begin(browser)
    screen.press("refresh", {**VISIT, **answers})
    screen.press("refresh", answers)
    return screen


def state_of(page: str, name: str) -> str:
    match = re.search(rf"{re.escape(name)}</th>.*?<span>([^<]+)</span></span>", page, re.DOTALL)
    assert match, page
    return match[1]


def test_without_the_register_a_visit_is_registered_and_the_clerk_is_informed(
    installation: Installation, clerk: Member
) -> None:
    cut = replace(installation, register=SilentRegister())  # type: ignore[arg-type]
    browser = at_desk(cut, clerk)
    assert receipt(filled(cut, browser).press("register"))
    page = browser.get("/counter/working")
    assert (state_of(page, "住民票との照合"), STANDS in page) == ("いま使えません", True)
    assert "見せてもらった書類を見て入れます" in page


def test_without_a_printer_or_a_typeface_the_number_is_there(
    installation: Installation, clerk: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise NoJapaneseFont

    browser = at_desk(installation, clerk)
    assert state_of(browser.get("/counter/working"), "印刷する紙（PDF）を作ること") == "使えます"
    monkeypatch.setattr(working_parts, "faces", none)
    assert state_of(browser.get("/counter/working"), "印刷する紙（PDF）を作ること") == "いま使えません"
    number = receipt(filled(installation, browser).press("register"))
    assert number in browser.get(f"/counter/done/{number}")
    monkeypatch.setattr(typeset, "faces", none)
    assert "今、印刷する紙を作れません" in browser.get(f"/desk/{number}/form.pdf", 503)


def test_without_a_card_agent_the_people_of_a_visit_are_known_otherwise(
    installation: Installation, clerk: Member
) -> None:
    """Only the computer at the counter knows whether an agent runs: the page contains the sentence for both cases."""
    equipped = with_sources(installation)
    for site, has_agent in ((equipped, True), (replace(equipped, card_agent=None), False)):
        desk = begin_visit(at_desk(site, clerk), once="c" * 16 if has_agent else "d" * 16)
        page = desk.browser.get(f"{desk.address}/people")
        assert ('data-said="away"' in page) == has_agent
        assert all(words in page for words in ("住民票から探す", "転出証明書", "出生証明書"))


def test_without_the_payment_service_the_page_says_cash(installation: Installation, clerk: Member) -> None:
    provider = FakePayments()
    provider.down = True
    for payments, status in ((provider, "いま使えません"), (None, "この市では使っていません")):
        page = at_desk(replace(installation, payments=payments), clerk).get("/counter/working")
        assert state_of(page, "キャッシュレスの支払い") == status


def test_what_was_typed_when_the_session_had_ended_comes_back_without_numbers(
    installation: Installation, clerk: Member
) -> None:
    browser = at_desk(installation, clerk)
    screen = filled(installation, browser)
    sent = {
        **boxes(screen.page),
        "lost_how": ["other"],
        "lost_how.tell": ["電車の網だな"],
        "address.building": ["1234-5678-9012"],
        "screen-act": ["register"],
    }
    late = after(installation, browser, minutes=31)
    refused = late.client.post(screen.address, data=sent)
    assert refused.headers["location"] == "/staff/sign-in?kept=yes&next=/staff/kept"
    with installation.database.read() as unit:
        assert [row[0] for row in every(unit, sql("SELECT COUNT(*) FROM application"))] == [0]
        (sealed,) = every(unit, sql("SELECT sealed_boxes FROM kept_desk_post"))
    assert "電車".encode() not in bytes(sealed[0])
    sign_in(installation, late, clerk)
    page = late.get("/staff/kept")
    assert "電車の網だな" in page
    assert "1234-5678-9012" not in page  # it may be a 個人番号
    press(late, "もう一度送る")
    with installation.database.read() as unit:
        assert [row[0] for row in every(unit, sql("SELECT COUNT(*) FROM application"))] == [0]
    screen = Screen(late, screen.address)  # saved; registering needs another press
    assert screen.address.startswith("/counter/drafts/")
    assert "電車の網だな" in screen.page
    with installation.database.read() as unit:
        assert kept_desk_posts.of(unit, clerk.id, 0) == []


def test_a_screen_that_is_opened_again_shows_what_was_saved_with_every_change(
    installation: Installation, clerk: Member
) -> None:
    browser = at_desk(installation, clerk)
    screen = filled(installation, browser)
    screen.press(
        "refresh", {"lost_how": ["other"], "lost_how.tell": ["電車の網だな"]}
    )  # as the script does while it is typed
    assert "電車の網だな" in Screen(at_desk(installation, clerk), screen.address).page


def test_who_may_not_enter_learns_nothing(installation: Installation) -> None:
    at_desk(installation, add_member(installation, "charlie", ("auditor", "*"))).get("/counter/working", 403)
