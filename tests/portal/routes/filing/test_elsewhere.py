"""A draft continues on another device by code and birthday."""

import re

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import Limit
from portal.store.statements import every, sql
from tests.draft_paths import draft_in
from tests.forms.loading.small import small
from tests.portal.invited import start
from tests.portal.later import later
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.campaigns.inviting import open_it, taro
from tests.portal.services.filing.test_share_draft import share
from tests.portal.world import DUTY, PLACE, PROCEDURE, add_member

MORE = """\
      - {id: word, type: text, label: ひとこと, max: 20}
      - {id: how, type: text, label: どこで, max: 20}
"""
BIRTH = {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"}
OTHER = {**BIRTH, "birth.day": "4"}
WRONG = "コードか生年月日が違うか、コードがもう使えません"


@pytest.fixture
def begun(installation: Installation) -> Page:
    offer(installation, version(1, MORE))
    return guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})


def shared(page: Page, birth: dict[str, str] = BIRTH) -> str:
    page_of_code = page.browser.open(draft_in(page.path) + "/other-device").press("コードを作る", birth)
    assert page_of_code.status == 200, page_of_code.text
    return code_in(page_of_code)


def code_in(page: Page) -> str:
    match = re.search(r'<strong class="receipt-number number">([^<]+)</strong>', page.text)
    assert match, page.text
    return match[1]


def resume(installation: Installation, code: str, birth: dict[str, str] = BIRTH, address: str = "/resume") -> Page:
    return guest(installation).open(address).press("続きを開く", {"code": code, **birth})


def test_what_was_begun_on_one_phone_is_finished_on_another(installation: Installation, begun: Page) -> None:
    code = shared(begun)
    page = resume(installation, code.lower())
    assert page.path.endswith("/word")
    check = page.press("次へ進む", {"word": "はい"}).press("次へ進む", {"how": "駅"})
    assert check.path.endswith("/check")
    sent = check.press("申請する")
    assert sent.path.startswith("/applications/")
    assert "はい" in sent.text
    again = begun.press("次へ進む", {"word": "おそい"})
    assert again.status == 404  # the draft was submitted from the other device


def test_the_page_can_be_looked_at_again_and_holds_a_code_that_a_camera_reads(begun: Page) -> None:
    code = shared(begun)
    page = begun.browser.open(draft_in(begun.path) + "/other-device")
    assert code_in(page) == code
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.text
    assert "まだ市に届いていません" in page.text
    assert "12月20日" in page.text
    assert page.response.headers["cache-control"] == "no-store"


def test_the_address_in_the_picture_only_writes_the_code_into_its_box(installation: Installation, begun: Page) -> None:
    code = shared(begun)
    page = guest(installation).open(f"/resume/{code}")
    assert f'value="{code}"' in page.text
    assert page.press("続きを開く", BIRTH).path.endswith("/word")
    odd = guest(installation).open("/resume/%3Cscript%3E" + "A" * 300)
    assert (odd.status, "<script>" in odd.text) == (200, False)


def test_wrong_unknown_ended_and_taken_back_codes_get_one_answer(installation: Installation, begun: Page) -> None:
    code, unknown = shared(begun), "22222-22222"
    elsewhere = draft_in(begun.path) + "/other-device"
    answers = [resume(installation, code, OTHER), resume(installation, unknown)]
    begun.browser.open(elsewhere).press("使えなくする")
    answers.append(resume(installation, code))
    second = shared(begun)
    assert second != code
    answers.append(resume(installation, code))
    for answer in answers:
        assert answer.status == 422
        assert WRONG in answer.text
    assert len({plain(answer.text) for answer in answers}) == 1 + 1  # the pages differ only in the typed code
    assert resume(installation, second).path.endswith("/word")


def plain(text: str) -> str:
    return re.sub(r'nonce="[^"]+"|value="[0-9a-f]{64}"|\d{8}</span>', "", text)


