"""A procedure with a signature."""

import re

import pytest

from tests.journeys.filing import sign_in
from tests.journeys.paying import COPY, ask_for_a_copy
from tests.journeys.service import Service
from tests.journeys.signing import PASSWORD, WRONG, go_to_sign, sign, way_to_sign
from tests.journeys.visitor import Visitor

TARO, HANAKO = "mihon-taro", "mihon-hanako"


def at_the_check_page(visitor: Visitor, person: str) -> str:
    sign_in(visitor, person)
    ask_for_a_copy(visitor)
    return visitor.path.removesuffix("/check")


def test_what_was_checked_is_signed_and_arrives(service: Service) -> None:
    with service.visitor() as visitor:
        draft = at_the_check_page(visitor, TARO)
        assert "署名して申請する" in visitor.text
        assert "英字と数字をまぜた、6から16文字" in visitor.text
        sign(visitor, TARO)
        assert re.fullmatch(r"/applications/[0-9-]+", visitor.path), visitor.text
        receipt = visitor.path
        for page in ("sign", "check", "sign/go"):
            visitor.go(f"{draft}/{page}")
            assert visitor.path == receipt


def test_who_stops_or_mistypes_keeps_the_draft_and_is_shown_what_comes_next(service: Service) -> None:
    with service.visitor() as visitor:
        draft = at_the_check_page(visitor, "shisaku-midori")
        go_to_sign(visitor, "shisaku-midori")
        visitor.press("やめる")
        assert visitor.path == f"{draft}/sign"
        assert "署名をやめました" in visitor.text
        go_to_sign(visitor, "shisaku-midori")
        for left in (4, 3, 2, 1):
            visitor.press("署名する", {"pin": WRONG})
            assert f"あと{left}回" in visitor.text
        visitor.press("署名する", {"pin": WRONG})
        visitor.press("元の画面へもどる")
        assert visitor.path == f"{draft}/sign"
        assert "署名用のパスワードが使えなくなっています" in visitor.text
        assert "窓口でパスワードを設定し直してください" in visitor.text
        assert "署名して申請する" in visitor.go(f"{draft}/check").text


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("sakimi-jiro", "引っ越しや氏名の変更をすると"),
        ("kimi-tamotsu", "署名用電子証明書の期限が切れています"),
        ("tojimi-susumu", "署名用のパスワードが使えなくなっています"),
        ("mukashimi-tomekichi", "この署名用電子証明書は使えません"),
        ("niimi-mirai", "このカードでは署名できません"),
        (HANAKO, "ログインした人のカードではないようです"),
    ],
)
def test_a_card_that_cannot_sign_leaves_a_draft_and_a_next_step(
    sqlite_service: Service, card: str, expected: str
) -> None:
    with sqlite_service.visitor() as visitor:
        draft = at_the_check_page(visitor, TARO)
        go_to_sign(visitor, card)
        visitor.press("元の画面へもどる" if "ロックされています" in visitor.text else "署名する", {"pin": PASSWORD})
        assert visitor.path == f"{draft}/sign"
        assert expected in visitor.text
        assert "まだ申請は届いていません" in visitor.text
        assert "受付" not in visitor.go("/applications").text or draft in visitor.text


def test_a_return_counts_once_whatever_is_clicked(service: Service) -> None:
    with service.visitor() as visitor:
        at_the_check_page(visitor, TARO)
        go_to_sign(visitor, TARO)
        visitor.client.follow_redirects = False
        visitor.press("署名する", {"pin": PASSWORD})
        location = visitor.seen.headers["location"]
        visitor.client.follow_redirects = True
        receipts = {visitor.go(location).url.path for _ in range(3)}
        assert len(receipts) == 1
        assert receipts.pop().startswith("/applications/")
        with service.visitor() as stranger:
            assert stranger.go(location).status_code == 400
            sign_in(stranger, HANAKO)
            assert stranger.go(location).status_code == 400


def test_two_tabs_send_one_application(service: Service) -> None:
    with service.visitor() as visitor:
        at_the_check_page(visitor, TARO)
        way = way_to_sign(visitor)
        backs = []
        for _ in range(2):
            visitor.go(way)
            visitor.press(TARO)
            visitor.client.follow_redirects = False
            visitor.press("署名する", {"pin": PASSWORD})
            backs.append(visitor.seen.headers["location"])
            visitor.client.follow_redirects = True
        receipts = {visitor.go(address).url.path for address in backs}
        assert len(receipts) == 1


def test_what_was_changed_while_signing_is_not_sent(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as visitor:
        draft = at_the_check_page(visitor, TARO)
        go_to_sign(visitor, TARO)
        provider = visitor.seen
        visitor.go(f"{draft}/page/items_page")
        visitor.press("次へ進む", {**COPY, "purpose": "pension"})
        visitor.seen = provider
        visitor.press("署名する", {"pin": PASSWORD})
        assert visitor.path == f"{draft}/sign"
        assert "署名のあいだに、申請の内容が変わりました" in visitor.text
