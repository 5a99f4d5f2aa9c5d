"""避難所 at a tablet: opened, in by card and by hand, changed, out, counted, saved, answered about."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shelters import stays as shelters
from portal.store.shelters import stays
from tests.portal.at_reader import with_reader
from tests.portal.audited import audited
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.counter.test_use_card import answer
from tests.portal.world import DUTY, add_member

_ALL, _HERE = "/counter/shelters", "/counter/shelters/shelter-1"
_TARO: dict[str, str | list[str]] = {
    "name": "見本　次郎", "birth": "1950-04-01", "address": "港町", "people": "３", "need": ["medical", "pet"], "note": "犬1匹", "answers": "yes",
}  # fmt: skip


@pytest.fixture
def city(installation: Installation) -> Installation:
    return with_reader(installation)


@pytest.fixture
def keeper(city: Installation) -> StaffBrowser:
    return at_desk(city, add_member(city, "keeper", ("clerk", "disaster-certificates")))


def once(page: str) -> str:
    match = re.search(r'name="once" value="([^"]+)"', page)
    assert match is not None
    return match[1]


def come(keeper: StaffBrowser, **changes: str | list[str]) -> int:
    sent = {"once": once(keeper.get(_HERE)), **_TARO, **changes}
    return keeper.post(_HERE, _HERE, sent).status_code


def stay(keeper: StaffBrowser) -> str:
    match = re.search(r'href="(/counter/shelters/stays/[^"]+)"', keeper.get(_HERE))
    assert match is not None
    return match[1]


def test_a_shelter_is_opened_and_who_comes_by_hand_is_there_counted_and_answered_about(keeper: StaffBrowser) -> None:
    assert _ALL in keeper.get("/counter")
    assert "いまは閉じています" in keeper.get(_HERE)
    assert keeper.post(_ALL, f"{_HERE}/open", {}).headers["location"] == _HERE
    wrong = keeper.post(_HERE, _HERE, {"once": once(keeper.get(_HERE)), **_TARO, "birth": "きのう", "people": "0"})
    assert wrong.status_code == 422
    assert "犬1匹" in wrong.text  # what was typed stays
    assert come(keeper) == 303
    page = keeper.get(_HERE)
    assert "見本　次郎" in page
    assert "医療・薬、ペット。犬1匹" in page
    assert "data-print" in page  # for the wall, and for when the power fails
    board = keeper.get(_ALL)
    assert "<b>3人</b>（1組）" in board
    assert "見本　次郎" not in board
    assert keeper.post(_HERE, f"{_HERE}/close", {}).status_code == 422
    for sought in ({"name": ""}, {"name": "見本次郎", "birth": "きのう"}):
        assert keeper.post(_ALL, f"{_ALL}/search", sought).status_code == 422
    for birth in ("", "昭和25年4月1日", "S25.4.1", "1950-4-1", "19500401", "昭和２５年 ４月１日"):
        safe = keeper.post(_ALL, f"{_ALL}/search", {"name": "見本次郎", "birth": birth}).text
        assert "見本　次郎さん（昭和25年（1950年）4月1日" in safe, birth
        assert "見本市体育館にいます" in safe
    assert "お答えできる記録はありません" in keeper.post(_ALL, f"{_ALL}/search", {"name": "見本太郎"}).text


def test_a_card_brings_somebody_in_at_once_and_the_rest_is_added(city: Installation, keeper: StaffBrowser) -> None:
    keeper.post(_ALL, f"{_HERE}/open", {})
    token = re.search(r'name="csrf_token" value="([^"]+)"', keeper.get(_HERE))
    assert token is not None
    sent = {"csrf_token": token[1]}
    number = keeper.client.post(f"{_HERE}/card/ask", data=sent).json()["number"]
    message = {**sent, "number": number, "answer": answer(number)}
    assert keeper.client.post(_HERE + "/card", data=message).json() == {"see": f"{_HERE}#came"}
    assert keeper.client.post(_HERE + "/card", data=message).json() == {"error": "NONCE_REPLAYED"}
    page = keeper.get(_HERE)
    assert ("髙見本　太郎" in page, "昭和24年（1949年）4月3日" in page) == (True, True)
    with city.database.read() as unit:
        assert [row.people for row in stays.present(unit)] == [1]
    address = stay(keeper)
    boxes: dict[str, str | list[str]] = {
        "name": "髙見本　太郎",
        "birth": "1949-04-03",
        "people": "2",
        "need": ["care"],
        "answers": "yes",
    }
    assert keeper.post(address, address, {**boxes, "people": "x"}).status_code == 422
    for revision in ("7", "²", "9" * 30):
        assert keeper.post(address, address, boxes, revision=revision).status_code == 409, revision
    assert audited(city, "see stay")[0] == ("staff:keeper", f"shelter-1 {address.rpartition('/')[2]}")
    assert keeper.post(address, address, boxes).headers["location"] == f"{_HERE}#came"
    assert "介護・介助" in keeper.get(_HERE)
    csv = keeper.client.get(f"{_HERE}/people.csv").content.decode("utf-8-sig")
    assert "見本市体育館" in csv
    assert "介護・介助" in csv
    assert keeper.post(address, address, {"act": "leave"}).status_code == 303
    assert "もう出ました" in keeper.get(address)
    assert keeper.post(_HERE, f"{_HERE}/close", {}).headers["location"] == _ALL
    assert [action for action in ("check in", "check out", "save who is at shelter") if audited(city, action)] == [
        "check in", "check out", "save who is at shelter",
    ]  # fmt: skip


def test_who_was_let_out_by_a_wrong_press_is_back_by_the_next(city: Installation, keeper: StaffBrowser) -> None:
    keeper.post(_ALL, f"{_HERE}/open", {})
    come(keeper)
    address = stay(keeper)
    back = {"act": "back"}
    assert keeper.post(address, address, back).status_code == 409  # they are here
    left = keeper.post(address, address, {"act": "leave"}).headers["location"]
    page = keeper.get(left.partition("#")[0])
    assert "見本　次郎さん（3人）が出たと入れました。" in page
    assert "いまいる人（0人、0組）" in page
    assert "取り消す（まだいる）" in keeper.get(address)
    assert keeper.post(address, address, back).headers["location"] == f"{_HERE}#came"
    page = keeper.get(left.partition("#")[0])
    assert ("いまいる人（3人、1組）" in page, "出たと入れました" in page) == (True, False)
    assert [actor for actor, _ in audited(city, "check in again")] == ["staff:keeper"]
    keeper.post(address, address, {"act": "leave"})
    keeper.post(_HERE, f"{_HERE}/close", {})
    assert "取り消す（まだいる）" not in keeper.get(address)
    assert keeper.post(address, address, back).status_code == 409


def test_who_came_in_again_is_not_brought_back_a_second_time(keeper: StaffBrowser) -> None:
    there = _HERE.replace("shelter-1", "shelter-2")
    for shelter in (_HERE, there):
        keeper.post(_ALL, f"{shelter}/open", {})
    come(keeper)
    address = stay(keeper)
    gone = address.rpartition("/")[2]
    keeper.post(address, address, {"act": "leave"})
    for shelter, shown in ((_HERE, True), (there, False)):
        assert ("出たと入れました" in keeper.get(f"{shelter}?left={gone}")) == shown, shelter
    keeper.post(there, there, {"once": once(keeper.get(there)), **_TARO, "people": "1"})  # by card, at the next shelter
    refused = keeper.post(address, address, {"act": "back"})
    assert (refused.status_code, "ほかの記録で、いま入っています" in refused.text) == (409, True)
    assert "取り消す（まだいる）" not in refused.text
    assert "1人" in keeper.get(_ALL)
    again = re.search(r'href="(/counter/shelters/stays/[^"]+)"', keeper.get(there))
    assert again is not None
    keeper.post(again[1], again[1], {"act": "leave"})
    assert keeper.post(address, address, {"act": "back"}).status_code == 303
    for _ in "ab":  # without a birthday they may be two people
        come(keeper, name="三郎", birth="")
    unknown = stay(keeper)
    keeper.post(unknown, unknown, {"act": "leave"})
    assert keeper.post(unknown, unknown, {"act": "back"}).status_code == 303


def test_who_is_at_a_shelter_that_the_city_no_longer_has_is_found_and_let_out(
    keeper: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.post(_ALL, f"{_HERE}/open", {})
    come(keeper)
    address = stay(keeper)
    monkeypatch.setattr(shelters, "places", lambda city, today: ())
    assert "市の設定から消えた避難所" in keeper.post(_ALL, f"{_ALL}/search", {"name": "見本次郎"}).text
    assert keeper.post(address, address, {"act": "leave"}).status_code == 303
    assert keeper.post(_HERE, f"{_HERE}/close", {}).headers["location"] == _ALL


def test_who_only_counts_sees_numbers_that_come_again_and_no_name(city: Installation, keeper: StaffBrowser) -> None:
    keeper.post(_ALL, f"{_HERE}/open", {})
    come(keeper)
    counts = at_desk(city, add_member(city, "hq", ("approver", "disaster-prevention")))
    page = counts.get(_ALL)
    assert ("3人" in page, f"{_HERE}/open" in page, "氏名" in page) == (True, False, False)
    mark = counts.client.get(f"{_ALL}/news").json()["news"]
    assert f'data-news="{mark}"' in page
    come(keeper, name="三郎")
    assert counts.client.get(f"{_ALL}/news").json()["news"] != mark
    for address in (_HERE, stay(keeper), f"{_HERE}/people.csv"):
        assert counts.client.get(address).status_code == 403


def test_strangers_of_another_duty_and_addresses_that_are_none(city: Installation, keeper: StaffBrowser) -> None:
    keeper.post(_ALL, f"{_HERE}/open", {})
    come(keeper)
    charlie = at_desk(city, add_member(city, "charlie", ("clerk", DUTY)))
    assert _ALL not in charlie.get("/counter")
    for address in (_ALL, f"{_ALL}/news", _HERE, stay(keeper), f"{_HERE}/people.csv"):
        assert charlie.client.get(address).status_code == 403
    for address in (
        f"{_HERE}/open",
        f"{_HERE}/close",
        f"{_ALL}/search",
        _HERE,
        stay(keeper),
        f"{_HERE}/card/ask",
        f"{_HERE}/card",
    ):
        assert charlie.post("/counter", address, {**_TARO, "once": "x" * 20}).status_code == 403, address
    for address in (f"{_ALL}/nursery-1", f"{_ALL}/stays/x", f"{_ALL}/x/people.csv"):
        assert keeper.client.get(address).status_code == 404