def test_a_slip_in_the_code_is_reported_before_anybody_is_asked(installation: Installation, begun: Page) -> None:
    code = shared(begun)
    slip = code[:-1] + ("A" if code[-1] != "A" else "C")
    page = resume(installation, slip)
    assert (page.status, "写しまちがい" in page.text) == (422, True)
    assert "エラー：" in page.text
    assert resume(installation, "", {}).status == 422


def test_who_guesses_birthdays_ends_the_code(
    installation: Installation, begun: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "DRAFT_CODE", Limit("draft code by code", 1000, 900))
    code = shared(begun)
    for _ in range(10):
        assert WRONG in resume(installation, code, OTHER).text
    assert WRONG in resume(installation, code).text  # the correct birthday, after too many attempts
    page = begun.browser.open(draft_in(begun.path) + "/other-device")
    assert "新しいコードを作れます" in page.text
    assert resume(installation, shared(begun)).path.endswith("/word")


def test_tries_are_counted_by_code_and_by_place(
    installation: Installation, begun: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = shared(begun)
    answers = [resume(installation, code, OTHER).status for _ in range(6)]
    assert answers == [422] * 5 + [429]
    unknown = [resume(installation, "22222-22222").status for _ in range(6)]
    assert unknown == [422] * 5 + [429]
    monkeypatch.setattr(throttle, "DRAFT_CODE_PLACE", Limit("draft code by address", 2, 900))
    assert resume(installation, "33333-33333").status in (422, 429)
    assert resume(later(installation, hours=1), code).status == 200


def test_nothing_of_the_code_or_the_birthday_is_in_the_database(installation: Installation, begun: Page) -> None:
    code = shared(begun).replace("-", "")
    with installation.database.read() as unit:
        rows = repr([tuple(row) for row in every(unit, sql("SELECT * FROM draft_code"))])
        records = repr([tuple(row) for row in every(unit, sql("SELECT actor, action, detail FROM audit_record"))])
    assert code not in rows + records
    assert "1949" not in rows + records
    assert "share draft" in records


def test_a_guest_with_a_code_is_not_informed_that_it_all_goes_with_the_session(begun: Page) -> None:
    assert "書いた内容は消えます" in begun.text
    shared(begun)
    assert "書いた内容は消えます" not in begun.browser.open(begun.path).text


def test_who_came_by_a_code_is_out_when_it_is_taken_back(installation: Installation, begun: Page) -> None:
    page = resume(installation, shared(begun))
    begun.browser.open(draft_in(begun.path) + "/other-device").press("使えなくする")
    assert page.browser.open(page.path).status == 404
    assert page.press("次へ進む", {"word": "はい"}).status == 404


def with_card(installation: Installation, subject: str) -> GuestBrowser:
    card = BasicFour(name="髙見本　太郎", birth=installation.clock.today().replace(year=1949, month=4, day=3))
    assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", installation.clock.now(), card)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        unit.commit()
    browser = guest(installation)
    browser.client.cookies.set("kakanai_resident", token)
    return browser


def test_with_a_card_the_birthday_is_the_cards_and_sending_asks_for_it(installation: Installation) -> None:
    offer(installation, small(MORE, version="1", duty=DUTY, identity="{sign_in: card}"))
    alice = with_card(installation, "alice")
    page = alice.open("/apply/small").press("次へ進む", {"reason": "lost"})
    code = code_in(alice.open(draft_in(page.path) + "/other-device").press("コードを作る"))
    resumed = resume(installation, code)
    check = resumed.press("次へ進む", {"word": "はい"}).press("次へ進む", {"how": "駅"})
    assert check.path.endswith("/check")
    mine = resumed.browser.open("/applications")
    assert mine.text.count("はい") == 0
    assert f'href="{check.path}"' in mine.text  # what is being written here, and the way to the rest
    assert "/sign-in?next=/applications" in mine.text
    sign_in = check.press("申請する")
    assert sign_in.path == "/sign-in"
    sent = alice.open(check.path).press("申請する")
    assert sent.path.startswith("/applications/")


def test_a_neighbour_who_is_signed_in_here_does_not_get_the_draft_into_their_account(
    installation: Installation, begun: Page
) -> None:
    code = shared(begun)
    bob = with_card(installation, "bob")
    page = bob.open("/resume").press("続きを開く", {"code": code, **BIRTH})
    assert page.path.endswith("/word")
    assert with_card(installation, "bob").open(page.path).status == 404


def counter(installation: Installation, *rights: tuple[str, str]) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "clerk", *rights))


