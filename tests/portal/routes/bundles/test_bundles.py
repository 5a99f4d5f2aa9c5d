"""Failures on the last pages of a bundle."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.services.filing.drafts import open_draft, save_draft
from portal.services.shared.installation import Installation
from portal.store.filing import drafts
from portal.store.filing.draft_codes import EDIT
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.journeys.bundling import go_on, start
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor
from tests.portal.later import at
from tests.portal.practice_cards import PASSWORD
from tests.portal.routes.guest_browser import offer
from tests.portal.signers import Signing, signing_in

CARD = "{sign_in: card, signature: {need: required, because: 本人を確かめるため, certainty: std}}"
BIRTH = {"birth.era": "western", "birth.year": "1994", "birth.month": "4", "birth.day": "12"}
WINDOW = "time: {window: {from: 2026-11-01, to: 2026-11-30, say: 11月に受け付けます。}}\n"


@pytest.fixture
def signing(installation: Installation) -> Iterator[Signing]:
    offer(installation, small(procedure="left", duty="care-qualification", title="左の手続"))
    offer(installation, small(WINDOW, procedure="right", duty="resident-certificates", title="右の手続"))
    offer(installation, small(procedure="signed", duty="resident-certificates", title="署名の手続", identity=CARD))
    with signing_in(installation) as signing:
        yield signing


def at_check(visitor: Visitor, *procedures: str) -> str:
    start(visitor, procedures)
    address = visitor.path
    go_on(visitor)
    for _ in procedures:
        visitor.press("次へ進む", {"reason": "torn"})
    assert visitor.path == f"{address}/check"
    return address


def count_applications(signing: Signing) -> int:
    with signing.installation.database.read() as unit:
        return int(every(unit, sql("SELECT COUNT(*) FROM application"))[0][0])


def test_an_older_page_sends_nothing_and_a_second_click_nothing_more(signing: Signing) -> None:
    with signing.resident() as visitor, signing.resident() as window:
        address = at_check(visitor, "left", "right")
        window.go(f"{address}/check")
        draft = next(link for link in visitor.text.split('"') if link.startswith("/apply/left/"))
        window.go(draft)
        window.press("次へ進む", {"reason": "lost"})
        visitor.press("2件をまとめて申請する")
        assert visitor.seen.status_code == 409
        assert "別の画面で内容が変わりました" in visitor.text
        assert count_applications(signing) == 0
        page = visitor.go(f"{address}/check")
        visitor.press("2件をまとめて申請する")
        assert (visitor.path, count_applications(signing)) == (address, 2)
        visitor.seen = page
        visitor.press("2件をまとめて申請する")
        assert (visitor.path, count_applications(signing)) == (address, 2)


def test_a_part_that_is_closed_by_now_is_named_and_can_be_left_out(signing: Signing) -> None:
    with signing.resident() as visitor:
        address = at_check(visitor, "left", "right")
    signing.installation = at(signing.installation, "2026-12-01T00:00:00+09:00")
    signing.client.app.state.installation = signing.installation  # type: ignore[attr-defined]
    with signing.resident() as visitor:
        assert visitor.go(address).text.count("11月に受け付けます。") == 1, "before anything more is typed"
        assert "「右の手続」は、今は受け付けていません" in visitor.go(f"{address}/check").text
        assert "まとめて申請する</button>" not in visitor.text
        response = visitor.post(f"{address}/submit", [("csrf_token", visitor.token())])
        assert response.url.path == f"{address}/check"
        assert count_applications(signing) == 0
        visitor.go(f"{address}/check")
        visitor.press("「右の手続」を外して続ける")
        go_on(visitor)
        visitor.press("1件をまとめて申請する")
        assert (visitor.path, count_applications(signing)) == (address, 1)


def test_who_comes_back_twice_from_signing_has_sent_once(signing: Signing) -> None:
    with signing.resident() as visitor:
        address = at_check(visitor, "left", "signed")
        assert "カードで1回署名すると" in visitor.text
        callback = signing.cards.signing.approve(signing.cards.leave(visitor), "taro", PASSWORD)
        back = f"/signatures/callback?state={callback.state}&code={callback.code}"
        visitor.go(back)
        assert (visitor.path, count_applications(signing)) == (address, 2)
        visitor.go(back)
        assert (visitor.path, count_applications(signing)) == (address, 2)
        for page in ("check", "sign", "sign/go", "discard"):
            assert visitor.go(f"{address}/{page}").url.path == address


def test_what_was_signed_for_more_parts_than_there_are_sends_nothing(signing: Signing) -> None:
    with signing.resident() as visitor, signing.resident() as window:
        address = at_check(visitor, "left", "right", "signed")
        callback = signing.cards.signing.approve(signing.cards.leave(visitor), "taro", PASSWORD)
        window.go(address)
        window.press("この手続を外す")
        visitor.go(f"/signatures/callback?state={callback.state}&code={callback.code}")
        assert count_applications(signing) == 0
        assert visitor.path in (f"{address}/sign", f"{address}", "/applications")
        visitor.go(f"{address}/check")
        assert way_to_sign(visitor)
        signing.cards.sign(visitor, "taro")
        assert (visitor.path, count_applications(signing)) == (address, 2)


def test_whose_card_provider_is_away_keeps_the_bundle(signing: Signing) -> None:
    with signing.resident() as visitor:
        address = at_check(visitor, "left", "signed")
        signing.cards.signing.down = True
        visitor.go(way_to_sign(visitor))
        assert visitor.path == f"{address}/sign"
        assert "いま、署名のサービスにつながりません" in visitor.text
        signing.cards.signing.down = False
        signing.cards.sign(visitor, "taro")
        assert (visitor.path, count_applications(signing)) == (address, 2)


def test_what_who_helps_wrote_is_confirmed_before_it_is_signed(signing: Signing) -> None:
    with signing.resident() as visitor:
        address = at_check(visitor, "left", "signed")
        with signing.installation.database.write() as unit:
            uid = every(unit, sql("SELECT id FROM draft WHERE procedure = 'left'"))[0][0]
            row = drafts.by_id(unit, uid)
            assert row is not None
            helping = replace(open_draft(signing.installation, unit, row), access=EDIT, acting="むすめ")
            save_draft(signing.installation, unit, helping, {"reason": "lost"}, helping.seen)
            unit.commit()
        assert visitor.go(f"{address}/sign/go").status_code == 422
        visitor.press("署名して申請する")
        assert (visitor.seen.status_code, "しるしをつけてください" in visitor.text) == (422, True)
        assert "手伝った人（むすめ）が入力" in visitor.text
        visitor.press("署名して申請する", {"helped": "yes"})
        assert visitor.path == f"{address}/sign"
        signing.cards.sign(visitor, "taro")
        assert (visitor.path, count_applications(signing)) == (address, 2)


def test_who_came_by_code_signs_in_before_signing(signing: Signing) -> None:
    with signing.resident() as visitor:
        address = at_check(visitor, "left", "signed")
        draft = re.findall(r'href="(/apply/signed/[^/]+)', visitor.text)[0]
        visitor.go(f"{draft}/other-device")
        visitor.press("コードを作る")
        code = re.findall(r'receipt-number number">([^<]+)<', visitor.text)[0]
    with signing.visitor(browser="another telephone") as other:
        other.go("/resume")
        other.press("続きを開く", {"code": code, **BIRTH})
        assert other.path == f"{address}/check"
        assert "左の手続" in other.go("/applications").text or "署名の手続" in other.text
        assert "/sign-in?next=/applications" in other.text
        other.go(f"{address}/check")
        other.go(way_to_sign(other))
        assert other.path == "/sign-in"
        assert address in other.seen.url.query.decode()


def test_so_it_is_with_one_procedure(signing: Signing) -> None:
    with signing.resident() as visitor:
        visitor.go("/apply/signed")
        visitor.press("次へ進む", {"reason": "torn"})
        check = visitor.path
        visitor.go(f"{check.removesuffix('/check')}/other-device")
        visitor.press("コードを作る")
        code = re.findall(r'receipt-number number">([^<]+)<', visitor.text)[0]
    with signing.visitor(browser="another telephone") as other:
        other.go("/resume")
        other.press("続きを開く", {"code": code, **BIRTH})
        assert other.path == check
        other.go(way_to_sign(other))
        assert other.path == "/sign-in"


def test_it_can_be_thrown_away_and_each_part_had_back(signing: Signing) -> None:
    with signing.resident() as visitor:
        address = at_check(visitor, "left", "right")
        visitor.go(f"{address}/discard")
        visitor.press("ぜんぶやめる")
        assert "左の手続" in visitor.text
        assert visitor.go(address).status_code == 404
        visitor.go("/applications")
        visitor.press("元に戻す")
        assert visitor.go(address).status_code == 200


def test_a_warning_of_one_part_is_named_at_once_though_the_next_page_is_of_another(signing: Signing) -> None:
    early = "生まれる前の日です。確かめてください。"
    days = f"""\
      - {{id: born, type: date, label: 生まれた日}}
      - {{id: event, type: date, label: できごとの日, warn: [{{that: event >= born, say: {early}}}]}}
"""
    offer(signing.installation, small(days, procedure="early", duty="care-qualification", title="先の手続"))
    with signing.resident() as visitor:
        start(visitor, ("early", "right"))
        go_on(visitor)
        visitor.press("次へ進む", {"reason": "torn"})
        dates = {"era": "western", "month": "5", "day": "5"}
        boxes = {
            f"{name}.{box}": value
            for name, year in (("born", "1988"), ("event", "1987"))
            for box, value in (dates | {"year": year}).items()
        }
        visitor.press("次へ進む", boxes)
        while "/apply/early/" in visitor.path:
            visitor.press("次へ進む", boxes)
        assert visitor.path.startswith("/apply/right/")
        notice = visitor.text.partition('class="notice with-icon tone-warn"')[2].partition("</section>")[0]
        assert early in notice
        assert re.search(r'href="/apply/early/[^/"]+/page/event"', notice)
