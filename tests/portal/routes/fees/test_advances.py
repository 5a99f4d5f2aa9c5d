"""The page between the check page and sending, as its owner, others and a provider see it."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from integrations.payments.fake import ADDRESS, FakePayments
from portal.services.fees.settle_order import take_notice
from portal.store.fees import advances
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor

NAME, SIGNED = "fee-before-sending", "identity-signature"
PROVIDER = FakePayments()


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("advances")
    copy(SMALLEST / f"{NAME}.yaml", folder)
    text = (SMALLEST / f"{SIGNED}.yaml").read_text(encoding="utf-8")
    free, costs = (
        "{text: 無料, certainty: assumed}",
        "{text: 300円, certainty: assumed, amount: '300', paid: before_sending}",
    )
    assert free in text
    (folder / f"{SIGNED}.yaml").write_text(text.replace(free, costs), encoding="utf-8")
    place = tmp_path_factory.mktemp("house")
    with running_house(folder, makers["sqlite"].migrated(), place, payments=PROVIDER) as house:
        yield house


def until_fee_page(house: House, visitor: Visitor) -> str:
    """The address of the draft; two sheets, 600 yen."""
    procedure = house.installation.catalogue.current(NAME)
    Filing(visitor, procedure, procedure.scenarios[0]).until_check()
    assert "送る前に、手数料600円を払います" in visitor.text
    assert "払うお金の合計" in visitor.text, "a row of the answers may have a part of it, called 手数料"
    visitor.press("手数料の支払いへ進む")
    assert visitor.path.endswith("/fee"), visitor.text
    return visitor.path.removesuffix("/fee")


def leave(visitor: Visitor, address: str) -> str:
    """To the provider's page; the number of the order."""
    visitor.client.follow_redirects = False
    gone = visitor.go(f"{address}/fee/go")
    visitor.client.follow_redirects = True
    assert gone.status_code == 303, gone.text
    place, _, number = gone.headers["location"].rpartition("/")
    assert place == f"{ADDRESS}/pay"
    return str(number)


def report(house: House, number: str, state: str = "paid") -> None:
    now = house.installation.clock.now()
    PROVIDER.settle(number, state)
    headers, body = PROVIDER.notice(number, state, now=now)
    with house.installation.database.write() as unit:
        take_notice(house.installation, unit, PROVIDER.read_notice(headers, body, now))
        unit.commit()


def test_a_fee_is_paid_and_then_the_application_is_sent(house: House) -> None:
    with house.visitor() as visitor:
        address = until_fee_page(house, visitor)
        assert "手数料600円" in visitor.text
        assert "市からお知らせを送れません。払ったあと7日たっても" in visitor.text, "a guest has no address"
        number = leave(visitor, address)
        waiting = visitor.go(f"/payments/{number}/back")
        assert visitor.path == f"{address}/fee"
        assert "支払いの知らせを待っています" in visitor.text
        assert waiting.headers["refresh"] == f"5;url={address}/fee?back=2"
        PROVIDER.settle(number, "paid")  # the call is lost: the page asks
        visitor.go(f"{address}/fee?back=2")
        assert visitor.path == f"{address}/check"
        assert "まだ送られていません" in visitor.text
        visitor.press("申請する")
        assert visitor.path.startswith("/applications/"), visitor.text
        receipt = visitor.path.rpartition("/")[2]
        assert "600円の支払いが済みました" in visitor.go(f"/applications/{receipt}").text
        visitor.go(f"/payments/{number}/back")
        assert visitor.path == f"/applications/{receipt}/payment"
        assert visitor.go(f"{address}/fee").status_code == 200
        assert visitor.path == f"/applications/{receipt}"


