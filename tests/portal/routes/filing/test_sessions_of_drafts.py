"""Session and draft come in one statement: the draft alone opens no page."""

from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import end_session, open_session
from portal.store.filing import drafts
from tests.bench.applicants import Applicant, sign_in
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.guest_browser import DUTY, guest, offer, version
from tests.statements import statements_sent

FREE, CARD = version(1), small(version="1", duty=DUTY, identity="{sign_in: card}")
ENDED, SIGN_IN = 410, 303  # a card does not bring back what a guest began


def signed_in(installation: Installation, name: str) -> Applicant:
    with installation.database.write() as unit:
        applicant = sign_in(installation, unit, name)
        unit.commit()
    return applicant


def browser_of(installation: Installation, applicant: Applicant, token: str | None = None) -> TestClient:
    cookies = applicant.cookies if token is None else applicant.cookies.replace(applicant.token, token)
    app = make_app(installation, with_worker=False)
    return TestClient(app, headers={"Cookie": cookies}, follow_redirects=False)


def statuses(browser: TestClient, address: str, applicant: Applicant) -> Mapping[str, int]:
    """Of each page of this draft. The form token is bound to the session of `applicant`."""
    draft = address.rpartition("/page/")[0]
    form = {"csrf_token": applicant.form.partition("=")[2], "reason": "torn"}
    asked = {
        "question": browser.get(address),
        "check": browser.get(f"{draft}/check"),
        "save": browser.post(address, data=form),
        "submit": browser.post(f"{draft}/submit", data=form),
    }
    return {name: answer.status_code for name, answer in asked.items()}


def all_of(status: int) -> Mapping[str, int]:
    return dict.fromkeys(("question", "check", "save", "submit"), status)


def begun(installation: Installation, applicant: Applicant) -> str:
    return str(browser_of(installation, applicant).get("/apply/small").headers["location"])


@pytest.fixture(params=(FREE, CARD), ids=("free", "card"))
def refused(request: pytest.FixtureRequest, installation: Installation) -> int:
    """The answer to who is not signed in."""
    offer(installation, request.param)
    return ENDED if request.param is FREE else SIGN_IN


def unchanged(installation: Installation, address: str) -> bool:
    with installation.database.read() as unit:
        row = drafts.by_id(unit, address.split("/")[3])
    return row is not None and row.revision == 0


@pytest.mark.both_engines
def test_who_has_signed_out_opens_no_page_of_their_draft(installation: Installation, refused: int) -> None:
    alice = signed_in(installation, "alice")
    address = begun(installation, alice)
    with installation.database.change() as unit:
        end_session(unit, alice.token)
    assert statuses(browser_of(installation, alice), address, alice) == all_of(refused)
    assert unchanged(installation, address)


def test_a_session_that_ended_by_itself_opens_no_page(installation: Installation, refused: int) -> None:
    alice = signed_in(installation, "alice")
    address = begun(installation, alice)
    idle = installation.settings.resident_idle_minutes
    afterwards = browser_of(later(installation, minutes=idle + 1), alice)
    assert statuses(afterwards, address, alice) == all_of(refused)
    assert browser_of(later(installation, minutes=idle - 1), alice).get(address).status_code == 200
    assert unchanged(installation, address)


@pytest.mark.usefixtures("refused")
def test_the_draft_of_somebody_else_is_not_there(installation: Installation) -> None:
    address = begun(installation, signed_in(installation, "alice"))
    charlie = signed_in(installation, "charlie")
    assert statuses(browser_of(installation, charlie), address, charlie) == all_of(404)
    assert unchanged(installation, address)


def test_a_session_of_another_city_or_of_staff_is_none(installation: Installation, refused: int) -> None:
    alice = signed_in(installation, "alice")
    address = begun(installation, alice)
    with installation.database.change() as unit:
        of_staff = open_session(installation, unit, "staff")
    for token in ("a" * 43, of_staff):
        browser = browser_of(installation, alice, token)
        answers = browser.get(address), browser.get(f"{address.rpartition('/page/')[0]}/check")
        assert [answer.status_code for answer in answers] == [refused, refused]


@pytest.mark.both_engines
def test_who_has_no_session_reads_no_draft(installation: Installation) -> None:
    offer(installation, CARD)
    alice = signed_in(installation, "alice")
    address = begun(installation, alice)
    browser = browser_of(installation, alice, "")
    with statements_sent(installation.database) as sent:
        assert browser.get(address).status_code == SIGN_IN
    assert sent.count == 0, "\n".join(sent.texts)


def test_who_did_not_sign_in_reads_until_when_the_draft_is_kept(installation: Installation) -> None:
    offer(installation, FREE)
    page = guest(installation).open("/apply/small").text
    assert "まで残ります。次の画面へ進むと、延びます。" in page
    assert "ログインは" not in page.partition("<footer")[2]
