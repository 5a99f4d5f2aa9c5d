"""The sender's pages do not reveal whether a named person is protected."""

import io
import re
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from forms.definition.procedure import Procedure
from portal.jobs.send_notices import send_notices
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.residents import people
from tests.forms.loading.small import small
from tests.portal.contacts import mails, proved
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member

PROTECTED, OTHER = "菫", "蘭"
HOME = "かくれ町9番"
MORE = """\
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日, concept: person.birth}
      - {id: home, type: address, label: 住所}
"""
# Values that differ between any two applications.
_OWN = re.compile(
    r'nonce="[^"]*"|(?<=name="csrf_token" value=")[^"]*|(?<=name="read" value=")[^"]*|data-(?:session-ends|token)="[^"]*"'
    r"|(?<=/apply/small/)[\w-]{22}|\d\d-\d{3}-\d{3}-\d{3}|[0-9A-Y]{5}-[0-9A-Y]{5}|\d{1,2}時\d{1,2}分|\d{1,2}:\d{2}(?::\d{2})?"
    r'|<svg.*?</svg>|(?<=<strong class="number">)\d{4}|<span class="number">\d+</span>|[0-9a-f]{64}',
    re.DOTALL,
)


def plain(text: str) -> str:
    return _OWN.sub("", text).replace(PROTECTED, "X").replace(OTHER, "X")


def words_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def procedure() -> Procedure:
    return small(MORE, version="1", duty=DUTY, identity="{sign_in: none}\nhelper: true")


@pytest.fixture(params=["guest", "card"])
def sender(request: pytest.FixtureRequest, installation: Installation) -> Callable[[str], GuestBrowser]:
    """Opens the browser of a new sender. One of the two named people is protected."""
    offer(installation, procedure())
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "tanto"), [(f"伏見本　{PROTECTED}", "1988-05-05")], STAFF)
        unit.commit()
    if request.param == "guest":
        return lambda _subject: guest(installation)

    def signed_in(subject: str) -> GuestBrowser:
        browser = with_card(installation, subject)
        with installation.database.read() as unit:
            person = people.by_subject(unit, "https://card.example", subject)
        proved(installation, person.id if person else None, address=f"{subject}@example.jp")
        return browser

    return signed_in


def check_page(browser: GuestBrowser, given: str) -> Page:
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", {"name.family": "伏見本", "name.given": given})
    page = page.press("次へ進む", {"birth.era": "western", "birth.year": "1988", "birth.month": "5", "birth.day": "5"})
    page = page.press("次へ進む", {"home.postal": "0000001", "home.town": "見本県見本市", "home.street": HOME})
    assert page.path.endswith("/check"), page.text
    return page


def pages_of(installation: Installation, browser: GuestBrowser, given: str) -> dict[str, str]:
    """All pages of the sender from the check page on, without values of this application."""
    check = check_page(browser, given)
    draft = check.path.removesuffix("/check")
    pages = {"check": check, "with staff": browser.open(f"{draft}/with-staff")}
    pages["with staff, code"] = pages["with staff"].press("コードを作る")
    pages["with helper"] = browser.open(f"{draft}/with-helper")
    pages["with helper, code"] = pages["with helper"].press(
        "招くためのコードを作る", {"name": "むすめ", "steps": "first", "lasts": "d3"}
    )
    code = re.findall(r"/helping/([0-9A-Y]{5}-[0-9A-Y]{5})</span>", pages["with helper, code"].text)[-1]
    word = re.findall(r'<strong class="number">(\d{4})</strong>', pages["with helper, code"].text)[-1]
    pages["as the helper"] = guest(installation).open(f"/helping/{code}").press("手伝いはじめる", {"word": word})
    receipt = pages["sent"] = check.press("申請する")
    number = receipt.path.rpartition("/")[2]
    pages["receipt"] = browser.open(f"/applications/{number}")
    pages["list"] = browser.open("/applications")
    pdf = browser.open(f"/applications/{number}/receipt.pdf")
    member = add_member(installation, f"returns {number}", ("reviewer", DUTY))
    ask_again(installation, member, number, "home")
    pages["correction"] = browser.open(f"/applications/{number}/correct/home")
    pages["again"] = pages["receipt"].press("もう一度")
    texts = {name: f"{page.status} {page.path} {page.text}" for name, page in pages.items()}
    assert HOME in pages["receipt"].text
    assert HOME in pages["correction"].text
    return {name: plain(text) for name, text in (texts | {"pdf": words_of(pdf.response.content)}).items()}


def test_the_sender_sees_the_same_no_matter_whom_they_name(
    installation: Installation, sender: Callable[[str], GuestBrowser], request: pytest.FixtureRequest
) -> None:
    first = pages_of(installation, sender("first"), PROTECTED)
    second = pages_of(installation, sender("second"), OTHER)
    assert [name for name in first if first[name] != second[name]] == []
    assert HOME in first["pdf"]
    send_notices(installation)
    assert mails_to(installation, "first") == mails_to(installation, "second")
    assert "card" not in request.node.name or len(mails_to(installation, "first")) == 2, "received, and returned"


def mails_to(installation: Installation, subject: str) -> list[str]:
    own = [mail for mail in mails(installation) if mail.to == f"{subject}@example.jp"]
    return sorted(plain(f"{mail.subject}{mail.text}") for mail in own)
