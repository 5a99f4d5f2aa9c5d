"""Several drafts of a procedure at the same time."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.my_cases import start_another as module
from portal.services.my_cases.own_applications import own_drafts
from portal.services.my_cases.start_another import may_start_another, named_in, several_of, start_another
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.filing.filing import audited
from tests.portal.services.residents.companies import company_session
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import DUTY, alice

ACTOR = Actor("resident", "alice")
FOR_OTHERS = "{online: [self, agent]}"


def offered(installation: Installation, who: str = FOR_OTHERS) -> None:
    offer(installation, small(version="1", duty=DUTY, who=who, identity="{sign_in: mail}"))


def another(installation: Installation, session: Session) -> str:
    with installation.database.write() as unit:
        draft_id = start_another(installation, unit, session, ACTOR, installation.catalogue.current("small"))
        unit.commit()
    return draft_id


def written(installation: Installation, session: Session, draft_id: str) -> None:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        save_draft(installation, unit, draft, {"reason": "lost"}, frozenset({"reason"}))
        unit.commit()


@pytest.fixture
def first(installation: Installation) -> tuple[Session, str]:
    offered(installation)
    session = alice(installation)
    with installation.database.write() as unit:
        draft_id = start_draft(
            installation, unit, installation.catalogue.current("small"), "online", person_id=session.person_id
        )
        unit.commit()
    return session, draft_id


def test_another_stays_beside_the_first_and_a_double_press_starts_one(
    installation: Installation, first: tuple[Session, str]
) -> None:
    session, draft_id = first
    assert another(installation, session) == draft_id, "nothing was written in it yet"
    written(installation, session, draft_id)
    second = another(installation, session)
    assert second not in ("", draft_id)
    assert another(installation, session) == second
    with installation.database.read() as unit:
        assert {row.id for row in own_drafts(unit, session)} == {draft_id, second}
    assert audited(installation, "start draft") == ["small"]


def test_there_is_an_end_to_drafts(
    installation: Installation, first: tuple[Session, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, draft_id = first
    monkeypatch.setattr(module, "MOST", 1)
    written(installation, session, draft_id)
    with pytest.raises(Conflict):
        another(installation, session)


def test_it_is_for_agents_and_companies_and_not_for_guests(
    installation: Installation, first: tuple[Session, str]
) -> None:
    session, draft_id = first
    with installation.database.read() as unit:
        mine = own_drafts(unit, session)
        current = installation.catalogue.current("small")
        assert may_start_another(session, current, mine, {})
        assert not may_start_another(session, current, mine, {draft_id: "a bundle"})
        assert not may_start_another(session, current, [], {})
        assert not may_start_another(guest(installation), current, mine, {})
        alone = replace(current, who={"online": ("self",)})
        assert not may_start_another(session, alone, mine, {})
        assert may_start_another(company_session(installation, "p"), alone, mine, {})


def test_drafts_of_a_procedure_are_distinguished_by_who_applies(installation: Installation) -> None:
    firms = """\
      - {id: firm, type: text, label: 会社, max: 60, required: false}
      - {id: contact, type: person_name, label: 担当, required: false}
principal: {name: contact}
addressee: {organisation: firm}
"""
    offer(installation, small(firms, version="1", duty=DUTY, who=FOR_OTHERS, identity="{sign_in: mail}"))
    session, names = alice(installation), []
    contact = {"family": "見本", "given": "花子"}
    for answers in ({"firm": "株式会社見本建設", "contact": contact}, {"contact": contact}, {}):
        with installation.database.write() as unit:
            current = installation.catalogue.current("small")
            draft_id = start_draft(installation, unit, current, "online", person_id=session.person_id)
            draft = draft_of_resident(installation, unit, session, "small", draft_id)
            save_draft(installation, unit, draft, answers, frozenset({"reason"}))
            names.append(draft_of_resident(installation, unit, session, "small", draft_id))
            unit.commit()
    assert [named_in(draft) for draft in names] == ["株式会社見本建設", "見本 花子", ""]
    assert several_of(names) == {"small"}
    assert several_of(names[:1]) == frozenset()
