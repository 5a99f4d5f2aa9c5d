"""Fees at the counter over HTTP."""

import io
import re
from dataclasses import dataclass, replace

import pytest
from httpx2 import Response
from pypdf import PdfReader

from integrations.payments.fake import FakePayments
from portal.clock import from_micro, tokyo_minute
from portal.services.counter.visits import begin_visit
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.counter import visits
from portal.store.fees import payments, tills
from portal.store.statements import every, sql
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.fees.paying import DUTY, FEE, file_with_fee, report
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.world import add_member, alice

CASH = {"act": "cash", "place": "general", "amount": str(FEE)}
TILL = "/counter/till?place=general&day=2026-11-20"


@dataclass
class Fee:
    browser: StaffBrowser
    number: str

    @property
    def address(self) -> str:
        return f"/counter/fees/{self.number}"

    @property
    def page(self) -> str:
        return self.browser.get(self.address)

    def press(self, **boxes: str) -> str:
        response = self.browser.post(self.address, self.address, boxes)
        assert response.status_code == 303, response.text
        return self.browser.get(response.headers["location"])


@pytest.fixture
def provider() -> FakePayments:
    return FakePayments()


@pytest.fixture
def paying(installation: Installation, provider: FakePayments) -> Installation:
    return replace(installation, payments=provider)


@pytest.fixture
def member(paying: Installation) -> Member:
    return add_member(paying, "clerk", ("clerk", DUTY), name="見本 花子")


@pytest.fixture
def clerk(paying: Installation, member: Member) -> StaffBrowser:
    return at_desk(paying, member)


@pytest.fixture
def second(paying: Installation) -> StaffBrowser:
    return at_desk(paying, add_member(paying, "reviewer", ("reviewer", DUTY), name="見本 次郎"))


@pytest.fixture
def fee(paying: Installation, clerk: StaffBrowser) -> Fee:
    return Fee(clerk, file_with_fee(paying, alice(paying)))


def count(browser: StaffBrowser, counted: str, **boxes: str) -> Response:
    return till(browser, act="count", counted=counted, **{"note": "", **boxes})


def till(browser: StaffBrowser, **boxes: str) -> Response:
    page = browser.get(TILL)
    entries = re.search(r'name="entries" value="(\d+)"', page)
    mark = re.search(r'name="count" value="(\w+)"', page)
    shown = {"entries": entries[1] if entries else "0", "count": mark[1] if mark else ""}
    sent = {"place": "general", "day": "2026-11-20", **shown, **boxes}
    return browser.post(TILL, "/counter/till", sent)


def test_cash_is_taken_once_where_the_city_takes_it(fee: Fee) -> None:
    assert "710円" in fee.page
    assert "その方法で受け取れません" in fee.press(**{**CASH, "place": "minato"})
    assert "現金で受け取ったことを記録しました" in fee.press(**CASH)
    assert "受け取りました" in fee.page
    again = fee.browser.post("/counter", fee.address, CASH)
    assert again.headers["location"].endswith("said=over")
    sheet = fee.browser.get(TILL)
    assert re.search(r"現金</th>.*?1件 710円.*?0件 0円.*?710円", sheet)
    assert sheet.count(fee.number) == 1


def test_an_amount_that_changed_since_the_page_is_not_recorded_in_place_of_what_was_handed_over(
    paying: Installation, clerk: StaffBrowser
) -> None:
    session, reviewer = alice(paying), add_member(paying, "asks", ("reviewer", DUTY))
    fee = Fee(clerk, file_with_fee(paying, session))
    assert 'name="amount" value="710"' in fee.page
    ask_again(paying, reviewer, fee.number, "copies")
    assert mend(paying, session, fee.number, "receive_page", {"copies": ["3"], "receive": ["post"]}).mistakes == {}
    send(paying, session, fee.number)
    late = fee.press(**CASH)
    assert ("額が変わったか" in late, 'name="amount" value="1010"' in late) == (True, True)
    assert "0件 0円" in fee.browser.get(TILL)
    assert "現金で受け取ったことを記録しました" in fee.press(**{**CASH, "amount": "1010"})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("700", "710円より少ない"),
        ("0", "710円より少ない"),
        ("千円", "円の数字で"),
        ("-1000", "円の数字で"),
        ("10710", "おつりが10,000円"),
    ],
)
def test_money_that_cannot_be_what_was_given_is_refused_and_nothing_is_recorded(
    fee: Fee, given: str, words: str
) -> None:
    response = fee.browser.post(fee.address, fee.address, {**CASH, "place": "minato", "given": given})
    assert response.status_code == 422
    assert re.search(f'id="till-given--error">[^<]*{words}', response.text)
    assert f'value="{given}" data-owed="710"' in response.text
    assert re.search('value="minato" selected', response.text), "the counter that was chosen"
    assert "0件 0円" in fee.browser.get(TILL)


