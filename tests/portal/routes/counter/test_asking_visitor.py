"""Visitors answer open questions by buttons on their own screen."""

import re
from dataclasses import dataclass, replace

import pytest

from portal.services.counter.ask_visitor import key_of as _key
from portal.services.counter.press_answers import may_press
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.definitions.budgets import NAME
from tests.definitions.shelf import shelf
from tests.portal.later import later
from tests.portal.routes.counter.test_interview import filed
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.interviewing import Clerk, serve, with_sources
from tests.portal.routes.residents.test_unwritten import AGAIN, ALLOWANCE, LICENCE, person
from tests.portal.routes.visitor_tablet import HERE, Side, Tablet
from tests.portal.world import add_member, alice, file_application

CARE, MOVED = "どの申請をしますか", "引っ越してきましたか"
DUTIES = ("care-qualification", "care-assessment", "child-allowance", "mother-and-child")


@dataclass
class Counter:
    clerk: Clerk
    tablet: Tablet

    def key(self, words: str) -> tuple[str, tuple[str, ...]]:
        """The key of the open question with these words, and the codes of its buttons."""
        return next(question for text, question in self.tablet.asked.items() if words in text)

    def choose(self, words: str, *codes: str) -> int:
        return self.tablet.choose(self.key(words)[0], *codes).status_code

    def tablet_key(self, words: str) -> str:
        part = next(section for section in self.tablet.page.split('class="ask"')[1:] if words in section)
        return part.partition('name="ask-question" value="')[2].partition('"')[0]

    def answer(self, name: str, index: int = 0) -> tuple[object, str]:
        part = self.clerk.current().parts[index]
        origin = part.origins.get(name)
        return part.draft.answers.get(name), origin.source if origin and part.draft.row.revision else ""

    def ask(self) -> str:
        where: str = self.clerk.page("interview").press("ask").headers["location"]
        return where


@pytest.fixture
def equipped(installation: Installation) -> Installation:
    """The register does not know since when people live in the city, so that the page asks."""
    residents = installation.city.residents
    people = tuple(person.model_copy(update={"since": None}) for person in residents.people)
    city = installation.city.model_copy(update={"residents": residents.model_copy(update={"people": people})})
    return with_sources(replace(installation, city=city))


