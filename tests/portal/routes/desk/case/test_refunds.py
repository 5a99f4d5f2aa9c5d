"""Refunds that staff pay without the provider."""

import re
from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.cases.cases import case_of_member
from portal.services.fees.refund_payment import ask_refund
from portal.services.shared.installation import Installation
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.fees.paying import DUTY, file_with_fee, paid_online, state_of, with_provider
from tests.portal.world import add_member, alice

HOW = "12月1日、口座に振込"
LISTED = "手数料を返す・確かめる"


@pytest.fixture
def switched_off(installation: Installation) -> tuple[Installation, str, str]:
    """The installation a day after its provider was switched off during a refund, the receipt number and the order."""
    provider = FakePayments()
    paying = with_provider(installation, provider)
    session = alice(paying)
    number = file_with_fee(paying, session)
    order = paid_online(paying, provider, session, number)
    reviewer = add_member(paying, "first", ("reviewer", DUTY))
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, reviewer, number)
        ask_refund(paying, unit, reviewer, case, order, "交付できなかったため")
        unit.commit()
    site = replace(later(paying, hours=25), payments=None)
    assert ask_about_payments(site) == 1
    return site, number, order


def close(desk: StaffBrowser, number: str, order: str, how: str = HOW) -> int:
    boxes = {"number": order, "reason": how}
    return desk.post(f"/desk/{number}", f"/desk/{number}/payment/by-hand", boxes).status_code


def test_staff_find_it_on_top_of_the_queue_and_close_it_with_a_note(
    switched_off: tuple[Installation, str, str],
) -> None:
    site, number, order = switched_off
    desk = at_desk(site, add_member(site, "tanto", ("reviewer", DUTY)))
    assert LISTED in desk.get("/desk")
    case = desk.get(f"/desk/{number}")
    for words in ("支払いのサービスからは返せない", "返した日と返し方", "管理画面"):
        assert words in case
    for nothing in ("", "  ", "あ" * 501):
        assert close(desk, number, order, nothing) == 422
    assert state_of(site, order) == "refund_by_hand"
    assert close(desk, number, order) == 303
    assert LISTED not in desk.get("/desk")
    assert "支払いのサービスからは返せない" not in desk.get(f"/desk/{number}")
    assert close(desk, number, order) == 409


def test_nobody_without_the_right_closes_it(switched_off: tuple[Installation, str, str]) -> None:
    site, number, order = switched_off
    exporter = at_desk(site, add_member(site, "miru", ("exporter", DUTY)))
    stranger = at_desk(site, add_member(site, "hoka", ("reviewer", "child-allowance")))
    assert "返した日と返し方" not in exporter.get(f"/desk/{number}")
    boxes = {"number": order, "reason": HOW}
    assert exporter.post("/desk", f"/desk/{number}/payment/by-hand", boxes, revision="1").status_code == 403
    assert stranger.post("/desk", f"/desk/{number}/payment/by-hand", boxes, revision="1").status_code == 404
    assert LISTED not in stranger.get("/desk")
    assert state_of(site, order) == "refund_by_hand"


def test_a_fee_is_taken_at_the_counter_and_given_back_with_a_reason(installation: Installation) -> None:
    site = replace(installation, payments=None)
    address = f"/desk/{file_with_fee(site, alice(site))}"
    desk = at_desk(site, add_member(site, "tanto", ("reviewer", DUTY)))
    assert desk.post(address, f"{address}/payment/received", {}).headers["location"] == f"{address}?did=received"
    paid = re.search(r'name="number" value="([^"]+)"', desk.get(address))
    assert paid
    refund = {"number": paid[1], "reason": ""}
    assert desk.post(address, f"{address}/payment/refund", refund).status_code == 422
    given = desk.post(address, f"{address}/payment/refund", {**refund, "reason": "まちがえて記録した"})
    assert given.headers["location"] == f"{address}?did=refund_asked"
    second = at_desk(site, add_member(site, "ni", ("reviewer", DUTY)))
    part = re.search(r'name="part" value="([^"]+)"', page := second.get(address))
    assert part
    assert ("710円（全部）を返す" in page, "全部を返す理由（710円）：まちがえて記録した" in page) == (True, True)
    approve = {"number": paid[1], "part": part[1], "act": "approve"}
    assert desk.post(address, f"{address}/payment/part/settle", approve).status_code == 403
    done = second.post(address, f"{address}/payment/part/settle", approve)
    assert done.headers["location"] == f"{address}?did=refund_cash"


