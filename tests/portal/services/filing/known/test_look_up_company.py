"""Name and place of a corporation by its number."""

from dataclasses import dataclass, replace

import pytest

from forms.path.filer import CAME
from integrations.sockets.corporation_socket import Corporation
from integrations.sockets.interfaces import AdapterError
from portal.errors import NeighbourDown, NotFound
from portal.services.filing.drafts import draft_of_resident, draft_path, save_draft, start_draft
from portal.services.filing.gather_sources import gather_sources
from portal.services.filing.known.look_up_company import keep_company, look_up_company, may_look_up
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import guest, offer
from tests.portal.services.residents.companies import FACTS, company_session
from tests.portal.world import DUTY, alice

MORE = """\
  - step: 会社
    id: second
    ask:
      - {id: firm, type: text, label: 会社の名前, max: 100, known_from: applicant.company.name}
      - {id: at, type: address, label: 所在地, known_from: applicant.company.address}
"""
FOUND = Corporation("7000000000101", "株式会社見本建設", "ミホンケンセツ", "見本県見本市見本町一丁目8番9号", "")
CLOSED = replace(FOUND, number="3000000000303", name="合同会社むかしの店", closed="2024-03-31")
ACTOR = Actor("resident", "alice")


@dataclass
class Fixed:
    name = "fixed"
    away: bool = False

    def look_up(self, number: str) -> Corporation | None:
        if self.away:
            raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)
        return {FOUND.number: FOUND, CLOSED.number: CLOSED}.get(number)


@pytest.fixture
def offered(installation: Installation) -> Installation:
    offer(installation, small(MORE, version="1", duty=DUTY))
    return replace(installation, corporations=Fixed())


def begun(installation: Installation, session: Session) -> str:
    with installation.database.write() as unit:
        current = installation.catalogue.current("small")
        draft_id = start_draft(installation, unit, current, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        gather_sources(installation, unit, draft, {}, None, ACTOR)
        unit.commit()
    return draft_id


def is_offered(installation: Installation, session: Session, draft_id: str) -> bool:
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        path = draft_path(installation, draft)
        asked = next(page for page in path.pages if any(field.id == "firm" for field in page.fields))
        return may_look_up(installation, draft, path, asked)


def test_what_is_found_fills_the_questions_and_names_its_source(offered: Installation) -> None:
    session = alice(offered)
    draft_id = begun(offered, session)
    assert is_offered(offered, session, draft_id)
    assert look_up_company(offered, FOUND.number) == FOUND
    with offered.database.write() as unit:
        draft = draft_of_resident(offered, unit, session, "small", draft_id)
        keep_company(offered, unit, draft, FOUND, ACTOR)
        draft = draft_of_resident(offered, unit, session, "small", draft_id)
        unit.commit()
    path = draft_path(offered, draft)
    assert path.known["firm"] == "株式会社見本建設"
    assert path.known["at"]["town"] == "見本県見本市見本町"
    source = draft.known.whence("applicant.company.name")
    assert source is not None
    assert source.name == "corporations"


def test_it_is_not_offered_without_a_register_or_after_gbizid(offered: Installation) -> None:
    session, company = alice(offered), company_session(offered, "p")
    assert not is_offered(replace(offered, corporations=None), session, begun(offered, session))
    assert not is_offered(offered, company, begun(offered, company))


def test_a_register_that_is_away_is_a_neighbour_that_is_away(offered: Installation) -> None:
    with pytest.raises(NeighbourDown):
        look_up_company(replace(offered, corporations=Fixed(away=True)), FOUND.number)
    with pytest.raises(NotFound):
        look_up_company(replace(offered, corporations=None), FOUND.number)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("T7000000000101", "株式会社見本建設"),
        ("1234567890123", "13けたの数字を、もう一度"),
        ("", "13けたの数字を、もう一度"),
        ("5000000000202", "この番号の法人は見つかりませんでした"),
        ("3000000000303", "登記が閉じられています"),
    ],
)
def test_the_page_fills_in_or_says_what_is_wrong(offered: Installation, number: str, says: str) -> None:
    page = guest(offered).open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert "法人番号から、名称と所在地を入れる" in page.text
    page = page.browser.open(page.path.replace("/page/", "/company-number?page="))
    answer = page.press("名称と所在地を入れる", {"number": number})
    assert says in answer.text, answer.text
    assert answer.status == (200 if says.startswith("株式会社") else 422)


def test_a_stranger_looks_nothing_up_for_a_draft(offered: Installation) -> None:
    page = guest(offered).open("/apply/small").press("次へ進む", {"reason": "lost"})
    address = page.path.partition("/page/")[0] + "/company-number"
    assert guest(offered).open(address).status in (404, 410)


ASKS = """\
  - step: 出す人
    id: filer_step
    as: filer
    role: filer
    ask:
      - {id: kind, type: choice, label: だれが出しますか, options: {self: 申請する人, agent: 頼まれた人}}
      - together: 代わりに出す人
        id: filer_page
        ask:
          - {id: name, type: person_name, label: 氏名, when: kind == agent}
          - {id: office, type: text, label: 事務所, max: 100, known_from: applicant.office.name}
"""


@pytest.mark.parametrize("came", ["filer.kind", CAME])
def test_an_agents_own_company_is_not_the_applicant_but_the_one_that_they_look_up_is(
    installation: Installation, came: str
) -> None:
    who = "{online: [self, agent]}"
    more = ASKS + MORE if came != CAME else MORE
    offer(installation, small(more, version="1", duty=DUTY, who=who, identity="{sign_in: mail}"))
    site = replace(installation, corporations=Fixed())
    agent = company_session(site, "o", company="1:5000000000202", facts=replace(FACTS, name="行政書士法人見本"))
    draft_id = begun(site, agent)
    with site.database.write() as unit:
        draft = draft_of_resident(site, unit, agent, "small", draft_id)
        save_draft(site, unit, draft, {"reason": "lost", came: "agent"}, frozenset())
        unit.commit()
    assert is_offered(site, agent, draft_id)
    with site.database.write() as unit:
        draft = draft_of_resident(site, unit, agent, "small", draft_id)
        assert "firm" not in draft_path(site, draft).known
        keep_company(site, unit, draft, FOUND, ACTOR)
        draft = draft_of_resident(site, unit, agent, "small", draft_id)
        unit.commit()
    known = draft_path(site, draft).known
    assert known["firm"] == "株式会社見本建設"
    assert known.get("filer.office") == (None if came == CAME else "行政書士法人見本")
