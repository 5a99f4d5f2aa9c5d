"""領収書: of the answers only the name."""

from dataclasses import replace
from typing import Any

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Closed
from portal.services.fees.print_fee_receipt import fee_receipt_content, print_fee_receipt
from portal.services.fees.refund_payment import receive_at_counter
from portal.services.fees.take_fee import take_cash
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.services.fees.paying import DUTY, FEE, begin, case_of, file_with_fee, report
from tests.portal.services.paper.paper import text_of
from tests.portal.world import add_member


def content_of(installation: Installation, session: Session, number: str) -> dict[str, Any]:
    with installation.database.read() as unit:
        return fee_receipt_content(installation, unit, case_of(installation, session, number))


def rows_of(content: dict[str, Any]) -> dict[str, str]:
    return dict(content["rows"])


def test_without_a_payment_there_is_no_receipt(paying: Installation, session: Session, number: str) -> None:
    with pytest.raises(Closed):
        content_of(paying, session, number)
    begin(paying, session, number)
    with pytest.raises(Closed):
        content_of(paying, session, number)


def test_cash_names_the_counter_that_took_it(paying: Installation, session: Session, number: str) -> None:
    clerk = add_member(paying, "clerk", ("clerk", DUTY))
    with paying.database.write() as unit:
        take_cash(paying, unit, clerk, case_of(paying, session, number), "general", FEE)
        unit.commit()
    content = content_of(paying, session, number)
    rows = rows_of(content)
    assert (content["amount"], content["name"]) == (f"{FEE}円", "見本　太郎")
    assert (rows["支払い方法"], rows["受け取った所"]) == ("現金", "市役所 1階 総合窓口")
    assert rows["受け取った日"].startswith("令和8年（2026年）11月20日")
    assert rows["受付番号"] == number


def test_an_order_is_cashless_and_a_payment_at_the_desk_names_the_office(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    other = file_with_fee(paying, session)
    report(paying, provider, begin(paying, session, number).number, "paid")
    reviewer = add_member(paying, "reviewer", ("reviewer", DUTY))
    with paying.database.write() as unit:
        receive_at_counter(paying, unit, reviewer, case_of(paying, session, other), FEE)
        unit.commit()
    assert [rows_of(content_of(paying, session, receipt))["支払い方法"] for receipt in (number, other)] == [
        "キャッシュレス",
        "窓口",
    ]
    office = paying.city.office(DUTY, paying.clock.today()).office
    assert rows_of(content_of(paying, session, other))["受け取った所"] == office


def test_no_answer_but_the_name_is_printed_and_an_unsigned_receipt_has_room_for_the_stamp(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    report(paying, provider, begin(paying, session, number).number, "paid")
    content = content_of(paying, session, number)
    assert not any(answer in repr(content) for answer in ("090-0000-0001", "1丁目", "1994", "ミホン"))
    words = text_of(print_fee_receipt(replace(paying, documents=None), content))
    assert "領収書" in words
    assert f"{FEE}円" in words
