"""The gist of a case beside the list: what the case's page shows to the same people, with the same record."""

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.residents.mark_protected import mark_protected
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.pictures import jpeg
from tests.portal.routes.desk.case.test_scans import record_arrival, scan, scans
from tests.portal.routes.late_papers import filed, number_of
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.case.test_desk_statements import sent_by
from tests.portal.services.desk.case.test_read_ahead import CASE
from tests.portal.world import DUTY, add_member, alice, file_application


def answers(page: str) -> str:
    return page.partition('<div id="answers"')[2].partition("</section>\n</div>")[0]


def looks(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(row.actor, row.detail) for row in audit_records.after(unit, 0) if row.action == "see case"]


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


def test_it_says_who_what_and_what_comes_next_and_leads_to_the_case(
    installation: Installation, section: Member
) -> None:
    number, desk = file_application(installation, alice(installation)), at_desk(installation, section)
    page = desk.get(f"/desk/{number}/preview?list=state%3Dreceived")
    for words in ("髙見本　太郎", number, "形式審査をする", "到達", "処理期限", "一丁目2番3号"):
        assert words in page
    assert f'href="/desk/{number}?list=state%3Dreceived">開く</a>' in page
    assert f'href="/desk/{number}?list=state%3Dreceived#acts"' in page
    assert '<form method="post" action="/desk/' not in page.partition("<main")[2].partition("</main>")[0]


def test_the_list_leads_to_it_from_each_row(installation: Installation, section: Member) -> None:
    number = file_application(installation, alice(installation))
    page = at_desk(installation, section).get("/desk?state=received")
    assert f'href="/desk/{number}/preview?list=state%3Dreceived" data-look' in page


def test_looking_leaves_the_record_of_a_look_at_the_case(installation: Installation, section: Member) -> None:
    number, desk = file_application(installation, alice(installation)), at_desk(installation, section)
    desk.get(f"/desk/{number}/preview")
    assert looks(installation) == [("staff:tanto", "")]
    desk.get(f"/desk/{number}")
    assert looks(installation) == [("staff:tanto", "")] * 2


@pytest.mark.parametrize("right", [("reviewer", "roads"), ("admin", "*")])
def test_who_may_not_see_the_case_sees_no_preview(installation: Installation, right: tuple[str, str]) -> None:
    number = file_application(installation, alice(installation))
    other = at_desk(installation, add_member(installation, "other", right)).client
    status = other.get(f"/desk/{number}").status_code
    assert status in (403, 404)
    answer = other.get(f"/desk/{number}/preview")
    assert answer.status_code == status
    assert "髙見本" not in answer.text
    assert looks(installation) == []


def test_of_a_protected_person_it_shows_what_the_case_s_page_shows(installation: Installation, section: Member) -> None:
    number = file_application(installation, alice(installation))
    guard = add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, guard, number)
        mark_protected(installation, unit, guard, case, case.row.revision, ["0"], "申出")
        unit.commit()
    hidden, shown = at_desk(installation, section), at_desk(installation, guard)
    assert "一丁目" not in hidden.get(f"/desk/{number}/preview")
    assert "一丁目" in shown.get(f"/desk/{number}/preview")
    assert looks(installation) == [("staff:tanto", ""), ("staff:hogo", "protected")]
    for desk in (hidden, shown):
        text = answers(desk.get(f"/desk/{number}/preview"))
        assert "氏名" in text
        assert text == answers(desk.get(f"/desk/{number}"))


def test_attachments_are_links_to_the_case(installation: Installation, section: Member) -> None:
    number, desk = number_of(filed(installation)), at_desk(installation, section)
    record_arrival(desk, number)
    scan(desk, number, jpeg())
    (address,) = scans(desk, number)
    page = desk.get(f"/desk/{number}/preview")
    assert f'href="/desk/{number}?file={address.rpartition("/")[2]}#attachment"' in page
    with installation.database.read() as unit:
        assert "open file" not in [row.action for row in audit_records.after(unit, 0)]


@pytest.mark.both_engines
def test_it_makes_no_more_statements_than_the_case_s_page(installation: Installation, section: Member) -> None:
    number = file_application(installation, alice(installation))
    assert sent_by(installation, at_desk(installation, section).get, f"/desk/{number}/preview") <= CASE
