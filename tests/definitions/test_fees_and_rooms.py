"""定員, 手数料 and 予約 at every step."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.payments.fake import FakePayments
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.bookings.take_place import time_of
from portal.services.fees.settle_order import take_notice
from portal.store.bookings import reservations, slot_changes
from portal.store.bookings.slot_changes import Changed
from tests.databases import Makers
from tests.definitions.counter import Visit
from tests.definitions.filing import Filing
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.journeys.filing import UNCHECKED
from tests.journeys.visitor import Visitor
from tests.portal.later import later

ROOM, LATER, BACK, TIME, OPTIONS = "capacity", "fee-amount", "fee-refund", "field-slot", "choice-capacity"
VISITS = "counter_visit"  # a booking here is filed at the visit
PROVIDER = FakePayments()
FULL = "定員に達したので、いまは受け付けていません。"


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("fees")
    for name, before, after in (
        (ROOM, "capacity: 500", "capacity: 1"), (LATER, "paid: before", "paid: later"), (BACK, "", ""), (OPTIONS, "capacity: 3", "capacity: 1"),
        (TIME, "resource: cancer_screening", f"resource: {VISITS}"),
    ):  # fmt: skip
        text = (SMALLEST / f"{name}.yaml").read_text(encoding="utf-8")
        assert before in text
        text = text.replace(before, after) if before else text
        card = text if name == ROOM else text.replace("sign_in: none", "sign_in: card")
        (folder / f"{name}.yaml").write_text(
            card.partition("scenarios:")[0] if name == TIME else card, encoding="utf-8"
        )
    with running_house(
        folder, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house"), payments=PROVIDER
    ) as house:
        yield house


def until_check(house: House, visitor: Visitor, name: str) -> None:
    procedure = house.installation.catalogue.current(name)
    Filing(visitor, procedure, procedure.scenarios[0]).until_check()


def file(house: House, visitor: Visitor, name: str) -> str:
    until_check(house, visitor, name)
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def test_who_comes_when_it_is_full_learns_so_at_every_door(house: House) -> None:
    procedure = house.installation.catalogue.current(ROOM)
    with (
        house.visitor() as first,
        house.visitor() as late,
        house.visitor() as later_still,
        house.member(house.clerk) as clerk_browser,
    ):
        until_check(house, late, ROOM)
        check = late.path
        file(house, first, ROOM)
        late.press("申請する")
        assert (late.seen.status_code, FULL in late.text) == (409, True)
        assert "電話" in late.text
        assert late.go(check).status_code == 200, "the input is kept"
        later_still.go(f"/apply/{ROOM}")
        assert (later_still.seen.status_code, FULL in later_still.text) == (409, True), (
            "a full procedure cannot be started"
        )
        with pytest.raises(AssertionError):
            Visit(clerk_browser, procedure, procedure.scenarios[0]).register()
        assert clerk_browser.seen.status_code == 409
        assert "定員に達しています" in clerk_browser.text


def test_a_full_option_is_reported_at_every_door_and_another_may_be_chosen(house: House) -> None:
    procedure = house.installation.catalogue.current(OPTIONS)
    full = "「出る教室」で選んだものは、満員になりました。"
    with (
        house.resident() as first,
        house.resident("hanako", "見本　花子") as late,
        house.member(house.clerk) as clerk_browser,
    ):
        until_check(house, late, OPTIONS)
        check = late.path
        assert "残り1" in late.go(check.replace("check", "page/course")).text
        late.go(check)
        assert file(house, first, OPTIONS)
        late.press("申請する")
        assert (late.path, full in late.text) == (check.replace("check", "page/course"), True)
        assert re.search(r'value="morning" disabled', late.text)
        assert "満員" in late.text
        late.press("次へ進む", {"course": ["morning"]})
        assert (late.seen.status_code, full in late.text) == (422, True)
        late.press("次へ進む", {"course": ["video"]})
        late.go(check)
        late.press("申請する")
        assert late.path.startswith("/applications/"), late.text
        with pytest.raises(AssertionError):
            Visit(clerk_browser, procedure, procedure.scenarios[0]).register()
        assert clerk_browser.seen.status_code == 422
        assert full in clerk_browser.text
        assert '<span class="option-price">満員</span>' in clerk_browser.text


def pay(house: House, visitor: Visitor, number: str) -> None:
    visitor.client.follow_redirects = False
    assert visitor.go(f"/applications/{number}/payment/go").status_code == 303
    visitor.client.follow_redirects = True
    order = list(PROVIDER.orders)[-1]
    PROVIDER.settle(order, "paid")
    now = house.installation.clock.now()
    headers, body = PROVIDER.notice(order, "paid", now=now)
    with house.installation.database.write() as unit:
        assert take_notice(house.installation, unit, PROVIDER.read_notice(headers, body, now))
        unit.commit()


def test_a_fee_of_later_is_asked_for_after_a_good_outcome_and_reported_on_the_receipt(house: House) -> None:
    with house.resident() as visitor, house.member(house.reviewer) as section:
        number = file(house, visitor, LATER)
        assert "手数料900円は、結果が出てからお願いします" in visitor.go(f"/applications/{number}").text
        assert "支払いへ進む" not in visitor.text
        assert "支払いへ進む" not in visitor.go("/applications").text
        section.go(f"/desk/{number}")
        section.press("内容を確かめる", {"outcome": "accepted", "words": "用意しました。"})
        section.press("決める", UNCHECKED)
        assert "手数料900円の支払いをお願いします（12月4日まで）" in visitor.go("/applications").text
        pay(house, visitor, number)
        shown = visitor.go(f"/applications/{number}").text
        assert "支払いへ進む" not in shown
        assert "900円の支払いが済みました" in shown
        assert 'class="state-sentence"' in shown
        assert "納付済み" in section.go(f"/desk/{number}").text


def test_who_stops_reads_that_the_fee_comes_back_and_it_does(house: House) -> None:
    with house.resident() as visitor, house.member(house.reviewer) as section:
        number = file(house, visitor, BACK)
        assert "お返しします" not in visitor.go(f"/applications/{number}/stop").text, "nothing was paid yet"
        pay(house, visitor, number)
        visitor.go(f"/applications/{number}/stop")
        assert "払った手数料は、お返しします。" in visitor.text
        visitor.press("とりやめる")
        assert "手数料300円をお返しする手続をしています" in visitor.go(f"/applications/{number}").text
        assert "返している途中" in section.go(f"/desk/{number}").text
        assert ask_about_payments(later(house.installation, minutes=1)) == 1
        assert "手数料300円をお返しする手続が済みました" in visitor.go(f"/applications/{number}").text


def test_without_a_rule_the_section_is_asked_to_decide(house: House) -> None:
    with house.resident() as visitor, house.member(house.reviewer) as section:
        number = file(house, visitor, BACK)
        pay(house, visitor, number)
        section.go(f"/desk/{number}")
        section.press("内容を確かめる", {"outcome": "declined", "words": "受けられませんでした。"})
        section.press("決める")
        assert "払われたものを渡さないまま終わりました" in section.go(f"/desk/{number}").text
        assert "300円の支払いが済みました" in visitor.go(f"/applications/{number}").text


def test_a_booked_visit_says_that_nothing_is_filed_yet_and_is_mended_to_a_time_that_is_free(house: House) -> None:
    installation = house.installation
    first, second, third = installation.city.slots(VISITS, installation.clock.today())[:3]
    with house.resident() as visitor, house.member(house.reviewer) as section:
        visitor.go(f"/apply/{TIME}")
        visitor.press("次へ進む", {"answer": first.id})
        visitor.press("申請する")
        number = visitor.path.rpartition("/")[2]
        assert "まだ届出は終わっていません。予約した時間に、窓口に来てください。" in visitor.text
        section.go(f"/desk/{number}/return")
        section.press(
            "補正を求める", {"field": "answer", "words.answer": "その時間は閉まっています。", "due": "2026-12-04"}
        )
        visitor.go(f"/applications/{number}/correct/answer")
        visitor.press("次へ進む", {"answer": second.id})
        assert visitor.path.endswith("/correct"), visitor.text
        with installation.database.write() as unit:
            slot_changes.add(unit, time_of(second), Changed(0, closed=True), "staff:clerk", 1)
            unit.commit()
        visitor.press("送る")
        assert visitor.path.endswith("/correct/answer"), "others were faster"
        assert "いっぱいになりました" in visitor.text
        visitor.press("次へ進む", {"answer": third.id})
        visitor.press("送る")
        assert visitor.path == f"/applications/{number}"
        with installation.database.read() as unit:
            rows = reservations.of_day(unit, VISITS, first.starts[:10])
        assert [row.slot for row in rows] == [third.id]
