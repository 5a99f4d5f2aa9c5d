"""The form of offices and their duties."""

import re

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.administration.test_parts import HERE, begun, read, send
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member


@pytest.fixture
def kanri(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*"), name="見本 管理"))


def test_an_office_is_listed_and_opened_with_its_duty_and_a_mistake_names_its_box(kanri: StaffBrowser) -> None:
    begun(kanri, "offices")
    here = f"{HERE}/offices/keys"
    listed, row = kanri.get(here), kanri.get(f"{here}?at=duties.roads.0")
    assert re.search(r'at=duties\.roads\.0">[^<]+　令和6年（2024年）4月1日（月）から　roads<', listed)
    assert '<span class="soft">事務：roads（2の手続：' in row
    assert ("data-save" in listed, "data-save" in row) == (False, True), "there is nothing to save in a list"
    new = {"at": "duties", "act": "save", "new": "1", "from": "2026-04-01", "office": "道の課", "telephone": "0", "place": "1", "authority": "見本市長"}  # fmt: skip
    wrong = kanri.post(f"{here}?at=duties&new=1", here, {"read": read(kanri, f"{here}?at=duties&new=1"), **new})
    assert (wrong.status_code, ">名前：英字の小文字、" in wrong.text) == (422, True)
    send(kanri, "offices", "keys", {**new, "name": "roads"}, "/keys?at=duties&new=1")
    assert "前の行の「この日まで」（to）に" in kanri.get(here)
    assert 'for="to">この日まで' in kanri.get(f"{here}?at=duties.roads.0")


def test_a_day_is_written_and_read_as_people_write_it(kanri: StaffBrowser) -> None:
    begun(kanri, "offices")
    row = "/keys?at=duties.roads.0"
    assert 'name="from" value="令和6年4月1日"' in kanri.get(f"{HERE}/offices{row}")
    sent = {"at": "duties.roads.0", "act": "save", "to": "令和八年三月"}
    wrong = kanri.post(
        f"{HERE}/offices{row}", f"{HERE}/offices/keys", {"read": read(kanri, f"{HERE}/offices{row}"), **sent}
    )
    assert (wrong.status_code, "日を、令和8年4月1日 か 2026-04-01 のように書いてください。" in wrong.text) == (
        422,
        True,
    )
    for typed in ("令和8年3月31日", "R8.3.31", "2026-03-31", "２０２６／３／３１"):
        send(kanri, "offices", "keys", {**sent, "to": typed}, row)
        page = kanri.get(f"{HERE}/offices{row}")
        assert 'name="to" value="令和8年3月31日"' in page, typed
        send(kanri, "offices", "keys", {**sent, "to": ""}, row)
    send(kanri, "offices", "keys", {**sent, "to": "R8.3.31"}, row)
    assert "to: 2026-03-31" in kanri.get(f"{HERE}/offices/text")
