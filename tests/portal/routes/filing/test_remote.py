"""A resident and a clerk view one draft together."""

import re
from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.errors import Closed
from portal.jobs.sweep_ended import sweep_ended
from portal.services.filing.pair_remote import draft_for_clerk, remote_of_clerk
from portal.services.residents.protect import STAFF, protect
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.filing.test_helping import SECRET, draft_of, helped
from tests.portal.routes.guest_browser import Page, guest, offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

NOTHING = "コードが違うか、もう使えないか"
HOME_ASKED = """\
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日, concept: person.birth}
      - {id: home, type: address, label: 住所}
"""

HOME_TOGETHER = """\
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日, concept: person.birth}
      - together: 住まい
        id: living
        ask:
          - {id: house, type: text, label: 家のつくり, max: 20}
          - {id: home, type: address, label: 住所}
"""


@dataclass
class Pair:
    owner: Page
    clerk: StaffBrowser
    draft: str
    member: Member

    def owner_page(self) -> Page:
        return self.owner.browser.open(f"{self.draft}/with-staff")

    def ask(self, code: str) -> str:
        return ask(self.clerk, code)

    def agreed(self) -> str:
        address = self.ask(code_of(self.owner_page().press("コードを作る")))
        self.owner_page().press("同意して見せる")
        return address

    def propose(self, address: str, walk: str) -> int:
        return self.clerk.post(f"{address}/page/body_page", f"{address}/page/body_page", {"walk": walk}).status_code


