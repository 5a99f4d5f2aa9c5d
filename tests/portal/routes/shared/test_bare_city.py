"""A city that has just begun has filled in nothing that it may leave out."""

from dataclasses import replace

import pytest

from forms.city.city import City, load_city
from portal.config.settings import BLANK
from portal.routes.families import pages_of
from portal.services.shared.installation import Installation
from portal.services.staff.add_staff import ROLES
from tests.portal.routes.counter.test_visits import begin
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member

# Those that no installation of tests and demos leaves out, and each that its file may.
LEFT_OUT = ("counters", "places", "times", "announcements", "insurers", "paper_by_two")


@pytest.fixture
def browser(installation: Installation) -> StaffBrowser:
    blank = load_city(BLANK)
    optional = [name for name, of in City.model_fields.items() if not of.is_required() and name in City.__annotations__]
    bare = installation.city.model_copy(
        update={name: getattr(blank, name) for name in (*LEFT_OUT, *optional) if name != "laid"}
    )
    member = add_member(installation, "kanri", *((role, "*") for role in ROLES))
    return at_desk(replace(installation, city=bare), member)


def test_each_page_of_staff_opens(browser: StaffBrowser) -> None:
    pages = [
        page.path
        for page in pages_of("single").pages
        if page.access.who == "staff" and page.method == "GET" and "{" not in page.path
    ]
    assert len(pages) > 60
    statuses = {path: browser.client.get(path).status_code for path in pages}
    assert {path: status for path, status in statuses.items() if status >= 500} == {}


def test_a_visit_begins_and_is_filed_at_the_one_window(browser: StaffBrowser) -> None:
    desk = begin(browser)
    assert "書類の一覧が、まだありません" in desk.page
    assert boxes(desk.add().page)["reception-place"] == ["counter"]  # 窓口, the only one