def test_a_slip_for_convenience_stores_is_printed_while_the_fee_is_due(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"shop_payment_issuer": "912345"})
    site = replace(installation, payments=None, settings=settings)
    address = f"/desk/{file_with_fee(site, alice(site))}"
    desk = at_desk(site, add_member(site, "tanto", ("reviewer", DUTY)))
    slip = desk.post(address, f"{address}/payment/slip", {})
    assert (slip.headers["content-type"], slip.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_fee_of_another_section_is_named_on_no_case(installation: Installation) -> None:
    provider = FakePayments()
    site = with_provider(installation, provider)
    session = alice(site)
    order = paid_online(site, provider, session, file_with_fee(site, session))
    address = f"/desk/{file_with_fee(site, session)}"
    desk = at_desk(site, add_member(site, "ichi", ("reviewer", DUTY)))
    answer = desk.post(address, f"{address}/payment/part", {"number": order, "amount": "9999999"})
    assert (answer.status_code, "709円" in answer.text) == (409, False)


def test_a_part_is_proposed_on_the_case_page_and_approved_by_a_second_person(installation: Installation) -> None:
    provider = FakePayments()
    site = with_provider(installation, provider)
    session = alice(site)
    number = file_with_fee(site, session)
    order = paid_online(site, provider, session, number)
    address = f"/desk/{number}"
    first, second = (at_desk(site, add_member(site, login, ("reviewer", DUTY))) for login in ("ichi", "ni"))
    assert "1円から709円まで" in first.post(address, f"{address}/payment/part", {"number": order, "amount": "710"}).text
    wrong = first.post(address, f"{address}/payment/part", {"number": order, "amount": "300", "reason": ""})
    assert (wrong.status_code, "返す理由を書いてください" in wrong.text) == (422, True)
    box = {"number": order, "amount": "３００円", "reason": "1通は交付しない"}
    assert first.post(address, f"{address}/payment/part", box).headers["location"] == f"{address}?did=part"
    part = re.search(r'name="part" value="([^"]+)"', second.get(address))
    assert part
    asked, read = (desk.get(address) for desk in (first, second))
    assert ("2人めとして" in asked, "2人めとして" in read) == (False, True)
    assert "一部を返す理由（300円）：1通は交付しない" in read
    approve = {"number": order, "part": part[1], "act": "approve"}
    assert first.post(address, f"{address}/payment/part/settle", approve).status_code == 403
    assert second.post(address, f"{address}/payment/part/settle", {**approve, "act": "x"}).status_code == 400
    done = second.post(address, f"{address}/payment/part/settle", approve)
    assert done.headers["location"] == f"{address}?did=part_approve"
    assert second.post(address, f"{address}/payment/part/settle", approve).status_code == 409
    assert ask_about_payments(later(site, minutes=1)) == 1
    assert "300円を返す" in first.get(address)
    assert provider.returned[order] == {part[1]: 300}
    first.post(address, f"{address}/payment/part", {**box, "amount": "100"})
    part = re.search(r'name="part" value="([^"]+)"', second.get(address))
    assert part
    second.post(address, f"{address}/payment/part/settle", {**approve, "part": part[1]})
    assert ask_about_payments(replace(later(site, hours=25), payments=None)) == 1
    assert "返ったかどうかをサービスの画面で確かめ" in first.get(address)
    close = {"number": order, "part": part[1], "act": "went", "reason": "サービスの画面で見た"}
    assert LISTED in first.get("/desk")
    assert first.post(address, f"{address}/payment/part/close", {**close, "act": "x"}).status_code == 400
    assert (
        "確かめたことを書いてください"
        in first.post(address, f"{address}/payment/part/close", {**close, "reason": ""}).text
    )
    done = first.post(address, f"{address}/payment/part/close", close)
    assert done.headers["location"] == f"{address}?did=part_close"
    assert first.post(address, f"{address}/payment/part/close", close).status_code == 409
    assert LISTED not in first.get("/desk")


def test_who_records_a_withdrawal_reads_before_what_becomes_of_the_fee(installation: Installation) -> None:
    provider = FakePayments()
    paying = with_provider(installation, provider)
    session = alice(paying)
    number = file_with_fee(paying, session)
    paid_online(paying, provider, session, number)
    desk = at_desk(paying, add_member(paying, "tanto", ("reviewer", DUTY)))
    boxes = {"outcome": "withdrawn", "words": "11月20日に、ご本人から電話で聞きました。"}
    assert "払われた手数料" in desk.post(f"/desk/{number}", f"/desk/{number}/decide", boxes).text
    assert (
        "払われた手数料"
        not in desk.post(f"/desk/{number}", f"/desk/{number}/decide", boxes | {"outcome": "refused"}).text
    )
