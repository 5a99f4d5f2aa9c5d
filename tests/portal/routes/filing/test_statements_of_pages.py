"""How many statements a page or act of a resident makes, on each database. The numbers may only decrease."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.bench.applicants import sign_in
from tests.databases import ENGINES, Makers
from tests.portal.routes.guest_browser import guest, offer, version
from tests.statements import statements_sent

QUESTION, SAVE, CHECK = 2, 4, 3
SUBMISSION = {True: 8, False: 5}  # on SQLite, where changes at once are sent one by one


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, makers: Makers) -> Iterator[str]:
    url = makers[request.param].handed_on()
    yield url
    makers[request.param].take_back(url)


@pytest.mark.both_engines
def test_each_page_of_an_application_makes_few_statements(installation: Installation) -> None:
    """The smallest procedure, of a guest. The first request reads what the process then keeps."""
    offer(installation, version(1))
    first = guest(installation).open("/apply/small")
    browser, database = first.browser, installation.database
    with statements_sent(database) as question:
        page = browser.open(first.path)
    browser.client.follow_redirects = False
    with statements_sent(database) as save:
        saved = page.press("次へ", {"reason": "torn"})
    with statements_sent(database) as check:
        last = browser.open(saved.response.headers["location"])
    with statements_sent(database) as submission:
        sent = last.press("申請する")
    assert (page.status, saved.status, last.status, sent.status) == (200, 303, 200, 303)
    counts = (question.count, save.count, check.count, submission.count)
    assert counts == (QUESTION, SAVE, CHECK, SUBMISSION[database.sqlite]), "\n".join(submission.texts)


@pytest.mark.both_engines
def test_a_page_of_a_person_with_a_card_makes_no_statement_more(installation: Installation) -> None:
    offer(installation, version(1))
    with installation.database.write() as unit:
        cookies = sign_in(installation, unit, "太郎").cookies
        unit.commit()
    browser = TestClient(make_app(installation, with_worker=False), headers={"Cookie": cookies})
    address = browser.get("/apply/small").url.path
    assert "/page/" in address
    with statements_sent(installation.database) as question:
        assert browser.get(address).status_code == 200
    assert question.count == QUESTION, "\n".join(question.texts)
