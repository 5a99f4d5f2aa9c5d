"""Corrections and late papers can be answered in a way of each door."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from unittest.mock import Mock

import pytest
from httpx2 import Response
from sqlalchemy import update

from portal.models.files.attachment import Attachment
from portal.routes.desk.queue.desk import NO_PAGE, ON_PAGE
from portal.services.cases.cases import Case, case_of_member
from portal.services.my_cases.correct_application import open_mending
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import LatePaperRow
from portal.web.my_cases import mending_page
from tests.forms.loading.small import small
from tests.pictures import jpeg
from tests.portal.contacts import proved
from tests.portal.routes.counter_form import VISIT, Screen
from tests.portal.routes.counter_form import receipt as receipt_of
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import DUTY, GuestBrowser, guest, offer
from tests.portal.routes.late_papers import PROOF, hand_in
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.notices.test_correction_code import code_of
from tests.portal.services.notices.test_correction_code import letter as letter_of
from tests.portal.world import add_member

ASKED = (
    "      - {id: name, type: person_name, label: 氏名}\n"
    "      - {id: birth, type: date, label: 生年月日}\n"
    "      - {id: word, type: text, label: ひとこと, max: 20}\n"
)
NAME = {"name.family": "髙見本", "name.given": "太郎"}
BIRTH = {"birth.era": "western", "birth.year": "1949", "birth.month": "4", "birth.day": "3"}
ANSWERS = ({"reason": "lost"}, NAME, BIRTH, {"word": "はい"})
MENDED = "直したことば"
BLURRED = "在学証明書の字がぼやけています。"
STAFF = f"staff: {{return_reasons: {{blurred: {BLURRED}}}, return_reasons_of: {{blurred: [proof]}}}}\n"


@dataclass
class World:
    installation: Installation
    section: StaffBrowser
    reviewer: Member
    number: str = ""
    browser: GuestBrowser | None = None
    code: str = ""

    def case(self) -> Case:
        with self.installation.database.read() as unit:
            return case_of_member(self.installation, unit, self.reviewer, self.number)


def _offer(world: World, sign_in: str) -> None:
    extra = f"{{sign_in: {sign_in}}}\nprincipal: {{name: name, birth: birth}}\n{PROOF}{STAFF}"
    who = "{online: [self, agent], counter: [self, agent], post: [self, agent]}"
    offer(world.installation, small(ASKED, version="1", duty=DUTY, who=who, identity=extra))


def _on_line(world: World, browser: GuestBrowser, role: str) -> None:
    page = browser.open("/apply/small")
    if page.path.endswith("/who-files"):
        page = page.press("次へ進む", {"role": role})
    for answers in ANSWERS:
        page = page.press("次へ進む", answers)
    page = page.press("申請する")
    assert page.path.startswith("/applications/"), page.text
    world.number, world.browser = page.path.rpartition("/")[2], browser
    codes = re.findall(r'<strong class="receipt-number number">([^<]+)</strong>', page.text)
    world.code = codes[1] if len(codes) > 1 else ""


def by_card(world: World) -> None:
    _offer(world, "card")
    _on_line(world, with_card(world.installation, "alice"), "self")
    proved(world.installation, world.case().row.person_id or "")


def by_card_without_mail(world: World) -> None:
    _offer(world, "card")
    _on_line(world, with_card(world.installation, "alice"), "self")


def by_proxy(world: World) -> None:
    _offer(world, "card")
    _on_line(world, with_card(world.installation, "bob"), "agent")


def by_guest(world: World) -> None:
    _offer(world, "none")
    _on_line(world, guest(world.installation), "self")


def _entered(world: World, door: str, more: dict[str, list[str]]) -> None:
    _offer(world, "card")
    clerk = at_desk(world.installation, add_member(world.installation, "clerk", ("clerk", DUTY), ("reviewer", DUTY)))
    screen = Screen(clerk, clerk.post("/counter", "/counter/small/start", {}).headers["location"])
    screen.press("refresh", {**VISIT, "reception-door": [door], "reception-came": ["self"]})
    boxes = {name: [value] for answers in ANSWERS for name, value in answers.items()}
    screen.press("refresh", {**boxes, **more})
    world.number = receipt_of(screen.press("register", {**boxes, **more}))


def by_counter(world: World) -> None:
    _entered(world, "counter", {})


def by_post(world: World) -> None:
    _entered(world, "post", {"reception-stamp.year": ["R081117"], "reception-shown": ["none"]})


def on_their_page(world: World) -> None:
    assert world.browser is not None
    _mend(world, world.browser)


def with_number_and_code(world: World) -> None:
    browser = guest(world.installation)
    browser.open("/track").press("様子を見る", {"number": world.number, "code": world.code})
    _mend(world, browser)


def _mend(world: World, browser: GuestBrowser) -> None:
    page = browser.open(f"/applications/{world.number}")
    assert f"/applications/{world.number}/correct" in page.text
    page = browser.open(f"/applications/{world.number}/correct/word").press("次へ進む", {"word": MENDED})
    page.press("直した内容を送る")


def by_a_letters_code(world: World) -> None:
    code = code_of(letter_of(world.installation, world.reviewer, world.number))
    page = guest(world.installation).open(f"/correct/{code}").press("答えるところへ進む", BIRTH)
    page.press("次へ", {"word": MENDED}).press("直した内容を送る")


def on_the_telephone(world: World) -> None:
    page = f"/desk/{world.number}/correct"
    call = {"came_by": "telephone", "who": "本人", "at": "2026-11-20 09:30", "said": "ひとことを聞いた"}
    assert world.section.post(page, page, {"shown": "word", "word": MENDED, **call}).status_code == 303


Act = Callable[[World], None]
STORIES: dict[str, tuple[Act, Act, bool]] = {
    "card": (by_card, on_their_page, False),
    "card without mail": (by_card_without_mail, on_their_page, True),
    "card, by letter": (by_card_without_mail, by_a_letters_code, True),
    "proxy": (by_proxy, on_their_page, True),
    "guest": (by_guest, with_number_and_code, True),
    "counter, by letter": (by_counter, by_a_letters_code, True),
    "counter, by telephone": (by_counter, on_the_telephone, True),
    "post, by letter": (by_post, by_a_letters_code, True),
    "post, by telephone": (by_post, on_the_telephone, True),
}


@pytest.fixture
def world(installation: Installation) -> World:
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    return World(installation, at_desk(installation, reviewer), reviewer)


@pytest.mark.parametrize("story", STORIES)
def test_a_correction_is_answered_in_the_way_that_the_door_has(world: World, story: str) -> None:
    door, answer, untold = STORIES[story]
    door(world)
    before, page = world.case(), f"/desk/{world.number}"
    response = world.section.post(
        f"{page}/return", f"{page}/return", {"field": "word", "words.word": "もう少しくわしく", "due": "2026-12-04"}
    )
    case = world.section.get(response.headers["location"])
    on_line = before.row.person_id is not None
    assert (ON_PAGE in case, NO_PAGE in case) == (on_line, not on_line)
    assert ("手紙か電話で伝えて、補正の返事を待つ" in case) is untold
    assert ("補正の返事を待っています" in case) is not untold
    answer(world)
    after = world.case()
    assert (after.row.state, after.answers["word"]) == ("screening", MENDED)
    assert (after.row.arrived_at, after.row.arrival_basis) == (before.row.arrived_at, before.row.arrival_basis)


@pytest.mark.parametrize("story", ["card", "proxy", "guest", "counter, by letter", "post, by letter"])
def test_the_paper_that_follows_comes_on_line_or_over_the_counter(world: World, story: str) -> None:
    STORIES[story][0](world)
    if world.browser is not None:
        hand_in(world.browser, world.number)
    else:
        page = f"/desk/{world.number}/papers/proof"
        arrival = {"came_by": "counter", "came_on": "2026-11-20"}
        assert world.section.post(page, f"{page}/came", arrival).status_code == 303
    with world.installation.database.read() as unit:
        (paper,) = late_papers.of_application(unit, world.case().row.id)
    assert paper.state == "came"
    assert paper.came_by == ("online" if world.browser is not None else "counter")


def _returned(world: World, boxes: Mapping[str, str | list[str]]) -> Response:
    page = f"/desk/{world.number}/return"
    return world.section.post(page, page, {"due": "2026-12-04", **boxes})


def _proof(world: World) -> LatePaperRow:
    with world.installation.database.read() as unit:
        (paper,) = late_papers.of_application(unit, world.case().row.id)
    return paper


def test_a_reason_of_a_paper_is_offered_at_that_paper_alone_and_none_goes_without_a_mark(world: World) -> None:
    by_card(world)
    page = world.section.get(f"/desk/{world.number}/return")
    offers = dict(re.findall(r'<select[^>]* name="reason\.([^"]+)"(.*?)</select>', page, re.DOTALL))
    assert [name for name, options in offers.items() if BLURRED in options] == ["paper-proof"]
    assert "もう少しくわしく" in offers["word"]
    assert "読めませんでした" in offers["paper-proof"]
    for boxes in ({}, {"reason.paper-proof": "blurred"}, {"field": "paper-other", "reason.paper-other": "blurred"}):
        refused = _returned(world, boxes)
        assert refused.status_code == 422
        assert "直してほしい質問か、出してほしい書類を、1つ以上選んでください。" in html.unescape(refused.text)
    other = _returned(world, {"field": "word", "reason.word": "blurred"})
    assert "「ひとこと」の理由を選ぶか" in html.unescape(other.text)
    assert world.case().row.state == "received"


@pytest.mark.parametrize("story", ["card", "guest", "card, by letter"])
def test_the_applicant_reads_the_reason_at_the_paper_and_hands_it_in_there(world: World, story: str) -> None:
    STORIES[story][0](world)
    if story == "card":  # it came once, and could not be read
        assert world.browser is not None
        hand_in(world.browser, world.number)
    marks: dict[str, str | list[str]] = {
        "field": ["word", "paper-proof"],
        "words.word": "もう少しくわしく",
        "reason.paper-proof": "blurred",
    }
    assert _returned(world, marks).status_code == 303
    assert f"在学証明書：{BLURRED}" in re.sub("</?b>", "", world.section.get(f"/desk/{world.number}"))
    if story == "card, by letter":
        code = code_of(letter_of(world.installation, world.reviewer, world.number))
        base, page = (
            "/correct/open",
            guest(world.installation).open(f"/correct/{code}").press("答えるところへ進む", BIRTH),
        )
    else:
        assert world.browser is not None
        base = f"/applications/{world.number}/correct"
        page = world.browser.open(base)
    assert page.path == f"{base}/word"
    page = page.press("次へ進む" if "次へ進む" in page.text else "次へ", {"word": MENDED})
    assert page.path == f"{base}/paper-proof"
    assert BLURRED in page.text
    assert "12月4日" in page.text
    if story == "guest":
        unsent = page.press("この書類を出す")
        assert "出す書類の写真かPDFを選んでください。" in unsent.text
        assert BLURRED in unsent.text
    page = page.press("この書類を出す", files={"paper-proof.upload": ("shomei.jpg", jpeg())})
    assert page.path == base
    assert "11月20日" in page.text
    page.press("直した内容を送る")
    assert (world.case().row.state, _proof(world).state, _proof(world).came_by) == ("screening", "came", "online")


@pytest.mark.parametrize("page", ["correct/paper-proof", "papers/proof"])
def test_a_paper_asked_for_again_needs_a_new_file_and_the_examined_one_stays(world: World, page: str) -> None:
    by_card(world)
    assert world.browser is not None
    hand_in(world.browser, world.number)
    (old,) = world.case().shelf.files
    with world.installation.database.write() as unit:  # before the return
        unit.connection.execute(update(Attachment.table).values(made_at=Attachment.table.c.made_at - 1))
        unit.commit()
    _returned(world, {"field": "paper-proof", "reason.paper-proof": "unreadable"})
    opened = world.browser.open(f"/applications/{world.number}/{page}")
    token = dict(opened.form("この書類を出す").values)["csrf_token"]
    for boxes in ({"paper-proof": old}, {"paper-proof.remove": old}):
        nothing = {"paper-proof.upload": ("", b"")}
        refused = world.browser.client.post(opened.path, data={"csrf_token": token, **boxes}, files=nothing)
        assert "paper-proof.remove" in boxes or "出す書類の写真かPDFを選んでください。" in refused.text
    assert (list(world.case().shelf.files), _proof(world).state) == ([old], "owed")
    opened.press("この書類を出す", files={"paper-proof.upload": ("shomei.jpg", jpeg("again"))})
    assert (len(world.case().shelf.files), old in world.case().shelf.files) == (2, True)
    assert _proof(world).state == "came"


def test_a_page_of_a_correction_opens_the_correction_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    by_card(world)
    assert world.browser is not None
    _returned(world, {"field": ["word", "paper-proof"], "words.word": "もう少し", "reason.paper-proof": "missing"})
    opened = Mock(wraps=open_mending)
    monkeypatch.setattr(mending_page, "open_mending", opened)
    for page in ("word", "paper-proof"):
        address = f"/applications/{world.number}/correct/{page}"
        assert world.browser.open(address).path == address
    assert opened.call_count == 2


def test_a_correction_is_not_sent_while_its_paper_is_missing_and_staff_may_enter_it(world: World) -> None:
    by_card(world)
    assert _returned(world, {"field": "paper-proof", "reason.paper-proof": "unreadable"}).status_code == 303
    assert world.browser is not None
    base = f"/applications/{world.number}/correct"
    page = world.browser.open(base)
    assert page.path == f"{base}/paper-proof"
    token = re.search('name="csrf_token" value="([^"]*)"', page.text)
    assert token is not None
    sent = world.browser.client.post(base, data={"csrf_token": token[1]})
    assert world.case().row.state == "returned", sent.text
    entry = f"/desk/{world.number}/correct"
    note = {"came_by": "counter", "said": "在学証明書は来週になる"}
    assert world.section.post(entry, entry, note).status_code == 303
    assert (world.case().row.state, _proof(world).state) == ("screening", "owed")


def test_a_later_day_holds_for_the_paper_too(world: World) -> None:
    by_card(world)
    _returned(world, {"field": "paper-proof", "reason.paper-proof": "missing", "due": "2026-12-18"})
    assert _proof(world).due == "2026-12-18"
    page = f"/desk/{world.number}/extend"
    assert world.section.post(page, page, {"due": "2027-01-08", "reason": "学校が休みのため"}).status_code == 303
    assert _proof(world).due == "2027-01-08"
