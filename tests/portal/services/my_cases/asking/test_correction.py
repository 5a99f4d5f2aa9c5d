"""A returned application is listed until its day."""

import pytest

from forms.messages import LANGUAGES
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.my_cases.asking.correction import asked
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.web.my_cases.asked_view import asked_views
from tests.portal.later import at, later
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.my_cases.test_open_requests import asked_of
from tests.portal.world import file_application


@pytest.fixture
def number(installation: Installation, session: Session, reviewer: Member) -> str:
    """Returned on 20 November, due on 4 December."""
    filed = file_application(installation, session)
    ask_again(installation, reviewer, filed, "phone", "insured_no")
    return filed


def asked_at(installation: Installation, session: Session, number: str) -> list[Asked]:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return list(asked(installation, unit, Whose(session.person_id or "", [case], all=False)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_leads_to_the_correction_and_the_words_say_how_much_and_until_when(
    installation: Installation, session: Session, number: str, language: str
) -> None:
    items = asked_of(installation, session, number)
    assert [(item.href, item.until) for item in items] == [(f"/applications/{number}/correct", "2026-12-04")]
    (view,) = asked_views(installation.clock, items, language)
    assert view.text.startswith("直して")
    assert "2か所" in view.text
    assert "12月4日" in view.text
    assert "{" not in view.text + view.go


def test_the_words_change_three_days_before_the_day_and_after_it(
    installation: Installation, session: Session, number: str
) -> None:
    reasons = {
        day: asked_at(at(installation, f"2026-12-0{day}T09:00:00+09:00"), session, number)[0].reason
        for day in range(1, 6)
    }
    assert reasons == {
        1: "correction_near", 2: "correction_near", 3: "correction_near", 4: "correction_near", 5: "correction_late",
    }  # fmt: skip
    (item,) = asked_at(later(installation, days=10), session, number)
    assert (item.reason, item.arguments["count"], item.days) == ("correction", "2", {"arrived": "2026-11-20"})


def test_nothing_is_asked_any_more_when_staff_stop_waiting(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        stop_waiting(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    assert asked_at(installation, session, number) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_do_is_whole_in_the_lead_however_many_sentences_it_takes(
    installation: Installation, session: Session, number: str, language: str
) -> None:
    items = asked_at(at(installation, "2026-12-05T09:00:00+09:00"), session, number)
    (view,) = asked_views(installation.clock, items, language)
    assert "2か所" in view.lead
    assert items[0].arguments["telephone"] in view.lead
    assert view.text.removeprefix(view.lead) == view.rest
    assert ("11月20日" in view.lead, view.rest.count("。")) == (False, 1)
