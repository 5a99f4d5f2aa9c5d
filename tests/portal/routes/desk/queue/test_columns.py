"""Columns and density of the queue, kept by the browser."""

import re

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def reviewer(installation: Installation) -> StaffBrowser:
    file_application(installation, alice(installation))
    return at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))


def heads(page: str) -> list[str]:
    table = page[page.index("<thead>") : page.index("</thead>")]
    return [re.sub(r"<[^>]*>|[▲▼ ]", "", head) for head in re.findall(r"<th .*?</th>", table)]


def cells(page: str) -> list[str]:
    return re.findall(r'<td data-label="([^"]+)"', page[page.index("<tbody>") : page.index("</tbody>")])


def test_chosen_columns_are_the_columns_of_the_list_from_then_on(reviewer: StaffBrowser) -> None:
    assert heads(reviewer.get("/desk"))[1:] == ["受付番号", "手続", "氏名", "状態", "期限", "担当", "受付経路", "到達"]
    answer = reviewer.post(
        "/desk", "/desk/columns", {"column": ["arrived", "office", "name", "no-such"], "density": "roomy", "query": "sort=newest&x=1"},
    )  # fmt: skip
    assert answer.headers["location"] == "/desk?sort=newest"
    page = reviewer.get("/desk?who=all")
    assert heads(page)[1:] == ["受付番号", "氏名", "担当課", "到達"]
    assert cells(page) == ["氏名", "担当課", "到達"]
    assert 'class="queue queue-roomy" data-folds="2"' in page
    assert 'name="column" value="office" checked' in page
    assert 'name="column" value="state">' in page


def test_no_column_but_the_number_is_a_choice_too(reviewer: StaffBrowser) -> None:
    reviewer.post("/desk", "/desk/columns", {"density": "close"})
    page = reviewer.get("/desk?who=all")
    assert heads(page)[1:] == ["受付番号"]
    assert cells(page) == []


def test_a_cookie_that_nobody_understands_changes_nothing(reviewer: StaffBrowser) -> None:
    usual = heads(reviewer.get("/desk"))
    reviewer.client.cookies.set("kakanai_queue_columns", "state-<script>")
    assert heads(reviewer.get("/desk")) == usual
