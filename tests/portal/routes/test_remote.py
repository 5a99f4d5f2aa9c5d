"""A resident at home and a clerk at one draft: both agree, the clerk proposes and never writes, either ends it, all is recorded."""

import re
from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.errors import Closed
from portal.jobs.sweep_ended import sweep_ended
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.pair_remote import draft_for_clerk, remote_of_clerk
from portal.services.protect import STAFF, protect
from portal.services.rights import Member
from portal.store.statements import every, sql
from tests.portal.later import later
from tests.portal.routes.guest_browser import Page, guest, offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.test_elsewhere import with_card
from tests.portal.routes.test_helping import SECRET, draft_of, helped
from tests.portal.world import DUTY, add_member

NOTHING = "コードが違うか、もう使えないか"


@dataclass
class Pair:
    """The owner's window and the clerk's."""

    owner: Page
    clerk: StaffBrowser
    draft: str
    member: Member

    def mine(self) -> Page:
        return self.owner.browser.open(f"{self.draft}/with-staff")

    def ask(self, code: str) -> str:
        """Where it leads; "" where nothing opens."""
        return ask(self.clerk, code)

    def agreed(self) -> str:
        """The clerk's address, once the resident let them in."""
        address = self.ask(code_of(self.mine().press("コードを作る")))
        self.mine().press("同意して見せる")
        return address

    def propose(self, address: str, walk: str) -> int:
        return self.clerk.post(f"{address}/body_page", f"{address}/body_page", {"walk": walk}).status_code


def code_of(page: Page) -> str:
    found = re.search(r"[2-9A-Y]{5}-[2-9A-Y]{5}", page.text)
    assert found, page.text
    return found[0]


def ask(clerk: StaffBrowser, code: str) -> str:
    answer = clerk.post("/counter/remote", "/counter/remote", {"code": code})
    assert answer.status_code in (303, 422), answer.text
    return str(answer.headers.get("location", ""))


@pytest.fixture
def pair(installation: Installation) -> Pair:
    """alice's draft with an answer that may be seen and one that may not, and a clerk of its section."""
    offer(installation, helped())
    page = with_card(installation, "alice").open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"name.family": "髙見本", "name.given": "太郎"})
    page = page.press("次へ進む", {"birth.era": "showa", "birth.year": "24", "birth.month": "4", "birth.day": "3"})
    page = page.press("次へ進む", {"walk": "つえ", "illness": SECRET})
    member = add_member(installation, "clerk", ("clerk", DUTY), name="見本 花子")
    return Pair(page, at_desk(installation, member), draft_of(page), member)


def test_nothing_is_seen_before_both_have_agreed_and_only_what_was_told(pair: Pair) -> None:
    address = pair.ask(code_of(pair.mine().press("コードを作る")))
    waits = pair.clerk.get(address)
    assert "同意を待っています" in waits
    assert "つえ" not in waits
    assert pair.clerk.client.get(f"{address}/body_page").headers["location"] == address
    asked = pair.mine()
    assert "介護保険課 資格保険料係の見本 花子が、この下書きを見たいと言っています" in asked.text
    assert "職員に見えるところ： 質問、体のこと、住まい" in asked.text
    assert "見てもよいかをたずねています" in pair.owner.browser.open(f"{pair.draft}/house").text
    asked.press("同意して見せる")
    seen = pair.clerk.get(address)
    assert "つえ" in seen
    assert SECRET not in seen + pair.clerk.get(f"{address}/body_page")
    assert "見本 花子）が、いっしょに見ています" in pair.owner.browser.open(f"{pair.draft}/house").text


def test_a_proposal_changes_the_draft_only_when_its_owner_takes_it_in(installation: Installation, pair: Pair) -> None:
    address = pair.agreed()
    assert pair.propose(address, "歩行器") == 303
    assert "歩行器" not in pair.owner.browser.open(f"{pair.draft}/body_page").text
    assert "提案中" in pair.clerk.get(address)
    with installation.database.read() as unit:
        (sealed,) = every(unit, sql("SELECT sealed_boxes FROM remote_proposal"))
    assert "歩行器".encode() not in bytes(sealed[0])
    shown = pair.mine()
    assert re.search(r"いま： つえ.*提案： 歩行器", shown.text)
    shown.press("入れる")
    after = pair.owner.browser.open(f"{pair.draft}/body_page").text
    assert ("歩行器" in after, SECRET in after) == (True, True)
    assert "提案が入りました" in pair.clerk.get(address)
    assert pair.propose(address, "車いす") == 303
    pair.mine().press("入れない")
    assert "歩行器" in pair.owner.browser.open(f"{pair.draft}/body_page").text
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


def test_what_is_not_agreed_to_is_opened_for_nobody(installation: Installation, pair: Pair) -> None:
    session = int(pair.ask(code_of(pair.mine().press("コードを作る"))).rpartition("/")[2])
    with installation.database.read() as unit:
        row, stored = remote_of_clerk(installation, unit, pair.member, session)
        with pytest.raises(Closed):
            draft_for_clerk(installation, unit, row, stored)


def test_a_clerk_can_propose_neither_what_is_hidden_nor_what_does_not_fit(pair: Pair) -> None:
    address = pair.agreed()
    sneaked = pair.clerk.post(f"{address}/body_page", f"{address}/body_page", {"walk": "つえ", "illness": "別の病気"})
    assert sneaked.status_code == 303
    assert "提案は、まだありません" in pair.mine().text
    assert pair.propose(address, "あ" * 21) == 422
    for page in ("nowhere", "check", "children"):
        answer = pair.clerk.post(address, f"{address}/{page}", {"walk": "x"})
        assert answer.headers["location"] == address
    assert pair.clerk.client.post(pair.draft + "/body_page", data={"walk": "x"}).status_code in (303, 403)
    assert "つえ" in pair.owner.browser.open(f"{pair.draft}/body_page").text