def test_where_it_is_signed_the_fee_comes_before_the_signature(house: House) -> None:
    procedure = house.installation.catalogue.current(SIGNED)
    with house.resident() as visitor:
        Filing(visitor, procedure, procedure.scenarios[0]).until_check()
        assert way_to_sign(visitor) == ""
        visitor.press("手数料の支払いへ進む")
        assert "市からお知らせを送れません" not in visitor.text
        address = visitor.path.removesuffix("/fee")
        visitor.go(f"{address}/sign/go")
        assert visitor.path == f"{address}/fee", "the signature comes after the payment"
        report(house, leave(visitor, address))
        visitor.go(f"{address}/check")
        house.cards.send(visitor, "takami")
        receipt = visitor.path.rpartition("/")[2]
        assert "300円の支払いが済みました" in visitor.go(f"/applications/{receipt}").text


def test_another_amount_is_returned_and_paid_again(house: House) -> None:
    with house.visitor() as visitor:
        address = until_fee_page(house, visitor)
        report(house, leave(visitor, address))
        visitor.go(f"{address}/page/sheets")
        visitor.press("次へ進む", {"sheets": ["3"]})
        assert "払ったのは600円、いまの答えでは900円です" in visitor.text
        visitor.press("手数料の支払いへ進む")
        visitor.press("600円を返してもらい、払い直す")
        assert "手数料600円をお返しする手続をしています" in visitor.text
        report(house, leave(visitor, address))
        visitor.go(f"{address}/check")
        visitor.press("申請する")
        assert visitor.path.startswith("/applications/")
        assert "900円の支払いが済みました" in visitor.go(visitor.path.partition("?")[0]).text


def test_who_discards_a_paid_draft_reads_that_the_money_goes_back(house: House) -> None:
    with house.visitor() as visitor:
        address = until_fee_page(house, visitor)
        number = leave(visitor, address)
        report(house, number)
        visitor.go(f"{address}/discard")
        assert "払った手数料600円はお返しします" in visitor.text
        visitor.press("消す")
        gone = visitor.go(f"/payments/{number}/back")
        assert (gone.status_code, "手数料600円をお返しする手続をしています" in visitor.text) == (200, True)
        assert number[:8] in visitor.text


def test_of_another_persons_draft_nothing_is_seen_paid_or_returned(house: House) -> None:
    with house.visitor() as visitor, house.resident("bob", "見本　次郎") as other:
        address = until_fee_page(house, visitor)
        number = leave(visitor, address)
        report(house, number)
        other.go("/applications")
        for place in (f"{address}/fee", f"{address}/fee/go", f"/payments/{number}/back", f"/payments/{'0' * 32}/back"):
            assert other.go(place).status_code == 404, place
        other.go(f"/apply/{NAME}")
        assert other.post(f"{address}/fee/return", [("csrf_token", other.token())]).status_code == 404
        with house.installation.database.read() as unit:
            row = advances.by_number(unit, number)
        assert row is not None
        assert row.state == "paid"


def test_what_is_not_answered_is_not_paid_for_and_a_provider_that_is_down_begins_nothing(house: House) -> None:
    with house.visitor() as visitor:
        before = len(PROVIDER.orders)
        visitor.go(f"/apply/{NAME}")
        empty = visitor.path.partition("/page/")[0]
        assert visitor.go(f"{empty}/fee/go").status_code == 200
        assert visitor.path == f"{empty}/page/sheets"
        address = until_fee_page(house, visitor)
        PROVIDER.down = True
        assert visitor.go(f"{address}/fee/go").status_code == 503
        PROVIDER.down = False
        assert len(PROVIDER.orders) == before
        assert leave(visitor, address)


def test_a_provider_that_failed_is_tried_again(house: House) -> None:
    with house.visitor() as visitor:
        address = until_fee_page(house, visitor)
        first = leave(visitor, address)
        assert leave(visitor, address) == first, "pressing twice is one order"
        report(house, first, "failed")
        assert "支払えませんでした。" in _shown(visitor, f"{address}/fee")
        second = leave(visitor, address)
        assert second != first
        report(house, second)
        paid = _shown(visitor, f"{address}/fee")
        assert "送らずに、600円を返してもらう" in paid
        assert f"支払いの番号「{second[:8]}」" in paid


def _shown(visitor: Visitor, address: str) -> str:
    visitor.go(address)
    return visitor.text
