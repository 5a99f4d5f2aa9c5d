import pytest

from portal.services.shared.installation import Installation
from portal.services.workshop.publish_release import approve_release
from portal.store.procedures import definitions
from portal.store.workshop import definition_releases
from tests.databases import Makers
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.workshop.writing import ask, author, begin, publisher, sign

HERE = "/desk/workshop"


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


def test_the_name_of_its_address_is_changed_until_the_first_release(installation: Installation) -> None:
    member, second = author(installation), publisher(installation)
    number = begin(installation, member)
    browser, page = at_desk(installation, member), f"{HERE}/drafts/{number}"
    sign(installation, member, number)
    for name, words in (("Guard Rail", "英字の小文字"), ("inu-shibo", "もうあります"), ("", "英字の小文字")):
        wrong = browser.post(page, f"{page}/rename", {"procedure": name})
        assert (wrong.status_code, words in wrong.text) == (422, True)
        assert 'aria-describedby="procedure--error"' in wrong.text
    done = browser.post(page, f"{page}/rename", {"procedure": "bohosaku"})
    assert done.headers["location"] == f"{page}?did=renamed"
    assert browser.get(f"{page}/file.yaml").count("procedure: bohosaku") == 1
    shown = browser.get(page)
    assert "署名のない行があります" not in shown, "the sheet stays signed"
    assert "定義に、直すところはありません" in shown
    assert ask(installation, member, number) == ""
    assert f"{page}/rename" not in browser.get(page), "while it waits"
    assert browser.post(page, f"{page}/rename", {"procedure": "other"}).status_code == 409
    with installation.database.write() as unit:
        (release,) = definition_releases.of_draft(unit, number)
        approve_release(installation, unit, second, release.id)
        unit.commit()
        assert definitions.newest_of(unit, "bohosaku") is not None
    assert browser.post(page, f"{page}/rename", {"procedure": "other"}).status_code == 409