def test_what_was_answered_otherwise_meanwhile_is_shown_first(pair: Pair) -> None:
    address = pair.agreed()
    pair.propose(address, "歩行器")
    old = pair.mine()
    pair.owner.browser.open(f"{pair.draft}/body_page").press("次へ進む", {"walk": "手すり"})
    told = old.press("入れる")
    assert (told.status, "画面の内容が変わっていました" in told.text) == (409, True)
    assert "手すり" in pair.owner.browser.open(f"{pair.draft}/body_page").text
    assert told.press("入れる").status == 200
    assert "歩行器" in pair.owner.browser.open(f"{pair.draft}/body_page").text
    assert old.press("入れる").status == 409  # decided before


@pytest.mark.parametrize("who", ["owner", "clerk"])
def test_either_ends_it_and_nothing_opens_afterwards(installation: Installation, pair: Pair, who: str) -> None:
    address = pair.agreed()
    pair.propose(address, "歩行器")
    old = pair.mine()
    if who == "owner":
        pair.mine().press("見せるのを終える")
    else:
        pair.clerk.post(address, address, {})
    assert pair.clerk.client.get(address).headers["location"] == "/counter/remote?over=yes"
    assert pair.clerk.client.get(f"{address}/body_page").headers["location"] == "/counter/remote?over=yes"
    assert "終わりました" in pair.mine().text
    assert old.press("入れる").status == 409
    assert "つえ" in pair.owner.browser.open(f"{pair.draft}/body_page").text
    with installation.database.read() as unit:
        assert list(every(unit, sql("SELECT id FROM remote_proposal"))) == []


def test_what_is_sent_is_shown_to_the_clerk_no_more(installation: Installation, pair: Pair) -> None:
    address = pair.agreed()
    sent = pair.owner.browser.open(f"{pair.draft}/house").press("次へ進む", {"house": "2階"}).press("申請する")
    assert sent.path.startswith("/applications/"), sent.text
    for page in (address, f"{address}/body_page", f"{address}/news"):
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
    code = code_of(pair.mine().press("コードを作る"))
    stranger = at_desk(installation, add_member(installation, "charlie", ("clerk", "roads")))
    assert ask(stranger, code) == ""
    address = pair.ask(code)
    colleague = at_desk(installation, add_member(installation, "bob", ("clerk", DUTY)))
    assert ask(colleague, code) == ""
    assert NOTHING in colleague.post("/counter/remote", "/counter/remote", {"code": code}).text
    pair.mine().press("同意して見せる")
    for other in (stranger, colleague):
        for page in (address, f"{address}/body_page", f"{address}/news"):
            other.get(page, 404)
    assert guest(installation).open(f"{pair.draft}/with-staff").path == "/sign-in"
    charlie = with_card(installation, "charlie")
    for page in (f"{pair.draft}/with-staff", f"{pair.draft}/with-staff/news"):
        assert charlie.open(page).status == 404
    assert charlie.open(address).path == "/staff/sign-in"


def test_codes_are_not_guessed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_of(pair.mine().press("コードを作る"))
    monkeypatch.setattr(throttle, "DRAFT_CODE_PLACE", replace(throttle.DRAFT_CODE_PLACE, tries=1))
    pair.ask(code[:-1] + ("A" if code[-1] != "A" else "C"))  # written wrong: no try
    assert "10けたのコードを" in pair.clerk.post("/counter/remote", "/counter/remote", {"code": "AAAAA"}).text
    assert pair.ask(code).startswith("/counter/remote/")
    assert pair.clerk.post("/counter/remote", "/counter/remote", {"code": code}).status_code == 429


def test_whoever_is_protected_is_looked_at_by_nobody(installation: Installation, pair: Pair) -> None:
    address = pair.agreed()
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "x"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    assert pair.clerk.client.get(address).headers["location"] == "/counter/remote?over=yes"
    assert "この画面ではできません" in pair.mine().text
    token = dict(pair.owner.form("次へ進む").values)["csrf_token"]
    made = pair.owner.browser.client.post(f"{pair.draft}/with-staff", data={"csrf_token": token, "act": "code"})
    assert made.status_code == 404


def test_the_page_asks_whether_there_is_news_and_comes_anew_without_scripts(pair: Pair) -> None:
    address = pair.agreed()
    mine = f"{pair.draft}/with-staff/news"
    before = (pair.owner.browser.open(mine).text, pair.clerk.get(f"{address}/news"))
    pair.propose(address, "歩行器")
    after = (pair.owner.browser.open(mine).text, pair.clerk.get(f"{address}/news"))
    assert (before[0] != after[0], before[1] != after[1]) == (True, True)
    for page in (pair.mine().text, pair.clerk.get(address)):
        assert '<noscript><meta http-equiv="refresh"' in page


def test_zones_that_are_apart_say_so(installation: Installation, pair: Pair) -> None:
    code = code_of(pair.mine().press("コードを作る"))
    outer = replace(installation, settings=installation.settings.model_copy(update={"zone": "outer"}))
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    out = TestClient(make_app(outer, with_worker=False), base_url="http://127.0.0.1:8000")
    out.cookies = pair.owner.browser.client.cookies
    page = out.get(f"{pair.draft}/with-staff")
    assert "まだできません" in page.text
    assert "市の職員といっしょに画面を見る" not in out.get(f"{pair.draft}/house").text
    within = at_desk(inner, add_member(installation, "inside", ("clerk", DUTY)))
    assert "この構成では使えません" in within.get("/counter/remote")
    assert within.post("/counter/remote", "/counter/remote", {"code": code}).status_code == 409
