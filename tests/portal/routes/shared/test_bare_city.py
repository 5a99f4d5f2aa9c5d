"""A city that has just begun has filled in nothing that it may leave out."""

from dataclasses import replace

import pytest

from forms.city.city import City, load_city
from forms.city.parts import PARTS
from portal.config.settings import BLANK
from portal.routes.families import pages_of
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.services.staff.add_staff import ROLES
from portal.web.administration.part_page import HERE, TEXT_ONLY
from tests.examples import some
from tests.portal.routes.administration.test_parts import begun
from tests.portal.routes.counter.test_visits import begin
from tests.portal.routes.counter_form import boxes
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import PROCEDURE, add_member

# Those that no installation of tests and demos leaves out, and each that its file may.
LEFT_OUT = ("counters", "places", "times", "announcements", "insurers", "paper_by_two")


@pytest.fixture
def browser(installation: Installation) -> StaffBrowser:
    blank = load_city(BLANK)
    optional = [name for name, of in City.model_fields.items() if not of.is_required() and name in City.__annotations__]
    bare = installation.city.model_copy(
        update={name: getattr(blank, name) for name in (*LEFT_OUT, *optional) if name != "laid"}
        | {"folder": blank.folder}
    )
    member = add_member(installation, "kanri", *((role, "*") for role in ROLES))
    return at_desk(replace(installation, city=bare, catalogue=few_of(installation)), member)


def few_of(installation: Installation) -> Catalogue:
    """Each page of a part compares the city with every procedure, and shows what it lacks for each."""
    few = Catalogue(installation.catalogue._words)
    with installation.database.read() as unit:
        state, names, rows, stops = few.look(unit)
    # Each kind of complaint, one asking for a list of the city; and what the visit adds.
    chosen = [*some(names, 24), "shitei-ko-henko", PROCEDURE]
    few.take((state, {name: names[name] for name in chosen}, rows, stops))
    return few


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


@pytest.mark.parametrize("part", sorted(PARTS))
def test_each_part_begins_with_what_can_be_mended(browser: StaffBrowser, part: str) -> None:
    begun(browser, part)
    page = browser.get(f"{HERE}/{part}")
    assert "値の種類" not in page
    assert "YAML" not in page
    if part not in TEXT_ONLY:
        assert browser.client.get(f"{HERE}/{part}/keys").status_code == 200
