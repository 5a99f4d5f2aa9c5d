"""Earlier applications in pages, found by who applies, procedure or number."""

import pytest

from portal.services.my_cases import find_own as module
from portal.services.my_cases.find_own import OwnPage, find_own
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.residents.companies import company_session
from tests.portal.world import DUTY, file_application

MORE = """\
      - {id: firm, type: text, label: 会社, max: 60}
      - {id: name, type: person_name, label: 担当}
addressee: {organisation: firm}
principal: {name: name}
"""
FIRMS = ("株式会社髙山工業", "有限会社みなと", "株式会社高山商店")


@pytest.fixture
def session(installation: Installation) -> Session:
    offer(installation, small(MORE, duty=DUTY, who="{online: [anyone]}", identity="{sign_in: mail}"))
    return company_session(installation, "p")


def file_for(installation: Installation, session: Session, firm: str) -> str:
    answers = {"reason": "lost", "firm": firm, "name": {"family": "例示", "given": "花子"}}
    return file_application(installation, session, of="small", answers=answers)


def find(installation: Installation, session: Session, typed: str = "", before: str = "") -> OwnPage:
    with installation.database.read() as unit:
        return find_own(installation, unit, session, typed, before)


def numbers(page: OwnPage) -> list[str]:
    return [case.row.receipt_number for case in page.cases]


def test_it_is_found_by_each_word_in_any_spelling_and_by_number(installation: Installation, session: Session) -> None:
    filed = [file_for(installation, session, firm) for firm in FIRMS]
    assert numbers(find(installation, session)) == filed[::-1]
    assert numbers(find(installation, session, "高山")) == [filed[2], filed[0]]
    assert numbers(find(installation, session, "髙山 工業　例示")) == [filed[0]]
    assert numbers(find(installation, session, "ミナト")) == [filed[1]]
    assert numbers(find(installation, session, filed[1].replace("-", ""))) == [filed[1]]
    assert numbers(find(installation, session, "見本 ほかの会社")) == []
    assert find(installation, session).names[filed[1]] == "有限会社みなと"


def test_nothing_of_another_company_or_without_the_right_is_found(installation: Installation, session: Session) -> None:
    number = file_for(installation, session, FIRMS[0])
    other = company_session(installation, "o", company="1:5000000000202")
    own = file_for(installation, other, FIRMS[0])
    assert numbers(find(installation, other, "髙山")) == [own]
    assert numbers(find(installation, other, number)) == []
    assert numbers(find(installation, other, before=number)) == [own], "a number of others is no place to begin"
    member = company_session(installation, "m", "member")
    assert numbers(find(installation, member)) == []


def test_pages_follow_each_other_and_none_is_left_out(
    installation: Installation, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(module, "_CHUNK", 2)
    filed = [file_for(installation, session, FIRMS[number % 2]) for number in range(5)]
    seen, before = [], ""
    while True:
        page = find(installation, session, before=before)
        seen += numbers(page)
        before = page.before
        if not before:
            break
    assert seen == filed[::-1]
    monkeypatch.setattr(module, "MOST_OPENED", 2)
    page = find(installation, session, "みなと")
    assert (numbers(page), page.before) == ([filed[3]], filed[3]), "goes on from the last that was opened"
    assert numbers(find(installation, session, "みなと", page.before)) == [filed[1]]
