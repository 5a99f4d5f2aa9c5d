"""Sign-in by mail: a verified address on any device."""

import re

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.jobs.send_notices import send_notices
from portal.jobs.sweep_ended import sweep_ended
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import Limit
from portal.store.statements import every, sql
from tests.draft_paths import draft_in
from tests.forms.loading.small import small
from tests.portal.contacts import mails
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, PLACE, add_member

MORE = "      - {id: word, type: text, label: ひとこと, max: 20}\n"
MAIL = "alice@example.jp"
SEND, GO = "確認の番号を送る", "ログインする"


@pytest.fixture
def offered(installation: Installation) -> Installation:
    offer(installation, small(MORE, version="1", duty=DUTY, identity="{sign_in: mail}"))
    return installation


def code_of(installation: Installation) -> str:
    send_notices(installation)
    return [match[1] for mail in mails(installation) if (match := re.search(r"番号は (\d{6}) です", mail.text))][-1]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def ask(browser: GuestBrowser, address: str = MAIL, after: str = "/apply/small") -> Page:
    return browser.open(f"/sign-in/mail?next={after}").press(SEND, {"mail": address})


def signed_in(
    installation: Installation, address: str = MAIL, after: str = "/apply/small", browser: GuestBrowser | None = None
) -> Page:
    page = ask(browser or guest(installation), address, after)
    return page.press(GO, {"code": code_of(installation)})


def send_application(installation: Installation) -> Page:
    page = signed_in(installation).press("次へ進む", {"reason": "lost"}).press("次へ進む", {"word": "はい"})
    return page.press("申請する")


def test_begun_on_one_phone_and_sent_from_another_with_the_same_address(offered: Installation) -> None:
    first = guest(offered).open("/apply/small")
    assert first.path == "/sign-in"
    assert "カードがなくても" in first.text
    begun = signed_in(offered, browser=first.browser)
    assert begun.path.endswith("/reason"), begun.text
    assert "書いた内容は消えます" not in begun.text
    begun.press("次へ進む", {"reason": "lost"})
    page = signed_in(offered, MAIL.upper())
    assert page.path == "/apply/small"  # the draft can be continued
    assert "続きから書く" in page.text
    draft = draft_in(begun.path)
    check = page.browser.open(f"{draft}/page/word").press("次へ進む", {"word": "はい"})
    receipt = check.press("申請する")
    assert receipt.path.startswith("/applications/26-")
    send_notices(offered)
    assert (mails(offered)[-1].to, "受け付け" in mails(offered)[-1].text + mails(offered)[-1].subject) == (MAIL, True)
    number = receipt.path.rpartition("/")[2]
    desk = at_desk(offered, add_member(offered, "reviewer", ("reviewer", DUTY)))
    assert "メールアドレスだけ確かめました（氏名などは確かめていません）" in desk.get(f"/desk/{number}")
    again = signed_in(offered, after="/applications")
    assert number in again.text
    assert again.browser.open(f"{receipt.path}/messages").status == 200
    ways = again.browser.open("/applications/contact")
    assert MAIL in ways.text
    assert "LINE" not in ways.text


def test_number_and_code_find_the_application_and_nothing_else_of_the_address(offered: Installation) -> None:
    receipt, other = send_application(offered), send_application(offered)
    number, code = re.findall(r'<strong class="receipt-number number">([^<]+)</strong>', receipt.text)
    page = guest(offered).open("/track").press("様子を見る", {"number": number, "code": code})
    assert page.path == receipt.path
    assert number in page.browser.open("/applications").text
    assert page.browser.open(other.path).status == 404
    assert MAIL not in page.browser.open("/applications/contact").text
    own_list = signed_in(offered, after="/applications").text
    assert number in own_list
    assert other.path in own_list  # the owner still has both