@pytest.mark.parametrize(
    ("given", "change"), [("1,000円", "290"), ("１０００", "290"), ("10709", "9,999"), ("710", "0")]
)
def test_the_change_is_on_the_page_after_the_record(fee: Fee, given: str, change: str) -> None:
    page = fee.press(**CASH, given=given)
    assert re.search(f"現金で受け取ったことを記録しました。お預かり [0-9,]+円、おつり {change}円。", page)
    assert "1件 710円" in fee.browser.get(TILL)
    assert "おつり" not in fee.page


def test_enter_in_the_box_of_cash_presses_cash(fee: Fee) -> None:
    assert re.findall('name="act" value="([a-z]+)"', fee.page) == ["cash", "cashless"]


def test_a_laptop_shows_what_is_owed_and_takes_nothing(paying: Installation, member: Member, fee: Fee) -> None:
    laptop = replace(paying, settings=paying.settings.model_copy(update={"laptop": 1}))
    there = Fee(at_desk(laptop, member), fee.number)
    assert ("710円" in there.page, "出張の端末では" in there.page, 'value="cash"' in there.page) == (True, True, False)
    for act in ("cash", "cashless"):
        refused = there.browser.post("/counter", there.address, {**CASH, "act": act})
        assert refused.headers["location"].endswith("said=closed")


def test_the_receipt_says_what_was_paid_and_nothing_of_the_answers(fee: Fee) -> None:
    assert fee.browser.client.get(f"{fee.address}/receipt.pdf").status_code == 409  # not yet paid
    fee.press(**CASH)
    response = fee.browser.client.get(f"{fee.address}/receipt.pdf")
    words = "".join(PdfReader(io.BytesIO(response.content)).pages[0].extract_text().split())
    for text in (
        "領収書",
        "710円",
        "住民票の写し",
        "令和8年（2026年）11月20日",
        "現金",
        "市役所 1階 総合窓口",
        fee.number,
    ):
        assert text.replace(" ", "") in words, text
    assert "090-0000-0001" not in words


def test_everything_of_a_visit_is_reported_and_paid_at_once(paying: Installation, member: Member, fee: Fee) -> None:
    visit = f"/counter/visits/{begin_with(paying, member, fee.number, file_with_fee(paying, alice(paying)))}"
    page = fee.browser.get(f"{visit}/fees")
    assert page.count(">710円</td>") == 2
    assert 'いま払うもの　<span class="number">1,420円' in page
    assert fee.browser.get(f"{visit}/summary").count("710円（まだ払われていません）") == 2
    paid = {"place": "general", "total": "1420"}
    for wrong in ({"place": "minato"}, {"total": "710"}):
        assert fee.browser.post(f"{visit}/fees", f"{visit}/fees", {**paid, **wrong}).status_code == 409
    assert "0件 0円" in fee.browser.get(TILL)  # all fees or none
    few = fee.browser.post(f"{visit}/fees", f"{visit}/fees", {**paid, "given": "1000"})
    assert (few.status_code, "1,420円より少ない" in few.text) == (422, True)
    assert "0件 0円" in fee.browser.get(TILL)
    done = fee.browser.post(f"{visit}/fees", f"{visit}/fees", {**paid, "given": "1500"})
    assert done.status_code == 303
    assert "お預かり 1,500円、おつり 80円。" in fee.browser.get(done.headers["location"])
    assert "いま払うもの" not in fee.browser.get(f"{visit}/fees")
    assert fee.browser.get(f"{visit}/summary").count("710円（受け取りました）") == 2
    assert re.search(r"現金</th>.*?2件 1,420円", fee.browser.get(TILL))


def begin_with(installation: Installation, member: Member, *numbers: str) -> str:
    with installation.database.write() as unit:
        visit = begin_visit(installation, unit, member, "a" * 20)
        for number in numbers:
            row = applications.by_number(unit, number)
            assert row is not None
            visits.join(unit, visit, row.uid)
        unit.commit()
    return visit


def test_a_visitor_pays_by_telephone_and_the_till_knows_when_the_provider_says_so(
    paying: Installation, provider: FakePayments, fee: Fee
) -> None:
    page = fee.press(act="cashless", place="general")
    assert ("<svg" in page, "この端末で支払いの画面を開く" in page) == (True, True)
    (order,) = provider.orders.values()
    assert (order.amount, order.return_url.endswith("/payments/at-counter")) == (710, True)
    assert "支払いの途中" in fee.press(act="look")
    provider.settle(order.number, "paid")
    assert "受け取りました" in fee.press(act="look")
    assert re.search(r"キャッシュレス</th>.*?1件 710円", fee.browser.get(TILL))
    report(paying, provider, order.number, "refunded")
    assert re.search(r"キャッシュレス</th>.*?1件 710円.*?1件 710円.*?0円", fee.browser.get(TILL))