def at_counter(browser: StaffBrowser, code: str, birth: dict[str, str] = BIRTH) -> str:
    response = browser.post("/counter/resume", "/counter/resume", {"code": code, **birth})
    return response.headers.get("location", "")


@pytest.fixture
def for_both_doors(installation: Installation) -> Page:
    offer(installation, small(MORE, version="1", duty=DUTY, who="{online: [anyone], counter: [anyone]}"))
    return guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})


def test_the_counter_goes_on_with_the_visitor_and_it_is_recorded(
    installation: Installation, for_both_doors: Page
) -> None:
    code = shared(for_both_doors)
    clerk = counter(installation, ("clerk", DUTY))
    where = at_counter(clerk, f"http://127.0.0.1:8000/resume/{code}")
    assert where.startswith("/counter/drafts/")
    assert "ひとこと" in clerk.get(where)
    assert 'href="/counter/visits/' in clerk.get(where)  # a visit was started
    with installation.database.read() as unit:
        actions = [row[0] for row in every(unit, sql("SELECT action FROM audit_record"))]
    assert "take draft to counter" in actions
    assert for_both_doors.browser.open(for_both_doors.path).status == 200  # the owner still has access
    assert clerk.post(where, f"{where}/discard", {}).status_code == 303
    assert clerk.client.get(where).status_code == 404
    sent = for_both_doors.press("次へ進む", {"word": "はい"}).press("次へ進む", {"how": "駅"}).press("申請する")
    assert sent.path.startswith("/applications/")


def test_the_counter_opens_nothing_without_birthday_code_or_right(
    installation: Installation, for_both_doors: Page
) -> None:
    code = shared(for_both_doors)
    clerk = counter(installation, ("clerk", DUTY))
    assert at_counter(clerk, code, OTHER) == ""
    assert at_counter(clerk, "22222-22222") == ""
    assert at_counter(clerk, "nonsense") == ""
    stranger = at_desk(installation, add_member(installation, "other", ("clerk", "another-duty")))
    assert stranger.client.get("/counter/resume").status_code in (303, 403)
    assert at_counter(stranger, code) == ""


def test_too_many_tries_at_the_counter_are_recorded(installation: Installation, for_both_doors: Page) -> None:
    code = shared(for_both_doors)
    clerk = counter(installation, ("clerk", DUTY))
    for _ in range(throttle.DRAFT_CODE.tries):
        assert at_counter(clerk, code, OTHER) == ""
    form = {"code": code, **OTHER}
    assert [clerk.post("/counter/resume", "/counter/resume", form).status_code for _ in range(2)] == [429, 429]
    with installation.database.read() as unit:
        details = every(unit, sql("SELECT detail FROM audit_record WHERE action = 'throttle'"))
    assert details == [(throttle.DRAFT_CODE.what,)]


def test_who_came_by_a_code_reads_nothing_of_the_letter_that_its_owner_got(installation: Installation) -> None:
    campaign, _ = start(installation)
    owner = taro(installation)
    draft = open_it(installation, campaign, owner)
    browser = resume(installation, share(installation, owner, draft)).browser
    assert browser.open(f"/invited/drafts/{draft}").status == 404
    page = browser.open(f"/apply/{PROCEDURE}/{draft}/page/filer_kind").press("次へ進む", {"filer_kind": "self"})
    assert page.path.endswith("/insured_person")
    assert "髙見本" not in page.text
    assert "0000000101" not in page.text