def test_a_code_is_good_in_the_browser_that_asked_once_and_for_ten_minutes(offered: Installation) -> None:
    page, other = ask(guest(offered)), ask(guest(offered), "bob@example.jp")
    send_notices(offered)
    codes = {mail.to: re.search(r"\d{6}", mail.text)[0] for mail in mails(offered)}  # type: ignore[index]
    assert other.press(GO, {"code": codes[MAIL]}).status == 422
    assert guest(offered).open("/sign-in/mail/code?next=/apply/small").path == "/sign-in/mail"
    late = guest(later(offered, minutes=11))
    late.client.cookies.update(page.browser.client.cookies)
    assert late.open("/sign-in/mail/code?next=/apply/small").path == "/sign-in/mail"
    wide = " ".join(chr(ord(digit) + 0xFEE0) for digit in codes[MAIL])
    old = page.browser.client.cookies["kakanai_resident"]
    assert page.press(GO, {"code": wide}).path.endswith("/reason")
    assert page.browser.client.cookies["kakanai_resident"] != old
    thief = guest(offered)
    thief.client.cookies.set("kakanai_resident", old)
    assert thief.open("/applications").path == "/sign-in"  # the requesting session has ended
    assert ask(thief).press(GO, {"code": codes[MAIL]}).status == 422


def test_five_guesses_end_a_code(offered: Installation) -> None:
    page = ask(guest(offered))
    code = code_of(offered)
    texts = [page.press(GO, {"code": other_than(code)}).text for _ in range(5)]
    assert ["番号が違います" in text for text in texts] == [True] * 4 + [False]
    assert "もう一度、確認の番号を送ってください" in page.press(GO, {"code": code}).text + texts[-1]
    assert page.browser.open("/applications").path in ("/applications", "/sign-in")
    assert page.browser.open("/apply/small").path == "/sign-in"


def test_a_known_address_gets_the_answer_of_an_unknown_one(offered: Installation) -> None:
    send_application(offered)
    texts = {
        re.sub(r'nonce="[^"]+"|value="[0-9a-f]{64}"|\d{8}</span>|data-token="[^"]*"', "", page.text).replace(
            address, ""
        )
        for address in (MAIL, "nobody@example.jp")
        for page in [ask(guest(offered), address)]
    }
    assert len(texts) == 1


