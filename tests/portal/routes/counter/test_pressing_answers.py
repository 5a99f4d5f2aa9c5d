"""Buttons for small numbers, the public account and people of the visit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from forms.definition.procedure import Procedure
from integrations.register.city_people import CityPeople
from integrations.sockets.interfaces import AdapterError
from portal.app import make_app
from portal.services.counter.ask_visitor import key_of
from portal.services.counter.press_answers import is_somebody
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.routes.counter.test_asking_visitor import DUTIES, Counter
from tests.portal.routes.interviewing import serve
from tests.portal.routes.residents.test_unwritten import LICENCE, person
from tests.portal.routes.staff_browser import BASE
from tests.portal.routes.visitor_tablet import HERE, Side
from tests.portal.world import add_member

OLDER, HOLDER, ACCOUNT = (
    "平成16年（2004年）4月2日から平成20年（2008年）4月1日までに生まれた子）は何人",
    "被保険者（世帯主・組合員）の氏名",
    "手当を受け取る口座",
)
WELFARE, AID, CURTAIN = "生活保護を受けていますか", "ほかの医療費の助成", "まわりの人に見せたくない質問があります"
BABY = ("﨑見　凪", "さきみ　なぎ", "R8.11.5", "female", "child")


@pytest.fixture
def member(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", *(("clerk", duty) for duty in DUTIES))


def family(equipped: Installation, member: Member, *procedures: str) -> Counter:
    clerk = serve(equipped, member, f"A-{len(procedures)}", LICENCE)
    clerk.find("H7.3.3", "さきみ")
    clerk.key_paper("birth", person(1, *BABY))
    clerk.add(*procedures)
    clerk.page("interview").press("person.0.children.4")  # the older child is known and not named in the draft
    return Counter(clerk, clerk.pair())


@pytest.fixture
def counter(equipped: Installation, member: Member) -> Counter:
    return family(equipped, member, "kodomo-iryohi")


def key(counter: Counter, name: str, index: int = 0) -> str:
    part = counter.clerk.current().parts[index]
    return key_of(part, next(field for field in part.entry.path.fields if field.id == name))


def choose(counter: Counter, name: str, *codes: str, act: str = "") -> int:
    return counter.tablet.choose(key(counter, name), *codes, act=act).status_code


def until(counter: Counter, words: str) -> None:
    """Leaves all earlier questions to the clerk."""
    for _ in range(40):
        if words in counter.tablet.words.replace("\n", ""):
            return
        page = counter.tablet
        question = page.curtain or next((named for named, _ in page.asked.values()), "")
        assert question, f"{words} is never asked"
        page.choose(question, act="unsure")
    pytest.fail(words)


def test_a_small_number_is_one_press_and_no_other_number_is_taken(equipped: Installation, member: Member) -> None:
    counter = family(equipped, member, "jido-teate-nintei")
    counter.ask()
    until(counter, OLDER)
    named, codes = counter.key(OLDER)
    assert codes == tuple(str(number) for number in range(11))
    assert ("choices-short" in counter.tablet.page, ">3人<" in counter.tablet.page) == (True, True)
    for wrong in (["11"], ["-1"], ["1.5"], ["１"], ["0", "1"], []):
        assert counter.tablet.choose(named, *wrong).status_code == 422
    assert counter.answer("older_count") == (None, "")
    assert counter.tablet.choose(named, "0").status_code == 303
    assert counter.answer("older_count") == (0, "visitor")


def test_the_account_that_the_state_knows_is_one_press_and_every_other_is_the_clerks(counter: Counter) -> None:
    counter.ask()
    until(counter, CURTAIN)
    account = key(counter, "account.to")
    for _ in range(40):  # the last of the curtains
        if counter.tablet.curtain == account:
            break
        question = counter.tablet.curtain or next(named for named, _ in counter.tablet.asked.values())
        counter.tablet.choose(question, act="unsure")
    counter.tablet.choose(account, act="open")
    old = counter.clerk.page("interview")
    assert counter.key(ACCOUNT)[1] == ("public",)
    assert "ほかの口座（職員に話します）" in counter.tablet.words
    for way in ("bank", "post", "cash"):
        assert counter.tablet.choose(account, way).status_code == 422
    assert counter.tablet.choose(account, "public").status_code == 303
    assert counter.answer("account.to") == ({"way": "public"}, "visitor")
    assert old.press("refresh").status_code == 303
    assert counter.answer("account.to") == ({"way": "public"}, "visitor"), "the clerk left the account alone"


def test_somebody_of_the_visit_is_one_press_and_nobody_else_is_taken(
    equipped: Installation, member: Member, counter: Counter
) -> None:
    counter.ask()
    until(counter, HOLDER)
    named, (parent, *others) = counter.key(HOLDER)
    page = counter.tablet.page.partition(HOLDER)[2]
    assert ("<rt>さきみ</rt>" in page, "この中にいない" in page, "番地" in page) == (True, True, False)
    beside = family(equipped, member, "kodomo-iryohi", "jido-teate-nintei")
    assert (len(others), parent in others) == (3, False)
    for wrong in ("1", "例示", "0" * 16, ""):
        assert counter.tablet.choose(named, wrong).status_code == 422
    assert beside.tablet.choose(named, parent).headers["location"] == HERE  # another visit's question
    assert counter.answer("holder") == (None, "")
    assert counter.tablet.choose(named, parent).status_code == 303
    assert counter.answer("holder") == ({"family": "﨑見", "given": "次郎"}, "visitor")
    # The visitor changes the answer; the clerk's older page does not clear it.
    old, other = counter.clerk.page("interview"), counter.clerk.page("interview")
    again = counter.tablet_key(HOLDER) or named
    assert counter.tablet.choose(again, others[0]).status_code == 303
    assert old.press("refresh", {"p0.claimant.phone": ["000-0000-0009"]}).status_code == 303
    assert counter.answer("holder")[1] == "visitor"
    response = other.press("refresh", {"p0.holder.given": ["三郎"]})
    assert (response.status_code, "来庁者の答えは" in response.text) == (409, True)


def test_who_left_the_visit_is_nobodys_answer(equipped: Installation, counter: Counter) -> None:
    counter.ask()
    until(counter, HOLDER)
    named, (*_, baby) = counter.key(HOLDER)
    people = counter.clerk.page("people")
    assert people.press("drop.4").status_code == 303
    counter.clerk.key_paper("birth", person(1, "﨑見　空", "さきみ　そら", "R8.11.6", "female", "child"))  # as number 4
    assert counter.tablet.choose(named, baby).status_code == 422


def test_a_name_with_a_birthday_beside_it_is_no_press(equipped: Installation) -> None:
    def somebody(procedure: Procedure) -> set[str]:
        return {field.name for field in procedure.fields if is_somebody(procedure, field)}

    current = equipped.catalogue.current
    assert somebody(current("kodomo-iryohi")) == {"holder"}
    assert somebody(current("tenshutsu-todoke")) == set()  # 新しい世帯の世帯主 may be anybody elsewhere


def guarded(counter: Counter) -> None:
    counter.ask()
    text, pressed = "", 0
    while counter.tablet.asked:
        assert counter.tablet.curtain == ""
        text += counter.tablet.words
        counter.tablet.choose(next(named for named, _ in counter.tablet.asked.values()), act="unsure")
        pressed += 1
        assert pressed < 40
    assert pressed
    assert not [words for words in (CURTAIN, WELFARE, AID, ACCOUNT, HOLDER, "﨑見葵", "番地") if words in text]
    for name in ("welfare", "account.to", "holder"):
        choose(counter, name, act="open")
        choose(counter, name, "no" if name == "welfare" else "public")
        assert counter.answer(name) == (None, "")


@pytest.mark.parametrize("index", range(4))
def test_where_somebody_may_not_be_found_there_is_no_curtain_and_nobody_is_named(
    equipped: Installation, counter: Counter, index: int
) -> None:
    """Also a member whom no procedure of the visit names."""
    counter.ask()
    member = counter.clerk.current().facts.people[index]
    with equipped.database.write() as unit:  # also if the mark is set later
        protect(equipped, unit, Actor("system", "test"), [(member.called, str(member.fact("birth")))], STAFF)
        unit.commit()
    assert counter.tablet.curtain == ""
    guarded(counter)


@dataclass
class Guarding:
    people: CityPeople
    on: str

    def born(self, day: date) -> Sequence[object]:
        return [replace(resident, protected=day.isoformat() == self.on) for resident in self.people.born(day)]


class Down:
    def born(self, _day: object) -> Sequence[object]:
        raise AdapterError("register.down", permanent=False)


@pytest.mark.parametrize("register", ["protects", "down"])
@pytest.mark.parametrize("place", ["interview", "screen"])
def test_the_register_is_asked_first_whom_it_protects(
    equipped: Installation, member: Member, counter: Counter, register: str, place: str
) -> None:
    older = str(counter.clerk.current().facts.people[2].fact("birth"))
    other = Guarding(CityPeople(lambda: equipped.city.people), older) if register == "protects" else Down()
    installation = replace(equipped, register=other)  # type: ignore[arg-type]
    cookies = counter.clerk.browser.client.cookies
    counter.clerk.browser.client = TestClient(
        make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False
    )
    counter.clerk.browser.client.cookies = cookies
    if place == "interview":
        counter.ask()
    else:
        Side(counter.clerk.browser, counter.clerk.desk.address).press("ask")
    guarded(counter)


def test_before_the_curtain_is_opened_not_a_word_of_it_is_there(counter: Counter) -> None:
    counter.ask()
    curtain, words = counter.tablet.curtain, counter.tablet.words
    assert curtain == key(counter, "welfare")
    assert CURTAIN in words
    assert not [sentence for sentence in (WELFARE, "医療費がもともと", "申請の理由", "はい") if sentence in words]
    # A request without the page: the question was not shown.
    assert choose(counter, "welfare", "no") == 303
    assert counter.answer("welfare") == (None, "")
    assert choose(counter, "children.1.other_aid", act="open") == 303  # another curtain is open, not this one
    assert choose(counter, "welfare", "no") == 303
    assert counter.answer("welfare") == (None, "")
    assert choose(counter, "reason", act="open") == 303  # an open question has no curtain
    assert counter.tablet.curtain == curtain


def opened(equipped: Installation) -> int:
    with equipped.database.read() as unit:
        return sum(record.action == "open curtain on screen" for record in audit_records.after(unit, 0))


def test_behind_it_one_question_stands_alone_and_is_gone_with_its_answer(
    equipped: Installation, member: Member
) -> None:
    clerk = serve(equipped, member, "A-1", LICENCE)
    clerk.find("H7.3.3", "さきみ")
    clerk.add("kodomo-iryohi")
    clerk.page("interview").press("refresh", {"p0.claimant.phone": ["000-0000-0009"]})
    counter = Counter(clerk, clerk.pair())
    counter.ask()
    choose(counter, "welfare", act="open")
    assert (list(counter.tablet.asked), counter.tablet.curtain) == ([WELFARE], "")
    choose(counter, "welfare", act="close")
    assert (WELFARE in counter.tablet.words, counter.tablet.curtain) == (False, key(counter, "welfare"))
    choose(counter, "welfare", "no")
    assert counter.answer("welfare") == (None, "")
    choose(counter, "welfare", act="open")
    assert choose(counter, "welfare", "perhaps") == 422
    assert choose(counter, "welfare", "no") == 303
    assert counter.answer("welfare") == (False, "visitor")
    assert "どうして申請しますか" in counter.tablet.asked  # of the same page, without a curtain
    named, drawn = key(counter, "welfare"), opened(equipped)
    for number in range(12):
        page = counter.tablet.client.get(f"{HERE}?at={number}").text
        assert (WELFARE in page, named in page) == (False, False)
    for act in ("open", ""):
        assert choose(counter, "welfare", "yes", act=act) == 303
        assert WELFARE not in counter.tablet.page
    assert choose(counter, "welfare", act="unsure") == 303
    assert (counter.answer("welfare"), opened(equipped)) == ((False, "visitor"), drawn)


def test_who_would_rather_say_it_says_it_to_the_clerk(counter: Counter) -> None:
    counter.ask()
    choose(counter, "welfare", act="unsure")
    page = counter.clerk.browser.get(f"{counter.clerk.desk.address}/interview")
    assert '<a href="#p0-welfare' in page
    for act in ("open", ""):
        choose(counter, "welfare", "no", act=act)
        assert WELFARE not in counter.tablet.page
    assert counter.answer("welfare") == (None, "")


@pytest.mark.parametrize("act", ["ask", "hide", "send", "idle", "answer", "leave"])
def test_an_open_curtain_closes_with_whatever_else_happens(equipped: Installation, counter: Counter, act: str) -> None:
    counter.ask()
    choose(counter, "welfare", act="open")
    assert WELFARE in counter.tablet.page
    if act == "idle":
        counter.tablet.move_to(later(equipped, minutes=4))
    elif act in ("answer", "leave"):  # of another question, on a page from before
        choose(counter, "insurance_state", "soon", act="unsure" if act == "leave" else "")
        assert (counter.answer("insurance_state")[0] == "soon") == (act == "answer")
    else:
        Side(counter.clerk.browser, counter.clerk.desk.address).press(act)
    assert WELFARE not in counter.tablet.page or act == "send"
    named = key(counter, "welfare")
    counter.tablet.choose(named, "no")
    assert counter.answer("welfare") == (None, "")


def test_another_visits_curtain_is_not_drawn(equipped: Installation, member: Member, counter: Counter) -> None:
    counter.ask()
    other = family(equipped, member, "kodomo-iryohi", "jido-teate-nintei")
    other.ask()
    assert other.tablet.choose(key(counter, "welfare"), act="open").headers["location"] == HERE
    choose(counter, "welfare", "no")
    assert counter.answer("welfare") == (None, "")
    choose(counter, "welfare", act="open")
    assert other.tablet.choose(key(counter, "welfare"), "no").headers["location"] == HERE
    assert counter.answer("welfare") == (None, "")


def test_the_curtain_speaks_the_visitors_language(counter: Counter) -> None:
    counter.ask()
    counter.tablet.press("speak.easy")
    assert "<ruby>質問<rp>" in counter.tablet.page
    counter.tablet.press("speak.en")
    assert ("Please turn the screen" in counter.tablet.page, "Hide the question" in counter.tablet.page) == (
        True,
        False,
    )
    choose(counter, "welfare", act="open")
    assert ("Hide the question" in counter.tablet.page, ">No<" in counter.tablet.page) == (True, True)