@pytest.fixture
def member(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", *(("clerk", duty) for duty in DUTIES))


@pytest.fixture
def counter(equipped: Installation, member: Member) -> Counter:
    clerk = serve(equipped, member, "A-1", LICENCE)
    clerk.find("S24.4.3", "たかみほん")
    clerk.add("yokaigo-nintei")
    return Counter(clerk, clerk.pair())


def test_the_visitor_chooses_what_is_open_and_the_clerk_reads_it_as_theirs(
    equipped: Installation, counter: Counter
) -> None:
    assert counter.ask().endswith("/interview")
    words = counter.tablet.words
    # The question with its why, and nothing that would have to be typed.
    assert ("申請の種類で、聞くことと出す書類が変わる" in words, "電話番号" in words) == (True, False)
    before = counter.tablet.mark
    assert counter.choose(CARE, "first") == 303
    assert counter.tablet.mark != before
    assert counter.answer("application") == ("first", "visitor")
    assert "選びました" in counter.tablet.words  # shown so that it can be changed
    page = counter.clerk.browser.get(f"{counter.clerk.desk.address}/interview")
    assert re.search(r"選んでもらっています：あと\d+問（答え 1", page)
    assert re.search(r"（[^）]*来庁者の画面[^）]*）</span></summary>", page)
    assert "残りを選んでもらっています" in counter.clerk.browser.get(f"{counter.clerk.desk.address}/screen")
    with equipped.database.read() as unit:
        assert {"ask on screen", "answer on screen"} <= {record.action for record in audit_records.after(unit, 0)}


def test_the_screen_offers_no_option_that_is_full_and_says_how_many_places_are_left(
    equipped: Installation, member: Member
) -> None:
    offer(equipped, shelf()["choice-capacity"])
    answers = {"name": NAME, "course": "evening"}
    file_application(equipped, alice(equipped), of="choice-capacity", answers=answers)
    clerk = serve(equipped, member, "A-1", LICENCE)
    clerk.find("S24.4.3", "たかみほん")
    clerk.add("choice-capacity")
    counter = Counter(clerk, clerk.pair())
    counter.ask()
    key, codes = counter.key("出る教室")
    assert codes == ("morning", "video")
    assert "残り3" in counter.tablet.words
    assert counter.tablet.choose(key, "evening").status_code != 303
    assert counter.choose("出る教室", "morning") == 303
    assert counter.answer("course") == ("morning", "visitor")


def test_what_follows_is_asked_then_and_what_they_do_not_know_stays_with_the_clerk(counter: Counter) -> None:
    counter.ask()
    moved = counter.key(MOVED)[0]
    counter.choose(CARE, "first")
    counter.tablet.choose(moved, act="unsure")
    page = counter.clerk.browser.get(f"{counter.clerk.desk.address}/interview")
    assert "わからない 1" in page
    assert re.search(r'<a href="#p0-moved_in[^"]*">本人は、この14日', page)
    assert counter.answer("moved_in") == (None, "")
    back = counter.tablet.client.get(f"{HERE}?at=0").text
    assert ("「わからない」と答えました" in back, moved in back) == (True, True)
    assert counter.tablet.choose(moved, "yes").status_code == 303  # the person beside them knew the answer
    assert counter.answer("moved_in") == (True, "visitor")
    assert counter.choose("前に、この市で、介護の認定を受けたことがありますか", "no") == 303
    assert counter.choose("前の市区町村で、介護の認定を受けましたか", "none") == 303
    pressed = 0
    while counter.tablet.asked:
        key, codes = next(iter(counter.tablet.asked.values()))
        assert counter.tablet.choose(key, codes[0]).status_code == 303
        pressed += 1
        assert pressed < 30
    assert "職員が聞きます" in counter.tablet.words
    (part,) = counter.clerk.current().parts
    assert "moved_from" in part.path.missing  # typed answers are left to the clerk


def test_an_answer_lands_in_every_procedure_of_the_visit_and_is_counted_apart(
    equipped: Installation, member: Member
) -> None:
    clerk = serve(equipped, member, "A-1", LICENCE)
    clerk.find("H7.3.3", "さきみ")
    clerk.key_paper("birth", person(1, "﨑見　凪", "さきみ　なぎ", "R8.11.5", "female", "child"))
    clerk.add("jido-teate-nintei", "kodomo-iryohi")
    clerk.tablet = True
    clerk.interview(ALLOWANCE, ("person.0.children.3",))
    figures = clerk.figures()
    assert 0 < figures.chosen < figures.unkeyed
    for number in filed(clerk):  # the same year's 1 January was asked by both
        assert "来庁者の画面から" in clerk.browser.get(f"/desk/{number}")
    assert not [name for name in clerk.keyed if "january" in name]
    assert not [name for name in clerk.keyed if "welfare" in name]  # behind a curtain
    ended = clerk.desk.press("end").headers["location"]
    assert f"来庁者が自分で選んだ {figures.chosen}、ふつうの答え {figures.usual}を除くと" in clerk.browser.get(ended)
    page = clerk.browser.get("/counter/visits/figures")
    assert f'data-label="来庁者が自分で選んだ" class="figure">{figures.chosen}<' in page


def test_both_at_once_lose_nothing(counter: Counter) -> None:
    """The clerk saves a page from before the visitor's answer: both answers are kept."""
    counter.ask()
    old = counter.clerk.page("interview")
    old.press("refresh", {"p0.insured.birth.year": ["いつか"]})
    counter.choose(CARE, "first")
    assert "いつか" in counter.clerk.page("interview").page  # an unreadable value is shown as typed
    keyed = {"p0.insured.phone": ["000-0000-0008"], "p0.insured.birth.year": ["S24.4.3"]}
    assert old.press("refresh", keyed).status_code == 303
    assert (counter.answer("application"), counter.answer("insured.phone")[1]) == (("first", "visitor"), "speech")
    page = counter.clerk.page("interview")
    counter.tablet.choose(counter.tablet_key(CARE), "worse")  # another answer than on that page
    assert page.press("refresh", {"p0.insured.phone": ["000-0000-0009"]}).status_code == 303
    assert counter.answer("application") == ("worse", "visitor")


def test_a_clerk_who_keyed_the_same_learns_so_and_decides_and_the_visitor_does_not_change_it(
    counter: Counter,
) -> None:
    counter.ask()
    old, question = counter.clerk.page("interview"), counter.key(CARE)[0]
    counter.choose(CARE, "first")
    response = old.press("refresh", {"p0.application": ["worse"]})
    assert (response.status_code, "来庁者の答えは「はじめて申請する" in response.text) == (409, True)
    assert counter.answer("application") == ("first", "visitor")
    assert old.press("refresh").status_code == 303
    assert counter.answer("application") == ("worse", "speech")
    assert counter.tablet.choose(question, "first").status_code == 303  # a page from before
    assert counter.answer("application") == ("worse", "speech")


def test_what_is_not_asked_or_no_answer_is_refused(equipped: Installation, member: Member, counter: Counter) -> None:
    other = serve(equipped, member, "B-2", LICENCE)
    other.find("S29.6.15", "うめこ")
    other.add("yokaigo-nintei")
    beside = Counter(other, other.pair())
    beside.ask()
    other_key, tablet = beside.key(CARE)[0], counter.tablet
    assert tablet.choose(other_key, "first").headers["location"] == HERE  # another visit's draft
    assert beside.answer("application") == (None, "")
    early = counter.clerk.current().parts[0]
    assert tablet.choose(_key(early, early.path.fields[0]), "first").status_code == 303  # before the clerk asked
    counter.ask()
    (part,) = counter.clerk.current().parts
    stored = dict(part.draft.answers)
    assert tablet.choose(other_key, "first").status_code == 303
    for field in part.path.fields:
        if not may_press(part.draft.procedure, field):  # typed, signed or agreed to with all the rest
            tablet.choose(_key(part, field), "yes")
    assert tablet.choose(counter.key(CARE)[0], "none-such").status_code == 422
    assert tablet.choose(counter.key(CARE)[0]).status_code == 422
    assert tablet.choose(counter.key(MOVED)[0], "first").status_code == 422
    assert dict(counter.clerk.current().parts[0].draft.answers) == stored


@pytest.mark.parametrize("act", ["hide", "send", "end", "lock", "idle"])
def test_once_it_is_over_nothing_is_taken(equipped: Installation, counter: Counter, act: str) -> None:
    counter.ask()
    key, side = counter.key(CARE)[0], Side(counter.clerk.browser, counter.clerk.desk.address)
    cookie, token = counter.tablet.client.cookies["kakanai_visitor"], counter.tablet.token
    if act == "lock":
        side.browser.post(side.visit, "/staff/lock", {})
    elif act == "idle":
        counter.tablet.move_to(later(equipped, minutes=4))
    else:
        side.press(act)
    counter.tablet.client.cookies.set("kakanai_visitor", cookie)
    sent = {"csrf_token": token, "ask-question": key, "ask-answer": "first"}
    assert counter.tablet.client.post(f"{HERE}/answer", data=sent).headers["location"] == HERE
    assert "どの申請" not in counter.tablet.page or act == "send"
    assert counter.answer("application") == (None, "")


def test_of_a_protected_person_no_address_is_shown_here_either(equipped: Installation, counter: Counter) -> None:
    with equipped.database.write() as unit:
        protect(equipped, unit, Actor("system", "test"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    counter.ask()
    pages = ""
    while counter.tablet.asked:
        pages += counter.tablet.page
        key, codes = next(iter(counter.tablet.asked.values()))
        counter.tablet.choose(key, codes[0])
    assert (bool(pages), "見本町" in pages, "一丁目" in pages) == (True, False, False)


def test_in_easy_japanese_with_readings_and_in_english(counter: Counter) -> None:
    counter.ask()
    counter.tablet.press("speak.easy")
    assert re.search(r"<ruby>[一-龯]+<rp>（</rp><rt>[ぁ-ん]+</rt>", counter.tablet.page.partition('class="ask"')[2])
    counter.tablet.press("speak.en")
    page = counter.tablet.page
    assert ("Please choose" in page, ">Yes<" in page, "I do not know" in page) == (True, True, True)


def test_who_asks_and_who_answers_read_the_same_question_each_in_their_language(counter: Counter) -> None:
    counter.ask()
    first = next(iter(counter.tablet.asked))
    assert "beside" not in counter.tablet.page
    counter.tablet.press("speak.vi")
    page = counter.tablet.page
    assert f'<span class="beside" lang="ja">{first}</span>' in page
    assert re.search(r'<span class="beside" lang="ja">はい</span>', page)
    assert 'data-listen="Nghe"' in page
    interview = counter.clerk.page("interview").page
    spoken = re.findall(r'<p class="field-note" lang="vi" data-speak>([^<]+)</p>', interview)
    assert spoken
    assert "Có" in " ".join(spoken)
    counter.tablet.press("speak.ja")
    assert "data-speak" not in counter.clerk.page("interview").page


def test_without_a_device_the_clerk_is_led_to_its_page(equipped: Installation, member: Member) -> None:
    clerk = serve(equipped, member, "A-1", LICENCE)
    clerk.add(AGAIN)
    assert clerk.page("interview").press("ask").headers["location"].endswith("/screen")
    assert Tablet(equipped).choose("0" * 24, "first").headers["location"] == HERE