def test_nobodys_box_is_filled_and_nobody_asks_for_the_whole_town(
    offered: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = [ask(guest(offered), f"alice+{number}@example.jp").status for number in range(6)]
    assert statuses == [200] * 5 + [429]  # one mailbox under several names
    assert [ask(guest(later(offered, hours=hour)), MAIL).status for hour in (2, 4)] == [200, 200]
    monkeypatch.setattr(throttle, "MAIL_CODES_DAY", Limit("mail sign-in codes by mail address, a day", 7, 86_400))
    assert ask(guest(later(offered, hours=6))).status == 429
    monkeypatch.setattr(throttle, "MAIL_CODES_PLACE", Limit("mail sign-in by address", 5, 900))
    assert [ask(guest(offered), f"{name}@example.jp").status for name in "bc"] == [429, 429]
    before = len(mails(offered))
    send_notices(later(offered, hours=6))
    assert len(mails(offered)) - before == 7


def test_what_is_no_address_is_reported_beside_its_box(offered: Installation) -> None:
    for typed in ("", "alice", "a b@example.jp", "a@b.jp\r\nBcc: c@d.jp", "\0", "x" * 5000):
        page = ask(guest(offered), typed)
        assert (page.status, 'id="mail--error"' in page.text) == (422, True)
    assert send_notices(offered) == 0
    page = ask(guest(offered)).press(GO, {"code": "いち" * 200})
    assert page.status == 422


def test_mail_is_enough_only_where_the_procedure_says_so(offered: Installation) -> None:
    card = "/apply/kaigo-hihokenshasho-saikofu"
    assert guest(offered).open(f"/sign-in/mail?next={card}").status == 404
    assert guest(offered).open("/sign-in/mail?next=//evil.example/apply/small").path == "/sign-in/mail"
    page = signed_in(offered)
    assert page.browser.open(card).path == "/sign-in"
    assert "メールアドレスで続ける" not in page.browser.open(card).text
    with offered.database.read() as unit:
        table = every(unit, sql("SELECT issuer, subject FROM person WHERE issuer = 'mail'"))
        rows = (
            repr(table)
            + repr(every(unit, sql("SELECT * FROM contact")))
            + repr(every(unit, sql("SELECT * FROM outbox")))
        )
    assert len(table) == 1
    assert "alice" not in rows


def test_mail_is_enough_for_a_bundle_of_which_no_part_wants_a_card(offered: Installation) -> None:
    offer(offered, small("", procedure="free", duty=DUTY, identity="{sign_in: none}"))
    card = "/bundles/start/small,kaigo-hihokenshasho-saikofu"
    assert guest(offered).open(f"/sign-in/mail?next={card}").status == 404
    assert guest(offered).open("/sign-in/mail?next=/bundles/start/nothing").status == 404
    page = guest(offered).open("/bundles/start/small,free")
    assert (page.path, "メールアドレスで続ける" in page.text) == ("/sign-in", True)
    page = signed_in(offered, after="/bundles/start/small,free")
    assert re.fullmatch(r"/bundles/[\w-]{22}", page.path)
    elsewhere = guest(offered).open(page.path)
    assert (elsewhere.path, "メールアドレスで続ける" in elsewhere.text) == ("/sign-in", True)
    page = signed_in(offered, after=page.path)  # continued on another device
    first = re.search(r'class="button" href="([^"]+)"', page.text)
    assert first
    page = page.browser.open(first[1]).press("次へ進む", {"reason": "lost"}).press("次へ進む", {"word": "はい"})
    page = page.press("次へ進む", {"reason": "torn"}).press("2件をまとめて申請する")
    assert "2件の手続を、まとめて申請しました" in page.text
    stranger = signed_in(offered, "charlie@example.jp", page.path.partition("?")[0])
    assert stranger.status == 404
    assert guest(offered).open("/sign-in/mail?next=/bundles/nothing").status == 404


def test_no_mail_is_offered_for_a_bundle_of_which_a_part_wants_a_card(offered: Installation) -> None:
    card = "kaigo-hihokenshasho-saikofu"
    begun = with_card(offered, "alice").open(f"/bundles/start/small,{card}")
    elsewhere = guest(offered).open(begun.path)
    assert (elsewhere.path, "メールアドレスで続ける" in elsewhere.text) == ("/sign-in", False)


def test_a_card_opens_it_too_and_is_recorded_as_a_card(offered: Installation) -> None:
    card = BasicFour(name="髙見本　太郎")
    assertion = Assertion("fake", "https://card.example", "alice", ("card",), "aal3", offered.clock.now(), card)
    with offered.database.write() as unit:
        token = finish_sign_in(offered, unit, assertion, PLACE)
        unit.commit()
    browser = guest(offered)
    browser.client.cookies.set("kakanai_resident", token)
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"}).press("次へ進む", {"word": "はい"})
    number = page.press("申請する").path.rpartition("/")[2]
    desk = at_desk(offered, add_member(offered, "reviewer", ("reviewer", DUTY)))
    assert "メールアドレスだけ" not in desk.get(f"/desk/{number}")


def test_a_code_of_the_draft_does_not_send_it_without_the_address(offered: Installation) -> None:
    begun = signed_in(offered).press("次へ進む", {"reason": "lost"}).press("次へ進む", {"word": "はい"})
    birth = {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"}
    page = begun.browser.open(draft_in(begun.path) + "/other-device").press("コードを作る", birth)
    code = re.findall(r'<strong class="receipt-number number">([^<]+)</strong>', page.text)[0]
    resumed = guest(offered).open("/resume").press("続きを開く", {"code": code, **birth})
    assert resumed.path.endswith("/check")
    assert resumed.press("申請する").path == "/sign-in"
    assert signed_in(offered, browser=resumed.browser).browser.open(resumed.path).press("申請する").status == 200


# A number by mail instead of the birthday


@pytest.fixture
def shared(offered: Installation) -> str:
    begun = signed_in(offered).press("次へ進む", {"reason": "lost"})
    birth = {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"}
    page = begun.browser.open(draft_in(begun.path) + "/other-device").press("コードを作る", birth)
    return str(re.findall(r'<strong class="receipt-number number">([^<]+)</strong>', page.text)[0])


def ask_number(installation: Installation, code: str) -> Page:
    page = guest(installation).open("/resume")
    form = page.form("メールの番号で開く")
    boxes = dict(form.values) | {"code": code}
    return Page(page.browser, page.browser.client.post("/resume-by-mail", data=boxes))


def test_the_code_opens_with_a_number_to_the_owners_address(offered: Installation, shared: str) -> None:
    page = ask_number(offered, shared)
    assert MAIL not in page.text
    stranger = ask_number(offered, shared)  # another number; each is valid in the browser that requested it
    number = code_of(offered)
    assert page.press("続きを開く", {"code": number}).status == 422
    assert stranger.press("続きを開く", {"code": number}).path.endswith("/word")
    assert stranger.press("続きを開く", {"code": number}).status == 422  # once


def test_codes_that_are_none_get_the_same_page_and_no_mail(offered: Installation, shared: str) -> None:
    before = len(mails(offered))
    unknown = ask_number(offered, "22222-22222")
    requested = ask_number(offered, shared)
    send_notices(offered)
    assert len(mails(offered)) == before + 1
    plain = [
        re.sub(r'nonce="[^"]+"|value="[0-9a-f]{64}"|\d{8}</span>|data-token="[^"]*"', "", page.text)
        for page in (unknown, requested)
    ]
    assert plain[0].replace("2222222222", "") == plain[1].replace(shared.replace("-", ""), "")
    statuses = {
        unknown.press("続きを開く", {"code": "000000"}).status,
        requested.press("続きを開く", {"code": "abc"}).status,
    }
    assert statuses == {422}
    assert [ask_number(offered, "22222-22222").status for _ in range(4)][-1] == 429


# No sign-in


def test_a_guest_may_give_an_address_and_hears_once_it_is_proved(installation: Installation) -> None:
    offer(installation, small(MORE, version="1", duty=DUTY))
    begun = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    receipt = begun.press("次へ進む", {"word": "はい"}).press("申請する")
    contact = receipt.browser.open("/applications/contact")
    code_page = contact.press(SEND, {"mail": MAIL})
    code = code_of(installation)
    assert [mail.to for mail in mails(installation)] == [MAIL]
    desk = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    number = receipt.path.rpartition("/")[2]

    assert code_page.press("確かめる", {"code": code}).status == 200
    page = f"/desk/{number}/return"
    boxes = {"field": "word", "words.word": "もう少しくわしく教えてください。", "due": "2026-12-04"}
    assert desk.post(page, page, boxes).status_code == 303
    send_notices(installation)
    assert [number in mail.text for mail in mails(installation)] == [False, True]
    token = dict(contact.form(SEND).values)["csrf_token"]
    for address in ("letter/uses", "line"):  # other channels need a card
        response = receipt.browser.client.post(
            f"/applications/contact/{address}", data={"csrf_token": token, "uses": "results"}
        )
        assert response.status_code == 404


def test_the_address_that_opens_an_account_is_not_changed_from_within_it(offered: Installation) -> None:
    page = signed_in(offered)
    mine = page.browser.open("/applications/contact")
    token = re.search(r'name="csrf_token" value="([^"]+)"', mine.text)
    assert token is not None
    response = page.browser.client.post(
        "/applications/contact/mail", data={"csrf_token": token[1], "mail": "other@example.jp"}
    )
    send_notices(offered)
    assert response.status_code == 404
    assert {mail.to for mail in mails(offered)} == {MAIL}


def test_who_has_nothing_left_is_forgotten(offered: Installation) -> None:
    page = signed_in(offered)
    page.press("次へ進む", {"reason": "lost"})
    sweep_ended(offered)
    page.browser.open("/apply/small").press("消してはじめから書く")
    late = later(offered, days=2)
    delete_old_drafts(late)  # a discarded draft can be restored for a day
    sweep_ended(late)
    with late.database.read() as unit:
        people = every(unit, sql("SELECT id FROM person WHERE issuer = 'mail'"))
        drafts = every(unit, sql("SELECT id FROM draft"))
    assert (len(people), len(drafts)) == (1, 1)  # the draft remains after the session
    with late.database.write() as unit:
        unit.connection.exec_driver_sql("DELETE FROM draft")
        unit.commit()
    sweep_ended(late)
    with late.database.read() as unit:
        assert not every(unit, sql("SELECT id FROM person WHERE issuer = 'mail'"))
        assert not every(unit, sql("SELECT id FROM contact"))