def code_of(page: Page) -> str:
    match = re.search(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", page.text)
    assert match, page.text
    return match[0]


def ask(clerk: StaffBrowser, code: str) -> str:
    response = clerk.post("/counter/remote", "/counter/remote", {"code": code})
    assert response.status_code in (303, 422), response.text
    return str(response.headers.get("location", ""))


@pytest.fixture
def pair(installation: Installation) -> Pair:
    offer(installation, helped())
    page = with_card(installation, "alice").open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"name.family": "髙見本", "name.given": "太郎"})
    page = page.press("次へ進む", {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"})
    page = page.press("次へ進む", {"walk": "つえ", "illness": SECRET})
    member = add_member(installation, "clerk", ("clerk", DUTY), name="見本 花子")
    return Pair(page, at_desk(installation, member), draft_of(page), member)


def test_nothing_is_seen_before_both_have_agreed_and_then_only_the_agreed_part(pair: Pair) -> None:
    assert "先に電話してください（福祉部 介護保険課 資格保険料係 000-000-" in pair.owner_page().text
    address = pair.ask(code_of(pair.owner_page().press("コードを作る")))
    waits = pair.clerk.get(address)
    assert "同意を待っています" in waits
    assert "「同意して見せる」を押してもらって" in waits, "the words of the resident's button"
    assert "つえ" not in waits
    assert pair.clerk.client.get(f"{address}/page/body_page").headers["location"] == address
    page = pair.owner_page()
    assert "介護保険課 資格保険料係の見本 花子が、この下書きを見たいと言っています" in page.text
    assert "職員に見えるところ： 質問、体のこと、住まい" in page.text
    assert "見てもよいかをたずねています" in pair.owner.browser.open(f"{pair.draft}/page/house").text
    page.press("同意して見せる")
    text = pair.clerk.get(address)
    assert "つえ" in text
    assert SECRET not in text + pair.clerk.get(f"{address}/page/body_page")
    assert "見本 花子）が、いっしょに見ています" in pair.owner.browser.open(f"{pair.draft}/page/house").text
    assert pair.clerk.post(address, address, {}).headers["location"] == "/counter/remote?over=yes"


def test_a_proposal_changes_the_draft_only_when_its_owner_takes_it_in(installation: Installation, pair: Pair) -> None:
    address = pair.agreed()
    assert pair.propose(address, "歩" * 2000) == 422
    assert pair.propose(address, "歩行器") == 303
    assert "歩行器" not in pair.owner.browser.open(f"{pair.draft}/page/body_page").text
    assert "提案中" in pair.clerk.get(address)
    with installation.database.read() as unit:
        (sealed,) = every(unit, sql("SELECT sealed_boxes FROM remote_proposal"))
    assert "歩行器".encode() not in bytes(sealed[0])
    proposes = "見本 花子）が、答えを提案しています"
    assert proposes in pair.owner.browser.open(f"{pair.draft}/page/house").text, "on the page that is written meanwhile"
    page = pair.owner_page()
    assert re.search(r"いま： つえ.*提案： 歩行器", page.text)
    page.press("入れる")
    assert proposes not in pair.owner.browser.open(f"{pair.draft}/page/house").text
    after = pair.owner.browser.open(f"{pair.draft}/page/body_page").text
    assert ("歩行器" in after, SECRET in after) == (True, True)
    assert "提案が入りました" in pair.clerk.get(address)
    assert pair.propose(address, "車いす") == 303
    pair.owner_page().press("入れない")
    assert "歩行器" in pair.owner.browser.open(f"{pair.draft}/page/body_page").text
    assert "断られました" in pair.clerk.get(address)
    with installation.database.read() as unit:
        records = {
            (row[0].partition(":")[0], row[1]) for row in every(unit, sql("SELECT actor, action FROM audit_record"))
        }
    assert {
        ("resident", "open remote"), ("staff", "ask for remote"), ("resident", "agree to remote"),
        ("staff", "look at remote"), ("staff", "propose answer"), ("resident", "take proposal"),
        ("resident", "decline proposal"),
    } <= records  # fmt: skip


def test_who_agreed_to_one_clerk_did_not_agree_to_the_next(installation: Installation, pair: Pair) -> None:
    pair.ask(code_of(pair.owner_page().press("コードを作る")))
    read = pair.owner_page()
    read.press("ことわる")
    other = at_desk(installation, add_member(installation, "other", ("clerk", DUTY), name="例示 次郎"))
    address = ask(other, code_of(pair.owner_page().press("コードを作る")))
    assert read.press("同意して見せる").status == 409
    assert "同意を待っています" in other.get(address)
    pair.owner_page().press("同意して見せる")
    assert "つえ" in other.get(address)


def test_what_is_not_agreed_to_is_opened_for_nobody(installation: Installation, pair: Pair) -> None:
    session = int(pair.ask(code_of(pair.owner_page().press("コードを作る"))).rpartition("/")[2])
    with installation.database.read() as unit:
        row, stored = remote_of_clerk(installation.catalogue, unit, pair.member, session)
        with pytest.raises(Closed):
            draft_for_clerk(installation, unit, pair.member, row, stored)


def test_a_clerk_can_propose_neither_what_is_hidden_nor_what_does_not_fit(pair: Pair) -> None:
    address = pair.agreed()
    sneaked = pair.clerk.post(
        f"{address}/page/body_page", f"{address}/page/body_page", {"walk": "つえ", "illness": "別の病気"}
    )
    assert sneaked.status_code == 303
    assert "返事を待っている提案は、ありません" in pair.owner_page().text
    assert pair.propose(address, "あ" * 21) == 422
    for page in ("nowhere", "check", "children"):
        response = pair.clerk.post(address, f"{address}/page/{page}", {"walk": "x"})
        assert response.headers["location"] == address
    assert pair.clerk.client.post(pair.draft + "/page/body_page", data={"walk": "x"}).status_code in (303, 403)
    assert "つえ" in pair.owner.browser.open(f"{pair.draft}/page/body_page").text


def test_what_was_answered_otherwise_meanwhile_is_shown_first(pair: Pair) -> None:
    address = pair.agreed()
    pair.propose(address, "歩行器")
    old = pair.owner_page()
    pair.owner.browser.open(f"{pair.draft}/page/body_page").press("次へ進む", {"walk": "手すり"})
    refused = old.press("入れる")
    assert (refused.status, "画面の内容が変わっていました" in refused.text) == (409, True)
    assert "手すり" in pair.owner.browser.open(f"{pair.draft}/page/body_page").text
    assert refused.press("入れる").status == 200
    assert "歩行器" in pair.owner.browser.open(f"{pair.draft}/page/body_page").text
    assert old.press("入れる").status == 409  # already decided


@pytest.mark.parametrize("side", ["owner", "clerk"])
def test_either_ends_it_and_nothing_opens_afterwards(installation: Installation, pair: Pair, side: str) -> None:
    address = pair.agreed()
    pair.propose(address, "歩行器")
    old = pair.owner_page()
    if side == "owner":
        pair.owner_page().press("見せるのを終える")
    else:
        pair.clerk.post(address, address, {})
    assert pair.clerk.client.get(address).headers["location"] == "/counter/remote?over=yes"
    assert pair.clerk.client.get(f"{address}/page/body_page").headers["location"] == "/counter/remote?over=yes"
    assert "終わりました" in pair.owner_page().text
    assert old.press("入れる").status == 409
    assert "つえ" in pair.owner.browser.open(f"{pair.draft}/page/body_page").text
    with installation.database.read() as unit:
        assert list(every(unit, sql("SELECT id FROM remote_proposal"))) == []


def test_what_is_sent_is_shown_to_the_clerk_no_more(installation: Installation, pair: Pair) -> None:
    address = pair.agreed()
    sent = pair.owner.browser.open(f"{pair.draft}/page/house").press("次へ進む", {"house": "2階"}).press("申請する")
    assert sent.path.startswith("/applications/"), sent.text
    for page in (address, f"{address}/page/body_page", f"{address}/news"):
        pair.clerk.get(page, 404)
    with installation.database.read() as unit:
        assert list(every(unit, sql("SELECT id FROM remote_session"))) == []


def test_it_ends_by_itself_and_is_swept(installation: Installation, pair: Pair) -> None:
    address = pair.agreed()
    clerk = at_desk(later(installation, hours=1, minutes=1), pair.member)
    assert clerk.client.get(address).headers["location"] == "/counter/remote?over=yes"
    sweep_ended(later(installation, days=2))
    with installation.database.read() as unit:
        assert list(every(unit, sql("SELECT id FROM remote_session"))) == []


def test_a_code_opens_once_for_a_clerk_of_the_section(installation: Installation, pair: Pair) -> None:
    code = code_of(pair.owner_page().press("コードを作る"))
    stranger = at_desk(installation, add_member(installation, "charlie", ("clerk", "roads")))
    assert ask(stranger, code) == ""
    address = pair.ask(code)
    colleague = at_desk(installation, add_member(installation, "bob", ("clerk", DUTY)))
    assert ask(colleague, code) == ""
    assert NOTHING in colleague.post("/counter/remote", "/counter/remote", {"code": code}).text
    pair.owner_page().press("同意して見せる")
    for other in (stranger, colleague):
        for page in (address, f"{address}/page/body_page", f"{address}/news"):
            other.get(page, 404)
    assert guest(installation).open(f"{pair.draft}/with-staff").path == "/sign-in"
    charlie = with_card(installation, "charlie")
    for page in (f"{pair.draft}/with-staff", f"{pair.draft}/with-staff/news"):
        assert charlie.open(page).status == 404
    assert charlie.open(address).path == "/staff/sign-in"


def test_codes_are_not_guessed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_of(pair.owner_page().press("コードを作る"))
    monkeypatch.setattr(throttle, "DRAFT_CODE_PLACE", replace(throttle.DRAFT_CODE_PLACE, tries=1))
    pair.ask(code[:-1] + ("A" if code[-1] != "A" else "C"))  # the check digit fails: not counted as an attempt
    assert "10けたのコードを" in pair.clerk.post("/counter/remote", "/counter/remote", {"code": "AAAAA"}).text
    assert pair.ask(code).startswith("/counter/remote/")
    assert pair.clerk.post("/counter/remote", "/counter/remote", {"code": code}).status_code == 429


def test_where_a_protected_person_lives_is_withheld_from_the_clerk_and_the_resident_sees_no_difference(
    installation: Installation,
) -> None:
    offer(installation, small(HOME_ASKED, version="1", duty=DUTY))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"name.family": "髙見本", "name.given": "太郎"})
    page = page.press("次へ進む", {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"})
    page = page.press("次へ進む", {"home.postal": "0000001", "home.town": "見本県見本市", "home.street": "かくれ町9番"})
    clerk = add_member(installation, "clerk", ("clerk", DUTY), name="見本 花子")
    pair = Pair(page, at_desk(installation, clerk), draft_of(page), clerk)
    address = pair.agreed()
    assert "かくれ町" in pair.clerk.get(address)
    before = pair.owner_page().text
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "x"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    text = pair.clerk.get(address)
    assert ("かくれ町" in text, "ここには出ません" in text, "太郎" in text) == (False, True, True)
    assert pair.clerk.client.get(f"{address}/page/home").headers["location"] == address
    assert same(before) == same(pair.owner_page().text)
    named = add_member(installation, "named", ("clerk", DUTY), ("protected", DUTY))
    pair.owner_page().press("見せるのを終える")
    pair = Pair(page, at_desk(installation, named), draft_of(page), named)
    assert "かくれ町" in pair.clerk.get(pair.agreed())


def test_a_proposal_that_took_the_place_of_the_one_that_was_read_is_not_taken_in(pair: Pair) -> None:
    address = pair.agreed()
    pair.propose(address, "歩行器")
    read = pair.owner_page()
    pair.propose(address, "車いす")
    assert read.press("入れる").status == 409
    assert "つえ" in pair.owner.browser.open(f"{pair.draft}/page/body_page").text


@pytest.mark.parametrize("protected", [False, True])
def test_a_proposal_beside_an_address_that_the_clerk_does_not_see_leaves_the_address_alone(
    installation: Installation, *, protected: bool
) -> None:
    offer(installation, small(HOME_TOGETHER, version="1", duty=DUTY))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"name.family": "髙見本", "name.given": "太郎"})
    page = page.press("次へ進む", {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"})
    home = {"home.postal": "0000001", "home.town": "見本県見本市", "home.street": "かくれ町9番"}
    page = page.press("次へ進む", {"house": "木造", **home})
    clerk = add_member(installation, "clerk", ("clerk", DUTY), name="見本 花子")
    pair = Pair(page, at_desk(installation, clerk), draft_of(page), clerk)
    if protected:
        with installation.database.change() as unit:
            protect(installation, unit, Actor("staff", "x"), [("髙見本　太郎", "1949-04-03")], STAFF)
    address = f"{pair.agreed()}/page/living"
    typed = {"house": "鉄骨"} if protected else {"house": "鉄骨", **home}
    assert pair.clerk.post(address, address, typed).status_code == 303
    shown = pair.owner_page()
    assert (re.findall("提案： ([^<]*)", shown.text), "住所" in shown.text) == (["鉄骨"], False)
    shown.press("入れる")
    after = pair.owner.browser.open(f"{pair.draft}/page/living").text
    assert ("鉄骨" in after, "かくれ町" in after) == (True, True)


def same(text: str) -> str:
    return re.sub(
        r'\d+時\d+分|nonce="[^"]*"|value="[^"]*"|<span class="number">\d+</span>|data-[a-z-]+="[^"]*"', "", text
    )


def test_the_page_asks_whether_there_is_news_and_comes_again_without_scripts(pair: Pair) -> None:
    address = pair.agreed()
    news = f"{pair.draft}/with-staff/news"
    before = (pair.owner.browser.open(news).text, pair.clerk.get(f"{address}/news"))
    pair.propose(address, "歩行器")
    after = (pair.owner.browser.open(news).text, pair.clerk.get(f"{address}/news"))
    assert (before[0] != after[0], before[1] != after[1]) == (True, True)
    for page in (pair.owner_page().text, pair.clerk.get(address)):
        assert '<noscript><meta http-equiv="refresh"' in page


def test_zones_that_are_apart_say_so(installation: Installation, pair: Pair) -> None:
    code = code_of(pair.owner_page().press("コードを作る"))
    outer = replace(installation, settings=installation.settings.model_copy(update={"zone": "outer"}))
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    outer_client = TestClient(make_app(outer, with_worker=False), base_url="http://127.0.0.1:8000")
    outer_client.cookies = pair.owner.browser.client.cookies
    page = outer_client.get(f"{pair.draft}/with-staff")
    assert "まだできません" in page.text
    assert "市の職員といっしょに画面を見る" not in outer_client.get(f"{pair.draft}/page/house").text
    within = at_desk(inner, add_member(installation, "inside", ("clerk", DUTY)))
    assert "この構成では使えません" in within.get("/counter/remote")
    assert within.post("/counter/remote", "/counter/remote", {"code": code}).status_code == 409
