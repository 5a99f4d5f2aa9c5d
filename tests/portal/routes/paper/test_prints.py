"""Printed forms over HTTP."""

import pytest

from portal.services.counter.print_case import PRINTED
from portal.services.paper import print_blank
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.paper.paper import text_of
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application

BLANK = f"/procedures/{PROCEDURE}/form.pdf"


@pytest.fixture
def number(installation: Installation) -> str:
    return file_application(
        installation, alice(installation), {"lost_how": {"code": "other", "tell": "#eval(1) *駅* で"}}
    )


def prints(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.action for record in audit_records.after(unit, 0) if record.action == "print form"]


def test_the_filled_form_has_answers_number_and_authority(reviewing: StaffBrowser, number: str) -> None:
    address = f"/desk/{number}/form.pdf"
    assert f'href="{address}"' in reviewing.get(f"/desk/{number}")
    response = reviewing.client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == f'inline; filename="{number}.pdf"'
    assert response.headers["cache-control"] == "no-store"
    text = text_of(response.content)
    for words in (number, "髙見本太郎", "見本市長宛て", "令和8年11月20日", "#eval(1)*駅*で", "✓被保険者証"):
        assert words in text
    assert reviewing.client.get(address).content == response.content


def test_the_receipt_page_of_the_counter_leads_to_the_filled_form(installation: Installation, number: str) -> None:
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    address = f"/desk/{number}/form.pdf"
    assert f'href="{address}"' in clerk.get(f"/counter/done/{number}")
    assert clerk.client.get(address).status_code == 200


def test_each_print_is_recorded_and_a_strangers_is_like_none(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    reviewing.client.get(f"/desk/{number}/form.pdf")
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    assert charlie.client.get(f"/desk/{number}/form.pdf").status_code == 404
    assert prints(installation) == ["print form"]


def test_who_prints_without_end_is_asked_to_wait(
    installation: Installation, reviewing: StaffBrowser, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "portal.services.counter.print_case.PRINTED", PRINTED.__class__(PRINTED.what, 2, PRINTED.seconds)
    )
    statuses = [reviewing.client.get(f"/desk/{number}/form.pdf").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert len(prints(installation)) == 2


def test_the_blank_form_is_for_everyone_and_set_once_a_day(installation: Installation, reviewing: StaffBrowser) -> None:
    reviewing.client.cookies.clear()
    assert f'href="{BLANK}"' in reviewing.get(f"/procedures/{PROCEDURE}")
    print_blank._set.cache_clear()
    answers = [reviewing.client.get(BLANK) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["cache-control"] == "public, max-age=3600"
    assert "set-cookie" not in answers[0].headers
    assert print_blank._set.cache_info().misses == 1
    assert "□被保険者証" in text_of(answers[0].content)


def test_a_procedure_that_there_is_not_has_no_form(reviewing: StaffBrowser) -> None:
    assert reviewing.client.get("/procedures/nothing/form.pdf").status_code == 404