def test_a_silent_provider_leaves_cash(provider: FakePayments, fee: Fee) -> None:
    provider.down = True
    assert "支払いのサービスが答えません" in fee.press(act="cashless", place="general")
    assert "支払いの途中" in fee.press(act="look")


def test_a_day_is_counted_by_one_and_signed_off_by_another(fee: Fee, second: StaffBrowser) -> None:
    fee.press(**CASH)
    clerk = fee.browser
    for wrong in ("七百円", "", "-1"):
        assert count(clerk, wrong).status_code == 422
    assert "記録と合いません" in count(clerk, "700").text
    assert count(clerk, "700", note="番号 1234567").status_code == 422
    assert count(clerk, "７００円", note="10円硬貨が1枚足りない").status_code == 303
    page = clerk.get(TILL)
    assert "10円少ない" in page
    assert "10円硬貨が1枚足りない" in page
    assert "確かめた</button>" not in page
    assert till(clerk, act="close").status_code == 403
    assert till(second, act="close").status_code == 303
    closed = clerk.get(TILL)
    assert re.search(r"数えた職員</dt>.*?見本 花子.*?確かめた職員</dt>.*?見本 次郎", closed)
    assert "もう変わりません" in closed
    for act in ("again", "close", "count"):
        assert till(clerk, act=act, counted="710", note="").status_code == 409


def test_a_day_that_was_counted_again_meanwhile_is_not_signed_off_as_it_was_read(
    fee: Fee, second: StaffBrowser
) -> None:
    fee.press(**CASH)
    count(fee.browser, "710")
    read = re.search(r'name="count" value="(\w+)"', second.get(TILL))
    assert read
    till(fee.browser, act="again")
    count(fee.browser, "10", note="足りない")
    late = till(second, act="close", count=read[1])
    assert (late.status_code, "700円少ない" in late.text, "まだです" in second.get(TILL)) == (409, True, True)
    assert till(second, act="close").status_code == 303


def test_a_counted_day_takes_and_gives_back_nothing(paying: Installation, fee: Fee, second: StaffBrowser) -> None:
    other = Fee(fee.browser, file_with_fee(paying, alice(paying)))
    fee.press(**CASH)
    count(fee.browser, "710")
    assert "今日の締めが終わっています" in other.press(**CASH)
    case = f"/desk/{fee.number}"
    with paying.database.read() as unit:
        (order,) = every(unit, sql("SELECT number FROM payment"))
    sent = {"number": order[0], "reason": "まちがえて受け取った"}
    asks = at_desk(paying, add_member(paying, "asks", ("reviewer", DUTY)))
    assert asks.post(case, f"{case}/payment/refund", sent).status_code == 303
    approve = approval(second, case, order[0])
    held = second.post(case, f"{case}/payment/part/settle", approve)
    assert held.status_code == 409
    assert "今日の締めが終わっています" in held.text
    assert till(fee.browser, act="again").status_code == 303
    assert second.post(case, f"{case}/payment/part/settle", approve).status_code == 303
    assert re.search(r"現金</th>.*?1件 710円.*?1件 710円.*?0円", fee.browser.get(TILL))
    with paying.database.read() as unit:
        assert [entry.kind for entry in tills.of_payment(unit, order[0])] == ["taken", "returned"]


def test_money_that_comes_while_it_is_counted_is_counted_again(paying: Installation, fee: Fee) -> None:
    assert "entries" in fee.browser.get(TILL)
    fee.press(**CASH)
    late = fee.browser.post(TILL, "/counter/till", {
        "place": "general", "day": "2026-11-20", "entries": "0", "act": "count", "counted": "710", "note": "",
    })  # fmt: skip
    assert late.status_code == 409


def test_a_past_day_without_entries_offers_no_count_and_a_late_press_gets_no_untrue_reason(fee: Fee) -> None:
    past, nothing = (
        "/counter/till?place=general&day=2026-11-19",
        "この日は、お金の出し入れがありません。数えなくてかまいません。",
    )
    page = fee.browser.get(past)
    assert (nothing in page, "現金を数える" in page) == (True, False)
    boxes = {"place": "general", "day": "2026-11-19", "entries": "0", "act": "count", "note": ""}
    for counted in ("0", "x"):
        late = fee.browser.post(TILL, "/counter/till", {**boxes, "counted": counted})
        assert (late.status_code, nothing in late.text) == (409, True)
        assert "ほかの職員が先に" not in late.text
        assert "counted-error" not in late.text
    assert "現金を数える" in fee.browser.get(TILL)  # today


def test_what_is_paid_after_the_count_is_in_the_next_day(
    paying: Installation, provider: FakePayments, fee: Fee
) -> None:
    fee.press(act="cashless", place="general")
    assert count(fee.browser, "0").status_code == 303
    (number,) = provider.orders
    report(paying, provider, number, "paid")
    assert re.search(r"キャッシュレス</th>.*?0件 0円", fee.browser.get(TILL))
    tomorrow = at_desk(later(paying, days=1), add_member(paying, "early", ("clerk", DUTY)))
    page = tomorrow.get("/counter/till?place=general")
    assert re.search(r"キャッシュレス</th>.*?1件 710円", page)
    assert "確かめ終わっていない日があります" in page


def test_the_till_is_saved_as_a_table(paying: Installation, fee: Fee) -> None:
    fee.press(**CASH)
    response = fee.browser.client.get("/counter/till.csv?place=general&day=2026-11-20")
    assert response.content.startswith("\ufeff".encode())
    assert f'"受け取り","現金","710","{fee.number}","見本 花子"' in response.text
    assert response.text[1:].startswith('"窓口","市役所 1階 総合窓口","日","2026-11-20"')
    with paying.database.read() as unit:
        (entry,) = tills.entries(unit, "general", "2026-11-20")
    assert f'"{tokyo_minute(from_micro(entry.at))}","受け取り"' in response.text


def give_back(paying: Installation, fee: Fee, reviewer: StaffBrowser) -> Response:
    with paying.database.read() as unit:
        number = every(unit, sql("SELECT number FROM payment WHERE state = 'paid'"))[0][0]
    case = f"/desk/{fee.number}"
    asks = at_desk(paying, add_member(paying, "asks", ("reviewer", DUTY)))
    asks.post(case, f"{case}/payment/refund", {"number": number, "reason": "まちがえて記録した"})
    return reviewer.post(case, f"{case}/payment/part/settle", approval(reviewer, case, number))


def approval(reviewer: StaffBrowser, case: str, number: str) -> dict[str, str | list[str]]:
    part = re.search(r'name="part" value="([^"]+)"', reviewer.get(case))
    assert part
    return {"number": number, "part": part[1], "act": "approve"}


def test_cash_that_was_recorded_by_mistake_goes_back_and_is_taken_again(
    paying: Installation, fee: Fee, second: StaffBrowser
) -> None:
    fee.press(**CASH)
    answer = give_back(paying, fee, second)
    assert "その窓口の今日の締めから出ます" in second.get(answer.headers["location"])
    assert "窓口で受け取ったことを記録する" in second.get(f"/desk/{fee.number}")
    page = fee.page
    assert ("返しました" in page, "現金710円を受け取った" in page, 'value="cashless"' in page) == (True, True, False)
    assert "現金で受け取ったことを記録しました" in fee.press(**CASH)
    assert "領収書を印刷する" in fee.page
    assert re.search(r"現金</th>.*?2件 1,420円.*?1件 710円.*?710円", fee.browser.get(TILL))


def test_a_day_on_which_more_goes_back_than_comes_in_is_counted_below_nothing(
    paying: Installation, member: Member, fee: Fee
) -> None:
    fee.press(**CASH)
    tomorrow = later(paying, days=1)
    clerk = at_desk(tomorrow, member)
    reviewer = at_desk(tomorrow, add_member(paying, "next", ("reviewer", DUTY)))
    assert give_back(tomorrow, fee, reviewer).status_code == 303
    address = "/counter/till?place=general"
    assert "-710 のように" in clerk.get(address)
    boxes = {"place": "general", "day": "2026-11-21", "entries": "1", "act": "count", "note": ""}
    assert "記録と合いません" in clerk.post(address, "/counter/till", {**boxes, "counted": "0"}).text
    assert clerk.post(address, "/counter/till", {**boxes, "counted": "－710円"}).status_code == 303
    assert re.search(r"数えた現金</dt>.*?-710円.*?記録との差</dt>.*?なし", clerk.get(address))


def test_strangers_and_days_to_come_find_nothing(paying: Installation, fee: Fee) -> None:
    charlie = at_desk(paying, add_member(paying, "charlie", ("clerk", "roads")))
    auditor = at_desk(paying, add_member(paying, "auditor", ("auditor", "*")))
    for page in (fee.address, f"{fee.address}/receipt.pdf"):
        charlie.get(page, 404)
        auditor.get(page, 403)
    auditor.get("/counter/till", 403)
    auditor.get("/counter/till.csv", 403)
    assert charlie.post("/counter", fee.address, CASH).status_code == 404
    for query in ("place=nowhere", "day=2026-11-21", "day=x"):
        assert fee.browser.client.get(f"/counter/till?{query}").status_code in (400, 404)
    with paying.database.read() as unit:
        assert payments.numbers_for_staff(unit, [DUTY], 9) == []
